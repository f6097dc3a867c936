//! Rules that hold for any text.

use proptest::prelude::*;

use super::{bare, key};
use crate::index::find::found;
use crate::index::words::Words;
use crate::index::{Exact, Query, Terms, normal_form, query_exact};

const KINDS: [Exact; 6] = [
    Exact::Cvr,
    Exact::Email,
    Exact::Domain,
    Exact::Phone,
    Exact::Hash,
    Exact::Account,
];

/// Texts made of pieces that the reader of exact values looks at, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let pieces = [
        "karen",
        "@",
        ".",
        "firma",
        "dk",
        " ",
        "[.]",
        "(at)",
        "://",
        "hxxps",
        "/",
        ":",
        "-",
        "+",
        "45",
        "00",
        "20",
        "3040",
        "20304050",
        "0440116243",
        "DK50",
        "reg",
        "nr",
        "konto",
        "iban",
        "_",
        "æ",
        "a\u{30a}",
        "\u{ad}",
        "\n",
        "\u{a0}",
        "203",
        "(",
        "pdf",
        "mailto:",
        "cvr",
        "123456",
        "GB29",
        "NWBK",
        "60161331926819",
        "d41d8cd98f00b204e9800998ecf8427e",
        "ikke",
        "İ",
    ];
    prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..24)
        .prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn every_text_finds_itself(text in prop_oneof![pieces(), any::<String>(), "\\PC{0,200}"]) {
        if let Some(query) = Query::parse(&key(), &text) {
            prop_assert!(query.matches(&bare(&text)));
        }
    }

    #[test]
    fn a_value_taken_from_a_text_is_found_in_it(before in "[a-z ]{0,9}", mail in "[a-z]{1,9}@[a-z]{1,9}\\.[a-z]{1,9}\\.dk") {
        let text = format!("{before} {mail}, sendt");
        let hashes = bare(&text);
        let domain = mail.split_once('@').unwrap().1;
        prop_assert!(hashes.contains(&query_exact(&key(), Exact::Email, &mail)));
        prop_assert!(hashes.contains(&query_exact(&key(), Exact::Domain, domain)));
    }

    #[test]
    fn a_value_is_found_by_the_form_it_is_given_in(text in prop_oneof![pieces(), any::<String>()]) {
        for kind in KINDS {
            let key = key();
            let mut terms = Terms::new(&key);
            terms.exact(kind, &text);
            let hash = query_exact(&key, kind, &text);
            prop_assert!(normal_form(kind, &text).is_empty() || terms.bare().contains(&hash));
        }
    }

    #[test]
    fn what_is_found_in_a_text_is_in_its_normal_form(text in pieces()) {
        for value in found(&Words::of(&text)) {
            prop_assert_eq!(normal_form(value.kind, &value.value), value.value);
        }
    }

    #[test]
    fn an_entry_is_sorted_distinct_and_full(text in prop_oneof![pieces(), any::<String>()]) {
        let key = key();
        let mut terms = Terms::new(&key);
        terms.text(&text);
        let (bare, full) = (bare(&text), terms.finish());
        prop_assert!(full.is_sorted_by(|a, b| a < b));
        prop_assert!(full.len() >= 64 && full.len().is_multiple_of(64));
        prop_assert!(full.len() < bare.len() + 64 || bare.is_empty());
        prop_assert!(bare.iter().all(|hash| full.binary_search(hash).is_ok()));
    }
}
