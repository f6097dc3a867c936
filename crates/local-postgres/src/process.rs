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
        let proc = Path::new("/proc/self/stat").exists();
        let seen = if proc { from_proc(pid) } else { from_ps(pid) };
        match seen {
            None => Self::Gone,
            Some(seen) if seen.is_postmaster(&cluster.to_string_lossy()) => Self::Postmaster,
            Some(_) => Self::Stranger,
        }
    }
}

/// A process as the system shows it; both empty for a zombie.
#[derive(Debug, Default)]
struct Seen {
    program: String,
    /// Joined by blanks.
    arguments: String,
}

impl Seen {
    /// `postgres -D <cluster> ..`; also one started by hand that does not say an absolute
    /// directory. Its children call themselves `postgres: ..` and do not count.
    fn is_postmaster(&self, cluster: &str) -> bool {
        let program = self.program.rsplit('/').next().unwrap_or_default();
        let arguments = self.arguments.trim_start();
        if !["postgres", "postmaster"].contains(&program) || arguments.starts_with("postgres:") {
            return false;
        }
        let Some(directory) = arguments
            .strip_prefix("-D ")
            .filter(|dir| dir.starts_with('/'))
        else {
            return true;
        };
        directory
            .strip_prefix(cluster)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '/']))
    }
}

fn from_proc(pid: u32) -> Option<Seen> {
    let command = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
    let mut words = command
        .split(|byte| *byte == 0)
        .map(String::from_utf8_lossy);
    let program = words.next()?.into_owned();
    Some(Seen {
        program,
        arguments: words.collect::<Vec<_>>().join(" "),
    })
}

/// Two questions, because a program's path may contain blanks.
fn from_ps(pid: u32) -> Option<Seen> {
    let ask = |columns: &str| {
        let output = Command::new("ps")
            .args(["-o", columns, "-p", &pid.to_string()])
            .output()
            .ok()?;
        Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let found = ask("stat=,comm=")?;
    let (state, program) = found.split_once(char::is_whitespace)?;
    if state.starts_with('Z') {
        return Some(Seen::default());
    }
    let command = ask("command=")?;
    let arguments = command
        .split_once(" -D ")
        .map_or(command.clone(), |(_, rest)| format!("-D {rest}"));
    Some(Seen {
        program: program.trim().to_owned(),
        arguments,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_ours(program: &str, arguments: &str) -> bool {
        Seen {
            program: program.to_owned(),
            arguments: arguments.to_owned(),
        }
        .is_postmaster("/data/a b/postgres")
    }

    #[test]
    fn only_a_postmaster_of_this_cluster_is_recognised() {
        assert!(is_ours(
            "/usr/lib/postgresql/15/bin/postgres",
            "-D /data/a b/postgres -c x=y"
        ));
        assert!(is_ours(
            "/opt/my tools/bin/postgres",
            "-D /data/a b/postgres"
        ));
        assert!(is_ours("postgres", "-D relative"));
        assert!(!is_ours("postgres", "-D /data/a b/postgres2"));
        assert!(!is_ours("postgres: checkpointer ", ""));
        assert!(!is_ours("postgres", "postgres: checkpointer "));
        assert!(!is_ours("vim", "/data/a b/postgres"));
        assert!(!is_ours("", ""));
    }

    #[test]
    fn this_test_is_no_postmaster_and_process_zero_is_gone() {
        let (this, nowhere) = (std::process::id(), Path::new("/nowhere"));

        assert_eq!(Process::look(this, nowhere), Process::Stranger);
        assert_eq!(Process::look(0, nowhere), Process::Gone);
        assert!(from_ps(this).is_none_or(|seen| !seen.program.is_empty()));
        assert!(from_ps(0).is_none());
    }
}
