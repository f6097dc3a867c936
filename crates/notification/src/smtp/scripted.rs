//! A mail relay that answers what a test tells it to.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// What the relay does when it is asked something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// Says this.
    Say(&'static str),
    /// Closes the connection.
    Drop,
    /// Says nothing, for ever.
    Hang,
}

/// When a relay departs from good manners: at the line that begins so.
pub(crate) type Script = &'static [(&'static str, Turn)];

/// What the relay saw.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// Every line, with mails whole.
    pub(crate) lines: Vec<String>,
    /// Whole mails.
    pub(crate) mails: Vec<String>,
}

pub(crate) struct ScriptedRelay {
    pub(crate) port: u16,
    pub(crate) seen: Arc<Mutex<Seen>>,
    pub(crate) hangs: Arc<Notify>,
    task: JoinHandle<()>,
}

impl Drop for ScriptedRelay {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl ScriptedRelay {
    /// Listens on loopback. `greeting`, `EHLO`, `.` and the commands may be scripted.
    pub(crate) async fn start(script: Script, tls: Option<TlsAcceptor>, implicit: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let relay = Conversation {
            script,
            tls,
            seen: Arc::default(),
            hangs: Arc::default(),
        };
        let (seen, hangs) = (Arc::clone(&relay.seen), Arc::clone(&relay.hangs));
        #[expect(
            clippy::disallowed_methods,
            reason = "a test's own relay; aborted on drop"
        )]
        let task = tokio::spawn(async move {
            while let Ok((tcp, _)) = listener.accept().await {
                match relay.tls.clone().filter(|_| implicit) {
                    Some(tls) => {
                        if let Ok(stream) = tls.accept(tcp).await {
                            relay.talk(stream, true).await;
                        }
                    }
                    None => relay.talk_in_clear(tcp).await,
                }
            }
        });
        Self {
            port,
            seen,
            hangs,
            task,
        }
    }
}

struct Conversation {
    script: Script,
    tls: Option<TlsAcceptor>,
    seen: Arc<Mutex<Seen>>,
    hangs: Arc<Notify>,
}

impl Conversation {
    fn turn(&self, line: &str) -> Turn {
        let scripted = self
            .script
            .iter()
            .find(|(start, _)| line.starts_with(start));
        scripted.map_or_else(|| manners(line), |(_, turn)| *turn)
    }

    async fn talk_in_clear<S: AsyncRead + AsyncWrite + Unpin>(&self, stream: S) {
        let Some(stream) = self.talk(stream, false).await else {
            return;
        };
        if let Some(tls) = &self.tls
            && let Ok(stream) = tls.accept(stream).await
        {
            self.listen(BufReader::new(stream)).await;
        }
    }

    async fn talk<S: AsyncRead + AsyncWrite + Unpin>(&self, stream: S, secure: bool) -> Option<S> {
        let mut stream = BufReader::new(stream);
        if !self.take_turn(&mut stream, "greeting").await {
            return None;
        }
        self.listen(stream).await.filter(|_| !secure)
    }

    /// Answers until the other side goes, or wants STARTTLS.
    async fn listen<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        mut stream: BufReader<S>,
    ) -> Option<S> {
        loop {
            let mut line = String::new();
            if !matches!(stream.read_line(&mut line).await, Ok(1..)) {
                return None;
            }
            self.seen
                .lock()
                .unwrap()
                .lines
                .push(line.trim_end().to_owned());
            if !self.take_turn(&mut stream, line.trim_end()).await {
                return None;
            }
            if line.starts_with("STARTTLS") {
                return Some(stream.into_inner());
            }
            if line.starts_with("DATA") && matches!(self.turn("DATA"), Turn::Say("354 go on")) {
                self.take_mail(&mut stream).await;
                if !self.take_turn(&mut stream, ".").await {
                    return None;
                }
            }
        }
    }

    async fn take_mail<S: AsyncRead + AsyncWrite + Unpin>(&self, stream: &mut BufReader<S>) {
        let mut mail = String::new();
        while !mail.ends_with("\r\n.\r\n") && matches!(stream.read_line(&mut mail).await, Ok(1..)) {
        }
        self.seen.lock().unwrap().mails.push(mail);
    }

    async fn take_turn<S: AsyncWrite + Unpin>(&self, stream: &mut S, line: &str) -> bool {
        match self.turn(line) {
            Turn::Say(answer) => {
                stream
                    .write_all(format!("{answer}\r\n").as_bytes())
                    .await
                    .is_ok()
                    && stream.flush().await.is_ok()
            }
            Turn::Drop => false,
            Turn::Hang => {
                self.hangs.notify_one();
                std::future::pending().await
            }
        }
    }
}

fn manners(line: &str) -> Turn {
    let command = line.split(' ').next().unwrap_or_default();
    Turn::Say(match command {
        "greeting" => "220 relay.example ESMTP",
        "EHLO" => "250-relay.example\r\n250-STARTTLS\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME",
        "STARTTLS" => "220 go on",
        "AUTH" => "235 welcome",
        "DATA" => "354 go on",
        "QUIT" => "221 goodbye",
        _ => "250 fine",
    })
}
