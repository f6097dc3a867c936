//! How many bytes have gone through: a bar on a terminal, a line now and then elsewhere.

use std::io::{self, IsTerminal as _, Read};
use std::time::{Duration, Instant};

use aws_lc_rs::digest::{Context, SHA256};
use indicatif::{HumanBytes, ProgressBar, ProgressStyle};

use crate::out;

/// Time between two lines.
const PAUSE: Duration = Duration::from_secs(10);

/// Shows it on standard error.
pub(super) struct Bytes {
    bar: ProgressBar,
    what: &'static str,
    done: u64,
    total: Option<u64>,
    said: Instant,
    on_terminal: bool,
}

impl Bytes {
    /// Begins at 0 of so many, if that is known.
    pub(super) fn new(what: &'static str, total: Option<u64>) -> Self {
        let on_terminal = io::stderr().is_terminal();
        let bar = match (on_terminal, total) {
            (false, _) => ProgressBar::hidden(),
            (true, Some(total)) => ProgressBar::new(total),
            (true, None) => ProgressBar::new_spinner(),
        };
        let style = match total {
            Some(_) => "{msg} [{bar:40}] {bytes}/{total_bytes} {bytes_per_sec}, {eta} left",
            None => "{msg} {spinner} {bytes} {bytes_per_sec}",
        };
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_message(what);
        Self {
            bar,
            what,
            done: 0,
            total,
            said: Instant::now(),
            on_terminal,
        }
    }

    fn add(&mut self, bytes: usize) {
        self.done += u64::try_from(bytes).unwrap_or(0);
        self.bar.set_position(self.done);
        if !self.on_terminal && self.said.elapsed() >= PAUSE {
            self.said = Instant::now();
            let (what, done) = (self.what, HumanBytes(self.done));
            match self.total {
                Some(total) => out::aside(format_args!("{what}: {done} of {}", HumanBytes(total))),
                None => out::aside(format_args!("{what}: {done}")),
            }
        }
    }
}

impl Drop for Bytes {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// Counts and hashes what is read.
pub(super) struct Watched<R> {
    from: R,
    hash: Context,
    progress: Bytes,
}

impl<R> Watched<R> {
    pub(super) fn new(from: R, progress: Bytes) -> Self {
        Self {
            from,
            hash: Context::new(&SHA256),
            progress,
        }
    }

    /// Hash of all that was read.
    pub(super) fn sha256(self) -> String {
        hex::encode(self.hash.finish().as_ref())
    }
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(buffer)?;
        self.hash.update(buffer.get(..read).unwrap_or_default());
        self.progress.add(read);
        Ok(read)
    }
}
