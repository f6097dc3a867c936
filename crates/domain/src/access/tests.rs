//! The table, read against what is written here by hand.

use uuid::Uuid;

use super::{Action, Actor, Denied, Protection, Relation, Role, Standing};
use crate::case::Case;
use crate::case::status::Status;
use crate::classification::Classification;
use crate::id::Id;
use crate::kind::Kind;
use crate::number::ReportNumber;
use crate::severity::{Impact, Ongoing, Severity};
use crate::tlp::Tlp;

/// role, action: to ordinary cases standing so · to restricted cases standing so.
/// Letters: o owner, l listed, e emergency, p police has it, t team, s shared, * anyone.
const WRITTEN: &str = "
analyst read_case               oltse    ole
analyst claim                   oltse    ole
analyst open_attachment         oltse    ole
analyst transition              oltse    ole
analyst write_note              oltse    ole
analyst write_message           oltse    ole
analyst classify                oltse    ole
analyst assign                  oltse    ole
analyst replace_code            oltse    ole
analyst prepare_referral        oltse    ole
analyst read_referral           oltse    ole
analyst read_access             oltse    ole
analyst manage_access           o        o
analyst break_glass             -        ts
duty_lead read_case             oltse    olet
duty_lead claim                 oltse    olet
duty_lead open_attachment       oltse    olet
duty_lead transition            oltse    olet
duty_lead write_note            oltse    olet
duty_lead write_message         oltse    olet
duty_lead classify              oltse    olet
duty_lead assign                oltse    olet
duty_lead replace_code          oltse    olet
duty_lead prepare_referral      oltse    olet
duty_lead read_referral         oltse    olet
duty_lead read_access           oltse    olet
duty_lead refer_on_legal_basis  olt      olt
duty_lead decide_referral       olt      olt
duty_lead manage_access         ot       ot
duty_lead read_audit            olt      olt
duty_lead break_glass           -        ts
duty_lead recover_people        *        *
analyst read_call_backs         *        *
analyst take_call_backs         *        *
duty_lead read_call_backs       *        *
duty_lead take_call_backs       *        *
auditor read_call_backs         *        *
police_liaison answer_referral  p        p
auditor read_case               *        *
auditor read_referral           *        *
auditor read_access             *        *
auditor read_audit              *        *
auditor export_audit            *        *
admin recover_people            *        *
";

const fn letter(relation: Relation) -> char {
    match relation {
        Relation::Owner => 'o',
        Relation::Listed => 'l',
        Relation::Emergency => 'e',
        Relation::Recipient => 'p',
        Relation::Team => 't',
        Relation::Shared => 's',
        Relation::Anyone => '*',
    }
}

#[test]
fn the_table_is_what_is_written_here_and_nothing_else() {
    let mut asked = 0;
    for &role in Role::ALL {
        for &action in Action::ALL {
            let written = WRITTEN.lines().find_map(|line| {
                let mut words = line.split_whitespace();
                (words.next() == Some(role.code()) && words.next() == Some(action.code()))
                    .then(|| words.collect::<Vec<_>>())
            });
            let may = person(role, &[1]).may(action).is_ok();
            assert_eq!(may, written.is_some(), "{role} {action}");
            for (at, &protection) in Protection::ALL.iter().enumerate() {
                for &relation in Relation::ALL {
                    let expected = written
                        .as_ref()
                        .is_some_and(|columns| columns[at].contains(letter(relation)));
                    let said = role.allows_on(action, protection, relation);
                    assert_eq!(said, expected, "{role} {action} {protection} {relation}");
                    asked += 1;
                }
            }
        }
    }
    let all = [Role::ALL.len(), Action::ALL.len(), Relation::ALL.len()];
    assert_eq!(asked, all.iter().product::<usize>() * 2);
}

fn id<T>(number: u128) -> Id<T> {
    Id::from_uuid(Uuid::from_u128(number))
}

fn case(restricted: bool, owner: Option<u128>) -> Case {
    let at = "2026-11-24T06:00:00Z".parse().unwrap();
    Case {
        id: id(7),
        number: ReportNumber::new(&[7; 5]),
        status: Status::Open,
        owner: owner.map(id),
        team: id(1),
        restricted,
        kind: Kind::Ransomware,
        severity: Severity::High,
        priority: 50,
        classification: Classification::of(Kind::Ransomware.rsit()),
        tlp: Tlp::Amber,
        ongoing: Ongoing::Yes,
        impact: Impact::AllDown,
        size_class: None,
        region: None,
        sector_group: None,
        organisation_type: None,
        aware_at: at,
        received_at: at,
        updated_at: at,
        version: 1,
    }
}

