//! One person's share: the text on the paper, and reading it back.
//!
//! `SMV-SHARE-1-3-5-9F86D081-` (form, how many are needed, number, ceremony), the secret part in
//! thirteen groups of four symbols, and a checksum over all of it. A wrong sign is refused, never
//! read as another share; whether shares belong together is for [`super::EscrowKey::combine`].

use std::fmt;
use std::str::FromStr;

use zeroize::Zeroizing;

use super::bech32::{self, CHECK_SYMBOLS, Form, SECRET_SYMBOLS};
use super::error::ShareError;

/// The most people a key can be split among.
pub(super) const MAX_SHARES: u8 = 16;
const PREFIX: &str = "SMV-SHARE";
const FORM: &str = "1";
const GROUP: usize = 4;
const SYMBOLS: usize = SECRET_SYMBOLS + CHECK_SYMBOLS;

/// One person's share of an escrow key (Shamir 1979): worth nothing below the threshold.
///
/// `Display` writes the line to be printed or copied by hand, **with its secret part**; `FromStr`
/// reads it in any case, with any blanks, line breaks and dashes between the groups, and takes the
/// look-alikes O for 0, I and 1 for L, B for 8. Debug output shows number, threshold and ceremony.
#[derive(Clone)]
pub struct Share {
    pub(super) threshold: u8,
    pub(super) number: u8,
    pub(super) ceremony: [u8; 4],
    pub(super) part: Zeroizing<[u8; 32]>,
}

impl Share {
    /// How many shares of the ceremony give the key.
    #[must_use]
    pub const fn threshold(&self) -> u8 {
        self.threshold
    }

    /// Which share this is; the first is 1.
    #[must_use]
    pub const fn number(&self) -> u8 {
        self.number
    }

    /// The ceremony it belongs to, as it stands in the text: eight hexadecimal digits.
    #[must_use]
    pub fn ceremony(&self) -> String {
        hex::encode_upper(self.ceremony)
    }

    /// Everything that stands before the secret part, as symbols: the checksum covers it.
    fn head(threshold: u8, number: u8, ceremony: [u8; 4]) -> impl Iterator<Item = u8> {
        let digits = ceremony.into_iter().flat_map(|byte| [byte >> 4, byte & 15]);
        [threshold, number].into_iter().chain(digits)
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let secret = bech32::values_of(&self.part);
        let mut all = Zeroizing::new(Vec::with_capacity(10 + SYMBOLS));
        all.extend(Self::head(self.threshold, self.number, self.ceremony));
        all.extend_from_slice(&secret);
        let check = bech32::checksum(PREFIX, &all, Form::Bech32m);

        let (threshold, number, ceremony) = (self.threshold, self.number, self.ceremony());
        write!(f, "{PREFIX}-{FORM}-{threshold}-{number}-{ceremony}")?;
        for group in secret.chunks(GROUP).chain([check.as_slice()]) {
            f.write_str("-")?;
            for &value in group {
                write!(f, "{}", bech32::symbol(value))?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (number, threshold) = (self.number, self.threshold);
        write!(
            f,
            "Share({number}, {threshold} needed, {}, …)",
            self.ceremony()
        )
    }
}

impl FromStr for Share {
    type Err = ShareError;

    /// Reads a share as people type it. The error says where to look, never what was typed.
    fn from_str(text: &str) -> Result<Self, ShareError> {
        let mut clean = Zeroizing::new(String::with_capacity(text.len()));
        clean.extend(text.chars().filter(|c| !c.is_whitespace()).map(plain));

        let fields = clean
            .strip_prefix(PREFIX)
            .and_then(|rest| rest.strip_prefix('-'));
        let mut fields = fields.ok_or(ShareError::NotAShare)?.splitn(5, '-');
        let mut next = || fields.next().ok_or(ShareError::NotAShare);
        if next()? != FORM {
            return Err(ShareError::Form);
        }
        let threshold = figure(next()?, 2)?;
        let number = figure(next()?, 1)?;
        let mut ceremony = [0; 4];
        hex::decode_to_slice(next()?, &mut ceremony).map_err(|_| ShareError::Ceremony)?;

        let mut all = Zeroizing::new(Vec::with_capacity(10 + SYMBOLS + text.len()));
        all.extend(Self::head(threshold, number, ceremony));
        let head = all.len();
        for (at, sign) in next()?.chars().filter(|&c| c != '-').enumerate() {
            let group = at / GROUP + 1;
            all.push(bech32::value(sign).ok_or(ShareError::Sign { group })?);
        }
        if all.len() != head + SYMBOLS {
            let (found, needed) = (all.len() - head, SYMBOLS);
            return Err(ShareError::Length { found, needed });
        }
        if !bech32::fits(PREFIX, &all, Form::Bech32m) {
            return Err(ShareError::Checksum);
        }
        let secret = all.get(head..head + SECRET_SYMBOLS).unwrap_or_default();
        Ok(Self {
            threshold,
            number,
            ceremony,
            part: bech32::bytes_of(secret).ok_or(ShareError::Checksum)?,
        })
    }
}

/// Capitals, and a plain dash for those that word processors make of one.
fn plain(typed: char) -> char {
    match typed {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        other => other.to_ascii_uppercase(),
    }
}

/// A figure from `least` to 16, written in one way only.
fn figure(text: &str, least: u8) -> Result<u8, ShareError> {
    text.parse()
        .ok()
        .filter(|read| (least..=MAX_SHARES).contains(read) && read.to_string() == text)
        .ok_or(ShareError::Numbers)
}
