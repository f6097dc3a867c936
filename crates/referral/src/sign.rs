//! Signatures over packages: Ed25519, JWS with detached payload.
//!
//! RFC 7515, appendix F: the compact form with its middle part left out; the signing input is
//! `b64u(header).b64u(payload)`. RFC 8037: `alg` `EdDSA`. The key is named by its RFC 7638
//! thumbprint with the prefix `ref-`; tokens are signed with other keys.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::Error;

/// Signs packages.
pub struct Signer {
    key: Ed25519KeyPair,
    kid: String,
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Signer({})", self.kid)
    }
}

impl Signer {
    /// A signer from a PKCS #8 key (RFC 8410).
    pub fn from_pkcs8(pkcs8: &[u8]) -> Result<Self, Error> {
        let key = Ed25519KeyPair::from_pkcs8(pkcs8).map_err(|_| Error::Signing)?;
        let kid = format!("ref-{}", thumbprint(key.public_key().as_ref()));
        Ok(Self { key, kid })
    }

    /// The key's name.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The public half as a JWK (RFC 8037, section 2).
    #[must_use]
    pub fn jwk(&self) -> Value {
        jwk(&self.kid, self.key.public_key().as_ref())
    }

    /// Signs bytes; `approved_by` stands in the protected header.
    pub fn sign(&self, payload: &[u8], approved_by: &str) -> Result<String, Error> {
        let header = json!({
            "alg": "EdDSA",
            "kid": self.kid,
            "typ": "smv-cert-referral+json",
            "approved_by": approved_by,
        });
        let header = URL_SAFE_NO_PAD.encode(header.to_string());
        let input = format!("{header}.{}", URL_SAFE_NO_PAD.encode(payload));
        let signature = self.key.sign(input.as_bytes());
        Ok(format!(
            "{header}..{}",
            URL_SAFE_NO_PAD.encode(signature.as_ref())
        ))
    }
}

/// A public Ed25519 key as a JWK for `/.well-known/jwks.json`.
#[must_use]
pub fn jwk(kid: &str, public_key: &[u8]) -> Value {
    json!({
        "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": kid,
        "x": URL_SAFE_NO_PAD.encode(public_key),
    })
}

/// Thumbprint of a public Ed25519 key (RFC 7638, section 3), cut to 16 symbols.
#[must_use]
pub fn thumbprint(public_key: &[u8]) -> String {
    let members = format!(
        r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#,
        URL_SAFE_NO_PAD.encode(public_key)
    );
    let hash = digest(&SHA256, members.as_bytes());
    URL_SAFE_NO_PAD
        .encode(hash.as_ref())
        .chars()
        .take(16)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Signer;
    use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    #[test]
    fn a_signature_holds_for_the_exact_bytes_only() {
        let pkcs8 = Ed25519KeyPair::generate().unwrap().to_pkcs8().unwrap();
        let signer = Signer::from_pkcs8(pkcs8.as_ref()).unwrap();
        let public = Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).unwrap();
        let public = UnparsedPublicKey::new(&ED25519, public.public_key().as_ref().to_vec());

        let jws = signer.sign(b"{\"a\":1}", "person").unwrap();

        let parts: Vec<&str> = jws.split('.').collect();
        assert_eq!(parts.len(), 3);
        assert_eq!(parts[1], "", "the payload is detached");
        let signature = URL_SAFE_NO_PAD.decode(parts[2]).unwrap();
        let input = |payload: &[u8]| format!("{}.{}", parts[0], URL_SAFE_NO_PAD.encode(payload));
        assert!(
            public
                .verify(input(b"{\"a\":1}").as_bytes(), &signature)
                .is_ok()
        );
        assert!(
            public
                .verify(input(b"{\"a\": 1}").as_bytes(), &signature)
                .is_err()
        );
        assert!(signer.kid().starts_with("ref-"));
    }
}
