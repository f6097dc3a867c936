//! Who looks at a page of the console; nobody in particular is led to the login.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::{Method, StatusCode};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, HttpResponse, ResponseError};
use domain::session::Scope;

use super::frame::failed;
use crate::auth::client::Client;
use crate::error::ApiError;
use crate::extract::{Proof, SignedIn, Staff};
use crate::pages::layout::see;
use crate::state::StaffState;

/// A person with a whole session.
pub(crate) struct Visitor(pub(crate) Staff);

/// A person who may still have to make a second factor.
pub(crate) struct Newcomer(pub(crate) Staff);

/// Where somebody is led instead.
#[derive(Debug)]
pub(crate) struct Away(StatusCode, String);

impl Away {
    fn to(address: String) -> Self {
        Self(StatusCode::SEE_OTHER, address)
    }

    fn of(state: &StaffState, error: &ApiError) -> Self {
        let status = failed(state, error).status();
        Self(status, String::new())
    }
}

impl std::fmt::Display for Away {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.0, self.1)
    }
}

impl ResponseError for Away {
    fn status_code(&self) -> StatusCode {
        self.0
    }

    fn error_response(&self) -> HttpResponse {
        if self.0 == StatusCode::SEE_OTHER {
            see(&self.1)
        } else {
            HttpResponse::new(self.0)
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
            let login = || Away::to(format!("/console/login?next={next}"));
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
                Scope::Enrolment => Err(Away::to("/console/security".to_owned())),
            }
        })
    }
}
