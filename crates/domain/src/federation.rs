//! What groups at an identity provider give here: a role, and teams.
//!
//! Deny by default: who is in no mapped group has no role. The first mapping that fits decides the
//! role; teams come only from mappings of that role, so that two groups together never give more
//! than each of them.

use crate::access::Role;

/// Groups and what they give, in the order in which they count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GroupMap(Vec<Mapping>);

/// One line of the map.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mapping {
    group: String,
    role: Role,
    team: Option<String>,
}

/// What a person is here by their groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// Names of teams; empty: none is named.
    pub teams: Vec<String>,
}

/// Why a map cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MapProblem {
    /// Not `group -> role`.
    #[error("{0:?} is not of the form \"group -> role\" or \"group -> role @ team\"")]
    Form(String),
    /// A role that does not exist.
    #[error("{0:?} is no role; there are {roles}", roles = Role::CODES.join(", "))]
    Role(String),
}

impl GroupMap {
    /// Reads `group -> role` or `group -> role @ team`, with `;` or line breaks between them. A name
    /// of a group may hold anything but those.
    pub fn parse(text: &str) -> Result<Self, MapProblem> {
        text.split([';', '\n'])
            .map(str::trim)
            .filter(|entry| !entry.is_empty())
            .map(Mapping::parse)
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Whether nobody is let in.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What these groups give; nothing when none of them is mapped.
    #[must_use]
    pub fn grant(&self, groups: &[String]) -> Option<Grant> {
        let fits = |mapping: &&Mapping| groups.contains(&mapping.group);
        let role = self.0.iter().find(fits)?.role;
        let mut teams = Vec::new();
        for mapping in self.0.iter().filter(fits).filter(|m| m.role == role) {
            if let Some(team) = mapping.team.as_ref().filter(|team| !teams.contains(*team)) {
                teams.push(team.clone());
            }
        }
        Some(Grant { role, teams })
    }
}

impl Mapping {
    fn parse(entry: &str) -> Result<Self, MapProblem> {
        let form = || MapProblem::Form(entry.to_owned());
        let (group, gives) = entry.rsplit_once("->").ok_or_else(form)?;
        let (role, team) = match gives.split_once('@') {
            Some((role, team)) => (role.trim(), Some(team.trim())),
            None => (gives.trim(), None),
        };
        if group.trim().is_empty() || team.is_some_and(str::is_empty) {
            return Err(form());
        }
        Ok(Self {
            group: group.trim().to_owned(),
            role: Role::from_code(role).ok_or_else(|| MapProblem::Role(role.to_owned()))?,
            team: team.map(str::to_owned),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Grant, GroupMap, MapProblem};
    use crate::access::Role;

    fn grant(map: &str, groups: &[&str]) -> Option<Grant> {
        let groups: Vec<String> = groups.iter().map(ToString::to_string).collect();
        GroupMap::parse(map).unwrap().grant(&groups)
    }

    #[test]
    fn the_first_mapping_that_fits_decides_the_role_and_only_its_role_brings_teams() {
        let map = "/smv/lead -> duty_lead @ National\n/smv/analyst -> analyst @ National;\
            /smv/kommune -> analyst @ Kommuner; cn=a,ou=b -> auditor";

        let lead = grant(map, &["/smv/kommune", "/smv/lead"]).unwrap();
        let both = grant(map, &["/smv/kommune", "/smv/analyst", "/other"]).unwrap();

        assert_eq!(lead.role, Role::DutyLead);
        assert_eq!(lead.teams, ["National"], "not the team of the other role");
        assert_eq!((both.role, both.teams.len()), (Role::Analyst, 2));
        let auditor = grant(map, &["cn=a,ou=b"]).unwrap();
        assert_eq!((auditor.role, auditor.teams.len()), (Role::Auditor, 0));
    }

    #[test]
    fn who_is_in_no_mapped_group_has_no_role() {
        let map = "lead -> duty_lead";

        for groups in [
            &[][..],
            &["Lead"],
            &["lead "],
            &["lead -> duty_lead"],
            &[""],
        ] {
            assert_eq!(grant(map, groups), None, "{groups:?}");
        }
        assert!(GroupMap::parse(" \n;").unwrap().is_empty());
    }

    #[test]
    fn a_map_that_cannot_be_read_says_where() {
        for (map, problem) in [
            ("lead", MapProblem::Form("lead".to_owned())),
            ("-> analyst", MapProblem::Form("-> analyst".to_owned())),
            (
                "a -> analyst @",
                MapProblem::Form("a -> analyst @".to_owned()),
            ),
            ("a -> boss", MapProblem::Role("boss".to_owned())),
        ] {
            assert_eq!(GroupMap::parse(map), Err(problem), "{map}");
        }
    }
}
