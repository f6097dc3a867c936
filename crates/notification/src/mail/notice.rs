//! A notice to one of us: no link to click on, for whoever signs in knows where.

use askama::Template;
use domain::language::Language;
use domain::notification::Mail;
use i18n::Texts;

use super::Rendered;
use crate::letterhead::Letterhead;

#[derive(Template)]
#[template(path = "mail/notice.txt")]
struct AsText<'a> {
    lead: &'a str,
    next: &'a str,
    doubt: &'a str,
    sender: &'a str,
    phone: &'a str,
}

#[derive(Template)]
#[template(path = "mail/notice.html")]
struct AsHtml<'a> {
    language: Language,
    subject: &'a str,
    lead: &'a str,
    next: &'a str,
    doubt: &'a str,
    sender: &'a str,
    phone: &'a str,
}

/// Puts a notice into words.
pub(super) fn render(
    mail: &Mail,
    texts: Texts,
    letterhead: &Letterhead,
) -> Result<Rendered, askama::Error> {
    let (name, number, phone) = (mail.name, &mail.number, letterhead.phone());
    let subject = format!("[{number}] {}", texts.get(&format!("mail-{name}-subject")));
    let lead = texts.with(&format!("mail-{name}-lead"), &[("number", number)]);
    let next = texts.get(&format!("mail-{name}-next"));
    let doubt = texts.with("mail-notice-doubt", &[("phone", &phone)]);
    let sender = texts.get("mail-sender");
    let text = AsText {
        lead: &lead,
        next: &next,
        doubt: &doubt,
        sender: &sender,
        phone,
    };
    let html = AsHtml {
        language: texts.language(),
        subject: &subject,
        lead: &lead,
        next: &next,
        doubt: &doubt,
        sender: &sender,
        phone,
    };
    Ok(Rendered {
        text: text.render()?,
        html: html.render()?,
        subject,
    })
}
