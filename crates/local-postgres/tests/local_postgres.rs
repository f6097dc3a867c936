//! The life of a private PostgreSQL, with the real one. Each test has a data directory of its own.

use std::error::Error as StdError;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::thread;

use local_postgres::{Error, LocalPostgres, Options};

type Outcome = Result<(), Box<dyn StdError>>;

/// A directory of this test's own below the temporary directory; removed when the test is over.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        Self(std::env::temp_dir().join(format!("local-postgres-{name}-{}", std::process::id())))
    }

    fn options(&self) -> Options {
        Options::throwaway(&self.0)
    }

    fn pid_file(&self) -> PathBuf {
        self.0.join("postgres/postmaster.pid")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn query(postgres: &LocalPostgres, url: &str, sql: &str) -> Result<String, Box<dyn StdError>> {
    let output = Command::new(postgres.bin_dir().join("psql"))
        .args([
            "-X",
            "-q",
            "-w",
            "-A",
            "-t",
            "-v",
            "ON_ERROR_STOP=1",
            "-d",
            url,
            "-c",
            sql,
        ])
        .output()?;
    if output.status.success() {
        return Ok(String::from_utf8(output.stdout)?.trim().to_owned());
    }
    Err(String::from_utf8_lossy(&output.stderr).into_owned().into())
}

fn kill(signal: &str, pid: u32) -> std::io::Result<ExitStatus> {
    Command::new("sh")
        .args(["-c", &format!("kill -{signal} {pid}")])
        .status()
}

fn with_postgres(scratch: &Scratch) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_with-postgres"));
    command
        .arg("--data-dir")
        .arg(&scratch.0)
        .env_remove("SMV_CERT_TEST_DATABASE_URL");
    command
}

#[test]
fn the_first_start_makes_a_private_cluster_and_the_second_finds_its_data() -> Outcome {
    let scratch = Scratch::new("first");

    let first = LocalPostgres::start(&scratch.options())?;
    first.ensure_database("it's a \"test\"")?;
    first.ensure_database("it's a \"test\"")?;
    let url = first.url("it's a \"test\"");
    query(&first, &url, "create table kept as select 42 as answer")?;

    assert_eq!(query(&first, &url, "show server_encoding")?, "UTF8");
    assert_eq!(query(&first, &url, "show timezone")?, "UTC");
    assert_eq!(query(&first, &url, "show fsync")?, "off");
    assert_eq!(fs::metadata(first.socket_dir())?.mode() & 0o777, 0o700);
    assert_eq!(
        fs::metadata(scratch.0.join("postgres-password"))?.mode() & 0o777,
        0o600
    );
    first.stop()?;
    assert!(!scratch.pid_file().exists());

    let second = LocalPostgres::start(&scratch.options())?;
    assert_eq!(
        query(
            &second,
            &second.url("it's a \"test\""),
            "select answer from kept"
        )?,
        "42"
    );
    Ok(())
}

#[test]
fn over_tcp_the_password_is_needed_and_a_lost_one_is_replaced() -> Outcome {
    let scratch = Scratch::new("password");
    let postgres = LocalPostgres::start(&scratch.options())?;
    let before = postgres.tcp_url("postgres");
    let without = format!(
        "postgresql://smv_cert@127.0.0.1:{}/postgres",
        postgres.tcp_port()
    );

    assert_eq!(query(&postgres, &before, "select 1")?, "1");
    assert!(query(&postgres, &without, "select 1").is_err());

    fs::remove_file(scratch.0.join("postgres-password"))?;
    let again = LocalPostgres::start(&scratch.options())?;

    assert_eq!(query(&again, &again.tcp_url("postgres"), "select 1")?, "1");
    assert!(query(&again, &before, "select 1").is_err());
    Ok(())
}

