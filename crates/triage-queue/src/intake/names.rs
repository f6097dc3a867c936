//! Which of many requests were here before.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use store::Tx;
use store::intake::{self as rows, Claim, Earlier};

use super::asked::{Asked, NameOf};
use crate::Error;

/// Claims the names of all that are new; answers, for each, what was here before and by which name.
///
/// Fails with [`store::Error::Stale`] when somebody was faster between a look and a claim.
pub(super) fn settle(
    tx: &mut Tx<'_>,
    asked: &[Asked],
    now: DateTime<Utc>,
) -> Result<Vec<Option<(Earlier, NameOf)>>, Error> {
    let mut found: Vec<Option<(Earlier, NameOf)>> = Vec::with_capacity(asked.len());
    // Which of these requests has a name first.
    let mut first: HashMap<&[u8], usize> = HashMap::new();
    let mut repeats = Vec::new();
    for (at, one) in asked.iter().enumerate() {
        let mut here = one.names.hashes.iter();
        let repeat = here.find_map(|(hash, of)| Some((*first.get(hash.as_slice())?, *of)));
        if let Some((of_one, name)) = repeat {
            repeats.push((at, of_one, name));
        }
        // With two names, look before claiming: a name claimed in vain would lead to no report.
        let before = match repeat {
            None if one.names.hashes.len() > 1 => before(tx, one)?,
            _ => None,
        };
        // One that was here before gets nothing, so that its other name leads nowhere.
        if repeat.is_none() && before.is_none() {
            let names = one.names.hashes.iter();
            first.extend(names.map(|(hash, _)| (hash.as_slice(), at)));
        }
        found.push(before);
    }
    let repeated: Vec<usize> = repeats.iter().map(|(at, ..)| *at).collect();
    let new = |at: usize| repeated.binary_search(&at).is_err();
    let claims: Vec<Claim> = (0..)
        .zip(asked)
        .zip(&found)
        .filter(|((at, _), found)| found.is_none() && new(*at))
        .flat_map(|((_, one), _)| one.claims(now))
        .collect();
    if !claims.is_empty() {
        let mut taken = rows::claim(tx, &claims)?;
        for (one, found) in asked.iter().zip(&mut found) {
            let mut names = one.names.hashes.iter();
            let earlier = names.find_map(|(hash, of)| Some((taken.remove(hash)?, *of)));
            if earlier.is_some() && one.names.hashes.len() > 1 {
                // Somebody was faster since we looked: roll back and begin again.
                return Err(store::Error::Stale.into());
            }
            if earlier.is_some() {
                *found = earlier;
            }
        }
    }
    for (at, of_one, name) in repeats {
        let first = found
            .get(of_one)
            .cloned()
            .flatten()
            .map(|(earlier, _)| earlier);
        let first = first.or_else(|| asked.get(of_one).map(|one| one.as_earlier(now)));
        if let (Some(slot), Some(first)) = (found.get_mut(at), first) {
            *slot = Some((first, name));
        }
    }
    Ok(found)
}

fn before(tx: &mut Tx<'_>, one: &Asked) -> Result<Option<(Earlier, NameOf)>, Error> {
    for (hash, of) in &one.names.hashes {
        if let Some(earlier) = rows::earlier(tx, hash)? {
            return Ok(Some((earlier, *of)));
        }
    }
    Ok(None)
}
