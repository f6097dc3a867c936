//! Exact values in texts and queries, in many ways of writing.

use super::{bare, finds, key};
use crate::index::{Exact, query_exact};

#[test]
fn a_domain_finds_what_is_at_and_below_it() {
    for text in [
        "se hxxps://login.evil[.]example/a?b=c.",
        "fra karen@mail.evil.example, mandag",
        "EVIL.example-domænet",
        "http://evil.example:8080/index.html",
        "karen [at] evil [dot] example",
    ] {
        assert!(finds("evil.example", text), "{text}");
        assert!(finds("https://evil.example/anden/sti", text), "{text}");
    }
    assert!(!finds(
        "evil.example",
        "notevil.example, evil.examples og evil, example"
    ));
    assert!(!finds("login.evil.example", "karen@evil.example"));
    assert!(finds("203[.]0[.]113[.]9", "src=203.0.113.9:443"));
    assert!(!finds("203.0.113.9", "203.0.113.90"));
}

#[test]
fn file_names_are_words() {
    assert!(finds("faktura.pdf", "Min_faktura.pdf blev åbnet"));
    assert!(finds(
        "README_RESTORE.txt",
        "i hver mappe README_RESTORE.txt"
    ));
}

#[test]
fn an_address_finds_itself_and_not_its_domain() {
    let text = "Skriv til <Karen.Holm+x@Firma.dk>.";
    assert!(finds("mailto:karen.holm+x@firma.dk", text));
    assert!(!finds("ole@firma.dk", text));
    assert!(finds("karen", text));
}

#[test]
fn eight_digits_are_a_cvr_number_a_phone_number_and_a_word() {
    for text in [
        "tlf. 20 30 40 50",
        "+45 20304050",
        "0045 2030 4050",
        "20-30-40-50",
    ] {
        assert!(finds("20304050", text), "{text}");
        assert!(finds("+45 20 30 40 50", text), "{text}");
    }
    assert!(finds("20304050", "faktura 203040501"));
    assert!(finds("DK20304050", "CVR-nr.: 20 30 40 50"));
    assert!(finds("CVR 20304050", "dk-20304050"));
    assert!(!finds("DK20304050", "+45 20304050"));
    assert!(finds("+46 8 123 456", "ring +46 (8) 123-456 2024"));
    assert!(!finds("15012024", "15.01.2024"));
    assert!(finds("20.30.40.50", "tlf. 20304050") && finds("20.30.40.50", "fra 20.30.40.50:443"));
}

#[test]
fn numbers_in_groups_may_be_words() {
    assert!(finds("4711 2093", "faktura 2093 og faktura 4711"));
    assert!(finds("4711 2093", "tlf. 47112093"));
    assert!(!finds("4711 2093", "faktura 4711"));
}

#[test]
fn accounts_are_found_however_written() {
    for text in [
        "IBAN DK50 0040 0440 1162 43.",
        "Reg.nr.: 0040\nKontonr.: 0440116243",
        "reg. nr. 0040, konto nr. 0440 116 243",
        "0040-0440116243",
        "konto 0040 440116243",
    ] {
        for query in [
            "DK5000400440116243",
            "0040 0440116243",
            "reg 0040 konto 440116243",
        ] {
            assert!(finds(query, text), "{query} in {text}");
        }
    }
    assert!(finds(
        "GB29 NWBK 6016 1331 9268 19",
        "til gb29nwbk60161331926819 i går"
    ));
}

#[test]
fn digests_are_found_whole_and_by_their_beginning() {
    let digest = "D41D8CD98F00B204E9800998ECF8427E";
    let text = format!("md5: {digest}");
    assert!(finds(&digest.to_lowercase(), &text) && finds("d41d8c", &text));
    assert!(bare(&text).contains(&query_exact(&key(), Exact::Hash, digest)));
    assert!(!finds(&digest.replace("D41D", "D41E"), &text));
}
