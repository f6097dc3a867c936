//! Authenticator apps (RFC 6238): six digits every thirty seconds, each good once.

use chrono::{DateTime, Utc};
use domain::id::PersonId;
use store::Tx;
use store::totp::{self, TotpRow};
use totp_rs::{Builder, Totp};
use vault::place;
use zeroize::Zeroizing;

use super::LoginKey;
use crate::error::ApiError;

/// Who stands in the app beside the codes.
const ISSUER: &str = "SMV-CERT";

/// A secret as an app takes it. Shown once.
pub struct AppSecret {
    /// Base 32, for typing.
    pub secret: String,
    /// The same with what belongs to it, for a QR code.
    pub uri: String,
}

/// A new secret for a person, waiting for its first code.
pub(crate) fn offer(
    tx: &mut Tx<'_>,
    key: &LoginKey,
    person: PersonId,
    email: &str,
    now: DateTime<Utc>,
) -> Result<AppSecret, ApiError> {
    let (row, shown) = new(key, email, now)?;
    totp::offer(tx, person, &row, now)?;
    Ok(shown)
}

/// A new secret for a person, in use at once; for commands.
pub fn give(
    tx: &mut Tx<'_>,
    key: &LoginKey,
    person: PersonId,
    email: &str,
    now: DateTime<Utc>,
) -> Result<AppSecret, store::Error> {
    let (row, shown) = new(key, email, now).map_err(|_| store::Error::Stale)?;
    totp::offer(tx, person, &row, now)?;
    totp::confirm(tx, person, row.id, None, now)?;
    Ok(shown)
}

/// The secret that waits, to be shown again; none: there is none.
pub(crate) fn waiting(
    tx: &mut Tx<'_>,
    key: &LoginKey,
    person: PersonId,
    email: &str,
) -> Result<Option<AppSecret>, ApiError> {
    let Some(row) = totp::waiting(tx, person)? else {
        return Ok(None);
    };
    shown(&app(key, &row, email)?).map(Some)
}

/// The waiting secret comes into use, when the code is one of its. The code is spent.
pub(crate) fn confirm(
    tx: &mut Tx<'_>,
    key: &LoginKey,
    person: PersonId,
    code: &str,
    now: DateTime<Utc>,
) -> Result<bool, ApiError> {
    let Some(row) = totp::waiting(tx, person)? else {
        return Ok(false);
    };
    let Some(step) = step(&app(key, &row, "")?, code, now) else {
        return Ok(false);
    };
    totp::confirm(tx, person, row.id, Some(step), now)?;
    Ok(true)
}

/// The time step of a code of the person's app: now, or half a minute ago or ahead.
pub(crate) fn step_of(
    key: &LoginKey,
    row: &TotpRow,
    code: &str,
    now: DateTime<Utc>,
) -> Result<Option<i64>, ApiError> {
    Ok(step(&app(key, row, "")?, code, now))
}

fn new(key: &LoginKey, email: &str, now: DateTime<Utc>) -> Result<(TotpRow, AppSecret), ApiError> {
    let id = store::new_id(now);
    let secret = Zeroizing::new(store::random::<20>());
    let row = TotpRow {
        id,
        secret: place::totp_secret(id, 1).seal(key.sealing(), secret.as_slice()),
    };
    let shown = shown(&built(secret.to_vec(), email)?)?;
    Ok((row, shown))
}

fn app(key: &LoginKey, row: &TotpRow, email: &str) -> Result<Totp, ApiError> {
    let secret = place::totp_secret(row.id, 1)
        .open(key.sealing(), &row.secret)
        .map_err(|error| ApiError::Internal(Box::new(error)))?;
    built(secret.to_vec(), email)
}

fn built(secret: Vec<u8>, email: &str) -> Result<Totp, ApiError> {
    // A colon would end the name in the address.
    let account: String = email.chars().filter(|c| *c != ':').collect();
    Builder::new()
        .with_secret(secret)
        .with_account_name(account)
        .with_issuer(Some(ISSUER))
        .build()
        .map_err(|error| ApiError::Internal(Box::new(error)))
}

fn shown(app: &Totp) -> Result<AppSecret, ApiError> {
    Ok(AppSecret {
        secret: app.secret().to_base32(),
        uri: app
            .to_url()
            .map_err(|error| ApiError::Internal(Box::new(error)))?,
    })
}

/// The time step of a code. People type blanks.
fn step(app: &Totp, code: &str, now: DateTime<Utc>) -> Option<i64> {
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let step = app.check(&digits, u64::try_from(now.timestamp()).ok()?)?;
    i64::try_from(step).ok()
}

#[cfg(test)]
mod tests {
    use super::{built, shown, step};
    use chrono::DateTime;

    /// RFC 6238, appendix B, cut to six digits.
    #[test]
    fn codes_are_those_of_the_standard_and_live_a_step_longer() {
        let app = built(b"12345678901234567890".to_vec(), "ida@cert.example").unwrap();
        let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();

        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (2_000_000_000, "279037"),
        ] {
            assert_eq!(step(&app, code, at(seconds)), Some(seconds / 30));
            assert_eq!(step(&app, code, at(seconds + 30)), Some(seconds / 30));
            assert_eq!(step(&app, code, at(seconds + 60)), None);
        }
        assert_eq!(step(&app, " 287 082", at(59)), Some(1));
        for wrong in ["", "28708", "2870822", "28708x", "٢٨٧٠٨٢"] {
            assert_eq!(step(&app, wrong, at(59)), None, "{wrong}");
        }
        let uri = shown(&app).unwrap().uri;
        assert_eq!(
            uri,
            "otpauth://totp/SMV-CERT:ida%40cert.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=SMV-CERT"
        );
    }
}
