//! What the register told after a report was stored, as facts of an event: a report is never changed.

use std::collections::BTreeMap;

use super::RegisteredFirm;
use crate::event::EventBody;
use crate::organisation::{Municipality, Organisation, SizeClass};
use crate::sector::{NaceVersion, Sector};

impl RegisteredFirm {
    /// What the reporter has left out and the register tells; none: nothing.
    #[must_use]
    pub fn beyond(&self, said: &Organisation) -> Option<Organisation> {
        let mut whole = said.clone();
        self.fill(&mut whole);
        let new = Organisation {
            cvr: None,
            postcode: None,
            name: whole.name.filter(|_| said.name.is_none()),
            size_class: whole.size_class.filter(|_| said.size_class.is_none()),
            municipality: whole.municipality.filter(|_| said.municipality.is_none()),
            sector: whole.sector.filter(|_| said.sector.is_none()),
            kind: None,
        };
        (new != Organisation::default()).then_some(new)
    }
}

impl Organisation {
    /// As facts of an event. `origin` says which register told them.
    #[must_use]
    pub fn to_facts(&self, origin: &str) -> EventBody {
        let sector = self.sector.as_ref();
        let facts = [
            ("name", self.name.clone()),
            ("size_class", self.size_class.map(|size| size.to_string())),
            (
                "municipality",
                self.municipality.as_ref().map(|m| m.code().to_owned()),
            ),
            (
                "nace_version",
                sector.map(|sector| sector.nace_version.to_string()),
            ),
            ("sector_code", sector.map(|sector| sector.code.clone())),
        ];
        facts
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .fold(
                EventBody::default().with("origin", origin),
                |body, (name, value)| body.with(name, value),
            )
    }

    /// Fills what is missing from the facts of such an event. What was said stays as it was said.
    pub fn fill_from_facts(&mut self, facts: &BTreeMap<String, String>) {
        let fact = |name: &str| facts.get(name).map(String::as_str);
        if self.name.is_none() {
            self.name = fact("name").map(str::to_owned);
        }
        if self.size_class.is_none() {
            self.size_class = fact("size_class").and_then(SizeClass::from_code);
        }
        if self.municipality.is_none() {
            self.municipality = fact("municipality").and_then(Municipality::parse);
        }
        if self.sector.is_none() {
            let version = fact("nace_version").and_then(NaceVersion::from_code);
            self.sector = version
                .zip(fact("sector_code"))
                .and_then(|(version, code)| Sector::parse(version, code));
        }
    }
}
