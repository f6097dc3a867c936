//! Log lines: readable text on a terminal, JSON lines otherwise. Ids only, never personal data.

use std::io;

use tracing_subscriber::EnvFilter;

/// What is logged beside what the filter names: foreign crates only when something is wrong.
const QUIET: [&str; 3] = ["actix_server=warn", "actix_web=warn", "mio=warn"];

/// The filter, if it can be read.
pub(crate) fn filter(text: &str) -> Option<EnvFilter> {
    let mut filter = EnvFilter::builder().parse(text).ok()?;
    for quiet in QUIET {
        let named = quiet.split('=').next().unwrap_or_default();
        if !text.contains(named) {
            filter = filter.add_directive(quiet.parse().ok()?);
        }
    }
    Some(filter)
}

/// Log lines of a service, on standard output. A second call changes nothing.
pub(crate) fn for_service(log: &str) {
    let Some(filter) = filter(log) else { return };
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        // A line that finds no room is lost. Told on standard error, which has none either, it would end the
        // request in a panic.
        .log_internal_errors(fault::broken("a-lost-line-stops-nobody"));
    // Err: a logger is there already, as in tests.
    let _ = if crate::out::is_terminal() {
        lines.try_init()
    } else {
        lines.json().flatten_event(true).try_init()
    };
}

/// Log lines of a command: only what is wrong, on standard error.
pub(crate) fn for_command() {
    let _ = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new("warn"))
        .with_writer(io::stderr)
        .without_time()
        .try_init();
}
