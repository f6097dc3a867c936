//! What a process does first: its memory holds keys and reports, so nobody gets a copy of it.

use rustix::process::{Resource, Rlimit, setrlimit};

/// No core dumps, and no other process of the same user may look into this one.
///
/// What the system refuses is told and no reason to stop: systemd and containers forbid the same.
pub(crate) fn apply() {
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    if let Err(error) = setrlimit(Resource::Core, none) {
        tracing::warn!(%error, "core dumps cannot be switched off");
    }
    #[cfg(target_os = "linux")]
    if let Err(error) =
        rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)
    {
        tracing::warn!(%error, "the memory of this process is open to others of its user");
    }
}
