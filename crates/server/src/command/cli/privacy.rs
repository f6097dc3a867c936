//! The words of `smv-cert privacy` and `smv-cert retention`.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use domain::contact::{Email, Phone};
use domain::cvr::Cvr;
use domain::number::ReportNumber;
use domain::privacy::retention::CONTENT_DAYS;

#[derive(Debug, Subcommand)]
pub(in crate::command) enum Privacy {
    /// Say which cases hold something about a person or firm, and where
    Find(Who),
    /// Write all about a person or firm into a zip (GDPR, Article 15)
    Export {
        #[command(flatten)]
        who: Who,
        /// Where to write it
        #[arg(long, value_name = "FILE.zip")]
        out: PathBuf,
        #[command(flatten)]
        order: OrderArgs,
    },
    /// Write the documents of a case into a zip, persons blanked (aktindsigt)
    Documents {
        /// Number of the case
        #[arg(long = "case", value_name = "NUMBER", value_parser = number)]
        case: ReportNumber,
        /// Where to write it
        #[arg(long, value_name = "FILE.zip")]
        out: PathBuf,
        /// More words to blank; again for each
        #[arg(long, value_name = "WORD", num_args = 1..)]
        redact: Vec<String>,
        /// Internal notes go out too
        #[arg(long)]
        with_notes: bool,
        #[command(flatten)]
        order: OrderArgs,
    },
    /// Erase a person from every case (GDPR, Article 17)
    Erase {
        #[command(flatten)]
        who: Person,
        /// Only say what would be erased
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        order: OrderArgs,
    },
    /// What must not be erased or deleted yet
    #[command(subcommand)]
    Hold(Hold),
    /// Decisions of the archives: nothing is deleted without one (arkivloven)
    #[command(subcommand)]
    Decision(Decision),
}

/// A person or firm: one thing that is known of them, or several.
#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
pub(in crate::command) struct Who {
    /// Mail address
    #[arg(long, value_parser = email)]
    pub(in crate::command) email: Option<Email>,
    /// Phone number
    #[arg(long, value_parser = phone)]
    pub(in crate::command) phone: Option<Phone>,
    /// Full name
    #[arg(long)]
    pub(in crate::command) name: Option<String>,
    /// Number in the register of firms
    #[arg(long, value_parser = cvr)]
    pub(in crate::command) cvr: Option<Cvr>,
}

/// A person: one thing that is known of them, or several.
#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
pub(in crate::command) struct Person {
    /// Mail address
    #[arg(long, value_parser = email)]
    pub(in crate::command) email: Option<Email>,
    /// Phone number
    #[arg(long, value_parser = phone)]
    pub(in crate::command) phone: Option<Phone>,
    /// Full name
    #[arg(long)]
    pub(in crate::command) name: Option<String>,
}

#[derive(Debug, Args)]
pub(in crate::command) struct OrderArgs {
    /// Who orders it; stands in the timeline of each case
    #[arg(long, value_name = "NAME")]
    pub(in crate::command) by: String,
    /// Why, or the reference of the request; stands there too
    #[arg(long, value_name = "TEXT")]
    pub(in crate::command) reason: String,
}

#[derive(Debug, Subcommand)]
pub(in crate::command) enum Hold {
    /// Keep a case from erasure and deletion
    Add {
        /// Number of the case
        #[arg(long = "case", value_name = "NUMBER", value_parser = number)]
        case: ReportNumber,
        /// When it must be looked at again
        #[arg(long, value_name = "YYYY-MM-DD")]
        review_on: NaiveDate,
        #[command(flatten)]
        order: OrderArgs,
    },
    /// Show what is on hold, overdue reviews first
    List,
    /// End the hold of a case
    Release {
        /// Number of the case
        #[arg(long = "case", value_name = "NUMBER", value_parser = number)]
        case: ReportNumber,
        #[command(flatten)]
        order: OrderArgs,
    },
}

#[derive(Debug, Subcommand)]
pub(in crate::command) enum Decision {
    /// Record a decision
    Add {
        /// The archives' reference
        #[arg(long, value_name = "TEXT")]
        reference: String,
        /// It covers cases received until this day
        #[arg(long, value_name = "YYYY-MM-DD")]
        covers_until: NaiveDate,
    },
    /// Show the decisions
    List,
}

#[derive(Debug, Args)]
pub(in crate::command) struct Retention {
    /// Delete; without it, only say what would go
    #[arg(long)]
    pub(in crate::command) run: bool,
    /// Content of closed and dismissed cases without a change for so many days
    #[arg(long, value_name = "N", default_value_t = CONTENT_DAYS)]
    pub(in crate::command) older_than_days: u32,
}

fn email(text: &str) -> Result<Email, String> {
    Email::parse(text).ok_or_else(|| "is no mail address".to_owned())
}

fn phone(text: &str) -> Result<Phone, String> {
    Phone::parse(text).ok_or_else(|| "is no phone number".to_owned())
}

fn cvr(text: &str) -> Result<Cvr, String> {
    Cvr::parse(text).map_err(|error| error.to_string())
}

fn number(text: &str) -> Result<ReportNumber, String> {
    ReportNumber::parse(text).map_err(|error| error.to_string())
}
