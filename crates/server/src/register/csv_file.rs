//! CSV, with commas or semicolons, by the names of its columns.

use std::io::{BufRead, BufReader, Read};

use anyhow::{Context as _, bail};

use super::{BadLine, Firms, Texts};

/// Names of columns that are understood, in lower case with letters only.
const NAMES: [(&str, &[&str]); 6] = [
    (
        "number",
        &["cvr", "cvrnr", "cvrnummer", "number", "virksomhedcvrnummer"],
    ),
    (
        "name",
        &[
            "name",
            "navn",
            "virksomhedsnavn",
            "navntekst",
            "companyname",
        ],
    ),
    (
        "size class",
        &[
            "sizeclass",
            "size",
            "ansatte",
            "antalansatte",
            "ansatteinterval",
            "employees",
            "intervalkodeantalansatte",
            "aarsbeskaeftigelseantalansatteinterval",
        ],
    ),
    (
        "sector",
        &[
            "sector",
            "sectorcode",
            "branchekode",
            "branche",
            "hovedbranchekode",
            "hovedbranche",
            "nace",
            "industry",
        ],
    ),
    (
        "municipality",
        &[
            "municipality",
            "municipalitycode",
            "kommunekode",
            "kommune",
            "beliggenhedsadressekommunekode",
        ],
    ),
    (
        "phone",
        &[
            "phone",
            "telefon",
            "telefonnummer",
            "tlf",
            "telephone",
            "telefonnummerkontaktoplysning",
        ],
    ),
];

pub(super) fn read<R: Read + 'static>(mut file: BufReader<R>) -> anyhow::Result<Firms> {
    let head = file.fill_buf()?;
    let first = head.split(|byte| *byte == b'\n').next().unwrap_or(head);
    let parts = |sign: u8| first.split(|byte| *byte == sign).count();
    let delimiter = if parts(b';') > parts(b',') {
        b';'
    } else {
        b','
    };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(file);
    let heads = reader.headers().context("the first line cannot be read")?;
    let heads: Vec<String> = heads.iter().map(plain).collect();
    let at = |known: &[&str]| heads.iter().position(|head| known.contains(&head.as_str()));
    let columns = NAMES.map(|(_, known)| at(known));
    for (column, (name, known)) in columns.iter().zip(NAMES).take(2) {
        if column.is_none() {
            bail!(
                "the first line names no column for the {name} ({}); it must name the columns",
                known.join(", ")
            );
        }
    }
    Ok(Box::new(reader.into_records().map(move |record| {
        let record = match record {
            Ok(record) => record,
            Err(error) if error.is_io_error() => {
                return Err(anyhow::Error::from(error).context("the file cannot be read"));
            }
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                return Ok(Err(BadLine {
                    line,
                    why: error.to_string(),
                }));
            }
        };
        let text = |column: Option<usize>| {
            let text = column.and_then(|at| record.get(at));
            text.unwrap_or_default().to_owned()
        };
        let [cvr, name, size, sector, municipality, phone] = columns.map(text);
        let texts = Texts {
            cvr,
            name,
            size,
            sector,
            municipality,
            phone,
        };
        let line = record.position().map_or(0, csv::Position::line);
        Ok(texts.firm().map_err(|why| BadLine { line, why }))
    })))
}

fn plain(head: &str) -> String {
    let letters = head.chars().flat_map(char::to_lowercase);
    letters.filter(|letter| letter.is_alphanumeric()).collect()
}
