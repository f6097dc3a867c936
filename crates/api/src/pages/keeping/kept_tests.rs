//! Several tabs, one draft.

use chrono::{DateTime, Utc};

use super::Kept;
use crate::pages::answers::Answers;
use crate::pages::draft::Draft;

fn new_key() -> String {
    "a-key-of-enough-characters".to_owned()
}

fn now() -> DateTime<Utc> {
    "2026-11-23T13:05:00Z".parse().unwrap()
}

/// A page with a name: what it sends again is its own later word.
fn named(name: &str, pairs: &[(&str, &str)]) -> Draft {
    let mut draft = page(pairs);
    draft.page = name.to_owned();
    draft
}

fn page(pairs: &[(&str, &str)]) -> Draft {
    let mut draft = Draft::new(new_key);
    draft.answers = Answers::from_pairs(pairs.iter().copied());
    draft
}

fn typed(kept: &Kept, field: &str) -> String {
    kept.draft(new_key).answers.typed(field).to_owned()
}

#[test]
fn what_one_tab_changed_reaches_the_other_and_nothing_is_asked() {
    let mut kept = Kept::new(&page(&[("kind", "phishing"), ("name", "Bo")]));
    // Both began from version 1: the first changes the kind, the second the name.
    kept.bring_in(&page(&[("kind", "bec"), ("name", "Bo")]), 1, 2);
    kept.bring_in(&page(&[("kind", "phishing"), ("name", "Karen")]), 1, 3);

    assert_eq!(typed(&kept, "kind"), "bec");
    assert_eq!(typed(&kept, "name"), "Karen");
    assert!(kept.to_choose().is_empty());
}

#[test]
fn two_texts_of_one_field_are_both_kept_until_somebody_chooses() {
    let mut kept = Kept::new(&page(&[("description", "Vi")]));
    kept.bring_in(&page(&[("description", "Vi er ramt")]), 1, 2);
    kept.bring_in(&page(&[("description", "We are hit")]), 1, 3);
    // The same tab saves again before anybody has chosen.
    kept.bring_in(&page(&[("description", "We are hit")]), 1, 4);

    let back = Kept::read(&kept.written()).unwrap();
    assert_eq!(
        back.to_choose(),
        [("description", vec!["Vi er ramt", "We are hit"])]
    );

    kept.choose("description", "We are hit", 5, now());
    assert!(kept.to_choose().is_empty());
    assert_eq!(typed(&kept, "description"), "We are hit");
    // The other tab still shows its own words: they were replaced by a choice, and win over nothing.
    kept.bring_in(&page(&[("description", "Vi er ramt")]), 2, 6);
    assert_eq!(typed(&kept, "description"), "We are hit");
}

#[test]
fn who_goes_back_and_changes_an_answer_is_not_asked_which_of_the_two_holds() {
    let mut kept = Kept::new(&page(&[]));
    let first = [("name", "Karem"), ("description", "Alt")];
    kept.bring_in(&named("p", &first), 1, 2);

    // The same page again, from the browser's history: it still began from version 1.
    let again = [("name", "Karen"), ("description", "Alt er låst")];
    kept.bring_in(&named("p", &again), 1, 3);

    assert!(kept.to_choose().is_empty(), "{:?}", kept.to_choose());
    assert_eq!(typed(&kept, "name"), "Karen");
    assert_eq!(typed(&kept, "description"), "Alt er låst");
    // Words that are gone from it are kept: a doubled tab has the same name.
    kept.bring_in(&named("p", &[("description", "Noget helt andet")]), 1, 4);
    assert_eq!(kept.to_choose().len(), 1);
    // And another page is somebody else.
    kept.bring_in(&named("q", &[("name", "Bo")]), 1, 5);
    assert_eq!(kept.to_choose()[1], ("name", vec!["Karen", "Bo"]));
}

#[test]
fn the_moment_of_an_answer_goes_with_the_answer() {
    let at = |when, noted| {
        let noted = [("when", when), ("noted_for", when), ("noted_at", noted)];
        page(&noted)
    };
    let (first, later) = ("2026-11-23T13:00:00Z", "2026-11-24T08:00:00Z");
    let mut kept = Kept::new(&at("today", first));
    // A tab that never learned of the moment sends the same answer on the next day.
    kept.bring_in(&at("today", later), 1, 2);
    assert_eq!(typed(&kept, "noted_at"), first);

    kept.bring_in(&at("yesterday", later), 1, 3);
    assert_eq!(typed(&kept, "noted_at"), later);
    kept.bring_in(&at("earlier", first), 1, 4);
    assert_eq!(
        (typed(&kept, "when").as_str(), kept.to_choose().len()),
        ("yesterday", 1)
    );
    kept.choose("when", "earlier", 5, now());
    assert_eq!(typed(&kept, "noted_for"), "earlier");
    assert_eq!(typed(&kept, "noted_at"), "2026-11-23T13:05:00Z");
}

#[test]
fn who_empties_a_field_means_it_and_who_never_saw_it_does_not() {
    let mut kept = Kept::new(&page(&[("email", "karen@firm.example")]));
    kept.bring_in(
        &page(&[("email", "karen@firm.example"), ("phone", "20304050")]),
        1,
        2,
    );

    kept.bring_in(&page(&[]), 1, 3);

    assert_eq!(typed(&kept, "email"), "");
    assert_eq!(typed(&kept, "phone"), "20304050");
    assert!(kept.to_choose().is_empty());
}

#[test]
fn a_tab_from_long_ago_overwrites_nothing() {
    let mut kept = Kept::new(&page(&[("description", "first")]));
    for version in 2..20 {
        let text = format!("{version} {}", "x".repeat(20_000));
        kept.bring_in(&page(&[("description", &text)]), version - 1, version);
    }
    assert!(kept.written().len() < 200_000, "{}", kept.written().len());

    kept.bring_in(&page(&[("description", "first")]), 1, 20);

    let (_, texts) = kept.to_choose().remove(0);
    assert!(texts[0].starts_with("19 "));
    assert_eq!(texts[1], "first");
}
