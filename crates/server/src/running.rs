//! Wiring: from a configuration to the running system.

use std::sync::Arc;

use anyhow::{Context as _, bail};
use api::IntakeFigures;
use attachment::Storage;
use attachment::round::Attendant;
use domain::now::Clock;
use notification::Worker;
use notification::worker::RoundReport;
use store::{Db, DbRole};
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::attachments;
use crate::audit::Sealer;
use crate::config::Config;
use crate::database::Databases;
use crate::http::{self, Bound};
use crate::keys::{KeyFolder, Name};
use crate::lifecycle::{Ended, Lifecycle};
use crate::metrics::{self, Figures};
use crate::prepare::{self, DemoAccess};
use crate::register::asker::Asker;
use crate::upkeep::Upkeep;
use crate::{Role, Roles, worker};

/// Whether the worker's loops run by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Background {
    /// They do.
    Runs,
    /// They do not: a test calls [`Running::run_outbox_once`].
    OnDemand,
}

/// The system while it runs.
pub struct Running {
    /// Where the public role is served, as in `http://127.0.0.1:8080`.
    pub public_url: String,
    /// Where staff and police are served; the same unless they have a listener of their own.
    pub staff_url: String,
    /// Where `/metrics` is served, if anywhere.
    pub metrics_url: Option<String>,
    /// How to log in, in a demonstration.
    pub(crate) demo: Option<DemoAccess>,
    /// The address that stands in links.
    pub(crate) linked_url: Url,
    lifecycle: Lifecycle,
    worker: Option<Worker>,
    upkeep: Option<Upkeep>,
    sealer: Option<Sealer>,
    attendant: Option<Attendant>,
    asker: Option<Asker>,
    databases: Databases,
}

/// Starts these roles. Answers when they serve.
///
/// A demonstration is prepared first: keys, schema, people, cases. Production changes nothing and
/// refuses what [`Config::refusals`] lists, missing keys and a schema it cannot work with.
pub async fn start(
    config: Config,
    clock: Clock,
    roles: Roles,
    background: Background,
) -> anyhow::Result<Running> {
    start_until(config, clock, roles, background, CancellationToken::new()).await
}

/// The same; `stop` ends the preparation too.
pub(crate) async fn start_until(
    config: Config,
    clock: Clock,
    roles: Roles,
    background: Background,
    stop: CancellationToken,
) -> anyhow::Result<Running> {
    for warning in config.warnings() {
        tracing::warn!("{warning}");
    }
    let keys = config.keys();
    prepare::keys(&config, &keys, roles)?;
    let listeners = Listeners::bind(&config, roles)?;
    let linked_url = config.http.public_url_at(listeners.public_address())?;

    let (databases, demo) = {
        let (config, clock, keys, stop) =
            (config.clone(), clock.clone(), keys.clone(), stop.clone());
        let prepare = move || prepare::database(&config, &clock, roles, &keys, &stop);
        tokio::task::spawn_blocking(prepare).await??
    };
    if stop.is_cancelled() {
        tokio::task::spawn_blocking(move || databases.close()).await??;
        bail!("stopped before it had started");
    }

    let wiring = Wiring {
        config: &config,
        clock: &clock,
        keys: &keys,
        roles,
        linked_url: &linked_url,
        databases: &databases,
        storage: attachments::storage(&config.attachments),
        intake: Arc::default(),
    };
    let mut lifecycle = Lifecycle::new(stop);
    let (public_url, staff_url) = wiring.serve(listeners, &mut lifecycle)?;
    let worker = wiring.worker()?;
    if let (Some(worker), Background::Runs) = (&worker, background) {
        begin_worker(worker, &clock, &mut lifecycle);
    }
    let upkeep = wiring.upkeep()?;
    if let (Some(upkeep), Background::Runs) = (&upkeep, background) {
        lifecycle.begin("upkeep", upkeep.clone().run(lifecycle.stop_token()));
    }
    let sealer = wiring.sealer()?;
    if let (Some(sealer), Background::Runs) = (&sealer, background) {
        lifecycle.begin("audit", sealer.clone().run(lifecycle.stop_token()));
    }
    let attendant = wiring.attendant()?;
    if let (Some(attendant), Background::Runs) = (&attendant, background) {
        let stop = lifecycle.stop_token();
        lifecycle.begin(
            "scanning",
            attachments::scan(attendant.clone(), stop.clone()),
        );
        lifecycle.begin("sweeping", attachments::sweep(attendant.clone(), stop));
    }
    let asker = wiring.asker()?;
    if let (Some(asker), Background::Runs) = (&asker, background) {
        lifecycle.begin("register", asker.clone().run(lifecycle.stop_token()));
    }
    let metrics_url = wiring.metrics(worker.as_ref(), sealer.clone(), &mut lifecycle)?;
    Ok(Running {
        public_url,
        staff_url,
        metrics_url,
        demo,
        linked_url,
        lifecycle,
        worker,
        upkeep,
        sealer,
        attendant,
        asker,
        databases,
    })
}

