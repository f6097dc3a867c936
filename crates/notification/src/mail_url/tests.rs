use super::{MailUrl, MailUrlError, Relay, RelayTls};
use secrecy::ExposeSecret as _;

fn relay(text: &str) -> Relay {
    match MailUrl::parse(text) {
        Ok(MailUrl::Relay(relay)) => relay,
        other => panic!("{text}: {other:?}"),
    }
}

fn refused(text: &str) -> MailUrlError {
    match MailUrl::parse(text) {
        Err(error) => error,
        Ok(url) => panic!("{text}: {url:?}"),
    }
}

#[test]
fn tls_is_required_unless_told_otherwise() {
    for (text, tls, port) in [
        ("smtp://relay.example", RelayTls::StartTls, 587),
        ("smtp://relay.example:2525/", RelayTls::StartTls, 2525),
        ("smtp://relay.example?tls=required", RelayTls::StartTls, 587),
        ("smtp://relay.example?tls=none", RelayTls::None, 25),
        ("smtps://relay.example", RelayTls::Implicit, 465),
        (
            "smtps://relay.example:4465?tls=required",
            RelayTls::Implicit,
            4465,
        ),
    ] {
        let relay = relay(text);
        assert_eq!(
            (relay.tls, relay.port, relay.host.as_str()),
            (tls, port, "relay.example"),
            "{text}"
        );
    }
    assert!(MailUrl::parse("file:").unwrap().is_file());
}

#[test]
fn login_and_certificate_are_read() {
    let relay = relay("smtp://post%40cert:p%C3%A5s%3As@[::1]:25?ca=/etc/smv%20cert/ca.pem");
    let (user, password) = relay.login.unwrap();

    assert_eq!(
        (user.as_str(), password.expose_secret()),
        ("post@cert", "pås:s")
    );
    assert_eq!(relay.host, "::1");
    assert_eq!(relay.ca.unwrap().to_str(), Some("/etc/smv cert/ca.pem"));
}

#[test]
fn what_cannot_be_used_is_refused_in_words() {
    use MailUrlError as E;
    for (text, error) in [
        ("", E::NotAUrl),
        ("relay.example", E::NotAUrl),
        ("relay.example:25", E::Scheme("relay.example".into())),
        ("http://relay.example", E::Scheme("http".into())),
        ("smtp:", E::NoHost),
        ("smtp://", E::NoHost),
        ("smtp://relay.example/inbox", E::Unexpected("/inbox".into())),
        ("smtp://relay.example#x", E::Unexpected("#x".into())),
        ("file:///var/mail", E::Unexpected("/var/mail".into())),
        ("smtp://relay.example?tls=opportunistic", E::Opportunistic),
        ("smtp://relay.example?tls=maybe", E::Tls("maybe".into())),
        (
            "smtp://relay.example?starttls=no",
            E::Setting("starttls".into()),
        ),
        ("smtps://relay.example?tls=none", E::SmtpsWithoutTls),
        (
            "smtp://user:pass@relay.example?tls=none",
            E::PasswordInTheClear,
        ),
        ("smtp://user@relay.example", E::Login),
    ] {
        assert_eq!(refused(text), error, "{text}");
    }
    assert!(
        relay("smtp://user:pass@127.0.0.1:25?tls=none")
            .login
            .is_some()
    );
}

#[test]
fn the_password_shows_nowhere() {
    let shown = format!("{:?}", MailUrl::parse("smtp://user:hemmelig@relay.example"));
    let refused = refused("smtp://user:hemmelig@relay.example?tls=opportunistic").to_string();

    assert!(
        !shown.contains("hemmelig") && !refused.contains("hemmelig"),
        "{shown} {refused}"
    );
}
