//! What strict reading refuses, with the place; and that it reads all else as serde does.

use domain::problem::FieldProblem;
use serde_json::{Value, json};

use super::{DEPTH_MAX, read};
use crate::error::{ApiError, Malformed};

fn problems(text: &str) -> Vec<String> {
    match read(text.as_bytes()) {
        Err(ApiError::Invalid(problems)) => problems.iter().map(FieldProblem::to_string).collect(),
        other => panic!("{text}: {other:?}"),
    }
}

fn malformed(text: &str) -> Malformed {
    match read(text.as_bytes()) {
        Err(ApiError::Malformed(malformed)) => malformed,
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn what_is_strict_json_reads_as_serde_reads_it() {
    for text in [
        r#"{"a": [1, -2, 3.5, 1e3, true, null, "x\"\\\u00e6\ud83d\ude00\/"], "b": {"a": {}}}"#,
        "[]",
        "\"\"",
        "17",
        " null ",
        r#"{"\u0061": "\\u0000 \\ud800"}"#,
        "18446744073709551615",
    ] {
        let plain: Value = serde_json::from_str(text).unwrap();
        assert_eq!(read(text.as_bytes()).unwrap(), plain, "{text}");
    }
}

#[test]
fn a_member_that_stands_twice_is_named_by_its_place() {
    let twice = |text| {
        let Malformed::Duplicate(pointer) = malformed(text) else {
            panic!("{text}");
        };
        pointer
    };

    assert_eq!(twice(r#"{"a": 1, "a": 1}"#), "#/a");
    assert_eq!(twice(r#"{"a": [{"b/c": 1, "b\u002fc": 2}]}"#), "#/a/0/b~1c");
    assert!(read(br#"[{"a": 1}, {"a": 1}]"#).is_ok());
}

#[test]
fn nul_and_half_pairs_are_named_by_their_fields() {
    assert_eq!(
        problems(r#"{"a": "x\u0000y\u0000"}"#),
        ["#/a: nul-character"]
    );
    for half in [
        "\\ud800",
        "\\uDFFF",
        "\\ude00\\ud83d",
        "\\ud800x\\udc00",
        "\\ud800\\ud800",
    ] {
        assert_eq!(problems(&format!("[\"{half}\"]")), ["#/0: not-unicode"]);
    }
    let mixed = r#"{"a\u0000": "\udc00", "b": ["ok", "\u0000"], "c": "\\\ud800"}"#;
    assert_eq!(
        problems(mixed),
        [
            "#/a\0: nul-character",
            "#/a\0: not-unicode",
            "#/b/1: nul-character",
            "#/c: not-unicode"
        ]
    );
}

#[test]
fn depth_has_a_limit_and_garbage_is_not_json() {
    let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    assert!(read(nested(DEPTH_MAX).as_bytes()).is_ok());
    assert_eq!(malformed(&nested(DEPTH_MAX + 1)), Malformed::TooDeep);
    assert_eq!(malformed(&"[".repeat(100_000)), Malformed::TooDeep);
    for text in [
        "",
        "{",
        "{}x",
        "\u{feff}{}",
        "{\"a\": 1,}",
        "NaN",
        "1e999",
        "'a'",
        "\"\\u00",
        "\"\\uzzzz\"",
        "\"\\u+123\"",
        "\"a\0b\"",
    ] {
        assert_eq!(malformed(text), Malformed::Json, "{text:?}");
    }
}

#[test]
fn a_long_body_is_read_in_one_go() {
    let text = json!({"a": "\u{1F600}".repeat(20_000)}).to_string();
    assert!(read(text.as_bytes()).is_ok());
}
