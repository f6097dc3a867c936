//! The words of `smv-cert api-key`.

use chrono::Duration;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, Subcommand};
use domain::api_key::{DAYS_MAX, OVERLAP_DAYS_MAX, Scope};
use ipnet::IpNet;
use uuid::Uuid;

#[derive(Debug, Subcommand)]
pub(in crate::command) enum ApiKey {
    /// Make a key and print it, this once
    Add(NewKey),
    /// Make a key that follows the present ones of an owner, with the same scopes and sources
    ///
    /// The present ones go on for the overlap, so that the caller can change over without a gap.
    Rotate {
        /// Who calls with it, as in `msp-acme`
        owner: String,
        /// So long the present keys go on, as in `7d` or `12h`
        #[arg(long, default_value = "7d", value_parser = overlap)]
        overlap: Duration,
        /// Valid so many days
        #[arg(long, default_value_t = DAYS_MAX, value_parser = days())]
        days: u32,
    },
    /// Show the keys: whose, what they allow, until when, and when they were last used
    List,
    /// Revoke all keys of an owner, from this moment
    Revoke {
        /// Who called with them
        #[arg(long)]
        owner: String,
        /// Only the key with this id, as in `api-key list`
        #[arg(long)]
        key: Option<Uuid>,
    },
}

#[derive(Debug, Args)]
pub(in crate::command) struct NewKey {
    /// Who calls with it, as in `msp-acme`
    #[arg(long)]
    pub(in crate::command) owner: String,
    /// Valid so many days
    #[arg(long, default_value_t = DAYS_MAX, value_parser = days())]
    pub(in crate::command) days: u32,
    /// What it allows; may be given more than once [default: submit]
    #[arg(long = "scope", value_parser = PossibleValuesParser::new(Scope::CODES).try_map(scope))]
    pub(in crate::command) scopes: Vec<Scope>,
    /// A network from which it may be used; may be given more than once [default: from anywhere]
    #[arg(long = "source", value_name = "NETWORK", value_parser = source)]
    pub(in crate::command) sources: Vec<IpNet>,
}

fn days() -> clap::builder::RangedI64ValueParser<u32> {
    clap::value_parser!(u32).range(1..=i64::from(DAYS_MAX))
}

fn scope(code: String) -> Result<Scope, String> {
    Scope::from_code(&code).ok_or(code)
}

fn source(text: &str) -> Result<IpNet, String> {
    let expected = "a network, as in 192.0.2.0/24 or 2001:db8:7::/48";
    let network = crate::config::network(text).ok_or(expected)?;
    if network.prefix_len() == 0 {
        return Err("everywhere is no source: leave it out".to_owned());
    }
    Ok(network.trunc())
}

fn overlap(text: &str) -> Result<Duration, String> {
    let expected = || format!("hours or days up to {OVERLAP_DAYS_MAX}d, as in 12h or 7d");
    let (number, unit) = text
        .split_at_checked(text.len().saturating_sub(1))
        .ok_or_else(expected)?;
    let number: u32 = number.parse().map_err(|_| expected())?;
    let overlap = match unit {
        "h" => Duration::hours(number.into()),
        "d" => Duration::days(number.into()),
        _ => return Err(expected()),
    };
    if overlap > Duration::days(OVERLAP_DAYS_MAX.into()) {
        return Err(expected());
    }
    Ok(overlap)
}

#[cfg(test)]
mod tests {
    use super::{overlap, source};
    use chrono::Duration;

    #[test]
    fn overlaps_and_sources_are_read_or_refused() {
        assert_eq!(overlap("7d"), Ok(Duration::days(7)));
        assert_eq!(overlap("12h"), Ok(Duration::hours(12)));
        for bad in ["", "7", "d", "7w", "31d", "-1d", "721h", "7dd", "é"] {
            assert!(overlap(bad).is_err(), "{bad}");
        }
        assert_eq!(source("192.0.2.9/24").unwrap().to_string(), "192.0.2.0/24");
        assert_eq!(source("192.0.2.9").unwrap().to_string(), "192.0.2.9/32");
        for bad in ["0.0.0.0/0", "::/0", "192.0.2.0/33", "acme.example"] {
            assert!(source(bad).is_err(), "{bad}");
        }
    }
}
