//! Chance that can be had again: the seed is printed with every run.

use crate::steps;

/// The same seed gives the same throws.
pub(super) struct Dice(u64);

impl Dice {
    /// By `FAULTS_SEED` (1), and by what it is for.
    pub(super) fn new(purpose: &str) -> Self {
        let seed = steps::setting("FAULTS_SEED", 1);
        println!("{purpose}: seed {seed}");
        let mixed = purpose
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
        Self((mixed ^ u64::try_from(seed).unwrap()) | 1)
    }

    /// From `from` to `to`, both included.
    pub(super) fn between(&mut self, from: u64, to: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        from + self.0 % (to - from + 1)
    }
}
