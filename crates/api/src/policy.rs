//! What a route asks of its caller, said where it is registered: there is no other way to register one.
//!
//! The policy stands in the document as `x-access`; a test compares it with what everybody really
//! gets. The decision itself is made below HTTP, by [`domain::access`].

use actix_web::dev::{AppService, HttpServiceFactory};
use domain::access::Action;
use serde_json::{Value, json};
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::path::{Operation, PathItem, Paths};
use utoipa::openapi::{RefOr, Schema};
use utoipa_actix_web::OpenApiFactory;
use utoipa_actix_web::service_config::ServiceConfig;

/// What a route asks of its caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Policy {
    /// Nothing.
    Anyone,
    /// Nothing, or the key of a calling system.
    AnyoneOrKey,
    /// The number and access code of a report.
    AccessCode,
    /// The key of a calling system.
    Key,
    /// The number and access code of a report, or the key of the system that filed it.
    AccessCodeOrKey,
    /// A secret in the body: a password, a refresh token.
    Secret,
    /// Any person who has signed in, about themselves.
    SignedIn,
    /// A person with one of these rights on something.
    One(&'static [Action]),
}

impl Policy {
    fn shown(self) -> Value {
        match self {
            Self::Anyone => json!("anyone"),
            Self::AnyoneOrKey => json!("anyone_or_key"),
            Self::AccessCode => json!("access_code"),
            Self::Key => json!("key"),
            Self::AccessCodeOrKey => json!("access_code_or_key"),
            Self::Secret => json!("secret"),
            Self::SignedIn => json!("signed_in"),
            Self::One(actions) => {
                json!(
                    actions
                        .iter()
                        .map(|action| action.code())
                        .collect::<Vec<_>>()
                )
            }
        }
    }
}

/// Registers routes, each with its policy.
pub(crate) struct Routes<'a, 'c>(&'a mut ServiceConfig<'c>);

impl<'a, 'c> Routes<'a, 'c> {
    pub(crate) const fn on(config: &'a mut ServiceConfig<'c>) -> Self {
        Self(config)
    }

    /// Registers one route.
    pub(crate) fn route<F>(&mut self, policy: Policy, handler: F) -> &mut Self
    where
        F: HttpServiceFactory + OpenApiFactory + 'static,
    {
        self.0.service(Guarded { policy, handler });
        self
    }

    /// Registers a route for people with a right.
    pub(crate) fn may<F>(&mut self, actions: &'static [Action], handler: F) -> &mut Self
    where
        F: HttpServiceFactory + OpenApiFactory + 'static,
    {
        self.route(Policy::One(actions), handler)
    }
}

/// A handler with its policy in the document.
struct Guarded<F> {
    policy: Policy,
    handler: F,
}

impl<F: HttpServiceFactory> HttpServiceFactory for Guarded<F> {
    fn register(self, config: &mut AppService) {
        self.handler.register(config);
    }
}

impl<F: OpenApiFactory> OpenApiFactory for Guarded<F> {
    fn paths(&self) -> Paths {
        let mut paths = self.handler.paths();
        for operation in paths.paths.values_mut().flat_map(operations) {
            let shown = ExtensionsBuilder::new()
                .add("x-access", self.policy.shown())
                .build();
            operation.extensions.get_or_insert_default().merge(shown);
        }
        paths
    }

    fn schemas(&self, schemas: &mut Vec<(String, RefOr<Schema>)>) {
        self.handler.schemas(schemas);
    }
}

/// The operations of a path.
pub(crate) fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [
        &mut item.get,
        &mut item.post,
        &mut item.put,
        &mut item.patch,
        &mut item.delete,
    ]
    .into_iter()
    .flatten()
}
