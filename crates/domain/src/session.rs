//! Sessions of people who have signed in: which there are, how long they live, how they end.

use chrono::{DateTime, Duration, Utc};

/// A session ends so long after it was opened, whatever is done with it.
pub const LIFE: Duration = Duration::hours(12);
/// A session of the console ends after so long without a request.
pub const IDLE: Duration = Duration::minutes(30);
/// So long after somebody has signed in or shown again who they are, they may do what matters most.
pub const ELEVATED: Duration = Duration::minutes(10);

coded_enum! {
    /// What carries the session.
    pub enum Kind {
        /// An access token and a refresh token, for programs.
        Api = "api",
        /// A cookie, for browsers.
        Console = "console",
    }
}

coded_enum! {
    /// How somebody has signed in.
    pub enum Method {
        /// By password alone.
        Password = "password",
        /// By password and a code of an authenticator app.
        Totp = "totp",
        /// By a passkey.
        Passkey = "passkey",
        /// By an identity provider.
        Oidc = "oidc",
        /// By a code that was given for enrolment.
        EnrolmentCode = "enrolment_code",
    }
}

coded_enum! {
    /// How far the session reaches.
    pub enum Scope {
        /// As far as the role.
        Full = "full",
        /// As far as making a second factor.
        Enrolment = "enrolment",
    }
}

coded_enum! {
    /// Why a session has ended before its time.
    pub enum End {
        /// The person signed out.
        Logout = "logout",
        /// The person signed out everywhere.
        Everywhere = "everywhere",
        /// The person signed in again in the same browser.
        Replaced = "replaced",
        /// A refresh token was used twice: somebody else holds one.
        RefreshReused = "refresh_reused",
        /// The cookie came from another browser.
        OtherBrowser = "other_browser",
        /// The password was changed elsewhere.
        PasswordChanged = "password_changed",
        /// The second factor was changed elsewhere.
        FactorChanged = "factor_changed",
        /// Two others let the person begin anew.
        Recovered = "recovered",
        /// The person was locked out.
        Disabled = "disabled",
        /// It ended at the identity provider, or that lets the person in no more.
        Provider = "provider",
        /// The operator of the system ended it.
        Operator = "operator",
    }
}

/// Whether a session of this kind has not been used for too long.
#[must_use]
pub fn has_idled(kind: Kind, last_used: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    match kind {
        Kind::Console => now - last_used >= IDLE,
        // A program may be quiet; its access token lasts ten minutes, and the session half a day.
        Kind::Api => false,
    }
}

/// Whether somebody has shown who they are just now.
#[must_use]
pub fn is_elevated(reauthenticated: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - reauthenticated < ELEVATED
}

#[cfg(test)]
mod tests {
    use super::{ELEVATED, IDLE, Kind, has_idled, is_elevated};
    use chrono::{DateTime, Duration};

    #[test]
    fn only_the_console_idles_and_elevation_passes_at_its_minute() {
        let then = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let second = Duration::seconds(1);

        assert!(!has_idled(Kind::Console, then, then + IDLE - second));
        assert!(has_idled(Kind::Console, then, then + IDLE));
        assert!(!has_idled(Kind::Api, then, then + IDLE * 9));
        assert!(is_elevated(then, then + ELEVATED - second));
        assert!(!is_elevated(then, then + ELEVATED));
    }
}
