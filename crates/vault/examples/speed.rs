//! `make bench`: what sealing, opening, indexing and file sealing cost, beside bare primitives.
//!
//! Everything alternates in one run, and the medians of many short rounds are compared: only the
//! ratios mean anything.

#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]
#![expect(clippy::unwrap_used, reason = "a benchmark that fails ends")]

use std::hint::black_box;
use std::io::{Write as _, sink};
use std::time::{Duration, Instant};

use chacha20poly1305::aead::{Aead as _, KeyInit as _};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use domain::access_code::AccessCode;
use domain::content::Sealed;
use domain::id::Id;
use domain::number::ReportNumber;
use uuid::Uuid;
use vault::code::CodeKey;
use vault::file::{FileKey, FileSealer};
use vault::index::{Exact, IndexKey, Terms};
use vault::recipient::{PrivateKey, PublicKey, SealedKey};
use vault::{DataKey, Keyring, place};
use x25519_dalek::{PublicKey as Point, StaticSecret};

/// Rounds of each pair; the median counts.
const ROUNDS: usize = 41;
/// Calls in a round.
const CALLS: u32 = 40;
/// Bytes of the file.
const FILE: usize = 64 << 20;

/// 800 characters of Danish, as a baker writes.
const REPORT: &str = "Da vi mødte ind i morges klokken fem, kunne ingen af os åbne regnskabet, og på \
kassen stod der kun et vindue med engelsk tekst. På serveren i kontoret er alle filer omdøbt, og der \
ligger en besked i hver mappe om, at vi skal betale 0,8 bitcoin inden tre dage, ellers bliver vores \
kundeoplysninger lagt frem. Vores it-leverandør har slukket for netværket og siger, at \
sikkerhedskopien fra i søndags måske er uberørt, men han er ikke sikker. Vi har seks ansatte og kan \
hverken tage imod bestillinger eller sende fakturaer. I går fik bogholderen en mail fra noget, der \
lignede vores bank, med en vedhæftet fil, som hun åbnede. Vi har ikke svaret dem og ikke betalt noget. \
Skriv gerne på mail@solsikken.example eller ring på 20 30 40 50, vi er her hele dagen og venter på jer.";

fn main() {
    let team = PrivateKey::generate(Uuid::from_u128(1));
    let public = team.public();
    let table = [
        seal_report(&public),
        seal_to_one(&public),
        index_report(),
        open_page(&team),
        seal_file(),
    ];
    println!("| what | ours | yardstick | ratio | goal |\n|---|---|---|---|---|");
    for row in table {
        println!("{row}");
    }
    let key = IndexKey::new([7; 32]);
    let mut terms = Terms::new(&key);
    terms.text(REPORT);
    println!(
        "\n{} characters; {} hashes, {} with decoys",
        REPORT.chars().count(),
        {
            let mut bare = Terms::new(&key);
            bare.text(REPORT);
            bare.bare().len()
        },
        terms.finish().len()
    );
}

/// One agreement, as one side of X25519 (RFC 7748, section 6.1) makes it: a key pair of its own and the
/// shared secret.
fn agreement(team: &Point) -> [u8; 32] {
    let own = StaticSecret::random();
    let shared = own.diffie_hellman(team);
    black_box(Point::from(&own));
    shared.to_bytes()
}

fn bare_aead(key: &[u8; 32], plain: &[u8]) -> Vec<u8> {
    let mut nonce = [0; 24];
    getrandom::fill(&mut nonce).unwrap();
    XChaCha20Poly1305::new(key.into())
        .encrypt(&XNonce::from(nonce), plain)
        .unwrap()
}

/// The median times of both, in turns.
fn pair<A, B>(
    mut ours: impl FnMut() -> A,
    mut yardstick: impl FnMut() -> B,
) -> (Duration, Duration) {
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        for _ in 0..CALLS {
            black_box(ours());
        }
        first.push(begun.elapsed() / CALLS);
        let begun = Instant::now();
        for _ in 0..CALLS {
            black_box(yardstick());
        }
        second.push(begun.elapsed() / CALLS);
    }
    (median(first), median(second))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn row(what: &str, (ours, yardstick): (Duration, Duration), goal: &str) -> String {
    format!(
        "| {what} | {:.1} µs | {:.1} µs | {:.2} | {goal} |",
        ours.as_secs_f64() * 1e6,
        yardstick.as_secs_f64() * 1e6,
        ours.as_secs_f64() / yardstick.as_secs_f64()
    )
}

