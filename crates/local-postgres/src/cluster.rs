//! The files of the cluster: making them once, with `initdb`, all or nothing.
//!
//! A new cluster is made in a sibling directory and renamed when it is complete, so a directory
//! called `postgres` with a `PG_VERSION` is never half of one.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::find::Binaries;
use crate::home::Home;
use crate::options::Durability;
use crate::{Error, SUPERUSER, private};

/// The major version that made this cluster; `None` when there is no complete cluster.
pub(crate) fn version(cluster: &Path) -> Option<u32> {
    fs::read_to_string(cluster.join("PG_VERSION"))
        .ok()?
        .trim()
        .parse()
        .ok()
}

/// Makes the cluster unless it is there.
pub(crate) fn ensure(
    home: &mut Home,
    binaries: &Binaries,
    durability: Durability,
) -> Result<(), Error> {
    let cluster = home.cluster();
    if version(&cluster).is_some() {
        return private::own(&cluster, &home.account);
    }
    set_aside(home, &cluster)?;
    private::write(&home.password(), &private::random_hex()?, &home.account)?;
    let new = home.dir.join("postgres.initdb");
    let first = initdb(home, binaries, durability, &new, "C.UTF-8")?;
    if let Err(output) = first {
        if !output.contains("locale") {
            return Err(Error::InitdbFailed { output });
        }
        initdb(home, binaries, durability, &new, "C")?
            .map_err(|output| Error::InitdbFailed { output })?;
    }
    fs::rename(&new, &cluster).map_err(Error::file(&cluster))?;
    File::open(&home.dir)
        .and_then(|dir| dir.sync_all())
        .map_err(Error::file(&home.dir))
}

/// Runs `initdb` into an empty directory; the inner error is what it printed.
fn initdb(
    home: &Home,
    binaries: &Binaries,
    durability: Durability,
    new: &Path,
    locale: &str,
) -> Result<Result<(), String>, Error> {
    if new.exists() {
        fs::remove_dir_all(new).map_err(Error::file(new))?;
    }
    private::directory(new, &home.account)?;
    let program = binaries.program("initdb");
    let mut command = home.account.command(&program);
    command
        .arg("-D")
        .arg(new)
        .arg("--pwfile")
        .arg(home.password());
    command.args([
        "-U",
        SUPERUSER,
        "-E",
        "UTF8",
        "--locale",
        locale,
        "--no-instructions",
    ]);
    command.args(["--auth-local=trust", "--auth-host=scram-sha-256"]);
    if durability == Durability::Throwaway {
        command.arg("--no-sync");
    }
    let output = command.output().map_err(Error::run(&program))?;
    if output.status.success() {
        return Ok(Ok(()));
    }
    let text = [output.stdout, output.stderr].concat();
    Ok(Err(String::from_utf8_lossy(&text).trim().to_owned()))
}

/// Something without `PG_VERSION` is in the way. It is not ours to delete: it is kept beside.
fn set_aside(home: &mut Home, cluster: &Path) -> Result<(), Error> {
    if fs::symlink_metadata(cluster).is_err() || fs::remove_dir(cluster).is_ok() {
        return Ok(());
    }
    let aside: PathBuf = (1_u32..=999)
        .map(|number| home.dir.join(format!("postgres.incomplete-{number}")))
        .find(|path| fs::symlink_metadata(path).is_err())
        .unwrap_or_else(|| home.dir.join("postgres.incomplete"));
    fs::rename(cluster, &aside).map_err(Error::file(&aside))?;
    home.add_note(&format!(
        "an incomplete database was moved to {}",
        aside.display()
    ));
    Ok(())
}
