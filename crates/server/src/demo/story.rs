//! What happens to one case, step by step, by the same use cases that people call.

use chrono::{DateTime, Duration, Utc};
use domain::access::Actor;
use domain::case::Case;
use domain::case::transition::Transition;
use domain::id::CaseId;
use domain::kind::Kind;
use domain::language::Language;
use domain::number::ReportNumber;
use domain::report::Report;
use domain::severity::Severity;
use store::Tx;
use triage_queue::intake::Receipt;
use triage_queue::reporter::{self, Door};
use triage_queue::{transition, write};

use super::dice::Dice;
use super::fate::{Fate, Plan};
use super::fill::Desk;
use super::material::{Dismissal, Question};
use super::words::{FIRST, NEWS};

/// One case and the moment its story has come to.
pub(super) struct Story<'s, 'c> {
    pub(super) tx: &'s mut Tx<'c>,
    pub(super) desk: &'s Desk,
    pub(super) case: CaseId,
    pub(super) kind: Kind,
    pub(super) dice: Dice,
    pub(super) analyst: &'s Actor,
    language: Language,
    severity: Severity,
    door: Door,
    anonymous: bool,
    at: DateTime<Utc>,
}

impl<'s, 'c> Story<'s, 'c> {
    pub(super) fn new(
        tx: &'s mut Tx<'c>,
        desk: &'s Desk,
        case: &Case,
        report: &Report,
        receipt: &Receipt,
        analyst: &'s Actor,
        dice: Dice,
    ) -> Self {
        let code = receipt.access_code.shown();
        Self {
            tx,
            desk,
            case: case.id,
            kind: case.kind,
            dice,
            analyst,
            language: report.language,
            severity: case.severity,
            door: reporter::door(&desk.safe.keys, receipt.number.as_str(), &code),
            anonymous: report.reporter.anonymous,
            at: receipt.received_at,
        }
    }

    /// Lets everything happen that the plan says.
    pub(super) fn tell(
        &mut self,
        plan: &Plan,
        dismissal: Option<&Dismissal>,
        repeats: Option<ReportNumber>,
    ) -> anyhow::Result<()> {
        match plan.fate {
            Fate::Queue => Ok(()),
            Fate::Released => {
                self.accept()?;
                self.note()?;
                self.release()
            }
            Fate::Waiting => {
                self.begin()?;
                self.ask().map(drop)
            }
            Fate::Answered => {
                self.begin()?;
                self.ask_and_hear()
            }
            Fate::Working => {
                self.work()?;
                if let Some(reach) = plan.referral {
                    self.refer(reach)?;
                    self.hear_police(reach)?;
                }
                self.jump_to_today();
                self.news()
            }
            Fate::Resolved | Fate::Closed | Fate::Reopened => {
                self.work()?;
                if let Some(reach) = plan.referral {
                    self.refer(reach)?;
                }
                self.resolve()?;
                if let Some(reach) = plan.referral {
                    self.hear_police(reach)?;
                }
                match plan.fate {
                    Fate::Closed => self.close(),
                    Fate::Reopened => self.reopen(),
                    Fate::Queue
                    | Fate::Released
                    | Fate::Working
                    | Fate::Waiting
                    | Fate::Answered
                    | Fate::Resolved
                    | Fate::Dismissed => Ok(()),
                }
            }
            Fate::Dismissed => match dismissal {
                Some(dismissal) => self.dismiss(dismissal, repeats),
                None => Ok(()),
            },
        }
    }

    /// A later moment: so many minutes on, or less when there is no time left before now.
    pub(super) fn later(&mut self, least: u32, most: u32) -> DateTime<Utc> {
        let step = Duration::minutes(i64::from(self.dice.between(least, most)));
        let left = self.desk.now - self.at;
        self.at += if step + Duration::minutes(2) < left {
            step
        } else {
            left / 3
        };
        self.at
    }

    /// Goes on to some hours before now, if that is later.
    fn jump_to_today(&mut self) {
        let today = self.desk.now - Duration::minutes(i64::from(self.dice.between(10, 600)));
        self.at = self.at.max(today);
    }

    fn go(&mut self, step: &Transition, at: DateTime<Utc>) -> anyhow::Result<()> {
        transition(
            self.tx,
            &self.desk.safe,
            self.analyst,
            self.case,
            step,
            None,
            at,
        )?;
        Ok(())
    }

