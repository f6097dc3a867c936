//! Who looks at a page of the console; nobody in particular is led to the login.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::{Method, StatusCode};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, HttpResponse, ResponseError};
use domain::session::Scope;

use super::frame::failure;
use crate::auth::client::Client;
use crate::error::ApiError;
use crate::extract::{Proof, SignedIn, Staff};
use crate::pages::layout::see;
use crate::state::StaffState;

/// A person with a whole session.
pub(crate) struct Visitor(pub(crate) Staff);

/// A person who may still have to make a second factor.
pub(crate) struct Newcomer(pub(crate) Staff);

/// Where somebody is led instead, or what they are told.
#[derive(Debug)]
pub(crate) enum Away {
    /// To this address.
    To(String),
    /// A page that says what went wrong.
    Told(StatusCode, String),
}

impl Away {
    fn of(state: &StaffState, error: &ApiError) -> Self {
        let (status, html) = failure(state, error);
        Self::Told(status, html)
    }
}

impl std::fmt::Display for Away {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::To(address) => write!(f, "to {address}"),
            Self::Told(status, _) => write!(f, "{status}"),
        }
    }
}

impl ResponseError for Away {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::To(_) => StatusCode::SEE_OTHER,
            Self::Told(status, _) => *status,
        }
    }

    fn error_response(&self) -> HttpResponse {
        match self {
            Self::To(address) => see(address),
            Self::Told(status, html) => HttpResponse::build(*status)
                .content_type("text/html; charset=utf-8")
                .body(html.clone()),
        }
    }
}

type Extracting<T> = Pin<Box<dyn Future<Output = Result<T, Away>>>>;

impl FromRequest for Newcomer {
    type Error = Away;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let (proof, client) = (Proof::of_browser(request), Client::of(request));
        let state = request.app_data::<Data<StaffState>>().cloned();
        // What was posted is lost: only a page that was asked for is asked for again.
        let next = match *request.method() {
            Method::GET => request.path().to_owned(),
            _ => "/console".to_owned(),
        };
        Box::pin(async move {
            let login = || Away::To(format!("/console/login?next={next}"));
            let (Some(proof), Some(state)) = (proof, state) else {
                return Err(login());
            };
            match SignedIn::by(&state, proof, &client).await {
                Ok(SignedIn(staff)) => Ok(Self(staff)),
                Err(ApiError::Unauthenticated) => Err(login()),
                Err(error) => Err(Away::of(&state, &error)),
            }
        })
    }
}

impl FromRequest for Visitor {
    type Error = Away;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let newcomer = Newcomer::from_request(request, payload);
        Box::pin(async move {
            let Newcomer(staff) = newcomer.await?;
            match staff.session.scope {
                Scope::Full => Ok(Self(staff)),
                Scope::Enrolment => Err(Away::To("/console/security".to_owned())),
            }
        })
    }
}