fn person(role: Role, teams: &[u128]) -> Actor {
    Actor::Person {
        id: id(3),
        role,
        teams: teams.iter().copied().map(id).collect(),
    }
}

const NOTHING: Standing = Standing {
    shared: false,
    listed: false,
    emergency: false,
    recipient: false,
};

#[test]
fn a_case_of_another_team_is_hidden_until_it_is_shared_listed_or_broken_open() {
    let stranger = person(Role::Analyst, &[2]);
    let of = |standing| stranger.may_on(Action::WriteNote, &case(false, None), standing);

    assert_eq!(of(NOTHING), Err(Denied::Hidden));
    assert_eq!(
        of(Standing {
            recipient: true,
            ..NOTHING
        }),
        Err(Denied::Hidden)
    );
    assert_eq!(
        of(Standing {
            shared: true,
            ..NOTHING
        }),
        Ok(())
    );
    assert_eq!(
        of(Standing {
            listed: true,
            ..NOTHING
        }),
        Ok(())
    );
    assert_eq!(
        of(Standing {
            emergency: true,
            ..NOTHING
        }),
        Ok(())
    );
}

#[test]
fn a_restricted_case_is_hidden_from_its_own_team_but_not_from_its_lead_or_owner() {
    let (nina, lead) = (person(Role::Analyst, &[1]), person(Role::DutyLead, &[1]));
    let read = |actor: &Actor, owner, standing| {
        actor.may_on(Action::ReadCase, &case(true, owner), standing)
    };

    assert_eq!(read(&nina, None, NOTHING), Err(Denied::Hidden));
    assert_eq!(read(&nina, Some(4), NOTHING), Err(Denied::Hidden));
    assert_eq!(read(&nina, Some(3), NOTHING), Ok(()));
    assert_eq!(read(&lead, None, NOTHING), Ok(()));
    assert_eq!(
        read(
            &person(Role::DutyLead, &[2]),
            None,
            Standing {
                shared: true,
                ..NOTHING
            }
        ),
        Err(Denied::Hidden),
        "the lead of another team"
    );
}

#[test]
fn who_may_read_a_case_is_told_what_is_not_allowed() {
    let nina = person(Role::Analyst, &[1]);
    let (ours, hers) = (case(false, None), case(false, Some(3)));

    let manage = Action::ManageAccess;
    assert_eq!(nina.may_on(manage, &hers, NOTHING), Ok(()));
    assert_eq!(
        nina.may_on(manage, &ours, NOTHING),
        Err(Denied::Forbidden(manage))
    );
    assert_eq!(
        nina.may_on(Action::BreakGlass, &ours, NOTHING),
        Err(Denied::Forbidden(Action::BreakGlass)),
        "nothing to break"
    );
    assert_eq!(
        nina.may_on(Action::BreakGlass, &case(true, None), NOTHING),
        Ok(())
    );
}

#[test]
fn to_own_a_case_counts_only_for_who_can_still_reach_it() {
    let gone = person(Role::Analyst, &[2]);

    assert_eq!(
        gone.may_on(Action::ReadCase, &case(false, Some(3)), NOTHING),
        Err(Denied::Hidden)
    );
    assert!(!gone.stands(Relation::Owner, &case(false, Some(3)), NOTHING));
    let listed = Standing {
        listed: true,
        ..NOTHING
    };
    assert!(gone.stands(Relation::Owner, &case(false, Some(3)), listed));
}

#[test]
fn nobody_without_a_name_may_anything_and_the_system_is_never_asked() {
    for &action in Action::ALL {
        let denied = Err(Denied::Forbidden(action));
        assert_eq!(Actor::Reporter.may(action), denied);
        assert_eq!(
            Actor::Reporter.may_on(action, &case(false, None), NOTHING),
            denied
        );
        assert_eq!(
            Actor::System.may_on(action, &case(true, None), NOTHING),
            Ok(())
        );
    }
    assert!(!Actor::System.stands(Relation::Anyone, &case(true, None), NOTHING));
}

#[test]
fn logs_and_the_database_are_told_who_it_is() {
    let lead = person(Role::DutyLead, &[]);
    assert_eq!(lead.role_code(), "duty_lead");
    assert!(lead.person().is_some());
    for (actor, code) in [(Actor::Reporter, "reporter"), (Actor::System, "system")] {
        assert_eq!((actor.role_code(), actor.person()), (code, None));
    }
}
