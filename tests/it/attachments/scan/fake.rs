//! A scanner that does as it is told, one script a connection.

use std::io::{Read as _, Write as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What it does.
#[derive(Debug, Clone)]
pub(super) enum Script {
    /// Reads the whole file, says this and closes.
    Say(&'static [u8]),
    /// Says this after so many bytes and closes.
    SayBefore(&'static [u8], usize),
    /// Closes after so many bytes.
    CloseAfter(usize),
    /// Reads the whole file and says nothing.
    Silent,
    /// Reads the whole file and never stops talking.
    Endless,
}

/// A listening scanner.
pub(super) struct Fake {
    seen: Arc<Mutex<Vec<u8>>>,
    connections: Arc<AtomicUsize>,
}

impl Fake {
    /// Plays the scripts, one a connection; the last one goes on.
    pub(super) fn start(socket: &Path, scripts: Vec<Script>) -> Self {
        let listener = UnixListener::bind(socket).unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let heard = seen.clone();
        let connections = Arc::new(AtomicUsize::new(0));
        let counted = connections.clone();
        std::thread::spawn(move || {
            let last = scripts.last().cloned();
            let mut scripts = scripts.into_iter();
            for stream in listener.incoming().map_while(Result::ok) {
                let Some(script) = scripts.next().or_else(|| last.clone()) else {
                    return;
                };
                counted.fetch_add(1, Ordering::SeqCst);
                let heard = heard.clone();
                std::thread::spawn(move || play(stream, &script, &heard));
            }
        });
        Self { seen, connections }
    }

    /// How often it was asked.
    pub(super) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// The bytes of the last file that it saw.
    pub(super) fn seen(&self) -> Vec<u8> {
        self.seen.lock().unwrap().clone()
    }
}

fn play(mut stream: UnixStream, script: &Script, seen: &Mutex<Vec<u8>>) {
    let _ = stream.set_read_timeout(Some(Duration::from_secs(20)));
    let most = match script {
        Script::SayBefore(_, most) | Script::CloseAfter(most) => *most,
        Script::Say(_) | Script::Silent | Script::Endless => usize::MAX,
    };
    let file = file(&mut stream, most);
    match (script, file) {
        (Script::Say(words), Some(file)) => {
            *seen.lock().unwrap() = file;
            let _ = stream.write_all(words);
        }
        (Script::SayBefore(words, _), _) => {
            let _ = stream.write_all(words);
        }
        (Script::Silent, _) => {
            let _ = stream.read(&mut [0; 1]);
        }
        (Script::Endless, _) => while stream.write_all(b"stream: OK stream: OK ").is_ok() {},
        (Script::Say(_) | Script::CloseAfter(_), _) => {}
    }
}

/// Reads the command and the chunks; none when it stops before the end.
fn file(stream: &mut UnixStream, most: usize) -> Option<Vec<u8>> {
    let mut command = [0; 10];
    stream.read_exact(&mut command).ok()?;
    assert_eq!(&command, b"zINSTREAM\0");
    let mut file = Vec::new();
    loop {
        if file.len() >= most {
            return None;
        }
        let mut length = [0; 4];
        stream.read_exact(&mut length).ok()?;
        let length = usize::try_from(u32::from_be_bytes(length)).ok()?;
        if length == 0 {
            return Some(file);
        }
        let begin = file.len();
        file.resize(begin + length, 0);
        stream.read_exact(&mut file[begin..]).ok()?;
    }
}
