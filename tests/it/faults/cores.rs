//! Who works on which processor: a load must not take what it measures.

use std::process::{Command, Stdio};

use super::World;

/// The program and its database on one half of the processors, the load on the other; until it is dropped.
pub(super) struct Apart {
    processes: Vec<u32>,
    all: String,
}

impl Apart {
    /// None where there is one processor, or no `taskset`.
    pub(super) fn keep(world: &World, program: u32) -> Option<Self> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        if cores < 2 {
            println!("left out: one processor, so the load takes what it measures");
            return None;
        }
        let backends = world.lines("SELECT pid::text AS line FROM pg_stat_activity");
        let mut processes: Vec<u32> = backends.iter().flat_map(|pid| pid.parse()).collect();
        // New backends work where the postmaster does.
        processes.extend(processes.first().copied().and_then(parent));
        processes.push(program);
        let (ours, theirs) = (
            format!("{}-{}", cores / 2, cores - 1),
            format!("0-{}", cores / 2 - 1),
        );
        let apart = Self {
            processes,
            all: format!("0-{}", cores - 1),
        };
        let is_apart = apart.bind(&theirs) && bind(std::process::id(), &ours);
        if !is_apart {
            println!("left out: no `taskset`, so the load takes what it measures");
        }
        is_apart.then_some(apart)
    }

    /// Who has ended meanwhile needs no place.
    fn bind(&self, cores: &str) -> bool {
        let bound = self.processes.iter().filter(|pid| bind(**pid, cores));
        bound.count() > 0
    }
}

impl Drop for Apart {
    fn drop(&mut self) {
        self.bind(&self.all);
        bind(std::process::id(), &self.all);
    }
}

/// All threads of the process.
fn bind(process: u32, cores: &str) -> bool {
    let mut command = Command::new("taskset");
    command.args(["-acp", cores, &process.to_string()]);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn parent(process: u32) -> Option<u32> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let parent = status.lines().find_map(|line| line.strip_prefix("PPid:"))?;
    parent.trim().parse().ok()
}
