use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use openidconnect::core::CoreJsonWebKeySet;
use serde_json::{Value, json};

use super::{Bad, EVENT, Ended, Expected};

fn key() -> Ed25519KeyPair {
    let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
    Ed25519KeyPair::from_pkcs8(document.as_ref()).unwrap()
}

fn published(key: &Ed25519KeyPair) -> CoreJsonWebKeySet {
    let jwk = json!({"kty": "OKP", "crv": "Ed25519", "kid": "one", "use": "sig",
        "x": URL_SAFE_NO_PAD.encode(key.public_key().as_ref())});
    serde_json::from_value(json!({"keys": [jwk]})).unwrap()
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

fn header() -> Value {
    json!({"alg": "EdDSA", "kid": "one", "typ": "logout+jwt"})
}

fn claims() -> Value {
    json!({"iss": "https://login.example", "aud": "smv", "iat": now().timestamp(),
        "exp": now().timestamp() + 120, "jti": "j1", "sub": "anna", "sid": "s1",
        "events": {EVENT: {}}})
}

fn sign(key: &Ed25519KeyPair, header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(header), part(claims));
    let signature = URL_SAFE_NO_PAD.encode(key.sign(signed.as_bytes()).as_ref());
    format!("{signed}.{signature}")
}

fn read_at(key: &Ed25519KeyPair, token: &str, now: DateTime<Utc>) -> Result<Ended, Bad> {
    let keys = published(key);
    let expected = Expected {
        issuer: "https://login.example",
        client_id: "smv",
        keys: &keys,
        skew: Duration::seconds(10),
        now,
    };
    expected.read(token)
}

fn with(claims: Value, change: &[(&str, Value)]) -> Value {
    let mut claims = claims;
    for (name, value) in change {
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(*name);
        } else {
            claims[*name] = value.clone();
        }
    }
    claims
}

#[test]
fn a_token_names_a_session_or_a_person_or_both() {
    let key = key();
    let read = |change: &[(&str, Value)]| {
        let token = sign(&key, &header(), &with(claims(), change));
        read_at(&key, &token, now()).map(|ended| (ended.subject, ended.sid))
    };
    let (anna, session) = (Some("anna".to_owned()), Some("s1".to_owned()));

    assert_eq!(read(&[]), Ok((anna.clone(), session.clone())));
    assert_eq!(read(&[("sub", Value::Null)]), Ok((None, session)));
    assert_eq!(read(&[("sid", Value::Null)]), Ok((anna, None)));
    assert!(read(&[("aud", json!(["other", "smv"]))]).is_ok());
    assert!(
        read(&[("exp", Value::Null)]).is_ok(),
        "older providers set none"
    );
}

#[test]
fn every_claim_is_looked_at() {
    let key = key();
    let (long_ago, ahead) = (now().timestamp() - 400, now().timestamp() + 11);
    for (change, claim) in [
        (("iss", json!("https://evil.example")), "iss"),
        (("iss", Value::Null), "iss"),
        (("aud", json!("other")), "aud"),
        (("aud", json!(["other"])), "aud"),
        (("aud", Value::Null), "aud"),
        (("iat", json!(long_ago)), "iat"),
        (("iat", json!(ahead)), "iat"),
        (("iat", Value::Null), "iat"),
        (("iat", json!("now")), "iat"),
        (("exp", json!(now().timestamp() - 10)), "exp"),
        (("exp", json!("never")), "exp"),
        (("jti", Value::Null), "jti"),
        (("events", Value::Null), "events"),
        (("events", json!({"other": {}})), "events"),
        (("events", json!({EVENT: true})), "events"),
        (("events", json!([EVENT])), "events"),
        (("nonce", json!("n")), "nonce"),
    ] {
        let token = sign(
            &key,
            &header(),
            &with(claims(), std::slice::from_ref(&change)),
        );
        let read = read_at(&key, &token, now());
        assert_eq!(read, Err(Bad::Claim(claim)), "{change:?}");
    }
    let nobody = with(claims(), &[("sub", Value::Null), ("sid", Value::Null)]);
    let token = sign(&key, &header(), &nobody);
    assert_eq!(read_at(&key, &token, now()), Err(Bad::Claim("sub")));
}

#[test]
fn it_is_too_old_after_some_minutes_and_forgotten_only_then() {
    let key = key();
    let token = sign(&key, &header(), &with(claims(), &[("exp", Value::Null)]));
    let ended = read_at(&key, &token, now()).unwrap();

    let last = now() + Duration::minutes(5) + Duration::seconds(9);
    assert!(read_at(&key, &token, last).is_ok());
    let second = Duration::seconds(1);
    assert_eq!(read_at(&key, &token, last + second), Err(Bad::Claim("iat")));
    assert!(ended.forget_at > last);
}

#[test]
fn a_header_that_nobody_expects_is_refused() {
    let key = key();
    for (change, bad) in [
        (("alg", json!("none")), Bad::Kind),
        (("alg", json!("HS256")), Bad::Kind),
        (("alg", json!("ES512")), Bad::Kind),
        (("typ", json!("at+jwt")), Bad::Kind),
        (("typ", json!("secevent+jwt")), Bad::Kind),
        (("crit", json!(["exp"])), Bad::Kind),
        (("kid", json!("other")), Bad::NoKey),
        (("alg", json!("RS256")), Bad::Signature),
        (("alg", json!(7)), Bad::Form),
    ] {
        let token = sign(
            &key,
            &with(header(), std::slice::from_ref(&change)),
            &claims(),
        );
        assert_eq!(read_at(&key, &token, now()), Err(bad), "{change:?}");
    }
    for good in [json!("JWT"), json!("application/logout+jwt"), Value::Null] {
        let token = sign(&key, &with(header(), &[("typ", good)]), &claims());
        assert!(read_at(&key, &token, now()).is_ok());
    }
}

#[test]
fn a_signature_of_another_or_of_other_words_is_refused() {
    let (key, other) = (key(), key());
    let token = sign(&key, &header(), &claims());
    let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
    let payload = with(claims(), &[("sub", json!("mallory"))]);
    parts[1] = URL_SAFE_NO_PAD.encode(payload.to_string());

    assert_eq!(read_at(&other, &token, now()), Err(Bad::Signature));
    assert_eq!(read_at(&key, &parts.join("."), now()), Err(Bad::Signature));
    for nonsense in ["", ".", "..", "a.b", "a.b.c", &"x".repeat(20_000)] {
        assert_eq!(read_at(&key, nonsense, now()), Err(Bad::Form), "{nonsense}");
    }
}
