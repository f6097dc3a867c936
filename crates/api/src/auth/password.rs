//! Passwords: argon2id (RFC 9106) with the crate's defaults (19 MiB, two passes), as PHC strings.

use std::sync::OnceLock;
use std::time::Duration;

use argon2::{Argon2, PasswordHash, PasswordHasher, PasswordVerifier};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::error::ApiError;

/// How long a login waits for its turn.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// Hashes a password. Takes about 20 ms of a core.
pub fn hash(password: &str) -> Result<String, argon2::password_hash::Error> {
    Ok(Argon2::default()
        .hash_password(password.as_bytes())?
        .to_string())
}

/// The same, in its turn.
pub(crate) async fn new_hash(hashing: &Semaphore, password: String) -> Result<String, ApiError> {
    let _turn = turn(hashing).await?;
    tokio::task::spawn_blocking(move || hash(&password))
        .await
        .map_err(|error| ApiError::Internal(Box::new(error)))?
        .map_err(|error| ApiError::Internal(error.to_string().into()))
}

/// Whoever floods the login waits; nobody else does. Limits at the login fail closed.
async fn turn(hashing: &Semaphore) -> Result<SemaphorePermit<'_>, ApiError> {
    match tokio::time::timeout(LONGEST_WAIT, hashing.acquire()).await {
        Ok(Ok(turn)) => Ok(turn),
        Ok(Err(_)) | Err(_) => Err(ApiError::TooManyRequests(LONGEST_WAIT)),
    }
}

/// Whether the password fits the hash; without one a dummy is hashed, and the answer is no.
pub(crate) async fn matches(
    hashing: &Semaphore,
    hash: Option<String>,
    password: String,
) -> Result<bool, ApiError> {
    let _turn = turn(hashing).await?;
    tokio::task::spawn_blocking(move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| dummy().to_owned());
        let Ok(parsed) = PasswordHash::new(&hash) else {
            return false;
        };
        Argon2::default()
            .verify_password(password.as_bytes(), &parsed)
            .is_ok()
            && known
    })
    .await
    .map_err(|error| ApiError::Internal(Box::new(error)))
}

fn dummy() -> &'static str {
    static DUMMY: OnceLock<String> = OnceLock::new();
    DUMMY.get_or_init(|| hash("nobody has this password").unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::{hash, matches};

    #[tokio::test]
    async fn only_the_right_password_fits() {
        let turns = tokio::sync::Semaphore::new(1);
        let stored = hash("korrekt hest batteri").unwrap();

        assert!(stored.starts_with("$argon2id$"));
        assert!(
            matches(&turns, Some(stored.clone()), "korrekt hest batteri".into())
                .await
                .unwrap()
        );
        assert!(
            !matches(&turns, Some(stored), "forkert".into())
                .await
                .unwrap()
        );
        assert!(
            !matches(&turns, None, "nobody has this password".into())
                .await
                .unwrap()
        );
    }
}
