//! `smv-cert privacy`.

use std::process::ExitCode;

use anyhow::bail;
use domain::privacy::Subject;
use domain::privacy::retention as periods;
use triage_queue::privacy::Order;
use triage_queue::privacy::documents::Wanted;
use triage_queue::privacy::erase::Stop;

use super::FAILED;
use super::cli::{Decision, Hold, OrderArgs, Person, Privacy, Who};
use super::owner::as_owner;
use crate::config::Config;
use crate::privacy::{Erasure, Mode, Office, places_of};
use crate::{out, system_clock};

pub(super) fn run(config: &Config, command: Privacy) -> anyhow::Result<ExitCode> {
    let mut code = ExitCode::SUCCESS;
    in_office(config, |office| {
        match command {
            Privacy::Find(who) => find(office, &who.subject())?,
            Privacy::Export { who, out, order } => {
                let made = office.export(&who.subject(), &out, &order.read()?)?;
                say_doubtful(&made.doubtful);
                let cases = made.cases.join(", ");
                out::line(format_args!("{}: {cases}", out.display()))?;
                out::line(format_args!("sha256 {}", made.sha256))?;
            }
            Privacy::Documents {
                case,
                out,
                redact,
                with_notes,
                order,
            } => {
                let wanted = Wanted {
                    words: redact,
                    with_notes,
                };
                let made = office.documents(&case, &wanted, &out, &order.read()?)?;
                for (field, places) in &made.blanked {
                    out::line(format_args!("{places:>4} blanked in {field}"))?;
                }
                out::line(format_args!(
                    "{:>4} internal notes left out",
                    made.notes_left_out
                ))?;
                out::line(format_args!("{}\nsha256 {}", out.display(), made.sha256))?;
                out::aside(
                    "Read it before you hand it out: blanking knows names and forms, not sense.",
                );
            }
            Privacy::Erase {
                who,
                dry_run,
                order,
            } => {
                let mode = if dry_run { Mode::DryRun } else { Mode::ForReal };
                let erasure = office.erase(&who.subject(), &order.read()?, mode)?;
                say_erasure(&erasure, mode)?;
                if !erasure.is_complete() {
                    code = ExitCode::from(FAILED);
                }
            }
            Privacy::Hold(hold) => hold_command(office, &hold)?,
            Privacy::Decision(decision) => decision_command(office, decision)?,
        }
        Ok(())
    })?;
    Ok(code)
}

/// Does some work as the owner, with the keys of staff.
pub(super) fn in_office<T>(
    config: &Config,
    work: impl FnOnce(&Office<'_>) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let safe = config.keys().safe()?;
    as_owner(config, |db| {
        work(&Office {
            db,
            safe: &safe,
            now: system_clock().now(),
        })
    })
}

fn find(office: &Office<'_>, subject: &Subject) -> anyhow::Result<()> {
    let found = office.find(subject)?;
    for hit in found.hits.values() {
        let doubt = if hit.doubtful {
            ", perhaps somebody else"
        } else {
            ""
        };
        out::line(format_args!("{} {}{doubt}", hit.number, places_of(hit)))?;
    }
    if found.is_ambiguous {
        out::aside("People with different names share this.");
    }
    if !found.locked.is_empty() {
        out::aside(format_args!(
            "{} cases cannot be opened here.",
            found.locked.len()
        ));
    }
    if found.hits.is_empty() {
        out::aside("No case holds anything about them.");
    }
    Ok(())
}

fn say_doubtful(numbers: &[String]) {
    if !numbers.is_empty() {
        out::aside(format_args!(
            "Perhaps somebody else with the same name or number, left as they are: {}. Look, and name \
             what is known of the person there too.",
            numbers.join(", ")
        ));
    }
}

fn say_erasure(erasure: &Erasure, mode: Mode) -> anyhow::Result<()> {
    let verb = match mode {
        Mode::DryRun => "would be erased",
        Mode::ForReal => "erased",
    };
    for (number, erased) in &erasure.done {
        out::line(format_args!(
            "{number} {verb}: {} persons with their keys, {} places in texts, {} packages for the police",
            erased.persons, erased.places, erased.packages
        ))?;
    }
    for (number, stop) in &erasure.stopped {
        match stop {
            Stop::Held { reason, review_on } => out::line(format_args!(
                "{number} stays: legal hold, review on {review_on}: {reason}"
            ))?,
            Stop::ReferralUnderWay { state } => out::line(format_args!(
                "{number} stays: a referral is {state}; deliver or withdraw it first"
            ))?,
        }
    }
    say_doubtful(&erasure.doubtful);
    if !erasure.locked.is_empty() {
        out::aside(format_args!(
            "{} cases cannot be opened here.",
            erasure.locked.len()
        ));
    }
    let answers: usize = erasure.done.iter().map(|(_, erased)| erased.answers).sum();
    if erasure.done.is_empty() {
        out::aside("Nothing was erased.");
    } else {
        out::aside(format_args!(
            "{answers} kept answers to requests go with it: a repeat of one is done anew.\n\
             A mail that is owed already may still be sent; backups end by their own plan; the police \
             keep what they fetched."
        ));
    }
    Ok(())
}

fn hold_command(office: &Office<'_>, hold: &Hold) -> anyhow::Result<()> {
    match hold {
        Hold::Add {
            case,
            review_on,
            order,
        } => {
            office.hold(case, *review_on, &order.read()?)?;
            out::line(format_args!("{case} is on hold, review on {review_on}"))?;
        }
        Hold::List => {
            for hold in office.holds()? {
                let overdue = if hold.is_overdue { " OVERDUE" } else { "" };
                let (number, day) = (&hold.number, hold.review_on);
                out::line(format_args!(
                    "{number} review on {day}{overdue}: {}",
                    hold.reason
                ))?;
            }
        }
        Hold::Release { case, order } => {
            office.release(case, &order.read()?)?;
            out::line(format_args!("{case} is no longer on hold"))?;
        }
    }
    Ok(())
}

fn decision_command(office: &Office<'_>, command: Decision) -> anyhow::Result<()> {
    match command {
        Decision::Add {
            reference,
            covers_until,
        } => {
            let reference = reference.trim().to_owned();
            if reference.is_empty() {
                bail!("--reference: name the decision");
            }
            let decision = periods::Decision {
                reference,
                covers_until,
            };
            office.decide(&decision)?;
            out::line(format_args!(
                "{} covers cases received until {covers_until}",
                decision.reference
            ))?;
        }
        Decision::List => {
            for decision in office.decisions()? {
                let until = decision.covers_until;
                out::line(format_args!("{until} {}", decision.reference))?;
            }
        }
    }
    Ok(())
}

impl OrderArgs {
    fn read(&self) -> anyhow::Result<Order> {
        let (by, reason) = (self.by.trim(), self.reason.trim());
        if by.is_empty() || reason.is_empty() {
            bail!("--by and --reason: say who orders it, and why");
        }
        Ok(Order {
            by: by.to_owned(),
            reason: reason.to_owned(),
        })
    }
}

impl Who {
    fn subject(&self) -> Subject {
        Subject {
            emails: self.email.clone().into_iter().collect(),
            phones: self.phone.clone().into_iter().collect(),
            names: self.name.clone().into_iter().collect(),
            cvrs: self.cvr.clone().into_iter().collect(),
        }
    }
}

impl Person {
    fn subject(&self) -> Subject {
        Subject {
            emails: self.email.clone().into_iter().collect(),
            phones: self.phone.clone().into_iter().collect(),
            names: self.name.clone().into_iter().collect(),
            cvrs: Vec::new(),
        }
    }
}
