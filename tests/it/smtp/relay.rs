//! A real mail relay, of another maker, as a program beside the system.

use std::path::{Path, PathBuf};

use serde_json::Value;
use smv_cert_tests::TestApp;
use tokio::net::TcpSocket;

use crate::outside::{Program, empty_folder, python};

/// The relay and the folder with what it took.
pub(crate) struct Relay {
    program: Program,
    folder: PathBuf,
    /// Bound and never listening: keeps the port ours while no relay lives.
    port: TcpSocket,
}

/// A message that the relay took.
#[derive(Debug)]
pub(crate) struct Taken {
    /// Its envelope, headers and decoded words.
    pub(crate) mail: Value,
    /// Whether the relay could say so.
    pub(crate) answered: bool,
}

impl Relay {
    /// Starts one at a free port; `name` is its test's.
    pub(crate) async fn start(name: &str, options: &[&str]) -> Self {
        let folder = empty_folder(name);
        let port = TcpSocket::new_v4().unwrap();
        port.set_reuseaddr(true).unwrap();
        port.set_reuseport(true).unwrap();
        port.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        Self {
            program: listening(&folder, &port, options).await,
            folder,
            port,
        }
    }

    /// SIGKILL.
    pub(crate) fn kill(&mut self) {
        self.program.kill();
    }

    /// Starts it again at the same port, after it was killed or has died.
    pub(crate) async fn start_again(&mut self, options: &[&str]) {
        self.program.kill();
        self.program = listening(&self.folder, &self.port, options).await;
    }

    /// The system, with this relay in its configuration.
    pub(crate) async fn app(&self) -> TestApp {
        TestApp::start_with(|config| {
            config.mail.url = notification::MailUrl::parse(&self.url()).unwrap();
            config.metrics_listen = Some("127.0.0.1:0".parse().unwrap());
        })
        .await
    }

    /// Where mail for it is to be sent.
    pub(crate) fn url(&self) -> String {
        let port = self.port.local_addr().unwrap().port();
        let ca = self.folder.join("ca.pem");
        format!("smtp://127.0.0.1:{port}?ca={}", ca.display())
    }

    /// Everything it has taken, oldest first.
    pub(crate) fn taken(&self) -> Vec<Taken> {
        let mut files: Vec<PathBuf> = std::fs::read_dir(&self.folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|end| end == "json"))
            .collect();
        files.sort();
        files
            .iter()
            .map(|file| Taken {
                mail: serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap(),
                answered: file.with_extension("answered").exists(),
            })
            .collect()
    }

    /// What clients said to a relay without STARTTLS.
    pub(crate) fn transcript(&self) -> String {
        let bytes = std::fs::read(self.folder.join("transcript")).unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Taken {
    /// Its `Message-ID`.
    pub(crate) fn id(&self) -> &str {
        self.mail["message_id"].as_str().unwrap()
    }

    /// Its one recipient.
    pub(crate) fn to(&self) -> &str {
        assert_eq!(self.mail["to"].as_array().unwrap().len(), 1);
        self.mail["to"][0].as_str().unwrap()
    }
}

async fn listening(folder: &Path, port: &TcpSocket, options: &[&str]) -> Program {
    let port = port.local_addr().unwrap().port();
    let mut command = python("smtp_relay.py");
    command
        .args(["--port", &port.to_string(), "--folder"])
        .arg(folder);
    let mut program = Program::start(command.args(options));
    program.line(|line| (line == "ready").then_some(())).await;
    program
}
