//! The imported extract as somebody who can be asked.

use domain::access::Actor;
use domain::cvr::Cvr;
use domain::register::{Register, RegisteredFirm};

use super::find;
use crate::{Db, Error};

/// The register as it was imported. Cheap to clone.
#[derive(Clone)]
pub struct Extract {
    db: Db,
    actor: Actor,
}

impl Extract {
    /// Asked by this actor, over this pool.
    #[must_use]
    pub const fn new(db: Db, actor: Actor) -> Self {
        Self { db, actor }
    }
}

impl Register for Extract {
    type Error = Error;

    async fn firm(&self, cvr: &Cvr) -> Result<Option<RegisteredFirm>, Error> {
        let cvr = cvr.clone();
        self.db
            .transact_reading(&self.actor, move |tx| find(tx, &cvr))
            .await
    }
}
