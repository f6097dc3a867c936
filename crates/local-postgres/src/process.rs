//! What a process number stands for now.
//!
//! Numbers are reused, quickly so in containers, and a zombie still has one. Before trusting or
//! signalling a process from a pid file we look whether it is a postmaster of this cluster.

use std::fs;
use std::path::Path;
use std::process::Command;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Process {
    /// No such process.
    Gone,
    /// A postmaster of this cluster, alive.
    Postmaster,
    /// A zombie, or a process that has nothing to do with us.
    Stranger,
}

impl Process {
    pub(crate) fn look(pid: u32, cluster: &Path) -> Self {
        let seen = if Path::new("/proc/self/stat").exists() {
            from_proc(pid)
        } else {
            from_ps(pid)
        };
        match seen {
            None => Self::Gone,
            Some(command) if is_postmaster(&command, &cluster.to_string_lossy()) => {
                Self::Postmaster
            }
            Some(_) => Self::Stranger,
        }
    }
}

/// The command line, words joined by blanks; empty for a zombie.
fn from_proc(pid: u32) -> Option<String> {
    let command = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
    let words = command
        .split(|byte| *byte == 0)
        .map(String::from_utf8_lossy);
    Some(words.collect::<Vec<_>>().join(" "))
}

fn from_ps(pid: u32) -> Option<String> {
    let output = Command::new("ps")
        .args(["-o", "stat=,command=", "-p", &pid.to_string()])
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let (state, command) = text.trim().split_once(char::is_whitespace)?;
    Some(if state.starts_with('Z') {
        String::new()
    } else {
        command.trim().to_owned()
    })
}

/// `postgres -D <cluster> ..`; also one started by hand that does not say an absolute directory.
/// Backends are called `postgres: ..` and do not count.
fn is_postmaster(command: &str, cluster: &str) -> bool {
    let command = command.replace('"', "");
    let (program, directory) = command.split_once(" -D ").unwrap_or((&command, ""));
    let program = program.split(" -").next().unwrap_or_default().trim_end();
    let named = ["postgres", "postmaster"]
        .iter()
        .any(|name| program.rsplit('/').next().is_some_and(|last| last == *name));
    let elsewhere = directory.starts_with('/')
        && directory
            .strip_prefix(cluster)
            .is_none_or(|rest| !rest.is_empty() && !rest.starts_with([' ', '/']));
    named && !elsewhere
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_postmaster_of_this_cluster_is_recognised() {
        let is_ours = |command: &str| is_postmaster(command, "/data/a b/postgres");

        assert!(is_ours(
            "/usr/lib/postgresql/15/bin/postgres -D /data/a b/postgres -c x=y"
        ));
        assert!(is_ours("/opt/my tools/bin/postgres -D /data/a b/postgres "));
        assert!(is_ours("postgres -D relative"));
        assert!(!is_ours("/usr/bin/postgres -D /data/a b/postgres2"));
        assert!(!is_ours("postgres: checkpointer "));
        assert!(!is_ours("vim /data/a b/postgres"));
        assert!(!is_ours(""));
    }

    #[test]
    fn this_test_is_no_postmaster_and_process_zero_is_gone() {
        let cluster = Path::new("/nowhere");

        assert_eq!(
            Process::look(std::process::id(), cluster),
            Process::Stranger
        );
        assert_eq!(Process::look(0, cluster), Process::Gone);
    }
}
