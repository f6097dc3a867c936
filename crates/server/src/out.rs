//! Words to the person at the terminal. A reader that has gone away ends the program quietly.

use std::fmt::Display;
use std::io::{self, IsTerminal as _, Write as _};

/// A line on standard output.
pub(crate) fn line(text: impl Display) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()
}

/// Text on standard output, as it is.
pub(crate) fn text(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// A line on standard error: for people, not for programs that read our output.
pub(crate) fn aside(text: impl Display) {
    // Nobody to tell it to.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Whether somebody looks at standard output.
pub(crate) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}
