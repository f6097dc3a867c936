//! Shares as people type them.

use proptest::prelude::*;

use super::tests::{read, split};
use super::{Share, ShareError};

#[test]
fn each_single_character_typed_wrong_is_refused() {
    let (_, shares) = split(2, 16);
    for share in [&shares[0], &shares[15]] {
        let right: Vec<char> = share.to_string().chars().collect();
        let groups: String = right[25..34].iter().collect();
        for at in 0..right.len() {
            for wrong in ('!'..='~').filter(|&c| c.to_ascii_uppercase() != right[at]) {
                let mut typed = right.clone();
                typed[at] = wrong;
                let look_alike = matches!(
                    (right[at], wrong.to_ascii_uppercase()),
                    ('0', 'O') | ('L', 'I' | '1') | ('8', 'B')
                );
                match typed.iter().collect::<String>().parse::<Share>() {
                    Ok(same) => {
                        assert!(look_alike, "{wrong} at {at}");
                        assert_eq!(same.to_string(), share.to_string());
                    }
                    Err(error) => assert!(!error.to_string().contains(&groups)),
                }
            }
        }
    }
}

#[test]
fn a_character_left_out_doubled_or_swapped_is_refused() {
    let (_, shares) = split(2, 2);
    let right: Vec<char> = shares[0].to_string().chars().collect();
    let same = |typed: &[char]| match typed.iter().collect::<String>().parse::<Share>() {
        Ok(read) => read.to_string() == shares[0].to_string(),
        Err(_) => false,
    };
    for at in 0..right.len() {
        // Dashes between the groups may be left out, doubled or moved; nothing else.
        let dash = |at: usize, from: usize| right.get(at) == Some(&'-') && at >= from;
        let mut less = right.clone();
        less.remove(at);
        assert_eq!(same(&less), dash(at, 25), "without {at}");
        let mut more = right.clone();
        more.insert(at, right[at]);
        assert_eq!(same(&more), dash(at, 24), "double {at}");
        if at + 1 < right.len() {
            let mut swapped = right.clone();
            swapped.swap(at, at + 1);
            let harmless = right[at] == right[at + 1] || dash(at, 25) || dash(at + 1, 25);
            assert_eq!(same(&swapped), harmless, "swapped {at}");
        }
    }
}

#[test]
fn a_share_is_read_in_any_case_with_blanks_line_breaks_and_other_dashes() {
    let (_, shares) = split(3, 4);
    let line = shares[3].to_string();

    assert_eq!(line.len(), 96, "{line}");
    assert!(line.starts_with(&format!("SMV-SHARE-1-3-4-{}-", shares[3].ceremony())));
    for typed in [
        line.to_lowercase(),
        format!("\n {} \r\n", line.replace('-', " -\n")),
        line.replace('-', "\u{2013}"),
        line.replace('-', " ").replacen(' ', "-", 6),
    ] {
        assert_eq!(read(&typed).to_string(), line);
    }
}

#[test]
fn a_share_that_cannot_be_read_says_where_to_look() {
    let (_, shares) = split(2, 3);
    let line = shares[0].to_string();
    let refused = |text: &str| text.parse::<Share>().unwrap_err();

    assert_eq!(refused(""), ShareError::NotAShare);
    assert_eq!(refused("AGE-SECRET-KEY-1QQ"), ShareError::NotAShare);
    assert_eq!(refused("SMV-SHARE-1-2-3"), ShareError::NotAShare);
    assert_eq!(
        refused(&line.replace("SHARE-1", "SHARE-2")),
        ShareError::Form
    );
    for head in ["1-1", "17-1", "2-0", "2-17", "02-1", "2-+1", "2-x"] {
        let typed = line.replace("SHARE-1-2-1", &format!("SHARE-1-{head}"));
        assert_eq!(refused(&typed), ShareError::Numbers, "{head}");
    }
    assert_eq!(refused("SMV-SHARE-1-2-1-12345-QQ"), ShareError::Ceremony);
    let mut typed = line.clone();
    typed.replace_range(30..31, "*");
    assert_eq!(refused(&typed), ShareError::Sign { group: 2 });
    assert_eq!(
        refused(line.split_at(95).0),
        ShareError::Length {
            found: 57,
            needed: 58
        }
    );
    assert_eq!(
        refused(&line.replace("1-2-1", "1-2-3")),
        ShareError::Checksum
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_text_makes_reading_a_share_fail_loudly(text in "\\PC{0,120}", tail in "[A-Z0-9-]{0,80}") {
        prop_assert!(text.parse::<Share>().is_err());
        let headed = format!("SMV-SHARE-1-2-3-{tail}");
        prop_assert!(headed.parse::<Share>().is_err());
    }
}