impl Running {
    /// One round of the mail worker, whether its loop runs or not.
    pub async fn run_outbox_once(&self) -> anyhow::Result<RoundReport> {
        let worker = self.worker.as_ref().context("this process is no worker")?;
        Ok(worker.round().await?)
    }

    /// One round of the index and of sealing again, whether the loop runs or not; answers how many
    /// cases and keys there were.
    pub async fn run_upkeep_once(&self) -> anyhow::Result<usize> {
        let upkeep = self.upkeep.as_ref().context("this process is not staff")?;
        Ok(upkeep.round().await?)
    }

    /// Seals what is committed into the audit chain, whether the loop runs or not; answers how many rows.
    pub async fn run_sealing_once(&self) -> anyhow::Result<usize> {
        let sealer = self.sealer.as_ref().context("this process is no worker")?;
        Ok(sealer.round().await?.0)
    }

    /// Shows files that wait to the scanner, whether the loop runs or not; answers how many.
    pub async fn run_scan_once(&self) -> anyhow::Result<usize> {
        let attendant = self
            .attendant
            .as_ref()
            .context("this process is no worker")?;
        let stop = self.lifecycle.stop_token();
        Ok(attendant.scan(&stop).await?.files)
    }

    /// Puts questions that wait to the live register, whether the loop runs or not; answers how many. None
    /// are put where it is not configured.
    pub async fn run_look_ups_once(&self) -> anyhow::Result<usize> {
        match &self.asker {
            Some(asker) => Ok(asker.round().await?),
            None => Ok(0),
        }
    }

    /// Removes stored files that nobody knows, whether the loop runs or not; answers how many pieces.
    pub async fn run_sweep_once(&self) -> anyhow::Result<usize> {
        let attendant = self
            .attendant
            .as_ref()
            .context("this process is no worker")?;
        let stop = self.lifecycle.stop_token();
        Ok(attendant.sweep(&stop).await?.removed)
    }

    /// Cancelled when everything is to stop.
    #[must_use]
    pub fn stop_token(&self) -> CancellationToken {
        self.lifecycle.stop_token()
    }

    /// Waits until the stop token is cancelled or a task crashes, then until everything has ended:
    /// requests and mails in hand first, the private PostgreSQL last.
    pub async fn ended(self) -> anyhow::Result<Ended> {
        let ended = self.lifecycle.end().await;
        drop((self.worker, self.upkeep, self.sealer));
        drop((self.attendant, self.asker));
        let databases = self.databases;
        tokio::task::spawn_blocking(move || databases.close()).await??;
        Ok(ended)
    }

    /// Stops everything and waits for it.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.stop_token().cancel();
        match self.ended().await? {
            Ended::Cleanly => Ok(()),
            Ended::CutOff => bail!("a task did not end in time"),
            Ended::Crashed => bail!("a task crashed; the log says which"),
        }
    }
}

/// The addresses of the roles that serve HTTP.
struct Listeners {
    public: Option<Bound>,
    staff: Option<Bound>,
}

impl Listeners {
    /// One for both, or one each; a staff process without a listener of its own takes the usual one.
    fn bind(config: &Config, roles: Roles) -> anyhow::Result<Self> {
        let usual = || http::bind("http.listen", config.http.listen);
        let own = config.http.staff_listen.filter(|_| roles.has(Role::Staff));
        let staff = own
            .map(|address| http::bind("http.staff_listen", address))
            .transpose()?;
        let wants_usual = roles.has(Role::Public) || (roles.has(Role::Staff) && staff.is_none());
        let public = wants_usual.then(usual).transpose()?;
        Ok(Self { public, staff })
    }