#[test]
fn a_server_whose_starter_vanished_is_adopted_with_its_port() -> Outcome {
    let scratch = Scratch::new("adopt");
    let first = LocalPostgres::start(&scratch.options())?;
    let (port, pid) = (first.tcp_port(), first.pid());
    std::mem::forget(first);

    let second = LocalPostgres::start(&scratch.options())?;

    assert_eq!((second.tcp_port(), second.pid()), (port, pid));
    assert_eq!(query(&second, &second.url("postgres"), "select 1")?, "1");
    second.stop()?;
    assert!(!scratch.pid_file().exists());
    Ok(())
}

#[test]
fn a_killed_server_is_started_again() -> Outcome {
    let scratch = Scratch::new("killed");
    let first = LocalPostgres::start(&scratch.options())?;
    let killed = first.pid();

    kill("KILL", killed)?;
    let second = LocalPostgres::start(&scratch.options())?;

    assert_ne!(second.pid(), killed);
    assert_eq!(query(&second, &second.url("postgres"), "select 1")?, "1");
    Ok(())
}

#[test]
fn a_pid_file_naming_another_living_process_does_not_prevent_a_start_or_harm_it() -> Outcome {
    let scratch = Scratch::new("reused");
    LocalPostgres::start(&scratch.options())?.stop()?;
    // The bystander has the cluster's owner, else PostgreSQL would not mind it.
    let owner = fs::metadata(scratch.0.join("postgres"))?;
    let mut sleep = Command::new("sleep");
    if fs::metadata(&scratch.0)?.uid() != owner.uid() {
        std::os::unix::process::CommandExt::uid(&mut sleep, owner.uid());
    }
    let mut bystander = sleep.arg("600").spawn()?;
    let stale = format!(
        "{}\n{}\n1\n1\n/nowhere\n127.0.0.1\n",
        bystander.id(),
        scratch.0.display()
    );
    fs::write(scratch.pid_file(), stale)?;
    std::os::unix::fs::chown(scratch.pid_file(), Some(owner.uid()), Some(owner.gid()))?;

    let started = LocalPostgres::start(&scratch.options());
    let unharmed = bystander.try_wait()?.is_none();
    bystander.kill()?;
    bystander.wait()?;

    started?.stop()?;
    assert!(unharmed);
    Ok(())
}

#[test]
fn a_half_made_cluster_is_made_again_and_foreign_files_are_kept() -> Outcome {
    let scratch = Scratch::new("half");
    fs::create_dir_all(scratch.0.join("postgres.initdb/base"))?;
    fs::create_dir_all(scratch.0.join("postgres"))?;
    fs::write(scratch.0.join("postgres/precious"), "text")?;

    let postgres = LocalPostgres::start(&scratch.options())?;

    assert_eq!(
        query(&postgres, &postgres.url("postgres"), "select 1")?,
        "1"
    );
    assert!(
        postgres
            .note()
            .is_some_and(|note| note.contains("postgres.incomplete-1"))
    );
    assert_eq!(
        fs::read_to_string(scratch.0.join("postgres.incomplete-1/precious"))?,
        "text"
    );
    assert!(!scratch.0.join("postgres.initdb").exists());
    Ok(())
}

#[test]
fn a_path_too_long_for_a_socket_or_with_odd_characters_works() -> Outcome {
    let scratch = Scratch::new("long");
    let data_dir = scratch
        .0
        .join("it's $HOME, \\ \"x\" æøå")
        .join("long".repeat(30));

    let postgres = LocalPostgres::start(&Options::throwaway(&data_dir))?;

    assert!(!postgres.socket_dir().starts_with(&data_dir));
    assert_eq!(fs::metadata(postgres.socket_dir())?.mode() & 0o777, 0o700);
    assert_eq!(
        query(&postgres, &postgres.url("postgres"), "select 1")?,
        "1"
    );
    let socket_dir = postgres.socket_dir().to_owned();
    postgres.stop()?;
    fs::remove_dir(socket_dir)?;
    Ok(())
}

#[test]
fn of_two_starters_at_once_one_starts_and_the_other_adopts() -> Outcome {
    let scratch = Scratch::new("two");
    let start = || LocalPostgres::start(&scratch.options());

    let (one, two) = thread::scope(|scope| {
        let (one, two) = (scope.spawn(start), scope.spawn(start));
        (one.join().unwrap(), two.join().unwrap())
    });
    let (one, two) = (one?, two?);

    assert_eq!((one.tcp_port(), one.pid()), (two.tcp_port(), two.pid()));
    drop(one);
    assert_eq!(query(&two, &two.url("postgres"), "select 1")?, "1");
    drop(two);
    assert!(!scratch.pid_file().exists());
    Ok(())
}

