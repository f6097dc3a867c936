//! A register of firms that do not exist, for demonstrations and tests.
//!
//! Their numbers begin with 99 and pass modulus 11; the register has issued none so high.

use std::io::Write;

use domain::cvr::Cvr;
use domain::organisation::{Municipality, SizeClass};

use crate::demo::dice::Dice;

const KINDS: [(&str, &str); 12] = [
    ("Bageriet", "107110"),
    ("Smedjen", "256200"),
    ("Tømrer", "433200"),
    ("VVS", "432200"),
    ("Malerfirmaet", "433410"),
    ("Autoværksted", "953110"),
    ("Købmand", "471120"),
    ("Frisør", "962100"),
    ("Restaurant", "561110"),
    ("Revision", "692000"),
    ("Tandlæge", "862300"),
    ("Vognmand", "494100"),
];
const PLACES: [&str; 12] = [
    "Solsikken",
    "Havnen",
    "Ved Søen",
    "Bøgebakken",
    "Nordlys",
    "Rosenhaven",
    "Lyngby Torv",
    "Sundet",
    "Møllen",
    "Kastanjen",
    "Vesterport",
    "Åløkken",
];
const FORMS: [&str; 4] = ["ApS", "A/S", "I/S", "v/ejeren"];

/// Writes so many firms as CSV, the same each time.
pub(crate) fn write(firms: u32, to: impl Write) -> anyhow::Result<()> {
    let mut csv = csv::Writer::from_writer(to);
    csv.write_record([
        "number",
        "name",
        "size_class",
        "sector",
        "municipality",
        "phone",
    ])?;
    let municipalities: Vec<&str> = Municipality::codes().collect();
    let numbers = (99_000_000_u32..).map(|number| number.to_string());
    let valid = numbers.filter(|number| Cvr::parse(number).is_ok_and(|cvr| cvr.checksum_ok()));
    for (at, number) in (0..firms).zip(valid) {
        let mut dice = Dice::of(1, at);
        let (kind, sector) = dice.pick(&KINDS).copied().unwrap_or_default();
        let place = dice.pick(&PLACES).copied().unwrap_or_default();
        let form = dice.pick(&FORMS).copied().unwrap_or_default();
        // Most firms are small.
        let size = dice.below(8).min(dice.below(8)).min(dice.below(8));
        let size = SizeClass::ALL
            .get(usize::try_from(size)?)
            .map_or("", |size| size.code());
        let municipality = dice.pick(&municipalities).copied().unwrap_or_default();
        let phone = format!("{}", dice.between(20_000_000, 99_999_999));
        let name = format!("{kind} {place} {} {form}", at + 1);
        csv.write_record([&number, &name, size, sector, municipality, &phone])?;
    }
    Ok(csv.flush()?)
}
