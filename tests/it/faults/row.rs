//! The line of the table that a story ends in; `scripts/faults` gathers them.

/// What was done, and what came of it.
pub(super) struct Row {
    /// As in security.md.
    pub(super) fault: &'static str,
    /// How often, with the unit.
    pub(super) done: String,
    /// Acknowledgements.
    pub(super) acks: usize,
    /// Of them lost, or answered wrongly.
    pub(super) lost: usize,
    /// What was promised.
    pub(super) limit: &'static str,
    /// What was measured.
    pub(super) result: String,
    /// The promises that were broken on purpose and seen.
    pub(super) caught: Vec<&'static str>,
}

impl Row {
    /// On standard output.
    pub(super) fn print(&self) {
        let caught = if self.caught.is_empty() {
            "-".to_owned()
        } else {
            self.caught.join(", ")
        };
        println!(
            "| {} | {} | {} | {} | {} | {} | {caught} |",
            self.fault, self.done, self.acks, self.lost, self.limit, self.result
        );
    }
}

/// The promise, if its breach was seen.
pub(super) fn seen(promise: &'static str, was_seen: bool) -> Vec<&'static str> {
    if was_seen { vec![promise] } else { Vec::new() }
}
