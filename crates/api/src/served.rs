//! Putting the parts together: which roles a process serves, and the actix app for it.

use std::sync::Arc;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::web::{self, Data};
use actix_web::{App, Error};
use domain::deadline::Deadlines;
use domain::now::Clock;
use referral::sign::Signer;
use serde_json::Value;
use store::Db;
use triage_queue::Safe;
use triage_queue::keyed::Keys;
use url::Url;
use utoipa_actix_web::AppExt as _;
use vault::certificate::AuthorityKey;

use crate::attachments::OutTray;
use crate::auth::passkey::Passkeys;
use crate::auth::tokens::Tokens;
use crate::auth::{Binding, LoginKey, SecondFactor};
use crate::desk::OurDesk;
use crate::edge::{self, Edge, EdgeSettings};
use crate::flood::FloodSettings;
use crate::oidc::{self, Oidc, Settings as OidcSettings};
use crate::pages::first::FirstStep;
use crate::pages::{Mode, PagesState, Site};
use crate::reports::lanes::Lanes;
use crate::state::{Door, PublicState, StaffState};
use crate::well_known::WellKnown;
use crate::{assets, audit, docs, fallback, openapi, pages, refused, request, routes};

/// What the public role needs.
pub struct PublicParts {
    /// A pool of the public role.
    pub db: Db,
    /// The way into the database for new reports.
    pub lanes: Lanes,
    /// Keys of codes and look-ups.
    pub keys: Keys,
    /// Says to which public keys may be sealed.
    pub authority: AuthorityKey,
    /// The clock.
    pub clock: Clock,
    /// Used in links.
    pub public_url: Url,
    /// Phone numbers on every page.
    pub contacts: pages::Contacts,
    /// Whether pages say that nothing here is real.
    pub mode: Mode,
    /// Where files lie.
    pub storage: attachment::Storage,
    /// How files are taken.
    pub attachments: attachment::Settings,
    /// By which the duties of firms are counted.
    pub deadlines: Deadlines,
    /// What makes a flood.
    pub flood: FloodSettings,
    /// Whether the live register is asked about firms, by the worker.
    pub look_up: bool,
}

/// What the staff role needs.
pub struct StaffParts {
    /// A pool of the staff role.
    pub db: Db,
    /// What opens and seals.
    pub safe: Safe,
    /// The clock.
    pub clock: Clock,
    /// Issuer of tokens.
    pub public_url: Url,
    /// What decides who gets in.
    pub login: LoginParts,
    /// Phone numbers on error pages.
    pub contacts: pages::Contacts,
    /// Whether pages say that nothing here is real.
    pub mode: Mode,
    /// PKCS #8 key of tokens.
    pub token_key_pkcs8: Vec<u8>,
    /// PKCS #8 key of referrals.
    pub referral_key_pkcs8: Vec<u8>,
    /// The site's identity provider, if it has one.
    pub oidc: Option<OidcSettings>,
    /// Where files lie.
    pub storage: attachment::Storage,
    /// Opens zips of files that are handed out.
    pub zip_password: String,
    /// What a wave of reports is counted in.
    pub surge_window: chrono::Duration,
}

/// What decides who gets in.
pub struct LoginParts {
    /// Where browsers find the console.
    pub console_url: Url,
    /// Seals second factors, and makes keyed hashes.
    pub key: LoginKey,
    /// Who needs a second factor.
    pub second_factor: SecondFactor,
    /// What a session of the console stays with.
    pub binding: Binding,
}

/// A key could not be used.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Not an Ed25519 key in PKCS #8.
    #[error("the {0} key is not an Ed25519 key in PKCS #8 form")]
    Key(&'static str),
    /// The identity provider cannot be used; the log says why.
    #[error("the identity provider of the section oidc cannot be used")]
    Oidc,
}

/// What a process serves. Cheap to clone; every worker thread makes its app from it.
#[derive(Clone)]
pub struct Served {
    public: Option<(Data<PublicState>, Data<PagesState>)>,
    staff: Option<(Data<StaffState>, Data<Site>)>,
    oidc: Option<Data<Oidc>>,
    well_known: Data<WellKnown>,
    edge: Data<Edge>,
}

impl Served {
    /// Checks the keys and puts the states together. `published_jwks` are keys of other processes
    /// and retired ones that stay published.
    pub fn new(
        public: Option<PublicParts>,
        staff: Option<StaffParts>,
        published_jwks: Vec<Value>,
        readiness: Db,
        edge: EdgeSettings,
        clock: Clock,
    ) -> Result<Self, StartError> {
        let mut jwks = Vec::new();
        let oidc = staff.as_ref().map(oidc_state).transpose()?.flatten();
        let staff = staff
            .map(|parts| staff_state(parts, &mut jwks))
            .transpose()?;
        for key in published_jwks {
            if !jwks
                .iter()
                .any(|known: &Value| known.get("kid") == key.get("kid"))
            {
                jwks.push(key);
            }
        }
        Ok(Self {
            public: public.map(public_states),
            staff,
            oidc,
            well_known: Data::new(WellKnown {
                readiness,
                clock,
                public_url: edge.public_url.as_str().trim_end_matches('/').to_owned(),
                jwks,
                openapi: openapi::yaml(),
            }),
            edge: Data::new(Edge::new(edge)),
        })
    }

