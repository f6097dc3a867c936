//! Access tokens that somebody made themselves: none is accepted, whatever they are signed with.

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use smv_cert_tests::{PASSWORD, TestApp, text};

/// A token in its parts, with the keys of the running system.
struct Forge {
    app: TestApp,
    header: Value,
    claims: Value,
    token_key: Ed25519KeyPair,
    referral_key: Ed25519KeyPair,
}

impl Forge {
    async fn begin() -> Self {
        let app = TestApp::start().await;
        let body = json!({"email": "lead@demo.example", "password": PASSWORD});
        let tokens = app
            .anyone()
            .post("/api/v1/auth/login", &body)
            .await
            .expect(200);
        let token = text(&tokens, "access_token");
        let part = |at: usize| -> Value {
            let part = URL_SAFE_NO_PAD
                .decode(token.split('.').nth(at).unwrap())
                .unwrap();
            serde_json::from_slice(&part).unwrap()
        };
        let key = |name: &str| {
            let pkcs8 = std::fs::read(app.data_dir.join("keys").join(name)).unwrap();
            Ed25519KeyPair::from_pkcs8(&pkcs8).unwrap()
        };
        Self {
            header: part(0),
            claims: part(1),
            token_key: key("token.pk8"),
            referral_key: key("referral.pk8"),
            app,
        }
    }

    fn input(header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}", part(header), part(claims))
    }

    /// Signed as the system signs.
    fn signed(&self, header: &Value, claims: &Value) -> String {
        let input = Self::input(header, claims);
        let signature = self.token_key.sign(input.as_bytes());
        format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref()))
    }

    /// Our header and claims with this change.
    fn with(value: &Value, name: &str, to: Value) -> Value {
        let mut changed = value.clone();
        changed[name] = to;
        changed
    }

    async fn opens(&self, token: &str) -> bool {
        let reply = self.app.anyone().with(token).get("/api/v1/queue").await;
        assert!(
            matches!(reply.status.as_u16(), 200 | 401),
            "{}",
            reply.text()
        );
        reply.status == 200
    }
}

#[tokio::test]
async fn a_token_with_another_claim_is_refused_even_under_the_right_signature() {
    let forge = Forge::begin().await;
    let at = forge.claims["iat"].as_i64().unwrap();
    let unknown = json!("0198f2c0-0000-7000-8000-000000000000");
    assert!(
        forge
            .opens(&forge.signed(&forge.header, &forge.claims))
            .await,
        "the forge works"
    );

    for (name, value) in [
        ("aud", json!("smv-cert-public")),
        ("aud", json!(["smv-cert-staff"])),
        ("iss", json!("https://evil.example")),
        ("sub", unknown.clone()),
        ("sid", unknown),
        ("exp", json!(at)),
        ("exp", json!(at + 86_400)),
        ("nbf", json!(at + 300)),
        ("iat", json!(at + 300)),
        ("role", json!("duty_lead")),
    ] {
        let claims = Forge::with(&forge.claims, name, value.clone());
        assert!(
            !forge.opens(&forge.signed(&forge.header, &claims)).await,
            "{name} {value}"
        );
    }
}

#[tokio::test]
async fn a_token_without_a_signature_of_our_key_and_algorithm_is_refused() {
    let forge = Forge::begin().await;
    let public = forge.token_key.public_key().as_ref().to_vec();
    let public_text = URL_SAFE_NO_PAD.encode(&public);

    for alg in ["none", "None", "HS256", "RS256", "ES256", "Ed25519"] {
        let header = Forge::with(&forge.header, "alg", json!(alg));
        let input = Forge::input(&header, &forge.claims);
        assert!(!forge.opens(&format!("{input}.")).await, "{alg} unsigned");
        assert!(
            !forge.opens(&forge.signed(&header, &forge.claims)).await,
            "{alg}"
        );
    }
    let header = Forge::with(&forge.header, "alg", json!("HS256"));
    let input = Forge::input(&header, &forge.claims);
    for secret in [public.as_slice(), public_text.as_bytes()] {
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), input.as_bytes());
        let token = format!("{input}.{}", URL_SAFE_NO_PAD.encode(tag.as_ref()));
        assert!(
            !forge.opens(&token).await,
            "our public key as a shared secret"
        );
    }
}

#[tokio::test]
async fn the_key_of_referrals_signs_no_tokens() {
    let forge = Forge::begin().await;
    let sign = |header: &Value| {
        let input = Forge::input(header, &forge.claims);
        let signature = forge.referral_key.sign(input.as_bytes());
        format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref()))
    };
    let jwks = forge
        .app
        .anyone()
        .get("/.well-known/jwks.json")
        .await
        .expect(200);
    let kids: Vec<String> = jwks["keys"]
        .as_array()
        .unwrap()
        .iter()
        .map(|key| text(key, "kid"))
        .collect();
    let referral_kid = kids.iter().find(|kid| kid.starts_with("ref-")).unwrap();

    assert!(
        !forge.opens(&sign(&forge.header)).await,
        "under the name of the token key"
    );
    let renamed = Forge::with(&forge.header, "kid", json!(referral_kid));
    assert!(!forge.opens(&sign(&renamed)).await, "under its own name");
    assert!(!forge.opens(&forge.signed(&renamed, &forge.claims)).await);
}

#[tokio::test]
async fn the_published_keys_are_public_and_one_for_each_purpose() {
    let forge = Forge::begin().await;

    let reply = forge.app.anyone().get("/.well-known/jwks.json").await;

    assert_eq!(reply.header("cache-control"), "public, max-age=300");
    let jwks = reply.expect(200);
    let keys = jwks["keys"].as_array().unwrap();
    assert_eq!(keys.len(), 2);
    for (prefix, pair) in [("tok-", &forge.token_key), ("ref-", &forge.referral_key)] {
        let key = keys
            .iter()
            .find(|key| text(key, "kid").starts_with(prefix))
            .unwrap();
        let x = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
        assert_eq!(
            (text(key, "kty"), text(key, "crv"), text(key, "x")),
            ("OKP".into(), "Ed25519".into(), x)
        );
        assert!(key.get("d").is_none(), "no private part");
    }
    let kid = |at: usize| text(&keys[at], "kid").split_off(4);
    assert_ne!(kid(0), kid(1), "two keys, not one under two names");
    assert_eq!(
        forge.header["kid"],
        keys.iter()
            .find(|key| text(key, "kid").starts_with("tok-"))
            .unwrap()["kid"]
    );
}
