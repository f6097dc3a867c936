use super::safe_name;

#[test]
fn a_name_keeps_its_letters_and_loses_what_misleads() {
    for (sent, safe) in [
        ("faktura.pdf", "faktura.pdf"),
        (
            "Skærmbillede 2026-11-28 kl. 09.12.png",
            "Skærmbillede 2026-11-28 kl. 09.12.png",
        ),
        ("فاتورة.pdf", "فاتورة.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system32\\cmd.exe", "cmd.exe"),
        ("C:\\fakepath\\mail.eml", "mail.eml"),
        ("folder/", "folder"),
        ("..", "attachment"),
        ("", "attachment"),
        ("\0", "attachment"),
        ("a\0b.txt", "ab.txt"),
        ("foto\u{202e}gpj.exe", "fotogpj.exe"),
        ("a\r\nContent-Type: text/html\r\n\r\n.txt", "html.txt"),
        ("\"; filename=\"x.html", "_; filename=_x.html"),
        (".htaccess", "htaccess"),
        ("con.txt", "_con.txt"),
        ("COM1", "_COM1"),
        ("a<b>|?*.doc", "a_b____.doc"),
        ("zero\u{200b}width\u{feff}.js", "zerowidth.js"),
    ] {
        assert_eq!(safe_name(sent), safe, "{sent:?}");
    }
}

#[test]
fn a_name_of_four_kilobytes_is_cut_and_keeps_its_ending() {
    let long = format!("{}.docx", "æ".repeat(2048));

    let safe = safe_name(&long);

    assert_eq!(safe.chars().count(), 120);
    assert!(safe.starts_with("ææ") && safe.split('.').next_back() == Some("docx"));
    assert_eq!(safe_name(&"x".repeat(4096)).len(), 120);
}
