//! How far the filling is: a bar on a terminal, a line now and then elsewhere.

use std::io::IsTerminal as _;
use std::sync::atomic::{AtomicU32, Ordering};

use indicatif::{ProgressBar, ProgressStyle};

use crate::out;

/// Shows it on standard error.
pub(crate) struct Progress {
    bar: ProgressBar,
    kind: Kind,
    what: &'static str,
    total: u32,
    /// The last step that was told in a line.
    told: AtomicU32,
}

enum Kind {
    Bar,
    Lines,
}

impl Progress {
    /// Begins at 0 of `total` demo cases.
    pub(crate) fn new(total: u32) -> Self {
        Self::of("demo cases", total)
    }

    /// Begins at 0 of `total` of these.
    pub(crate) fn of(what: &'static str, total: u32) -> Self {
        let kind = if std::io::stderr().is_terminal() {
            Kind::Bar
        } else {
            Kind::Lines
        };
        let bar = match kind {
            Kind::Bar => ProgressBar::new(u64::from(total)),
            Kind::Lines => ProgressBar::hidden(),
        };
        let style = "{msg} [{bar:40}] {pos}/{len}";
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_message(what);
        Self {
            bar,
            kind,
            what,
            total,
            told: AtomicU32::new(0),
        }
    }

    /// So many are done.
    pub(crate) fn at(&self, done: u32) {
        self.bar.set_position(u64::from(done));
        let step = done / (self.total / 5).max(1);
        let new = self.told.fetch_max(step, Ordering::Relaxed) < step;
        if matches!(self.kind, Kind::Lines) && (done == self.total || new) {
            out::aside(format_args!("{}: {done} of {}", self.what, self.total));
        }
        if done == self.total {
            self.bar.finish_and_clear();
        }
    }
}
