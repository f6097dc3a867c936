//! Numbers in a text: which are found, what of it they take up, and how surely they are meant.

use super::lines;

#[test]
fn eight_digits_are_a_cvr_number_or_a_phone_number() {
    for place in [
        "20304050",
        "20 30 40 50",
        "20-30-40-50",
        "2030/4050",
        "20.304.050",
    ] {
        let cvr = format!("Cvr? 20304050 <- {place}");
        let phone = format!("Phone? +4520304050 <- {place}");
        assert_eq!(lines(place), [cvr, phone]);
    }
    assert_eq!(lines("01020304"), ["Cvr? 01020304 <- 01020304"]);
    for text in [
        "2030405",
        "203040506",
        "20 30-40 50",
        "20 30 40",
        "20  30 40 50",
        "15.01.2024",
        "2024-01-15",
        "2 030 405 0",
        "x20304050",
        "20 30 4x50",
        "20 30 405",
    ] {
        assert_eq!(lines(text), [""; 0], "{text}");
    }
    assert_eq!(lines("10 20 30 40 50").len(), 3);
}

#[test]
fn a_label_makes_a_cvr_number_certain() {
    for place in [
        "dk 01020304",
        "dk-01020304",
        "cvr: 01020304",
        "cvr-nr.: 01 02 03 04",
        "cvrnr 01020304",
    ] {
        let lines = lines(&format!("firma {place}"));
        assert_eq!(lines[0], format!("Cvr 01020304 <- {place}"));
        assert_eq!(lines.len(), 2);
    }
    for place in ["dk01020304", "cvr01020304"] {
        assert_eq!(lines(place), [format!("Cvr 01020304 <- {place}")]);
    }
    for text in ["firma.dk 01020304", "nr. 01020304", "dk      01020304"] {
        assert!(
            lines(text).iter().all(|line| !line.starts_with("Cvr 0")),
            "{text}"
        );
    }
    assert_eq!(lines("se01020304, dk0102030, dk0102030x"), [""; 0]);
}

#[test]
fn a_number_with_a_country_code_ends_where_it_may() {
    for place in [
        "+4520304050",
        "+45 20 30 40 50",
        "+45) 20-30.40/50",
        "0045 20304050",
        "00 45 2030 4050",
    ] {
        let text = format!("({place} 60 70");
        assert_eq!(
            lines(&text),
            [format!("Phone +4520304050 <- {place}")],
            "{text}"
        );
    }
    assert_eq!(
        lines("+46 8 123 456 2024 11111"),
        [
            "Phone +468123456 <- +46 8 123 456",
            "Phone +4681234562024 <- +46 8 123 456 2024"
        ]
    );
    assert_eq!(
        lines("0046 81 23 456"),
        ["Phone? +468123456 <- 0046 81 23 456"]
    );
    for text in [
        "+45 2030405",
        "+123456",
        "1 0046 8123456",
        "+46x8123456",
        "+46 8123, 456789",
        "+46 8123 \n 456789",
        "+1234567890123456",
    ] {
        assert!(
            lines(text).iter().all(|line| !line.starts_with("Phone")),
            "{text}"
        );
    }
}

#[test]
fn accounts_are_found_in_groups_and_by_their_labels() {
    let iban = "DK5000400440116243";
    for place in [
        "dk5000400440116243",
        "dk50 0040 0440 1162 43",
        "dk 50 0040 0440 1162 43",
        "dk50-0040-0440-1162-43",
        "reg.nr. 0040 konto 440116243",
        "reg 0040, konto nr.: 0440 116 243",
    ] {
        let lines = lines(&format!("til {place}."));
        let line = format!("Account {iban} <- {place}");
        assert!(lines.contains(&line), "{lines:?}");
    }
    for place in [
        "0040 440116243",
        "0040-0440116243",
        "0040 - 440116243",
        "0040/440116243",
        "00400440116243",
    ] {
        let line = format!("Account? {iban} <- {place}");
        assert!(lines(place).contains(&line), "{place}");
    }
    let gb = "gb29 nwbk 6016 1331 9268 19";
    assert_eq!(
        lines(&format!("{gb} 20")),
        [format!("Account GB29NWBK60161331926819 <- {gb}")]
    );
    assert_eq!(lines("reg 0040 konto 1234").len(), 1);
    for text in [
        "dk50 0040 0440 1162",
        "dk50 0040 0440 1162 4",
        "dk50 0040 0440 ab 1162 43",
        "af 50 0040 0440 1162 43",
        "dk50, 0040044011 6243",
        "0040 12345",
        "004 440116243",
        "reg 0040 konto 123",
        "reg.nr. 0040 i går 440116",
        "0040, 440116243",
        "reg 0040 konto 04401162431",
        "0040044011624",
        "0040 04401162431",
    ] {
        assert!(
            lines(text).iter().all(|line| !line.contains(" DK")),
            "{:?}",
            lines(text)
        );
    }
}

#[test]
fn digests_have_the_lengths_of_digests() {
    for length in [32, 40, 64, 128] {
        let digest = "a1".repeat(length / 2);
        assert_eq!(lines(&digest), [format!("Hash? {digest} <- {digest}")]);
    }
    assert_eq!(lines(&"a1".repeat(15)), [""; 0]);
    assert_eq!(lines(&"g1".repeat(16)), [""; 0]);
}
