//! Query parameters: every one is known, each at most once, or the request is 400.

use std::collections::BTreeMap;
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::problem::FieldProblem;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::form_pairs;
use crate::error::{ApiError, Malformed};

/// Reads the parameters of one operation.
pub(crate) trait Params: Sized {
    /// The names it knows.
    const KNOWN: &'static [&'static str];

    /// Reads them.
    fn read(query: &Query) -> Result<Self, ApiError>;
}

/// The parameters as sent.
pub(crate) struct Query(BTreeMap<String, String>);

impl Query {
    pub(crate) fn of(request: &HttpRequest, known: &[&str]) -> Result<Self, ApiError> {
        let mut values = BTreeMap::new();
        let mut unfit = Vec::new();
        for pair in form_pairs(request.query_string().as_bytes()) {
            let (name, value) = (pair.name, pair.value);
            if !known.contains(&name.as_str()) {
                // A name of any length or sort is not worth repeating.
                let shown = name.chars().filter(|c| !c.is_control()).take(60).collect();
                return Err(ApiError::Malformed(Malformed::UnknownParameter(shown)));
            }
            if values.contains_key(&name) {
                return Err(bad(&name));
            }
            if let Some(rule) = pair.unfit {
                let pointer = format!("?{name}");
                unfit.push(FieldProblem { pointer, rule });
            }
            values.insert(name, value);
        }
        if unfit.is_empty() {
            Ok(Self(values))
        } else {
            Err(ApiError::Invalid(unfit))
        }
    }

    /// A parameter as text; an empty one is none.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let value = self.0.get(name).map(String::as_str);
        value.filter(|text| !text.is_empty())
    }

    /// A parameter with a form of its own: not even empty may it have another.
    pub(crate) fn formed<T>(
        &self,
        name: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, ApiError> {
        let value = self.0.get(name);
        value
            .map(|text| parse(text).ok_or_else(|| bad(name)))
            .transpose()
    }

    /// A parameter that `parse` must accept.
    pub(crate) fn parsed<T>(
        &self,
        name: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, ApiError> {
        self.text(name)
            .map(|text| parse(text).ok_or_else(|| bad(name)))
            .transpose()
    }

    /// A comma-separated list of values that `parse` must accept.
    pub(crate) fn list<T>(
        &self,
        name: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Vec<T>, ApiError> {
        let Some(text) = self.text(name) else {
            return Ok(Vec::new());
        };
        text.split(',')
            .map(|item| parse(item.trim()).ok_or_else(|| bad(name)))
            .collect()
    }

    /// `limit`: 1 to 200, 50 when not said.
    pub(crate) fn limit(&self) -> Result<i64, ApiError> {
        let parse = |text: &str| text.parse().ok().filter(|limit| (1..=200).contains(limit));
        Ok(self.formed("limit", parse)?.unwrap_or(50))
    }

    /// `after`: a cursor that an earlier page gave.
    pub(crate) fn after<T: DeserializeOwned>(&self) -> Result<Option<T>, ApiError> {
        self.parsed("after", |text| {
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
        })
    }
}

/// Writes a cursor: opaque to callers.
pub(crate) fn cursor<T: Serialize>(position: &T) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(position).unwrap_or_default())
}

fn bad(name: &str) -> ApiError {
    ApiError::Malformed(Malformed::BadParameter(name.to_owned()))
}

/// The parameters of an operation, read.
pub(crate) struct Checked<T>(pub(crate) T);

impl<T: Params> FromRequest for Checked<T> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(
            Query::of(request, T::KNOWN)
                .and_then(|query| T::read(&query))
                .map(Self),
        )
    }
}
