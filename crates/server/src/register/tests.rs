//! Extracts as people have them.

use domain::organisation::SizeClass;
use domain::register::RegisteredFirm;

use super::read;

/// Firms and complaints of a file.
fn all(text: &'static str) -> (Vec<RegisteredFirm>, Vec<(u64, String)>) {
    let (mut firms, mut bad) = (Vec::new(), Vec::new());
    for line in read(text.as_bytes()).unwrap() {
        match line.unwrap() {
            Ok(firm) => firms.push(firm),
            Err(line) => bad.push((line.line, line.why)),
        }
    }
    (firms, bad)
}

fn is_the_bakery(firm: &RegisteredFirm) {
    assert_eq!(firm.cvr.as_str(), "13748136");
    assert_eq!(firm.name, "Bageriet Solsikken ApS");
    assert_eq!(firm.size_class, Some(SizeClass::S5To9));
    assert_eq!(firm.sector.as_ref().unwrap().code, "107110");
    assert_eq!(firm.municipality.as_ref().unwrap().code(), "0751");
    assert_eq!(firm.phone.as_ref().unwrap().as_str(), "+4586123456");
}

#[test]
fn csv_is_read_by_the_names_of_its_columns() {
    for text in [
        "number,name,size class,sector,municipality,phone\n13748136,Bageriet Solsikken ApS,5-9,107110,0751,86123456\n",
        "\u{feff}CVR-nr.;Navn;Antal ansatte;Branchekode;Kommunekode;Telefon\r\nDK 13 74 81 36;\"Bageriet  Solsikken ApS\";ANTAL_5_9;10.71.10;751;+45 86 12 34 56\r\n",
    ] {
        let (firms, bad) = all(text);
        assert!(bad.is_empty(), "{bad:?}");
        assert_eq!(firms.len(), 1);
        is_the_bakery(&firms[0]);
    }
}

#[test]
fn json_lines_are_flat_or_as_the_register_gives_them() {
    let (firms, bad) = all(concat!(
        r#"{"cvr":"13748136","name":"Bageriet Solsikken ApS","size_class":"5-9","sector":"107110","municipality":"0751","phone":"86123456"}"#,
        "\n\n",
        r#"{"_source":{"Vrvirksomhed":{"cvrNummer":13748136,"telefonNummer":[{"kontaktoplysning":"70000000","periode":{"gyldigTil":"2019-01-01"}},{"kontaktoplysning":"86123456","periode":{"gyldigTil":null}}],"virksomhedMetadata":{"nyesteNavn":{"navn":"Bageriet Solsikken ApS"},"nyesteHovedbranche":{"branchekode":"107110"},"nyesteBeliggenhedsadresse":{"kommune":{"kommuneKode":751}},"nyesteErstMaanedsbeskaeftigelse":{"intervalKodeAntalAnsatte":"ANTAL_5_9"}}}}}"#,
        "\n",
    ));

    assert!(bad.is_empty(), "{bad:?}");
    assert_eq!(firms.len(), 2);
    firms.iter().for_each(is_the_bakery);
}

#[test]
fn a_bad_line_is_told_and_the_others_are_read() {
    let (firms, bad) = all("cvr,navn\n13748136,Bageriet\n1374,Smed\n24256790,\n24256790,Smed\n");
    assert_eq!(firms.len(), 2);
    assert_eq!(
        bad.iter().map(|(line, _)| *line).collect::<Vec<_>>(),
        [3, 4]
    );
    assert!(
        bad[0].1.contains("1374") && bad[1].1.contains("no name"),
        "{bad:?}"
    );

    let (firms, bad) = all("{\"cvr\":\"13748136\",\"navn\":\"Bageriet\"}\n{\"cvr\": oops\n");
    assert_eq!((firms.len(), bad[0].0), (1, 2));
}

#[test]
fn a_file_that_is_none_is_refused_with_what_it_should_be() {
    assert!(read(&b""[..]).err().unwrap().to_string().contains("empty"));
    let error = read(&b"a,b\n1,2\n"[..]).err().unwrap().to_string();
    assert!(error.contains("column for the number"), "{error}");
    let error = read(&b"cvr,b\n1,2\n"[..]).err().unwrap().to_string();
    assert!(error.contains("column for the name"), "{error}");
}

#[test]
fn a_line_in_another_spelling_is_left_out_and_a_file_in_one_line_is_no_extract() {
    let latin =
        b"{\"cvr\":\"13748136\",\"navn\":\"Br\xf8d\"}\n{\"cvr\":\"24256790\",\"navn\":\"Smed\"}";
    let lines: Vec<_> = read(&latin[..]).unwrap().map(Result::unwrap).collect();
    assert!(lines[0].is_err() && lines[1].is_ok());

    let one = format!("{{\"firms\": \"{}\"}}", "x".repeat(5 << 20)).into_bytes();
    let mut lines = read(std::io::Cursor::new(one)).unwrap();
    let error = lines.next().unwrap().err().unwrap().to_string();
    assert!(error.contains("longer than a firm"), "{error}");
}
