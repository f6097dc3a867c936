//! HTTP: the JSON API, the public pages, identity, and `openapi.yaml`.
//!
//! A handler takes who, where, what and with; calls one use case in one transaction; and converts.
//! What may happen is decided in the rooms below. This room cannot send mail: it writes rows.

mod answer;
pub mod assets;
mod attachments;
mod audit;
mod auth;
mod call_backs;
mod cases;
mod codes;
mod desk;
mod docs;
mod edge;
mod error;
mod events;
mod extract;
mod fallback;
mod first_aid;
mod flood;
mod leftovers;
mod machine;
mod oidc;
mod once;
mod openapi;
mod page_of;
pub mod pages;
mod policy;
mod problem;
mod referrals;
mod refused;
mod reports;
mod request;
mod routes;
mod served;
mod state;
mod surge;
mod well_known;

pub use auth::{Binding, LoginKey, SecondFactor, api_key, enrolment, password, totp};
pub use edge::{EdgeSettings, ForwardedHeader, LimitSettings, Pace, PerMinute, Proxies};
pub use flood::FloodSettings;
pub use oidc::{Settings as OidcSettings, probe as probe_oidc};
pub use openapi::{json as openapi_json, yaml as openapi_yaml};
pub use pages::{Contacts, Mode};
pub use reports::lanes::{IntakeFigures, LaneSettings, Lanes};
pub use served::{LoginParts, PublicParts, Served, StaffParts, StartError, app};
