//! Reading extracts of the public register of firms: CSV, or JSON a line each.

pub(crate) mod asker;
mod csv_file;
mod json_lines;
pub(crate) mod live;
pub(crate) mod made_up;

use std::io::{BufRead, BufReader, Read};

use anyhow::{Context as _, bail};
use domain::contact::Phone;
use domain::cvr::Cvr;
use domain::organisation::{Municipality, SizeClass};
use domain::register::RegisteredFirm;
use domain::sector::{NaceVersion, Sector};

/// What is wrong with one line; the others are read on.
#[derive(Debug)]
pub(crate) struct BadLine {
    /// Its number in the file, from 1.
    pub(crate) line: u64,
    /// What is wrong.
    pub(crate) why: String,
}

/// The firms of an extract, one after another: it may be larger than the memory.
pub(crate) type Firms = Box<dyn Iterator<Item = anyhow::Result<Result<RegisteredFirm, BadLine>>>>;

/// Reads an extract; its first character says whether it is JSON.
pub(crate) fn read(file: impl Read + 'static) -> anyhow::Result<Firms> {
    let mut file = BufReader::with_capacity(1 << 16, file);
    let start = file.fill_buf().context("the file cannot be read")?;
    let start = start.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(start);
    match start.iter().find(|byte| !byte.is_ascii_whitespace()) {
        None => bail!("the file is empty"),
        Some(b'{') => Ok(json_lines::read(file)),
        Some(_) => csv_file::read(file),
    }
}

/// The texts of one firm, before they are looked at.
#[derive(Debug, Default)]
struct Texts {
    cvr: String,
    name: String,
    size: String,
    sector: String,
    municipality: String,
    phone: String,
}

impl Texts {
    /// Only a number and a name are needed; of the rest, what cannot be read is left out.
    fn firm(&self) -> Result<RegisteredFirm, String> {
        let cvr = Cvr::parse(&self.cvr).map_err(|_| format!("{:?} is no CVR number", self.cvr))?;
        let name = self.name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            return Err(format!("{} has no name", cvr.as_str()));
        }
        Ok(RegisteredFirm {
            name: name.chars().take(300).collect(),
            size_class: SizeClass::of_register(&self.size),
            sector: sector(&self.sector),
            municipality: Municipality::parse(&self.municipality),
            phone: Phone::parse(&self.phone),
            cvr,
        })
    }
}

/// The register writes codes without dots and drops a leading zero; it has had DB25 since 2025.
fn sector(code: &str) -> Option<Sector> {
    let digits: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    let code = if digits.len() == 5 {
        format!("0{digits}")
    } else {
        digits
    };
    Sector::parse(NaceVersion::Db25, &code).or_else(|| Sector::parse(NaceVersion::Db07, &code))
}

#[cfg(test)]
#[path = "register/tests.rs"]
mod tests;
