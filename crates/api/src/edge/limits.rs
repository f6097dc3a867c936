//! How often: per listener and per address, by GCRA.
//!
//! Intake fails open: who reports is slowed down only at a rate that no victim reaches, never by what
//! others do. Logging in, looking up by a code, and exports fail closed: there is a limit for the
//! listener as a whole too.

mod bucket;
mod class;
mod failures;
mod network;
#[cfg(test)]
mod tests;

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use domain::id::ApiKeyId;
use governor::clock::{Clock, MonotonicClock};

use bucket::{Bucket, Keyed};
pub(crate) use class::Class;
use failures::Failures;
pub(crate) use network::Network;

/// So many in a minute, all at once if need be; none: no limit.
pub type PerMinute = Option<NonZeroU32>;

/// A network of many addresses gets so many times the rate of one.
const WIDE: u32 = 4;
/// The listener as a whole gets so many times the rate of one address.
const WHOLE: u32 = 100;

/// The rates of one address.
#[derive(Debug, Clone, Copy, Default)]
pub struct LimitSettings {
    /// Reports. Does not hold for calls from the machine itself.
    pub intake: PerMinute,
    /// Wishes to be called. Like reports: never for calls from the machine itself.
    pub call_back: PerMinute,
    /// Saving drafts; the same.
    pub draft: PerMinute,
    /// Tries to log in.
    pub login: PerMinute,
    /// Of them, failed ones.
    pub login_failures: PerMinute,
    /// Requests with an access code or an API key for a report.
    pub code: PerMinute,
    /// Of them, failed ones.
    pub code_failures: PerMinute,
    /// Documents and exports.
    pub export: PerMinute,
    /// Requests of one API key, from wherever they come.
    pub api_key: PerMinute,
}

/// The limits of one listener.
pub(crate) struct Limits<C: Clock + Clone = MonotonicClock> {
    intake: Bucket<C>,
    call_back: Bucket<C>,
    draft: Bucket<C>,
    login: Bucket<C>,
    login_failures: Failures<C>,
    code: Bucket<C>,
    code_failures: Failures<C>,
    export: Bucket<C>,
    api_keys: Option<Keyed<ApiKeyId, C>>,
}

impl Limits {
    pub(crate) fn new(settings: LimitSettings) -> Self {
        Self::with_clock(settings, &MonotonicClock)
    }
}

impl<C: Clock + Clone> Limits<C> {
    fn with_clock(settings: LimitSettings, clock: &C) -> Self {
        let closed = |rate| Bucket::new(rate, Some(WHOLE), clock);
        Self {
            intake: Bucket::new(settings.intake, None, clock),
            call_back: Bucket::new(settings.call_back, None, clock),
            draft: Bucket::new(settings.draft, None, clock),
            login: closed(settings.login),
            login_failures: Failures::new(settings.login_failures, clock),
            code: closed(settings.code),
            code_failures: Failures::new(settings.code_failures, clock),
            export: closed(settings.export),
            api_keys: settings.api_key.map(|rate| Keyed::new(rate, clock)),
        }
    }

    /// Counts a request; too many are told how long to wait.
    pub(crate) fn take(&self, class: Class, address: IpAddr) -> Result<(), Duration> {
        let (bucket, failures) = match class {
            // A proxy of the machine itself that nobody listed brings everybody's reports.
            Class::Intake | Class::CallBack | Class::Draft if address.is_loopback() => {
                return Ok(());
            }
            Class::Intake => (&self.intake, None),
            Class::CallBack => (&self.call_back, None),
            Class::Draft => (&self.draft, None),
            Class::Login => (&self.login, Some(&self.login_failures)),
            Class::Code => (&self.code, Some(&self.code_failures)),
            Class::Export => (&self.export, None),
        };
        if let Some(failures) = failures {
            failures.may_try(Network::narrow(address))?;
        }
        bucket.take(address)
    }

    /// Counts a try that failed: after some, nothing is tried for a while.
    pub(crate) fn failed(&self, class: Class, address: IpAddr) {
        match class {
            Class::Login => self.login_failures.note(Network::narrow(address)),
            Class::Code => self.code_failures.note(Network::narrow(address)),
            Class::Intake | Class::CallBack | Class::Draft | Class::Export => {}
        }
    }

    /// Counts a request with this API key.
    pub(crate) fn take_key(&self, key: ApiKeyId) -> Result<(), Duration> {
        self.api_keys
            .as_ref()
            .map_or(Ok(()), |keys| keys.take(&key))
    }
}
