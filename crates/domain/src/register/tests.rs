//! Reading and filling.

use super::RegisteredFirm;
use crate::cvr::Cvr;
use crate::organisation::{Municipality, Organisation, SizeClass};

#[test]
fn a_number_of_employees_is_read_in_every_way_registers_write_it() {
    for (text, class) in [
        ("5-9", Some(SizeClass::S5To9)),
        ("ANTAL_0_0", Some(SizeClass::S0To1)),
        ("ANTAL_1_1", Some(SizeClass::S0To1)),
        ("ANTAL_100_199", Some(SizeClass::S100To249)),
        ("ANTAL_1000_999999", Some(SizeClass::S250Plus)),
        ("250+", Some(SizeClass::S250Plus)),
        (" 17 ", Some(SizeClass::S10To19)),
        ("", None),
        ("mange", None),
        ("-4", None),
    ] {
        assert_eq!(SizeClass::of_register(text), class, "{text:?}");
    }
}

#[test]
fn the_register_fills_gaps_and_overwrites_nothing() {
    let firm = RegisteredFirm {
        cvr: Cvr::parse("13748136").unwrap(),
        name: "BAGERIET SOLSIKKEN ApS".into(),
        size_class: Some(SizeClass::S5To9),
        sector: None,
        municipality: Municipality::parse("0751"),
        phone: None,
    };
    let mut said = Organisation {
        municipality: Municipality::parse("0101"),
        ..Organisation::default()
    };
    assert!(said.has_gaps());

    firm.fill(&mut said);

    assert_eq!(said.name.as_deref(), Some("BAGERIET SOLSIKKEN ApS"));
    assert_eq!(said.size_class, Some(SizeClass::S5To9));
    assert_eq!(said.municipality, Municipality::parse("0101"));
    assert_eq!(said.sector, None);
}
