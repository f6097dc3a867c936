//! What must be true after any fault: everything acknowledged is there, whole, once, and answers to its own
//! number and code.

use std::collections::{BTreeMap, BTreeSet};

use super::World;
use super::clients::{Heard, ask, is_valid, request, told, words};
use super::http::get;

/// So many receipts are opened with their code, at most.
const OPENED: usize = 200;

/// What was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// Acknowledged, and not there.
    pub(super) lost: usize,
    /// One sender, two answers; or two senders, one answer; or an answer that opens another's report.
    pub(super) mixed_up: usize,
    /// Without the mail that is owed.
    pub(super) without_mail: usize,
    /// Without key, event, seals, person or promise.
    pub(super) halves: usize,
    /// Rows of reports that nobody can have sent.
    pub(super) too_many: usize,
}

impl Found {
    /// Whether nothing is wrong.
    pub(super) fn is_clean(&self) -> bool {
        *self == Self::default()
    }

    /// Whatever is wrong with acknowledgements.
    pub(super) fn wrong(&self) -> usize {
        self.lost + self.mixed_up + self.without_mail + self.halves + self.too_many
    }
}

/// Looks at the database and asks the server, which must run without a fault. `sent`: reports `0..sent` may
/// be there.
pub(super) async fn look(world: &World, heard: &Heard, sent: usize) -> Found {
    let mut found = Found::default();
    let stored: BTreeSet<String> = world
        .lines("SELECT number AS line FROM reports")
        .into_iter()
        .collect();
    let mut owners: BTreeMap<&str, usize> = BTreeMap::new();
    for (number, all) in heard {
        for told in all {
            found.lost += usize::from(!stored.contains(&told.number));
            found.mixed_up += usize::from(told != &all[0]);
            let owner = *owners.entry(&told.number).or_insert(*number);
            found.mixed_up += usize::from(owner != *number);
        }
    }
    found.without_mail = numbers(
        world,
        "SELECT number AS line FROM reports r WHERE NOT EXISTS \
         (SELECT FROM outbox WHERE dedup_key = 'received:' || r.id)",
    );
    found.halves = numbers(
        world,
        "SELECT number AS line FROM reports r WHERE \
         NOT EXISTS (SELECT FROM intake_keys WHERE report_id = r.id) \
         OR NOT EXISTS (SELECT FROM cases WHERE id = r.case_id) \
         OR NOT EXISTS (SELECT FROM events WHERE case_id = r.case_id) \
         OR NOT EXISTS (SELECT FROM clocks WHERE case_id = r.case_id) \
         OR NOT EXISTS (SELECT FROM persons WHERE report_id = r.id) \
         OR NOT EXISTS (SELECT FROM key_seals WHERE key_id = r.id AND holder = 'team') \
         OR NOT EXISTS (SELECT FROM key_seals WHERE key_id = r.id AND holder = 'code') \
         UNION ALL SELECT c.id::text FROM cases c WHERE NOT EXISTS (SELECT FROM reports WHERE case_id = c.id) \
         UNION ALL SELECT encode(key_hash, 'hex') FROM intake_keys WHERE report_id NOT IN (SELECT id FROM reports)",
    );
    ask_again(world, heard, sent, &mut found).await;
    let there = numbers(world, "SELECT number AS line FROM reports");
    let valid = (0..sent).filter(|number| is_valid(*number)).count();
    found.too_many = there.saturating_sub(valid);
    found
}

fn numbers(world: &World, sql: &str) -> usize {
    world.lines(sql).len()
}

/// The same request once more gets the same receipt, and its code opens its own words.
async fn ask_again(world: &World, heard: &Heard, sent: usize, found: &mut Found) {
    let mut connection = None;
    let every = (sent / OPENED).max(1);
    // What nobody heard of, and as many again of the others.
    let silent = (0..sent).filter(|number| !heard.contains_key(number));
    let others = heard.keys().copied().step_by(every);
    for number in silent.chain(others).filter(|number| is_valid(*number)) {
        let again = loop {
            match ask(world.address, &mut connection, &request(number)).await {
                Some(answer) if answer.status == 201 => break told(&answer),
                Some(answer) => assert_eq!(answer.status, 503, "{answer:?}"),
                // A connection that was closed while nobody used it.
                None => {}
            }
        };
        let first = heard.get(&number).and_then(|all| all.first());
        if first.is_some_and(|first| *first != again) {
            found.mixed_up += 1;
            continue;
        }
        let path = format!("/api/v1/reports/{}", again.number);
        let own = loop {
            let request = get(&path, &again.code);
            if let Some(answer) = ask(world.address, &mut connection, &request).await {
                break String::from_utf8_lossy(&answer.body).into_owned();
            }
        };
        found.mixed_up += usize::from(!own.contains(&words(number)));
    }
}