    fn accept(&mut self) -> anyhow::Result<()> {
        let at = match self.severity {
            Severity::Critical | Severity::High => self.later(3, 40),
            Severity::Medium | Severity::Low => self.later(20, 600),
        };
        self.go(&Transition::Accept, at)
    }

    /// Takes the case and answers.
    fn begin(&mut self) -> anyhow::Result<()> {
        self.accept()?;
        let at = self.later(2, 30);
        self.message(&FIRST, at)?;
        self.note()
    }

    /// The same, with a question and a second note now and then.
    fn work(&mut self) -> anyhow::Result<()> {
        self.begin()?;
        if !self.anonymous && self.dice.chance(60) {
            self.ask_and_hear()?;
        }
        if self.dice.chance(40) {
            self.note()?;
        }
        Ok(())
    }

    fn message(
        &mut self,
        from: &[(Language, &'static str)],
        at: DateTime<Utc>,
    ) -> anyhow::Result<()> {
        let language = self.language;
        let text = self.dice.pick_where(from, |(of, _)| *of == language);
        let (_, text) = text.ok_or_else(|| anyhow::anyhow!("there are no words"))?;
        write::message(
            self.tx,
            &self.desk.safe,
            self.analyst,
            self.case,
            text,
            None,
            at,
        )?;
        Ok(())
    }

    fn news(&mut self) -> anyhow::Result<()> {
        let at = self.later(1, 5);
        self.message(&NEWS, at)
    }

    fn note(&mut self) -> anyhow::Result<()> {
        let (at, kind) = (self.later(5, 120), self.kind);
        let notes = &self.desk.material.dialogue.notes;
        match self.dice.pick_where(notes, |note| note.kind == kind) {
            Some(note) => self.write_note(&note.text, at),
            None => Ok(()),
        }
    }

    pub(super) fn write_note(&mut self, text: &str, at: DateTime<Utc>) -> anyhow::Result<()> {
        write::note(
            self.tx,
            &self.desk.safe,
            self.analyst,
            self.case,
            text,
            None,
            at,
        )?;
        Ok(())
    }

    fn ask(&mut self) -> anyhow::Result<&'s Question> {
        let (at, kind, language) = (self.later(10, 180), self.kind, self.language);
        let asked = self
            .dice
            .pick_where(&self.desk.material.dialogue.questions, |question| {
                question.kind == kind && question.language == language
            })
            .ok_or_else(|| anyhow::anyhow!("there is no question about {kind}"))?;
        let question = asked.asked.clone();
        self.go(&Transition::Ask { question }, at)?;
        Ok(asked)
    }

    fn ask_and_hear(&mut self) -> anyhow::Result<()> {
        let asked = self.ask()?;
        let at = self.later(20, 1_200);
        reporter::add_message(self.tx, &self.door, &asked.heard, at)?;
        Ok(())
    }

    fn resolve(&mut self) -> anyhow::Result<()> {
        let (at, kind, language) = (self.later(300, 3_000), self.kind, self.language);
        let found = self
            .dice
            .pick_where(&self.desk.material.dialogue.resolutions, |text| {
                text.kind == kind && text.language == language
            })
            .ok_or_else(|| anyhow::anyhow!("there is no resolution of {kind}"))?;
        let resolution = found.text.clone();
        self.go(&Transition::Resolve { resolution }, at)
    }

    fn close(&mut self) -> anyhow::Result<()> {
        let at = self.later(2_000, 12_000);
        self.go(&Transition::Close, at)
    }

    fn reopen(&mut self) -> anyhow::Result<()> {
        let at = self.later(600, 4_000);
        let reasons = &self.desk.material.dialogue.reopen_reasons;
        let reason = self.dice.pick(reasons).cloned().unwrap_or_default();
        self.go(&Transition::Reopen { reason }, at)
    }

    fn release(&mut self) -> anyhow::Result<()> {
        let at = self.later(10, 120);
        let reasons = &self.desk.material.dialogue.release_reasons;
        let reason = self.dice.pick(reasons).cloned().unwrap_or_default();
        self.go(&Transition::Release { reason }, at)
    }

    fn dismiss(
        &mut self,
        dismissal: &Dismissal,
        repeats: Option<ReportNumber>,
    ) -> anyhow::Result<()> {
        if self.dice.chance(50) {
            self.accept()?;
        }
        let at = self.later(5, 60);
        self.write_note(&dismissal.text, at)?;
        let step = Transition::Dismiss {
            reason: dismissal.reason,
            duplicate_of: repeats,
        };
        let at = self.later(1, 5);
        self.go(&step, at)
    }
}