    /// Only the public part, for a listener of its own.
    #[must_use]
    pub fn only_public(&self) -> Self {
        Self {
            staff: None,
            edge: self.own_edge(),
            oidc: None,
            ..self.clone()
        }
    }

    /// Only the staff part, for a listener of its own.
    #[must_use]
    pub fn only_staff(&self) -> Self {
        Self {
            public: None,
            edge: self.own_edge(),
            ..self.clone()
        }
    }

    /// Limits are those of one listener.
    fn own_edge(&self) -> Data<Edge> {
        Data::new(Edge::new(self.edge.settings.clone()))
    }
}

fn staff_state(
    parts: StaffParts,
    jwks: &mut Vec<Value>,
) -> Result<(Data<StaffState>, Data<Site>), StartError> {
    let site = site(parts.contacts, parts.mode, &parts.public_url);
    let issuer = parts.public_url.as_str().trim_end_matches('/').to_owned();
    let tokens = Tokens::new(&parts.token_key_pkcs8, issuer).ok_or(StartError::Key("token"))?;
    let signer =
        Signer::from_pkcs8(&parts.referral_key_pkcs8).map_err(|_| StartError::Key("referral"))?;
    jwks.extend([tokens.jwk(), signer.jwk()]);
    let state = Data::new(StaffState {
        db: parts.db,
        safe: parts.safe,
        clock: parts.clock,
        tokens,
        signer: Arc::new(signer),
        door: Door {
            key: parts.login.key,
            second_factor: parts.login.second_factor,
            passkeys: Passkeys::at(&parts.login.console_url).map(Arc::new),
            binding: parts.login.binding,
            provider: parts.oidc.map(|oidc| oidc.label),
        },
        site: site.clone(),
        hashing: tokio::sync::Semaphore::new(2),
        attachments: OutTray::new(parts.storage, parts.zip_password),
        surge_window: parts.surge_window,
    });
    Ok((state, Data::new(site)))
}

/// What stands around every page.
fn site(contacts: pages::Contacts, mode: Mode, public_url: &Url) -> Site {
    Site {
        contacts,
        assets: assets::location(),
        mode,
        public_url: public_url.as_str().trim_end_matches('/').to_owned(),
    }
}

fn oidc_state(parts: &StaffParts) -> Result<Option<Data<Oidc>>, StartError> {
    let Some(settings) = parts.oidc.clone() else {
        return Ok(None);
    };
    let oidc = Oidc::new(settings, &parts.login.console_url).ok_or(StartError::Oidc)?;
    Ok(Some(Data::new(oidc)))
}

fn public_states(parts: PublicParts) -> (Data<PublicState>, Data<PagesState>) {
    let site = site(parts.contacts.clone(), parts.mode, &parts.public_url);
    let clock = parts.clock.clone();
    let state = Data::new(PublicState::new(parts));
    let pages = Data::new(PagesState {
        desk: Box::new(OurDesk::new(state.clone())),
        site,
        clock,
        new_key: || hex::encode(store::random::<16>()),
        first_step: FirstStep::default(),
    });
    (state, pages)
}

/// The app of one worker thread.
pub fn app(
    served: &Served,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody + use<>>,
        Error = Error,
        InitError = (),
    > + use<>,
> {
    let served = served.clone();
    App::new()
        .app_data(fallback::path_config())
        .app_data(served.well_known.clone())
        .app_data(served.edge.clone())
        .wrap(from_fn(refused::noted))
        .wrap(from_fn(edge::guard))
        .wrap(from_fn(edge::secure))
        .wrap(from_fn(request::with_facts))
        .wrap(from_fn(edge::hold_unread))
        .into_utoipa_app()
        .configure(move |cfg| {
            routes::common(cfg);
            if let Some((state, pages)) = &served.public {
                cfg.app_data(state.clone()).app_data(pages.clone());
                routes::public(cfg);
                cfg.map(|cfg| {
                    pages::configure(cfg);
                    cfg
                });
            }
            if let Some((state, site)) = &served.staff {
                cfg.app_data(state.clone()).app_data(site.clone());
                routes::staff(cfg);
                cfg.map(|cfg| {
                    pages::console::configure(cfg);
                    cfg.service(audit::show_audit)
                });
            }
            if served.public.is_some() || served.staff.is_some() {
                cfg.map(|cfg| cfg.service(assets::asset));
            }
            if let Some(oidc) = &served.oidc {
                cfg.app_data(oidc.clone());
                cfg.map(|cfg| {
                    oidc::configure(cfg);
                    cfg
                });
            }
        })
        .into_app()
        .service(docs::docs)
        .service(docs::style)
        .service(docs::old)
        .default_service(web::to(fallback::fallback))
}
