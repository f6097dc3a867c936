//! No TLS, no mail.

use super::scripted::{Script, ScriptedRelay, Turn};
use super::tests::{mailer, send};
use crate::Error;
use crate::mail_url::MailUrl;
use crate::mailer::Mailer;
use crate::outcome::{Class, Outcome};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// A certificate authority of our own, and a relay on 127.0.0.1 that it vouches for.
struct Authority {
    pem: PathBuf,
    relay: TlsAcceptor,
}

impl Authority {
    fn new(test: &str, relay_name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let authority = params.self_signed(&key).unwrap();
        let issuer = Issuer::new(params, key);
        let relay_key = KeyPair::generate().unwrap();
        let relay = CertificateParams::new(vec![relay_name.to_owned()]).unwrap();
        let relay = relay.signed_by(&relay_key, &issuer).unwrap();
        let private = PrivateKeyDer::try_from(relay_key.serialize_der()).unwrap();
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![relay.der().clone()], private)
            .unwrap();
        let pem = std::env::temp_dir().join(format!("smv-ca-{}-{test}.pem", std::process::id()));
        std::fs::write(&pem, authority.pem()).unwrap();
        Self {
            pem,
            relay: TlsAcceptor::from(Arc::new(config)),
        }
    }
}

impl Drop for Authority {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.pem);
    }
}

async fn nothing_was_sent(script: Script, tls: Option<TlsAcceptor>, setting: &str) {
    let relay = ScriptedRelay::start(script, tls, false).await;
    let url = format!("smtp://user:secret@127.0.0.1:{}{setting}", relay.port);

    assert_eq!(
        send(&mailer(&url)).await,
        Outcome::Transient(Class::Tls),
        "{script:?}"
    );

    let seen = relay.seen.lock().unwrap();
    assert!(seen.mails.is_empty());
    for line in &seen.lines {
        assert!(
            ["EHLO", "STARTTLS", "QUIT"]
                .iter()
                .any(|word| line.starts_with(word)),
            "{line}"
        );
    }
}

#[tokio::test]
async fn a_relay_that_refuses_starttls_gets_neither_login_nor_mail() {
    nothing_was_sent(&[("EHLO", Turn::Say("250 bare"))], None, "").await;
    nothing_was_sent(&[("STARTTLS", Turn::Say("454 not now"))], None, "").await;
    nothing_was_sent(&[("STARTTLS", Turn::Say("502 never"))], None, "").await;
    nothing_was_sent(&[("STARTTLS", Turn::Drop)], None, "").await;
    nothing_was_sent(
        &[("STARTTLS", Turn::Say("220 go on\r\nhow are you"))],
        None,
        "",
    )
    .await;
}

#[tokio::test]
async fn a_certificate_nobody_vouches_for_gets_no_mail() {
    let stranger = Authority::new("stranger", "127.0.0.1");
    let elsewhere = Authority::new("elsewhere", "127.0.0.2");
    let trust_elsewhere = format!("?ca={}", elsewhere.pem.display());

    nothing_was_sent(&[], Some(stranger.relay.clone()), "").await;
    nothing_was_sent(&[], Some(elsewhere.relay.clone()), &trust_elsewhere).await;
}

#[tokio::test]
async fn starttls_and_implicit_tls_deliver_to_a_relay_we_trust() {
    let authority = Authority::new("trusted", "127.0.0.1");
    for (scheme, implicit) in [("smtp", false), ("smtps", true)] {
        let relay = ScriptedRelay::start(&[], Some(authority.relay.clone()), implicit).await;
        let (port, ca) = (relay.port, authority.pem.display());
        let mailer = mailer(&format!("{scheme}://user:secret@127.0.0.1:{port}?ca={ca}"));

        assert_eq!(mailer.probe().await, Ok(()), "{scheme}");
        assert_eq!(send(&mailer).await, Outcome::Delivered, "{scheme}");
        assert_eq!(relay.seen.lock().unwrap().mails.len(), 1, "{scheme}");
    }
}

#[tokio::test]
async fn implicit_tls_is_not_given_up_either() {
    let stranger = Authority::new("implicit-stranger", "127.0.0.1");
    let secure = ScriptedRelay::start(&[], Some(stranger.relay.clone()), true).await;
    let plain = ScriptedRelay::start(&[], None, false).await;
    for relay in [secure, plain] {
        let mailer = mailer(&format!("smtps://127.0.0.1:{}", relay.port));

        assert_eq!(send(&mailer).await, Outcome::Transient(Class::Tls));
        assert!(relay.seen.lock().unwrap().mails.is_empty());
    }
}

#[test]
fn a_certificate_file_must_hold_one() {
    let empty = std::env::temp_dir().join(format!("smv-ca-{}-empty.pem", std::process::id()));
    std::fs::write(&empty, "not a certificate").unwrap();
    let with = |path: &Path| {
        let url = MailUrl::parse(&format!("smtp://relay.example?ca={}", path.display())).unwrap();
        Mailer::new(&url, "no-reply@cert.example", Path::new("")).err()
    };

    assert!(matches!(with(&empty), Some(Error::NoCertificate(_))));
    assert!(matches!(
        with(Path::new("/nowhere/ca.pem")),
        Some(Error::CertificateFile { .. })
    ));
    std::fs::remove_file(empty).unwrap();
}
