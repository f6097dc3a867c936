//! `smv-cert outbox`.

use domain::access::Actor;
use store::{DbRole, outbox};

use super::cli::Outbox;
use crate::config::Config;
use crate::database::Databases;
use crate::{out, system_clock};

pub(super) fn run(config: &Config, command: &Outbox) -> anyhow::Result<()> {
    let databases = Databases::open(config)?;
    // On a worker's host there is only the worker's login.
    let role = if databases.url(DbRole::Worker).is_ok() {
        DbRole::Worker
    } else {
        DbRole::Owner
    };
    databases.check_schema(role)?;
    let (db, now) = (databases.pool(role)?, system_clock().now());
    match command {
        Outbox::List => {
            let (pending, dead) = db.transact_blocking(&Actor::System, outbox::counts)?;
            out::line(format_args!("pending {pending}\ndead    {dead}"))?;
        }
        Outbox::Requeue => {
            let requeued =
                db.transact_blocking(&Actor::System, |tx| outbox::requeue_dead(tx, now))?;
            out::line(format_args!("{requeued} messages are tried again"))?;
        }
    }
    drop(db);
    databases.close()
}