    /// The address that links fall back to; a worker alone has none and takes the configured one.
    fn public_address(&self) -> std::net::SocketAddr {
        let nowhere = std::net::SocketAddr::from(([127, 0, 0, 1], 8080));
        let bound = self.public.as_ref().or(self.staff.as_ref());
        bound.map_or(nowhere, |bound| bound.address)
    }
}

/// What the parts are made from.
struct Wiring<'a> {
    config: &'a Config,
    clock: &'a Clock,
    keys: &'a KeyFolder,
    roles: Roles,
    linked_url: &'a Url,
    databases: &'a Databases,
    storage: Storage,
    intake: Arc<IntakeFigures>,
}

impl Wiring<'_> {
    /// Starts the servers; answers where public and staff are served.
    fn serve(
        &self,
        listeners: Listeners,
        lifecycle: &mut Lifecycle,
    ) -> anyhow::Result<(String, String)> {
        let all = self.served(lifecycle)?;
        let url = |bound: &Bound| format!("http://{}", bound.address);
        let mut begin = |bound, what| -> anyhow::Result<()> {
            let server = http::server(bound, what, &self.config.http)?;
            let stop = lifecycle.stop_token();
            lifecycle.begin("http", http::run(server, stop));
            Ok(())
        };
        match (listeners.public, listeners.staff) {
            (Some(public), Some(staff)) => {
                let urls = (url(&public), url(&staff));
                begin(public, all.only_public())?;
                begin(staff, all.only_staff())?;
                Ok(urls)
            }
            (Some(both), None) | (None, Some(both)) => {
                let url = url(&both);
                begin(both, all)?;
                Ok((url.clone(), url))
            }
            (None, None) => Ok((String::new(), String::new())),
        }
    }

    fn served(&self, lifecycle: &mut Lifecycle) -> anyhow::Result<api::Served> {
        let is_public = self.roles.has(Role::Public);
        let public = is_public.then(|| self.public_parts(lifecycle));
        let staff = self.roles.has(Role::Staff).then(|| self.staff_parts());
        let (public, staff) = (public.transpose()?, staff.transpose()?);
        let readiness = match (&public, &staff) {
            (Some(parts), _) => parts.db.clone(),
            (None, Some(parts)) => parts.db.clone(),
            (None, None) => self.databases.pool(DbRole::Worker)?,
        };
        Ok(api::Served::new(
            public,
            staff,
            self.keys.published()?,
            readiness,
            api::EdgeSettings {
                public_url: self.linked_url.clone(),
                proxies: self.config.http.proxies.clone(),
                limits: self.config.limits,
                pace: self.config.pace,
            },
            self.clock.clone(),
        )?)
    }

    fn public_parts(&self, lifecycle: &mut Lifecycle) -> anyhow::Result<api::PublicParts> {
        let (keys, settings) = (self.keys.intake()?, self.config.lanes);
        let intake = self.databases.intake_pool(settings.lanes)?;
        let (lanes, running) = api::Lanes::new(&intake, &keys, self.clock, settings, &self.intake);
        for lane in running {
            lifecycle.begin("intake", async move {
                lane.run().await;
                Ok(())
            });
        }
        Ok(api::PublicParts {
            db: self.databases.pool(DbRole::Public)?,
            lanes,
            keys,
            authority: self.keys.authority()?,
            clock: self.clock.clone(),
            public_url: self.linked_url.clone(),
            contacts: self.config.contact.clone(),
            mode: self.config.mode.of_pages(),
            storage: self.storage.clone(),
            attachments: self.config.attachments.clone(),
            deadlines: self.config.deadlines,
            flood: self.config.flood,
            look_up: self.config.live_register.is_some(),
        })
    }

    fn staff_parts(&self) -> anyhow::Result<api::StaffParts> {
        let signing = self.keys.signing()?;
        Ok(api::StaffParts {
            db: self
                .databases
                .pool(DbRole::Staff)?
                .with_clock(self.clock.clone()),
            safe: self.keys.safe()?,
            clock: self.clock.clone(),
            public_url: self.linked_url.clone(),
            contacts: self.config.contact.clone(),
            mode: self.config.mode.of_pages(),
            login: api::LoginParts {
                console_url: self
                    .config
                    .http
                    .console_url
                    .clone()
                    .unwrap_or_else(|| self.linked_url.clone()),
                key: self.keys.login()?,
                second_factor: self.config.second_factor(),
                binding: self.config.login_binding,
            },
            token_key_pkcs8: signing.token,
            referral_key_pkcs8: signing.referral,
            oidc: self.config.oidc.as_ref().map(|oidc| oidc.provider.clone()),
            storage: self.storage.clone(),
            zip_password: self.config.attachments.zip_password.clone(),
            surge_window: self.config.surge.window,
        })
    }

    fn attendant(&self) -> anyhow::Result<Option<Attendant>> {
        if !self.roles.has(Role::Worker) {
            return Ok(None);
        }
        let db = self.databases.pool(DbRole::Worker)?;
        let ring = self.keys.ring(Name::Worker)?;
        let settings = &self.config.attachments;
        let (storage, clock) = (self.storage.clone(), self.clock.clone());
        Ok(Some(attachments::attendant(
            settings, storage, db, ring, clock,
        )))
    }

    /// In the worker, which may go out, and which cannot open a report.
    fn asker(&self) -> anyhow::Result<Option<Asker>> {
        let settings = self.config.live_register.as_ref();
        let Some(settings) = settings.filter(|_| self.roles.has(Role::Worker)) else {
            return Ok(None);
        };
        let (db, ring) = (
            self.databases.pool(DbRole::Worker)?,
            self.keys.ring(Name::Worker)?,
        );
        Asker::new(settings, db, ring, self.clock.clone()).map(Some)
    }

    fn worker(&self) -> anyhow::Result<Option<Worker>> {
        if !self.roles.has(Role::Worker) {
            return Ok(None);
        }
        let db = self.databases.pool(DbRole::Worker)?;
        let (clock, url) = (self.clock.clone(), self.linked_url.clone());
        let ring = self.keys.ring(Name::Worker)?;
        worker::mail(self.config, db, clock, url, ring).map(Some)
    }

    fn upkeep(&self) -> anyhow::Result<Option<Upkeep>> {
        if !self.roles.has(Role::Staff) {
            return Ok(None);
        }
        // Connections of its own: what it does never waits for requests, nor they for it.
        Ok(Some(Upkeep {
            db: self.databases.pool(DbRole::Staff)?,
            safe: self.keys.safe()?,
            clock: self.clock.clone(),
            deadlines: self.config.deadlines,
            surge: self.config.surge,
            looked: std::sync::Arc::default(),
        }))
    }

    fn sealer(&self) -> anyhow::Result<Option<Sealer>> {
        if !self.roles.has(Role::Worker) {
            return Ok(None);
        }
        Ok(Some(Sealer {
            db: self.databases.pool(DbRole::Worker)?,
            key: self.keys.audit()?,
            clock: self.clock.clone(),
            settings: self.config.audit.clone(),
            broken: Arc::default(),
        }))
    }

    fn metrics(
        &self,
        worker: Option<&Worker>,
        sealer: Option<Sealer>,
        lifecycle: &mut Lifecycle,
    ) -> anyhow::Result<Option<String>> {
        let Some(listen) = self.config.metrics_listen else {
            return Ok(None);
        };
        let outbox = self.outbox_pool(worker)?;
        let started_at = self.clock.now();
        let figures = Figures {
            outbox,
            sealer,
            intake: self.roles.has(Role::Public).then(|| self.intake.clone()),
            started_at,
        };
        let Some((server, address)) = metrics::server(listen, self.config.mode, figures)? else {
            return Ok(None);
        };
        lifecycle.begin("metrics", http::run(server, lifecycle.stop_token()));
        Ok(Some(format!("http://{address}/metrics")))
    }

    /// A pool that may count the outbox, in a role this process has.
    fn outbox_pool(&self, worker: Option<&Worker>) -> anyhow::Result<Option<Db>> {
        match worker {
            Some(worker) => Ok(Some(worker.db.clone())),
            None if self.roles.has(Role::Staff) => self.databases.pool(DbRole::Staff).map(Some),
            None => Ok(None),
        }
    }
}

fn begin_worker(worker: &Worker, clock: &Clock, lifecycle: &mut Lifecycle) {
    let stop = lifecycle.stop_token();
    let (mail, until) = (worker.clone(), stop.clone());
    lifecycle.begin("mail", async move {
        mail.run(until).await;
        Ok(())
    });
    lifecycle.begin(
        "pruning",
        worker::prune(worker.db.clone(), clock.clone(), stop),
    );
}
