//! `pg_dump` and `pg_restore` as child processes: found, told where to connect, and heard out.

use std::io::Read as _;
use std::path::PathBuf;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::thread::{self, JoinHandle};

use anyhow::{Context as _, bail};
use percent_encoding::percent_decode_str;
use secrecy::{ExposeSecret as _, SecretString};
use store::backup::server_version;
use zeroize::Zeroizing;

/// Most that is kept of what a program says.
const MOST_SAID: u64 = 64 * 1024;

/// One of PostgreSQL's programs that fits the server of a URL.
pub(super) struct Client {
    name: &'static str,
    program: PathBuf,
    /// Version of the server, in words.
    pub(super) server: String,
    address: String,
    password: Option<Zeroizing<String>>,
}

/// A running program. Dropped before it has ended, it is killed: the server rolls back.
pub(super) struct RunningClient {
    name: &'static str,
    child: Child,
    said: Option<JoinHandle<String>>,
}

impl Client {
    /// Finds the program; it must not be older than the server.
    pub(super) fn find(name: &'static str, url: &SecretString) -> anyhow::Result<Self> {
        let (major, server) = server_version(url).context("the database does not answer")?;
        let (address, password) = without_password(url);
        Ok(Self {
            name,
            program: local_postgres::find_client(name, major)?,
            server,
            address,
            password,
        })
    }

    /// Starts it. The password goes through the environment: the list of processes shows arguments.
    pub(super) fn start(&self, arguments: &[String]) -> anyhow::Result<RunningClient> {
        let mut command = Command::new(&self.program);
        command
            .args(arguments)
            .arg("--no-password")
            .arg(format!("--dbname={}", self.address))
            .env("LC_ALL", "C")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if let Some(password) = &self.password {
            command.env("PGPASSWORD", password.as_str());
        }
        let mut child = command
            .spawn()
            .with_context(|| format!("{} cannot be run", self.program.display()))?;
        let said = child.stderr.take().map(listen).transpose()?;
        Ok(RunningClient {
            name: self.name,
            child,
            said,
        })
    }
}

impl RunningClient {
    pub(super) fn stdout(&mut self) -> anyhow::Result<ChildStdout> {
        self.child.stdout.take().context("the pipe is taken")
    }

    pub(super) fn stdin(&mut self) -> anyhow::Result<ChildStdin> {
        self.child.stdin.take().context("the pipe is taken")
    }

    /// Waits for its end; an error when it failed.
    pub(super) fn end(mut self) -> anyhow::Result<()> {
        drop(self.child.stdin.take());
        let status = self.child.wait()?;
        let said = self.said.take().map(JoinHandle::join);
        if status.success() {
            return Ok(());
        }
        let said = said.and_then(Result::ok).unwrap_or_default();
        bail!("{} failed ({status}):\n{}", self.name, fit_to_show(&said))
    }
}

impl Drop for RunningClient {
    fn drop(&mut self) {
        // Ended already, or there is nobody left to tell.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn listen(mut stderr: ChildStderr) -> anyhow::Result<JoinHandle<String>> {
    let listening = thread::Builder::new().spawn(move || {
        let mut said = Vec::new();
        let heard = (&mut stderr).take(MOST_SAID).read_to_end(&mut said);
        // A full pipe would stop it.
        let _ = heard.and_then(|_| std::io::copy(&mut stderr, &mut std::io::sink()));
        String::from_utf8_lossy(&said).into_owned()
    });
    Ok(listening?)
}

/// Without the lines in which PostgreSQL quotes rows and statements.
fn fit_to_show(said: &str) -> String {
    let quotes = [
        "DETAIL:",
        "CONTEXT:",
        "Command was:",
        "QUERY:",
        "STATEMENT:",
    ];
    let shown: Vec<&str> = said
        .lines()
        .filter(|line| !line.trim().is_empty() && !quotes.iter().any(|quote| line.contains(quote)))
        .take(10)
        .collect();
    shown.join("\n")
}

/// The URL without its password, and the password.
fn without_password(url: &SecretString) -> (String, Option<Zeroizing<String>>) {
    let url = url.expose_secret();
    let decoded = |text: &str| Zeroizing::new(percent_decode_str(text).decode_utf8_lossy().into());
    let (before, query) = url.split_once('?').unwrap_or((url, ""));
    let mut password = None;
    let mut address = before.to_owned();
    if let Some((scheme, rest)) = before.split_once("://") {
        let (authority, path) = match rest.split_once('/') {
            Some((authority, path)) => (authority, format!("/{path}")),
            None => (rest, String::new()),
        };
        if let Some((user, hosts)) = authority.rsplit_once('@')
            && let Some((user, secret)) = user.split_once(':')
        {
            password = Some(decoded(secret));
            address = format!("{scheme}://{user}@{hosts}{path}");
        }
    }
    let mut settings = Vec::new();
    for setting in query.split('&').filter(|setting| !setting.is_empty()) {
        match setting.split_once('=') {
            Some(("password", secret)) => password = Some(decoded(secret)),
            _ => settings.push(setting),
        }
    }
    if !settings.is_empty() {
        address = format!("{address}?{}", settings.join("&"));
    }
    (address, password)
}

#[cfg(test)]
mod tests {
    use super::{fit_to_show, without_password};

    fn split(url: &str) -> (String, Option<String>) {
        let (address, password) = without_password(&url.into());
        (address, password.map(|password| password.to_string()))
    }

    #[test]
    fn a_password_never_stays_in_the_address() {
        let given = |address: &str, password: Option<&str>| {
            (address.to_owned(), password.map(str::to_owned))
        };

        assert_eq!(
            split("postgresql://u:p%40%2Fw@h1:1,h2:2/db?sslmode=require"),
            given("postgresql://u@h1:1,h2:2/db?sslmode=require", Some("p@/w"))
        );
        assert_eq!(
            split("postgresql://u@%2Ftmp%2Fsock:5/db"),
            given("postgresql://u@%2Ftmp%2Fsock:5/db", None)
        );
        assert_eq!(
            split("postgresql:///db?user=u&password=a%2Bb&host=h"),
            given("postgresql:///db?user=u&host=h", Some("a+b"))
        );
        assert_eq!(split("postgres://u:@h"), given("postgres://u@h", Some("")));
    }

    #[test]
    fn what_a_program_quotes_from_rows_is_not_shown() {
        let said = "pg_restore: error: COPY failed for table \"people\": ERROR:  duplicate key\n\
            DETAIL:  Key (email)=(ida@cert.example) already exists.\n\
            CONTEXT:  COPY people, line 1: \"Ida\"\n";

        let shown = fit_to_show(said);

        assert!(shown.contains("duplicate key"));
        assert!(!shown.contains("ida@") && !shown.contains("Ida"), "{shown}");
    }
}