#[test]
fn other_options_restart_the_server_with_the_same_port() -> Outcome {
    let scratch = Scratch::new("options");
    let throwaway = LocalPostgres::start(&scratch.options())?;
    let mut options = Options::new(&scratch.0);
    options
        .settings
        .push(("application_name".to_owned(), r"it's a \ test".to_owned()));

    let durable = LocalPostgres::start(&options)?;

    let url = durable.url("postgres");
    assert_ne!(durable.pid(), throwaway.pid());
    assert_eq!(durable.tcp_port(), throwaway.tcp_port());
    assert_eq!(query(&durable, &url, "show fsync")?, "on");
    assert_eq!(
        query(
            &durable,
            &url,
            "select boot_val <> reset_val from pg_settings where name = 'max_connections'"
        )?,
        "t"
    );
    Ok(())
}

#[test]
fn settings_that_would_break_the_start_are_refused_or_explained() {
    let scratch = Scratch::new("settings");
    let start = |name: &str, value: &str| {
        let mut options = scratch.options();
        options.settings.push((name.to_owned(), value.to_owned()));
        LocalPostgres::start(&options)
    };

    assert!(matches!(
        start("port", "1"),
        Err(Error::InvalidSetting { .. })
    ));
    assert!(matches!(
        start("work_mem\n", "1MB"),
        Err(Error::InvalidSetting { .. })
    ));
    match start("work_mem", "nonsense") {
        Err(Error::StartFailed { log_tail, .. }) => assert!(log_tail.contains("work_mem")),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_server_left_running_survives_its_handle() -> Outcome {
    let scratch = Scratch::new("left");
    let mut first = LocalPostgres::start(&scratch.options())?;
    let pid = first.pid();

    first.leave_running();
    drop(first);
    let second = LocalPostgres::start(&scratch.options())?;

    assert_eq!(second.pid(), pid);
    second.stop()?;
    assert!(!scratch.pid_file().exists());
    Ok(())
}

#[test]
fn with_postgres_passes_the_url_and_the_exit_code_and_leaves_nothing_behind() -> Outcome {
    let scratch = Scratch::new("with");

    let output = with_postgres(&scratch)
        .args(["sh", "-c", "echo $SMV_CERT_TEST_DATABASE_URL; exit 3"])
        .output()?;
    let missing = with_postgres(&scratch).arg("/no/such/command").status()?;
    let given = with_postgres(&scratch)
        .args(["sh", "-c", "echo $SMV_CERT_TEST_DATABASE_URL"])
        .env("SMV_CERT_TEST_DATABASE_URL", "given")
        .output()?;

    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8(output.stdout)?.starts_with("postgresql://smv_cert@%2F"));
    assert_eq!(missing.code(), Some(125));
    assert_eq!(given.stdout, b"given\n");
    assert!(!scratch.pid_file().exists());
    Ok(())
}

#[test]
fn with_postgres_stops_the_server_when_it_is_terminated() -> Outcome {
    let scratch = Scratch::new("terminated");
    let started = scratch.0.join("started");

    let mut running = with_postgres(&scratch)
        .args(["sh", "-c", "echo > \"$0\"; exec sleep 600"])
        .arg(&started)
        .spawn()?;
    wait_for(&started);
    kill("TERM", running.id())?;
    let status = running.wait()?;

    assert_eq!(status.code(), Some(128 + 15));
    assert!(!scratch.pid_file().exists());
    Ok(())
}

/// Until the file is there, for at most a minute.
fn wait_for(path: &Path) {
    for _ in 0..6_000 {
        if path.exists() {
            return;
        }
        thread::park_timeout(std::time::Duration::from_millis(10));
    }
    panic!("{} does not appear", path.display());
}
