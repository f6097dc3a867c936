//! Forged and stale tokens (security.md, F5 and T15): none is accepted.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use domain::id::Id;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Tokens, new_refresh_token, refresh_hash};

fn now() -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

struct Mint {
    tokens: Tokens,
    pair: Ed25519KeyPair,
}

impl Mint {
    fn new() -> Self {
        let pair = Ed25519KeyPair::generate().unwrap();
        let pkcs8 = pair.to_pkcs8().unwrap();
        Self {
            tokens: Tokens::new(pkcs8.as_ref(), "https://cert.example".into()).unwrap(),
            pair,
        }
    }

    fn header(&self) -> Value {
        json!({"alg": "EdDSA", "typ": "at+jwt", "kid": self.tokens.kid})
    }

    fn sign(&self, header: &str, claims: &str) -> String {
        let input = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(header),
            URL_SAFE_NO_PAD.encode(claims)
        );
        let signature = URL_SAFE_NO_PAD.encode(self.pair.sign(input.as_bytes()).as_ref());
        format!("{input}.{signature}")
    }

    fn accepts(&self, token: &str) -> bool {
        self.tokens.verify(token, now()).is_some()
    }
}

fn claims() -> Value {
    let at = now().timestamp();
    json!({"iss": "https://cert.example", "aud": "smv-cert-staff", "sub": Uuid::from_u128(1),
        "sid": Uuid::from_u128(2), "iat": at, "nbf": at, "exp": at + 600})
}

#[test]
fn a_token_of_ours_is_accepted_until_it_expires() {
    let mint = Mint::new();
    let person = Id::from_uuid(Uuid::from_u128(1));
    let token = mint
        .tokens
        .issue(person, Id::from_uuid(Uuid::from_u128(2)), now())
        .unwrap();

    assert_eq!(mint.tokens.verify(&token, now()).unwrap().person, person);
    assert!(
        mint.tokens
            .verify(&token, now() + Duration::seconds(599))
            .is_some()
    );
    assert!(
        mint.tokens
            .verify(&token, now() + Duration::seconds(600))
            .is_none()
    );
    assert!(
        mint.tokens
            .verify(&token, now() - Duration::seconds(31))
            .is_none()
    );
    assert!(!Mint::new().accepts(&token), "another key");
}

#[test]
fn the_published_key_is_the_public_half_of_the_one_that_signs() {
    let mint = Mint::new();

    let jwk = mint.tokens.jwk();

    let x = URL_SAFE_NO_PAD.encode(mint.pair.public_key().as_ref());
    assert_eq!(
        (&jwk["kid"], &jwk["x"]),
        (&json!(mint.tokens.kid), &json!(x))
    );
}

#[test]
fn every_claim_must_be_there_with_one_value_of_its_type() {
    let mint = Mint::new();
    let header = mint.header().to_string();
    assert!(mint.accepts(&mint.sign(&header, &claims().to_string())));

    for name in ["iss", "aud", "sub", "sid", "iat", "nbf", "exp"] {
        for wrong in [
            json!(null),
            json!(5),
            json!({}),
            json!([]),
            json!("x"),
            json!(true),
        ] {
            if name.len() == 3 && matches!(name, "iat" | "nbf") && wrong == json!(5) {
                continue;
            }
            let mut bad = claims();
            bad[name] = wrong.clone();
            assert!(
                !mint.accepts(&mint.sign(&header, &bad.to_string())),
                "{name} {wrong}"
            );
        }
        let mut missing = claims();
        missing.as_object_mut().unwrap().remove(name);
        assert!(
            !mint.accepts(&mint.sign(&header, &missing.to_string())),
            "without {name}"
        );
    }
    let mut extra = claims();
    extra["iss"] = json!(["https://cert.example", "https://evil.example"]);
    assert!(!mint.accepts(&mint.sign(&header, &extra.to_string())));
    let mut long = claims();
    long["exp"] = json!(now().timestamp() + 86_400);
    assert!(
        !mint.accepts(&mint.sign(&header, &long.to_string())),
        "longer than we issue"
    );
    let twice = claims().to_string().replacen('{', "{\"sub\":\"x\",", 1);
    assert!(!mint.accepts(&mint.sign(&header, &twice)), "a member twice");
}

#[test]
fn no_other_algorithm_key_or_header_is_accepted() {
    let mint = Mint::new();
    let body = claims().to_string();
    for (name, value) in [
        ("alg", json!("none")),
        ("alg", json!("HS256")),
        ("alg", json!("RS256")),
        ("alg", json!("eddsa")),
        ("typ", json!("JWT")),
        ("kid", json!("../../keys/token.pk8")),
        ("kid", json!("ref-0123456789abcdef")),
        ("jwk", json!({"kty": "OKP"})),
        ("jku", json!("https://evil.example/jwks.json")),
        ("x5u", json!("https://evil.example/cert.pem")),
        ("crit", json!(["exp"])),
    ] {
        let mut header = mint.header();
        header[name] = value.clone();
        assert!(
            !mint.accepts(&mint.sign(&header.to_string(), &body)),
            "{name} {value}"
        );
    }
}

#[test]
fn a_token_that_was_touched_or_cut_is_refused() {
    let mint = Mint::new();
    let good = mint.sign(&mint.header().to_string(), &claims().to_string());
    for at in (0..good.len()).step_by(7) {
        let mut bytes = good.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        assert!(
            !mint.accepts(&String::from_utf8(bytes).unwrap()),
            "byte {at}"
        );
    }
    let parts: Vec<&str> = good.split('.').collect();
    for bad in [
        String::new(),
        parts[..2].join("."),
        format!("{}.{}.", parts[0], parts[1]),
        format!("{good}."),
        format!("{good}.{}", parts[2]),
        "x".repeat(9000),
    ] {
        assert!(!mint.accepts(&bad), "{}", bad.len());
    }
}

#[test]
fn each_time_has_half_a_minute_for_clocks_that_differ() {
    let mint = Mint::new();
    for name in ["nbf", "iat"] {
        for (ahead, accepted) in [(30, true), (31, false)] {
            let mut early = claims();
            early[name] = json!(now().timestamp() + ahead);
            let token = mint.sign(&mint.header().to_string(), &early.to_string());
            assert_eq!(mint.accepts(&token), accepted, "{name} {ahead} s ahead");
        }
    }
}

#[test]
fn a_token_of_more_than_2048_characters_is_not_even_read() {
    let mint = Mint::new();
    let of_length = |length: usize| {
        // Spaces before the claims change nothing but the length.
        let padded = (0..2048).map(|spaces| " ".repeat(spaces) + &claims().to_string());
        let mut tokens = padded.map(|claims| mint.sign(&mint.header().to_string(), &claims));
        tokens.find(|token| token.len() >= length).unwrap()
    };
    let (longest, too_long) = (of_length(2047), of_length(2049));
    assert!(longest.len() <= 2048);
    assert!(mint.accepts(&longest));
    assert!(!mint.accepts(&too_long));
}

#[test]
fn a_refresh_token_is_256_random_bits_and_stored_as_its_sha_256() {
    let (one, other) = (new_refresh_token(), new_refresh_token());

    let bits = URL_SAFE_NO_PAD.decode(one.strip_prefix("smvr_").unwrap());
    assert_eq!(bits.unwrap().len(), 32);
    assert_ne!(one, other);
    // The example of FIPS 180-2, appendix B.1.
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(hex::encode(refresh_hash("abc")), abc);
}
