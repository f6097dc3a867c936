//! The yardstick of attachments: hashing and sealing the same bytes in one thread, without anything else.
//!
//! `yardstick MEGABYTES` prints megabytes per second.

use std::io::Write as _;
use std::time::Instant;

use sha2::{Digest as _, Sha256, Sha512};
use uuid::Uuid;
use vault::DataKey;
use vault::file::{FileKey, FileSealer};

const MEGABYTE: usize = 1_000_000;

fn main() -> std::io::Result<()> {
    let megabytes: u32 = std::env::args()
        .nth(1)
        .and_then(|text| text.parse().ok())
        .unwrap_or(1000);
    let plain: Vec<u8> = (0..=u8::MAX).cycle().take(MEGABYTE).collect();
    let file = DataKey::generate(Uuid::from_u128(1));
    let (mut sha256, mut sha512) = (Sha256::new(), Sha512::new());
    let begun = Instant::now();
    for number in 0..megabytes {
        let key = FileKey::of_piece(&file, number);
        let mut sealer = FileSealer::new(&key, file.id(), Vec::with_capacity(2 * MEGABYTE));
        sha256.update(&plain);
        sha512.update(&plain);
        sealer.write_all(&plain)?;
        std::hint::black_box(sealer.finish()?);
    }
    std::hint::black_box((sha256.finalize(), sha512.finalize()));
    let seconds = begun.elapsed().as_secs_f64();
    writeln!(std::io::stdout(), "{:.1}", f64::from(megabytes) / seconds)
}
