//! T7: somebody guesses access codes, a million at random and a hundred thousand that are nearly right.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::task::JoinSet;

use super::clients::{Told, ask, request, told};
use super::http::get;
use super::{Dice, Row, World};
use crate::steps;

/// Letters of a code (Crockford's Base32).
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const PROGRAMS: usize = 32;

/// Another letter at some places of a real code; at all of them, it is one at random.
fn guess(dice: &mut Dice, code: &str, changes: usize) -> String {
    let mut letters: Vec<u8> = code.bytes().collect();
    let places: Vec<usize> = (0..letters.len())
        .filter(|at| letters[*at] != b'-')
        .collect();
    let mut change = |at: usize, dice: &mut Dice| loop {
        let other = LETTERS[usize::try_from(dice.between(0, 31)).unwrap()];
        if other != letters[at] {
            letters[at] = other;
            break;
        }
    };
    if changes >= places.len() {
        for at in places {
            change(at, dice);
        }
    } else {
        for _ in 0..changes {
            let place = dice.between(0, u64::try_from(places.len() - 1).unwrap());
            change(places[usize::try_from(place).unwrap()], dice);
        }
    }
    String::from_utf8(letters).unwrap()
}

/// So many guesses with so many letters changed; how often each status was answered.
async fn guesses(
    server: SocketAddr,
    real: &Arc<Vec<Told>>,
    many: usize,
    changes: usize,
) -> BTreeMap<u16, usize> {
    let mut tasks = JoinSet::new();
    for program in 0..PROGRAMS {
        let real = real.clone();
        tasks.spawn(async move {
            let kind = if changes == 1 { "near" } else { "random" };
            let mut dice = Dice::new(&format!("T7-{kind}-{program}"));
            let (mut met, mut connection) = (BTreeMap::<u16, usize>::new(), None);
            for turn in 0..many / PROGRAMS {
                let told = &real[turn % real.len()];
                let code = guess(&mut dice, &told.code, changes);
                if code == told.code {
                    continue;
                }
                let asked = get(&format!("/api/v1/reports/{}", told.number), &code);
                let status = ask(server, &mut connection, &asked)
                    .await
                    .map_or(0, |answer| answer.status);
                *met.entry(status).or_default() += 1;
            }
            met
        });
    }
    let mut all = BTreeMap::new();
    for met in tasks.join_all().await {
        for (status, count) in met {
            *all.entry(status).or_default() += count;
        }
    }
    all
}

async fn reports(world: &World) -> Arc<Vec<Told>> {
    let mut told_all = Vec::new();
    for number in 10..20 {
        let answer = ask(world.address, &mut None, &request(number))
            .await
            .unwrap();
        told_all.push(told(&answer));
    }
    Arc::new(told_all)
}

/// `FAULTS_GUESSES` (1,000,000) at random, and a tenth of that nearly right.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes: make faults"]
async fn a_million_guesses_open_nothing_and_with_limits_few_are_even_looked_at() {
    let many = steps::setting("FAULTS_GUESSES", 1_000_000);
    let mut open = World::new("T7");
    let off = |name| (name, "off".to_owned());
    open.settings
        .push(off("SMV_CERT_LIMITS__CODE_FAILURES_PER_MINUTE"));
    open.start().await;
    let real = reports(&open).await;
    let begun = std::time::Instant::now();

    let random = guesses(open.address, &real, many, usize::MAX).await;
    let near = guesses(open.address, &real, many / 10, 1).await;
    let seconds = begun.elapsed().as_secs_f32();
    let hits: usize = [&random, &near]
        .iter()
        .flat_map(|met| met.iter())
        // 503: not looked at either, as the database had too much to do.
        .filter(|(status, _)| !matches!(**status, 404 | 503))
        .map(|(_, count)| count)
        .sum();
    let right = get(
        &format!("/api/v1/reports/{}", real[0].number),
        &real[0].code,
    );
    let own = ask(open.address, &mut None, &right).await.unwrap().status;

    // As it is set up: the look at a code is what is limited, so the rest is refused unseen.
    let mut limited = World::new("T7-limits");
    limited
        .settings
        .push(("SMV_CERT_LIMITS__CODE_PER_MINUTE", "200".to_owned()));
    limited.start().await;
    let real = reports(&limited).await;
    let met = guesses(limited.address, &real, 20_000, 1).await;
    let (seen, refused) = (
        met.get(&404).copied().unwrap_or(0),
        met.get(&429).copied().unwrap_or(0),
    );

    let row = Row {
        fault: "T7 guessed codes",
        done: format!("{} at random, {} nearly right", sum(&random), sum(&near)),
        acks: 0,
        lost: hits,
        limit: "0 hits, the limit is met",
        result: format!(
            "in {seconds:.0} s; with limits {seen} of {} are looked at",
            sum(&met)
        ),
        caught: Vec::new(),
    };
    row.print();
    assert_eq!((hits, own), (0, 200), "{random:?} {near:?}");
    assert!(seen <= 250 && seen + refused == sum(&met), "{met:?}");
}

fn sum(met: &BTreeMap<u16, usize>) -> usize {
    met.values().sum()
}
