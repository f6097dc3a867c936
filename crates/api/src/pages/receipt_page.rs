//! The receipt: number and code, what to do now, what happens next. Prints as a first-aid sheet.

use askama::Template;
use domain::advice;
use domain::language::Language;
use i18n::Texts;

use super::field::{Control, Field};
use super::fragments::{DutyLine, duty_lines, police_route};
use super::layout::{Layout, Switch};
use super::saved::saved;
use super::site::Site;
use super::view::ReceiptView;

/// The page after sending.
#[derive(Template)]
#[template(path = "pages/receipt.html")]
pub(super) struct ReceiptPage<'a> {
    layout: Layout<'a>,
    receipt: &'a ReceiptView,
    code_groups: Vec<String>,
    steps: &'static [String],
    duties: Vec<DutyLine>,
    warnings: Vec<String>,
    police_route: Option<String>,
    saved: Field,
}

impl<'a> ReceiptPage<'a> {
    /// The receipt of a filed report.
    pub(super) fn new(site: &'a Site, language: Language, receipt: &'a ReceiptView) -> Self {
        let texts = Texts::new(language);
        let title = texts.with("page-receipt-title", &[("number", &receipt.number)]);
        Self {
            // In the other language the same report would be another body under the same key.
            layout: Layout::new(site, texts, title, Switch::None),
            code_groups: groups(&receipt.access_code),
            steps: advice::steps(receipt.kind, language),
            duties: duty_lines(&receipt.duties, texts),
            warnings: receipt
                .warnings
                .iter()
                .map(|warning| i18n::warning(texts, *warning))
                .collect(),
            police_route: police_route(receipt.kind, texts),
            saved: saved(texts, &[]),
            receipt,
        }
    }

    fn received(&self) -> String {
        let at = self.layout.date_time(&self.receipt.received_at);
        self.layout
            .texts()
            .with("page-receipt-received", &[("at", &at)])
    }

    fn next_update(&self) -> String {
        let at = self.layout.date_time(&self.receipt.next_update_due);
        self.layout
            .texts()
            .with("page-receipt-next-update", &[("at", &at)])
    }

    fn follow_address(&self) -> String {
        let address = format!(
            "{}{}",
            self.layout.site().public_url,
            self.layout.path("/follow")
        );
        self.layout
            .texts()
            .with("page-receipt-address", &[("address", &address)])
    }
}

/// The groups of a code with the dash that joins them, so that a line may break after it.
pub(super) fn groups(code: &str) -> Vec<String> {
    code.split_inclusive('-').map(str::to_owned).collect()
}
