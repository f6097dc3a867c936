//! What the public register of firms (CVR) says of one.

mod filled;

use std::future::Future;

use serde::{Deserialize, Serialize};

use crate::contact::Phone;
use crate::cvr::Cvr;
use crate::organisation::{Municipality, Organisation, SizeClass};
use crate::sector::Sector;

/// Somebody who can be asked about a firm: the extract that was imported, or the register itself.
pub trait Register {
    /// Why there is no answer.
    type Error: std::error::Error;

    /// The firm with this number; none: the register says that it has no such firm.
    fn firm(
        &self,
        cvr: &Cvr,
    ) -> impl Future<Output = Result<Option<RegisteredFirm>, Self::Error>> + Send;
}

/// A firm as the register has it; what it does not say is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisteredFirm {
    /// Its number.
    pub cvr: Cvr,
    /// Its name.
    pub name: String,
    /// How many work there.
    pub size_class: Option<SizeClass>,
    /// What it does.
    pub sector: Option<Sector>,
    /// Where it has its address.
    pub municipality: Option<Municipality>,
    /// Its telephone: the one to call back, whatever number a report gives.
    pub phone: Option<Phone>,
}

impl RegisteredFirm {
    /// Fills what the reporter left out. What was said stays as it was said: the place that was hit need
    /// not be the registered one.
    pub fn fill(&self, organisation: &mut Organisation) {
        if organisation.name.is_none() {
            organisation.name = Some(self.name.clone());
        }
        organisation.size_class = organisation.size_class.or(self.size_class);
        if organisation.sector.is_none() {
            organisation.sector.clone_from(&self.sector);
        }
        if organisation.municipality.is_none() {
            organisation.municipality.clone_from(&self.municipality);
        }
    }
}

impl Organisation {
    /// Whether the register could say more than the reporter has.
    #[must_use]
    pub const fn has_gaps(&self) -> bool {
        self.name.is_none()
            || self.size_class.is_none()
            || self.sector.is_none()
            || self.municipality.is_none()
    }
}

impl SizeClass {
    /// Reads a number of employees as registers write it: our classes (`5-9`), intervals of the register
    /// (`ANTAL_5_9`, also finer or wider than ours at the ends), or a plain number.
    #[must_use]
    pub fn of_register(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(known) = Self::from_code(text) {
            return Some(known);
        }
        let interval = text.strip_prefix("ANTAL_").unwrap_or(text);
        let least = interval.split(['_', '-', '+']).next()?;
        let least: u32 = least.trim().parse().ok()?;
        Some(match least {
            0 | 1 => Self::S0To1,
            2..=4 => Self::S2To4,
            5..=9 => Self::S5To9,
            10..=19 => Self::S10To19,
            20..=49 => Self::S20To49,
            50..=99 => Self::S50To99,
            100..=249 => Self::S100To249,
            250.. => Self::S250Plus,
        })
    }
}

#[cfg(test)]
#[path = "register/tests.rs"]
mod tests;
