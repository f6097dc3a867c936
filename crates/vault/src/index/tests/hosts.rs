//! Hosts and addresses in a text: which are found, and what of it they take up.

use super::lines;

#[test]
fn a_host_takes_its_scheme_port_and_path_with_it() {
    for (text, line) in [
        ("(evil.dk)", "Domain evil.dk <- evil.dk"),
        (
            "se x-y--z.evil.dk.",
            "Domain x-y--z.evil.dk <- x-y--z.evil.dk",
        ),
        ("evil.dk-domænet", "Domain evil.dk <- evil.dk"),
        ("evil.dk: se", "Domain evil.dk <- evil.dk"),
        ("evil.dk:8443/x y", "Domain evil.dk <- evil.dk:8443/x"),
        ("evil.dk?a#æ b", "Domain evil.dk <- evil.dk?a#æ"),
        (
            "se hxxps://evil.dk/a b",
            "Domain evil.dk <- hxxps://evil.dk/a",
        ),
        ("http://evil.zip", "Domain evil.zip <- http://evil.zip"),
        (
            "xn--bl-tia.xn--p1ai-x.",
            "Domain xn--bl-tia.xn--p1ai-x <- xn--bl-tia.xn--p1ai-x",
        ),
        ("203.0.113.9/24", "Domain 203.0.113.9 <- 203.0.113.9/24"),
        ("20.30.40.1", "Domain 20.30.40.1 <- 20.30.40.1"),
    ] {
        assert_eq!(lines(text), [line], "{text}");
    }
}

#[test]
fn other_dots_make_no_host() {
    for text in [
        "f.eks. nu",
        "rapport.pdf",
        "6.40",
        "1.2.3",
        "1.2.3.4.5",
        "256.1.1.1",
        "1.2.3.x",
        "evil. dk",
        "evil..dk",
        "x.d",
        "x.1dk",
        "x.æø",
        "evil",
        "http://evil",
        "karen.holm@",
    ] {
        assert_eq!(lines(text), [""; 0], "{text}");
    }
}

#[test]
fn hosts_are_no_longer_than_names_may_be() {
    let label = "x".repeat(63);
    let longest = format!("{label}.{label}.{label}.{}.dk", &"x".repeat(58));
    assert_eq!(longest.len(), 253);
    for fits in [
        format!("{label}.dk"),
        longest.clone(),
        format!("dk.{label}"),
    ] {
        assert_eq!(lines(&fits), [format!("Domain {fits} <- {fits}")]);
    }
    for long in [
        format!("x{label}.dk"),
        format!("x{longest}"),
        format!("dk.x{label}"),
    ] {
        assert_eq!(lines(&long), [""; 0]);
    }
}

#[test]
fn an_address_is_found_with_its_domain() {
    for (text, mail) in [
        (
            "fra:<k.h_o%l+m-x'y@evil.dk>",
            "Email k.h_o%l+m-x'y@evil.dk <- k.h_o%l+m-x'y@evil.dk",
        ),
        ("'åse@evil.dk'.", "Email åse@evil.dk <- åse@evil.dk"),
        ("mailto:x@evil.dk.", "Email x@evil.dk <- mailto:x@evil.dk"),
        (".x@evil.dk-.", "Email x@evil.dk <- x@evil.dk"),
    ] {
        assert_eq!(lines(text), ["Domain evil.dk <- evil.dk", mail], "{text}");
    }
    assert_eq!(lines("@evil.dk"), ["Domain evil.dk <- evil.dk"]);
    let long = format!("{}@evil.dk", "x".repeat(80));
    let kept = format!("{}@evil.dk", "x".repeat(64));
    assert_eq!(lines(&long)[1], format!("Email {kept} <- {kept}"));
    for text in ["x@evil", "x@", "@", "x@evil..dk", "x @ evil"] {
        assert_eq!(lines(text), [""; 0], "{text}");
    }
}
