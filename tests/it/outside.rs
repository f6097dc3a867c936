//! Programs beside the system that a test starts, waits for and ends.

use std::io::{BufRead as _, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// How long a program may take to say what it was started for.
const LINE_LIMIT: Duration = Duration::from_mins(1);

/// A child process; it never outlives its test.
pub(crate) struct Program {
    child: Child,
    lines: UnboundedReceiver<String>,
    seen: Vec<String>,
}

impl Program {
    /// Starts it. What it says on both streams can be waited for.
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
        let (sender, lines) = unbounded_channel();
        pass_on(child.stdout.take().unwrap(), sender.clone());
        pass_on(child.stderr.take().unwrap(), sender);
        Self {
            child,
            lines,
            seen: Vec::new(),
        }
    }

    /// The next line for which `wanted` gives something.
    pub(crate) async fn line<T>(&mut self, wanted: impl Fn(&str) -> Option<T>) -> T {
        let begun = Instant::now();
        loop {
            let left = LINE_LIMIT.saturating_sub(begun.elapsed());
            let line = tokio::time::timeout(left, self.lines.recv()).await;
            let Ok(Some(line)) = line else {
                let said = self.seen.join("\n");
                panic!("the program did not say what was waited for, but:\n{said}");
            };
            let found = wanted(&line);
            self.seen.push(line);
            if let Some(found) = found {
                return found;
            }
        }
    }

    /// Its process id.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Everything it has said so far.
    pub(crate) fn said(&mut self) -> String {
        while let Ok(line) = self.lines.try_recv() {
            self.seen.push(line);
        }
        self.seen.join("\n")
    }

    /// Whether it has ended by itself.
    pub(crate) fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// SIGKILL: nothing in it can react.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM, and waits for the end; how it ended, and how long that took.
    pub(crate) async fn terminate(&mut self, limit: Duration) -> (ExitStatus, Duration) {
        let begun = Instant::now();
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", "TERM", &pid]).status();
        assert!(sent.unwrap().success(), "SIGTERM cannot be sent");
        until(limit, "the program ends after SIGTERM", async || {
            self.child.try_wait().unwrap().is_some()
        })
        .await;
        (self.child.wait().unwrap(), begun.elapsed())
    }

    /// Waits for it to end by itself; everything it said, and how it ended.
    pub(crate) async fn ended(&mut self, limit: Duration) -> (ExitStatus, String) {
        until(limit, "the program ends", async || {
            self.child.try_wait().unwrap().is_some()
        })
        .await;
        while let Some(line) = self.lines.recv().await {
            self.seen.push(line);
        }
        (self.child.wait().unwrap(), self.seen.join("\n"))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits until something holds; looks every few milliseconds.
pub(crate) async fn until(limit: Duration, what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let begun = Instant::now();
    let mut looks = tokio::time::interval(Duration::from_millis(5));
    while !holds().await {
        assert!(begun.elapsed() < limit, "not within {limit:?}: {what}");
        looks.tick().await;
    }
}

/// Runs a script of `tests/python` with the libraries of the tests.
pub(crate) fn python(script: &str) -> Command {
    let python = in_project("target/test-venv/bin/python");
    assert!(
        python.exists(),
        "Python and its libraries for the tests are missing: `make test` installs them"
    );
    let mut command = Command::new(python);
    command.arg(in_project("tests/python").join(script));
    command
}

/// A path below the top of the project.
pub(crate) fn in_project(path: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join(path)
}

/// A new empty folder for one test.
pub(crate) fn empty_folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("smv-cert-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn pass_on(stream: impl Read + Send + 'static, lines: UnboundedSender<String>) {
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            // Nobody listens any more: the test has ended.
            let _ = lines.send(line);
        }
    });
}
