//! The two things we need SQL for, done by `psql` over the socket.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Output, Stdio};

use crate::Error;
use crate::user::Account;

pub(crate) struct Psql<'a> {
    pub(crate) account: &'a Account,
    pub(crate) program: PathBuf,
    pub(crate) url: String,
}

impl Psql<'_> {
    /// Creates a database unless it is there. The lock makes simultaneous callers take turns.
    pub(crate) fn ensure_database(&self, name: &str) -> Result<(), Error> {
        let script = "select pg_advisory_lock(hashtext('local-postgres'));\n\
            select format('create database %I', :'name') where not exists \
            (select from pg_database where datname = :'name') \\gexec\n";
        self.run(
            &format!("create the database `{name}`"),
            &["-v", &format!("name={name}")],
            script,
        )
    }

    /// The password is ours, hexadecimal, and goes through a pipe: `ps` does not show it.
    pub(crate) fn set_password(&self, password: &str) -> Result<(), Error> {
        let script = format!("alter role current_user password '{password}';\n");
        self.run("set the password", &[], &script)
    }

    fn run(&self, task: &str, variables: &[&str], script: &str) -> Result<(), Error> {
        let output = self
            .output(variables, script)
            .map_err(Error::run(&self.program))?;
        if output.status.success() {
            return Ok(());
        }
        let output = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        Err(Error::SqlFailed {
            task: task.to_owned(),
            output,
        })
    }

    fn output(&self, variables: &[&str], script: &str) -> std::io::Result<Output> {
        let mut child = self
            .account
            .command(&self.program)
            .args([
                "-X",
                "-q",
                "-w",
                "-A",
                "-t",
                "-v",
                "ON_ERROR_STOP=1",
                "-f",
                "-",
            ])
            .args(variables)
            .args(["-d", &self.url])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(script.as_bytes())?;
        }
        child.wait_with_output()
    }
}
