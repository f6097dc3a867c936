//! Every way of writing is found, and what only looks alike stays.

use std::sync::LazyLock;

use super::Mentions;
use crate::contact::{Email, Phone};
use crate::privacy::Subject;
use proptest::prelude::*;

fn karen() -> &'static Mentions {
    static KAREN: LazyLock<Mentions> = LazyLock::new(|| {
        Mentions::of(&Subject {
            emails: vec![Email::parse("karen.holm@firm.example").unwrap()],
            phones: vec![Phone::parse("20304050").unwrap()],
            names: vec!["Karen Margrethe Holm".to_owned()],
            cvrs: Vec::new(),
        })
    });
    &KAREN
}

#[test]
fn everything_that_says_who_it_is_is_found() {
    for text in [
        "Skriv til karen.holm@firm.example.",
        "KAREN.HOLM@FIRM.EXAMPLE",
        "<mailto:karen.holm@firm.example>",
        "karen.holm (at) firm [dot] example",
        "karen[.]holm[@]firm[.]example",
        "ring 20304050",
        "20 30 40 50",
        "20-30-40-50",
        "+45 2030 4050",
        "0045 20304050",
        "(+45) 20.30.40.50",
        "tlf20304050",
        "4520304050",
        "karen margrethe holm",
        "Karen Margrethe\nHolms mail",
        "Holm, Karen Margrethe",
        "karen_margrethe_holm",
        "Karen\u{200b} Mar\u{ad}grethe Holm",
    ] {
        assert!(karen().found_in(text), "{text:?}");
        let blank = karen().blank(text, "[x]").text.to_lowercase();
        for rest in ["karen", "holm", "margrethe", "20304050", "4050"] {
            assert!(!blank.contains(rest), "{text:?} -> {blank:?}");
        }
    }
}

#[test]
fn first_and_last_names_are_blanked_as_whole_words_only() {
    let done = karen().blank(
        "Karens pc, Holm's mail, HOLM; Holmegaard og Karenina.",
        "[x]",
    );

    assert_eq!(done.text, "[x] pc, [x] mail, [x]; Holmegaard og Karenina.");
    assert_eq!(done.places, 3);
    assert!(!karen().found_in("Karen, Holm"));
    assert_eq!(karen().blank_whole("Holm VVS", "[x]").places, 0);
}

#[test]
fn what_only_looks_alike_stays() {
    for text in [
        "1203040506",
        "120304050",
        "ole.karen.holm@firm.example",
        "faktura 2030405",
        "den 20/30",
    ] {
        assert_eq!(karen().blank_whole(text, "[x]").text, text);
    }
}

#[test]
fn short_parts_and_particles_of_names_stay() {
    let mentions = Mentions::of(&Subject {
        names: vec!["Bo von Å".to_owned(), "Bo".to_owned()],
        ..Subject::default()
    });

    assert_eq!(mentions.blank("Vi bo von alene", "[x]").places, 0);
    assert_eq!(
        mentions.blank("Ring til Bo von Å.", "[x]").text,
        "Ring til [x]."
    );
}

#[test]
fn danish_letters_are_found_in_every_spelling() {
    let mentions = Mentions::of(&Subject {
        names: vec!["Åse Sørensen".to_owned()],
        ..Subject::default()
    });

    for text in [
        "åse sørensen",
        "AASE SOERENSEN",
        "A\u{30a}se Sørensen",
        "Aase Sørensens",
    ] {
        assert_eq!(mentions.blank(text, "[x]").text, "[x]", "{text}");
    }
}

#[test]
fn contacts_of_anybody_are_known_by_their_form() {
    let mentions = Mentions::default()
        .and_all_contacts()
        .and_words(&["Rød  Dør".to_owned()]);

    for (text, blank) in [
        ("Skriv til a.b@c.example, tak", "Skriv til [x], tak"),
        ("tlf. 20 30 40 50 eller +46 8 123 456", "tlf. [x] eller [x]"),
        ("bag den rød dør", "bag den [x]"),
    ] {
        assert_eq!(mentions.blank(text, "[x]").text, blank);
    }
    for text in [
        "den 2026-11-24 kl. 20:30",
        "203.0.113.20",
        "nr. 12345678",
        "SMV-2030-4050",
    ] {
        assert_eq!(mentions.blank(text, "[x]").text, text);
    }
}

#[test]
fn the_longest_names_and_addresses_are_not_too_long_to_look_for() {
    let (name, local) = ("Åæø ".repeat(100), "a.b".repeat(20));
    let domain = format!("{}.example", ["c".repeat(60), "d".repeat(60)].join("."));
    let mentions = Mentions::of(&Subject {
        emails: vec![Email::parse(&format!("{local}@{domain}")).unwrap()],
        names: vec![name.clone()],
        ..Subject::default()
    });

    assert!(mentions.found_in(&name.to_uppercase()));
    assert!(mentions.found_in(&format!("{local} (at) {domain}")));
}

proptest! {
    #[test]
    fn any_text_around_a_number_survives(before in "[a-zæøå .,]{0,20}", after in "[a-zæøå .,]{0,20}") {
        let text = format!("{before}+45 20 30 40 50{after}");
        let done = karen().blank_whole(&text, "[x]");
        prop_assert_eq!(done.places, 1);
        prop_assert!(done.text.ends_with(&after));
        prop_assert!(done.text.starts_with(before.trim_end_matches([' ', '.'])));
    }

    #[test]
    fn blanking_twice_changes_nothing_more(text in "\\PC{0,60}") {
        let once = karen().blank(&format!("{text} Karen Holm {text}"), "[x]").text;
        prop_assert_eq!(karen().blank(&once, "[x]").text, once);
    }
}
