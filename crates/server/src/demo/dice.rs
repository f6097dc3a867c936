//! Choices that come out the same each time for the same case.

/// Dice with a memory: `splitmix64` (Steele, Lea and Flood, 2014).
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    /// The dice of one case of one filling.
    pub(crate) const fn of(seed: u64, case: u32) -> Self {
        // The upper half tells fillings apart, the lower half cases.
        let [a, b, c, d] = case.to_be_bytes();
        let case = u64::from_be_bytes([0, 0, 0, 0, a, b, c, d]);
        Self(seed.rotate_left(32) ^ case.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`; 0 when there is none.
    pub(crate) fn below(&mut self, limit: u32) -> u32 {
        let limit = u64::from(limit.max(1));
        u32::try_from(self.roll() % limit).unwrap_or(0)
    }

    /// A number of the range.
    pub(crate) fn between(&mut self, least: u32, most: u32) -> u32 {
        least + self.below(most.saturating_sub(least) + 1)
    }

    /// True in so many of a hundred throws.
    pub(crate) fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// One of these.
    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let limit = u32::try_from(from.len()).unwrap_or(u32::MAX);
        let at = usize::try_from(self.below(limit)).ok()?;
        from.get(at)
    }

    /// One of those that fit.
    pub(crate) fn pick_where<'a, T>(
        &mut self,
        from: &'a [T],
        fits: impl Fn(&T) -> bool,
    ) -> Option<&'a T> {
        let fitting: Vec<&T> = from.iter().filter(|item| fits(item)).collect();
        self.pick(&fitting).copied()
    }
}
