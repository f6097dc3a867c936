//! The part of a story that the police have in it.

use domain::kind::Kind;
use referral::police::{self, Answer};
use referral::prepare;
use store::referrals;

use super::fate::Reach;
use super::story::Story;

const REJECTED: &str = "Beløb og tidspunkt mangler i sagen. Spørg indberetteren og send den igen.";
const WITHDRAWN: &str = "Indberetteren har selv anmeldt det til politiet i går.";

impl Story<'_, '_> {
    /// Our side, and the first fetch: as far as the referral reaches.
    pub(super) fn refer(&mut self, reach: Reach) -> anyhow::Result<()> {
        let (analyst, lead, safe) = (self.analyst, &self.desk.cast.lead, &self.desk.safe);
        let at = self.later(60, 600);
        let id = prepare::draft(self.tx, safe, analyst, self.case, None, None, at)?.id;
        if reach == Reach::Draft {
            return Ok(());
        }
        let at = self.later(20, 240);
        prepare::submit(self.tx, safe, analyst, id, None, at)?;
        if reach == Reach::Submitted {
            return Ok(());
        }
        let at = self.later(30, 600);
        if reach == Reach::Rejected {
            prepare::reject(self.tx, safe, lead, id, Some(REJECTED), None, at)?;
            return Ok(());
        }
        prepare::approve(self.tx, safe, lead, &self.desk.signer, id, None, None, at)?;
        let at = self.later(60, 1_500);
        match reach {
            Reach::Draft | Reach::Rejected | Reach::Submitted | Reach::Approved => {}
            Reach::Withdrawn => {
                prepare::withdraw(self.tx, safe, analyst, id, Some(WITHDRAWN), None, at)?;
            }
            Reach::Delivered
            | Reach::Acknowledged
            | Reach::Questioned
            | Reach::Declined
            | Reach::Accepted
            | Reach::Concluded => {
                police::fetch(self.tx, safe, &self.desk.cast.police, id, at)?;
            }
        }
        Ok(())
    }

    /// The answers of the police.
    pub(super) fn hear_police(&mut self, reach: Reach) -> anyhow::Result<()> {
        if reach < Reach::Acknowledged {
            return Ok(());
        }
        let number = format!(
            "0700-{}-{:05}-26",
            self.dice.between(70_100, 83_990),
            self.dice.below(99_999)
        );
        let acknowledged = Answer::Acknowledgement {
            police_case_number: number,
        };
        let at = self.later(120, 2_000);
        self.answer(&acknowledged, at)?;
        if reach == Reach::Questioned {
            return self.question();
        }
        let Some(decision) = self.decision(reach) else {
            return Ok(());
        };
        let at = self.later(600, 4_000);
        self.answer(&decision, at)?;
        if reach == Reach::Concluded {
            let outcome = self.outcome();
            let at = self.later(8_000, 16_000);
            self.answer(&outcome, at)?;
        }
        Ok(())
    }

    fn decision(&mut self, reach: Reach) -> Option<Answer> {
        let (kind, police) = (self.kind, &self.desk.material.dialogue.police);
        match reach {
            Reach::Accepted | Reach::Concluded => Some(Answer::Accepted { reason: None }),
            Reach::Declined => {
                let reason = self
                    .dice
                    .pick_where(&police.decline_reasons, |text| of_kind(&text.kinds, kind));
                let reason = reason.map(|text| text.text.clone());
                Some(Answer::Declined { reason })
            }
            Reach::Draft
            | Reach::Rejected
            | Reach::Submitted
            | Reach::Approved
            | Reach::Withdrawn
            | Reach::Delivered
            | Reach::Acknowledged
            | Reach::Questioned => None,
        }
    }

    /// The police ask us; the answer goes on the phone and into a note.
    fn question(&mut self) -> anyhow::Result<()> {
        let (kind, police) = (self.kind, &self.desk.material.dialogue.police);
        let asked = self
            .dice
            .pick_where(&police.questions, |text| of_kind(&text.kinds, kind));
        let asked = asked.ok_or_else(|| anyhow::anyhow!("the police have no question"))?;
        let text = asked.text.clone();
        let at = self.later(600, 4_000);
        self.answer(&Answer::Question { text }, at)?;
        let at = self.later(60, 600);
        self.write_note(&asked.answer, at)
    }

    fn outcome(&mut self) -> Answer {
        let (kind, police) = (self.kind, &self.desk.material.dialogue.police);
        let found = self
            .dice
            .pick_where(&police.outcomes, |outcome| of_kind(&outcome.kinds, kind));
        Answer::Outcome {
            outcome: found.map_or("closed", |found| &found.outcome).to_owned(),
            text: found.map(|found| found.text.clone()),
        }
    }

    fn answer(&mut self, answer: &Answer, at: chrono::DateTime<chrono::Utc>) -> anyhow::Result<()> {
        let police = &self.desk.cast.police;
        let referral = referrals::of_case(self.tx, self.case)?.pop();
        let referral = referral.ok_or_else(|| anyhow::anyhow!("there is no referral"))?;
        police::answer(self.tx, &self.desk.safe, police, referral.id, answer, at)?;
        Ok(())
    }
}

fn of_kind(kinds: &[Kind], kind: Kind) -> bool {
    kinds.is_empty() || kinds.contains(&kind)
}