/// All that intake seals of a report: keys of report, case and person, content, consents, event.
fn seal_report(team: &PublicKey) -> String {
    let report = StaticSecret::random();
    let point = Point::from(&report);
    let code = AccessCode::from_mac(&[9; 32]);
    let number = ReportNumber::new(&[1; 5]);
    let (report_id, person) = (
        Id::from_uuid(Uuid::from_u128(2)),
        Id::from_uuid(Uuid::from_u128(3)),
    );
    let event = Id::from_uuid(Uuid::from_u128(4));
    let ours = || {
        let key = DataKey::generate(Uuid::from_u128(2));
        let case = DataKey::generate(Uuid::from_u128(5));
        let persons = DataKey::generate(Uuid::from_u128(3));
        let code = CodeKey::of(&code, &number);
        (
            team.seal(&[&key, &case]).unwrap(),
            code.seal(&key),
            code.public(Uuid::from_u128(2)),
            SealedKey::under_key(&key, &persons),
            place::report_content(report_id, 1).seal(&key, REPORT.as_bytes()),
            place::report_consents(report_id, 1).seal(&key, b"{\"police_referral\":\"yes\"}"),
            place::person(person, 1).seal(&persons, b"{\"name\":\"Karen Holm\"}"),
            place::event(event, 1).seal(&key, b"{\"facts\":{}}"),
        )
    };
    let yardstick = || (agreement(&point), bare_aead(&[7; 32], REPORT.as_bytes()));
    row(
        "a report, all that intake seals of it / one agreement + AEAD on the same bytes",
        pair(ours, yardstick),
        "≤ 1.5",
    )
}

/// Content and its key for the team, and nothing else.
fn seal_to_one(team: &PublicKey) -> String {
    let point = Point::from(&StaticSecret::random());
    let report = Id::from_uuid(Uuid::from_u128(2));
    let ours = || {
        let key = DataKey::generate(Uuid::from_u128(2));
        let sealed = place::report_content(report, 1).seal(&key, REPORT.as_bytes());
        (team.seal(&[&key]).unwrap(), sealed)
    };
    let yardstick = || (agreement(&point), bare_aead(&[7; 32], REPORT.as_bytes()));
    row(
        "its content for the team alone / the same",
        pair(ours, yardstick),
        "",
    )
}

fn index_report() -> String {
    let point = Point::from(&StaticSecret::random());
    let key = IndexKey::new([7; 32]);
    let ours = || {
        let mut terms = Terms::new(&key);
        terms.text(REPORT);
        terms.exact(Exact::Cvr, "13748136");
        terms.bare()
    };
    let yardstick = || (agreement(&point), bare_aead(&[7; 32], REPORT.as_bytes()));
    row(
        "blind index of it / the same",
        pair(ours, yardstick),
        "≤ 0.5",
    )
}

fn open_page(team: &PrivateKey) -> String {
    let point = Point::from(&StaticSecret::random());
    let (report, case) = (
        DataKey::generate(Uuid::from_u128(2)),
        DataKey::generate(Uuid::from_u128(5)),
    );
    let seals = team.public().seal(&[&report, &case]).unwrap();
    let ring = Keyring::new([team.clone()]);
    let text = REPORT
        .get(..REPORT.floor_char_boundary(200))
        .unwrap_or_default();
    let items: Vec<_> = (0..30_u128)
        .map(|n| {
            let cell = place::event(Id::from_uuid(Uuid::from_u128(n)), 1);
            let key = if n % 2 == 0 { &report } else { &case };
            let sealed: Sealed = cell.seal_json(key, text);
            (cell, sealed)
        })
        .collect();
    let ours = || {
        let mut opener = ring.opener();
        let keys: Vec<DataKey> = [report.id(), case.id()]
            .into_iter()
            .zip(&seals)
            .map(|(id, seal)| opener.open(team.id(), id, seal).unwrap())
            .collect();
        items
            .iter()
            .zip(keys.iter().cycle())
            .map(|((cell, sealed), key)| cell.open_json::<String>(key, sealed).unwrap().len())
            .sum::<usize>()
    };
    row(
        "opening a case page, 30 items / one agreement",
        pair(ours, || agreement(&point)),
        "≤ 2",
    )
}

fn seal_file() -> String {
    let plain = vec![7_u8; FILE];
    let mut buffer = plain.clone();
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..7 {
        let begun = Instant::now();
        let mut sealer = FileSealer::new(&FileKey::generate(), Uuid::from_u128(1), sink());
        sealer.write_all(&plain).unwrap();
        sealer.finish().unwrap();
        ours.push(begun.elapsed());
        let cipher = XChaCha20Poly1305::new(&[7; 32].into());
        let begun = Instant::now();
        for chunk in buffer.chunks_mut(vault::file::CHUNK) {
            use chacha20poly1305::aead::AeadInOut as _;
            let tag = cipher.encrypt_inout_detached(&XNonce::default(), b"", chunk.into());
            black_box(tag.unwrap());
        }
        bare.push(begun.elapsed());
    }
    let (ours, bare) = (median(ours), median(bare));
    let speed = |time: Duration| f64::from(64_u16) * 1.048_576 / time.as_secs_f64();
    format!(
        "| sealing a file of 64 MB as it streams / the bare AEAD in place | {:.0} MB/s | {:.0} MB/s | {:.2} | ≥ 0.7 |",
        speed(ours),
        speed(bare),
        bare.as_secs_f64() / ours.as_secs_f64()
    )
}
