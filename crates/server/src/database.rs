//! The databases of this process: the ones that were named, or a private PostgreSQL.

use anyhow::{Context as _, bail};
use local_postgres::{LocalPostgres, Options};
use secrecy::SecretString;
use store::migrations::{self, Standing};
use store::{Db, DbRole};

use crate::config::{Config, Database, Mode};

/// Name of the private database.
const PRIVATE: &str = "smv_cert";

/// Where each role finds its database.
#[derive(Debug)]
pub(crate) struct Databases {
    config: Database,
    mode: Mode,
    private: Option<LocalPostgres>,
}

impl Databases {
    /// Starts the private PostgreSQL when a demonstration names no database. Blocks.
    pub(crate) fn open(config: &Config) -> anyhow::Result<Self> {
        let private = match config.mode {
            Mode::Demo if !config.database.is_set() => Some(start_private(config)?),
            Mode::Production if !config.database.is_set() => bail!(
                "no database: set SMV_CERT_DATABASE__PUBLIC_URL, …__STAFF_URL, …__WORKER_URL and \
                 …__MIGRATE_URL, or SMV_CERT_MODE=demo for a private PostgreSQL"
            ),
            Mode::Demo | Mode::Production => None,
        };
        Ok(Self {
            config: config.database.clone(),
            mode: config.mode,
            private,
        })
    }

    /// The URL of a role.
    pub(crate) fn url(&self, role: DbRole) -> anyhow::Result<SecretString> {
        if let Some(private) = &self.private {
            return Ok(private.url(PRIVATE).into());
        }
        let key = match role {
            DbRole::Public => "public_url",
            DbRole::Staff => "staff_url",
            DbRole::Worker => "worker_url",
            DbRole::Owner => "migrate_url",
        };
        self.config
            .url_for(role)
            .cloned()
            .with_context(|| format!("database.{key} is not set, and neither is database.url"))
    }

    /// A pool of a role. Connects when it is used.
    pub(crate) fn pool(&self, role: DbRole) -> anyhow::Result<Db> {
        let settings = self.config.settings(role, self.url(role)?);
        Ok(Db::new(role, &settings))
    }

    /// Connections for writing new reports, one for each lane.
    pub(crate) fn intake_pool(&self, lanes: usize) -> anyhow::Result<Db> {
        let mut settings = self
            .config
            .settings(DbRole::Public, self.url(DbRole::Public)?);
        settings.connections = u32::try_from(lanes)?;
        Ok(Db::new(DbRole::Public, &settings))
    }

    /// The schema's owner, for setting something up: a demonstration is migrated first, a
    /// production database must have been.
    pub(crate) fn owner(&self) -> anyhow::Result<Db> {
        match self.mode {
            Mode::Demo => drop(self.migrate()?),
            Mode::Production => self.check_schema(DbRole::Owner)?,
        }
        self.pool(DbRole::Owner)
    }

    /// Runs the migrations that are missing; answers their names.
    pub(crate) fn migrate(&self) -> anyhow::Result<Vec<String>> {
        migrations::migrate(&self.url(DbRole::Owner)?).context("the schema cannot be migrated")
    }

    /// Where the schema stands, seen as a role.
    pub(crate) fn standing(&self, role: DbRole) -> anyhow::Result<Standing> {
        migrations::standing(&self.url(role)?).context("the schema's version cannot be read")
    }

    /// Fails when this program cannot work with the schema.
    pub(crate) fn check_schema(&self, role: DbRole) -> anyhow::Result<()> {
        let standing = self.standing(role)?;
        if standing.is_usable() {
            return Ok(());
        }
        bail!("the database schema is too old for this program: run `smv-cert migrate`")
    }

    /// Stops the private PostgreSQL unless another process uses it. Blocks.
    pub(crate) fn close(self) -> anyhow::Result<()> {
        match self.private {
            Some(private) => private
                .release()
                .context("the private PostgreSQL does not stop"),
            None => Ok(()),
        }
    }
}

fn start_private(config: &Config) -> anyhow::Result<LocalPostgres> {
    let private = LocalPostgres::start(&Options::new(&config.data_dir))
        .context("the private PostgreSQL cannot be started")?;
    if let Some(note) = private.note() {
        tracing::info!(note, "about the private PostgreSQL");
    }
    private
        .ensure_database(PRIVATE)
        .context("the private database cannot be made")?;
    Ok(private)
}
