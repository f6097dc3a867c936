//! The life of what runs in the background: begun together, stopped together, waited for.

use std::collections::HashMap;
use std::future::Future;
use std::time::Duration;

use tokio::task::{Id, JoinSet};
use tokio_util::sync::CancellationToken;

/// How long a stopping process may finish what it has begun.
pub const GRACE: Duration = Duration::from_secs(20);

/// Background tasks of one process. A task that panics, or ends before it was told to, stops the
/// others: half a system that looks alive is worse than one that is restarted.
#[derive(Debug, Default)]
pub struct Lifecycle {
    stop: CancellationToken,
    tasks: JoinSet<anyhow::Result<()>>,
    names: HashMap<Id, &'static str>,
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Everything finished.
    Cleanly,
    /// Something was not finished in time. What it had begun is safe to be begun again.
    CutOff,
    /// A task crashed.
    Crashed,
}

impl Lifecycle {
    /// Nothing runs yet; `stop` ends it all.
    #[must_use]
    pub fn new(stop: CancellationToken) -> Self {
        Self {
            stop,
            ..Self::default()
        }
    }

    /// Cancelled when everything is to stop.
    #[must_use]
    pub fn stop_token(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Begins a task, which ends after the token is cancelled and not before.
    pub fn begin(
        &mut self,
        name: &'static str,
        task: impl Future<Output = anyhow::Result<()>> + Send + 'static,
    ) {
        let handle = self.tasks.spawn(task);
        self.names.insert(handle.id(), name);
    }

    /// Waits until told to stop or until a task crashes, then for the others to finish.
    pub async fn end(mut self) -> Ended {
        let stop = self.stop.clone();
        let mut ended = Ended::Cleanly;
        loop {
            tokio::select! {
                // Told to stop, tasks may end before we look.
                biased;
                () = stop.cancelled() => break,
                joined = self.tasks.join_next_with_id() => {
                    if let Some(joined) = joined {
                        self.report(&joined);
                        ended = Ended::Crashed;
                        stop.cancel();
                    } else {
                        stop.cancelled().await;
                    }
                }
            }
        }
        let finished = tokio::time::timeout(GRACE, async {
            let mut finished = Ended::Cleanly;
            while let Some(joined) = self.tasks.join_next_with_id().await {
                if !matches!(joined, Ok((_, Ok(())))) {
                    self.report(&joined);
                    finished = Ended::Crashed;
                }
            }
            finished
        })
        .await;
        let finished = finished.unwrap_or_else(|_| {
            tracing::warn!(tasks = self.tasks.len(), "not finished in time; cut off");
            Ended::CutOff
        });
        if ended == Ended::Crashed {
            ended
        } else {
            finished
        }
    }

    fn report(&self, joined: &Result<(Id, anyhow::Result<()>), tokio::task::JoinError>) {
        let id = match joined {
            Ok((id, _)) => *id,
            Err(error) => error.id(),
        };
        let task = self.names.get(&id).copied().unwrap_or("unnamed");
        match joined {
            Ok((_, Ok(()))) => tracing::error!(task, "a task ended although nobody stopped it"),
            Ok((_, Err(error))) => {
                tracing::error!(task, error = format!("{error:#}"), "a task failed");
            }
            // The panic itself was printed where it happened.
            Err(_) => tracing::error!(task, "a task crashed"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Ended, Lifecycle};
    use tokio_util::sync::CancellationToken;

    #[tokio::test]
    async fn a_crash_stops_the_others_and_is_told() {
        let mut lifecycle = Lifecycle::new(CancellationToken::new());
        let stop = lifecycle.stop_token();
        let waits = stop.clone();
        lifecycle.begin("waits", async move {
            waits.cancelled().await;
            Ok(())
        });
        lifecycle.begin("crashes", async { panic!("as a test") });

        assert_eq!(lifecycle.end().await, Ended::Crashed);
        assert!(stop.is_cancelled());
    }

    #[tokio::test]
    async fn a_stop_ends_cleanly_when_all_tasks_do() {
        let mut lifecycle = Lifecycle::new(CancellationToken::new());
        let stop = lifecycle.stop_token();
        let waits = stop.clone();
        lifecycle.begin("waits", async move {
            waits.cancelled().await;
            Ok(())
        });

        stop.cancel();

        assert_eq!(lifecycle.end().await, Ended::Cleanly);
    }

    #[tokio::test]
    async fn a_task_that_just_ends_counts_as_a_crash() {
        let mut lifecycle = Lifecycle::new(CancellationToken::new());
        lifecycle.begin("ends", async { Ok(()) });

        assert_eq!(lifecycle.end().await, Ended::Crashed);
    }
}
