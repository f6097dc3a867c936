//! Parts that several pages show: a sentence with a link in it, the urgent panel, first aid.

use domain::advice;
use domain::duty::{Applies, Duty, DutyName};
use domain::kind::{Kind, PoliceChannel};
use domain::language::Language;
use i18n::Texts;

use super::desk::Wave;
use super::site::{Contacts, tel};

/// A mark that no text contains, to find where the link goes.
const MARK: &str = "\u{1}";

/// A text with one link in it.
pub(super) struct Sentence {
    /// Before the link; all of the text when there is none.
    pub(super) before: String,
    /// The link.
    pub(super) link: Option<Link>,
    /// After the link.
    pub(super) after: String,
}

/// A link.
pub(super) struct Link {
    /// Where to.
    pub(super) address: String,
    /// What it says.
    pub(super) text: String,
}

impl Sentence {
    fn plain(text: String) -> Self {
        Self {
            before: text,
            link: None,
            after: String::new(),
        }
    }

    /// A text whose `$phone` becomes our number.
    pub(super) fn with_phone(texts: Texts, key: &str, contacts: &Contacts) -> Self {
        Self::around_phone(texts.with(key, &[("phone", &MARK)]), contacts)
    }

    /// The same, with our hours for `$hours`.
    pub(super) fn with_phone_and_hours(texts: Texts, key: &str, contacts: &Contacts) -> Self {
        let hours = contacts.our_hours(texts.language());
        let whole = texts.with(key, &[("phone", &MARK), ("hours", &hours)]);
        Self::around_phone(whole, contacts)
    }

    fn around_phone(whole: String, contacts: &Contacts) -> Self {
        match whole.split_once(MARK) {
            Some((before, after)) => Self {
                before: before.to_owned(),
                link: Some(Link {
                    address: tel(&contacts.our_phone),
                    text: contacts.our_phone.clone(),
                }),
                after: after.to_owned(),
            },
            None => Self::plain(whole),
        }
    }
}

/// "Happening now?", most urgent first. Web sites are never told to unplug.
pub(super) fn urgent(texts: Texts, kind: Option<Kind>, contacts: &Contacts) -> Vec<Sentence> {
    let keys: &[&str] = match kind {
        Some(Kind::Ddos | Kind::Defacement) => &["page-urgent-host", "page-urgent-keep"],
        Some(Kind::Bec) => &["page-urgent-bank", "page-urgent-stop-payments"],
        // The advice under it begins with unplugging, and the firm has said that it happens now.
        Some(Kind::Ransomware | Kind::Malware) => &[],
        Some(
            Kind::Phishing
            | Kind::AccountTakeover
            | Kind::DataBreach
            | Kind::Vulnerability
            | Kind::Other,
        )
        | None => &[
            "page-urgent-unplug",
            "page-urgent-leave-on",
            "page-urgent-bank",
        ],
    };
    let call = if keys.is_empty() {
        "page-urgent-call-now"
    } else {
        "page-urgent-call"
    };
    keys.iter()
        .map(|key| Sentence::plain(texts.get(key)))
        .chain([Sentence::with_phone_and_hours(texts, call, contacts)])
        .collect()
}

/// What the pages say in a wave of reports.
pub(super) struct Banner {
    /// That there is one, and of what.
    pub(super) heading: String,
    /// The first things to do about it.
    pub(super) lines: &'static [String],
}

impl Banner {
    /// The banner of a wave.
    pub(super) fn new(texts: Texts, wave: Wave) -> Self {
        let language = texts.language();
        match wave.kind {
            Some(kind) => Self {
                heading: texts.with("page-wave-of", &[("what", &advice::title(kind, language))]),
                lines: Advice::short(kind, language).first,
            },
            None => Self {
                heading: texts.get("page-wave"),
                lines: &[],
            },
        }
    }
}

/// First aid for one kind.
pub(super) struct Advice {
    /// What it is about.
    pub(super) title: &'static str,
    /// Shown at once.
    pub(super) first: &'static [String],
    /// Shown on demand; numbering goes on.
    pub(super) rest: &'static [String],
}

impl Advice {
    /// The advice with its most urgent steps apart.
    fn short(kind: Kind, language: Language) -> Self {
        let steps = advice::steps(kind, language);
        let (first, rest) = steps.split_at_checked(2).unwrap_or((steps, &[]));
        Self {
            title: advice::title(kind, language),
            first,
            rest,
        }
    }

    /// The number of the first step of the rest.
    pub(super) fn rest_starts_at(&self) -> usize {
        self.first.len() + 1
    }

    /// The advice for a chosen kind; for a web site, both while nobody has said what is wrong.
    pub(super) fn for_step(kind: Kind, site_state: &str, language: Language) -> Vec<Self> {
        match (kind, site_state) {
            (Kind::Defacement | Kind::Ddos, "" | "unknown") => vec![
                Self::short(Kind::Defacement, language),
                Self::short(Kind::Ddos, language),
            ],
            (kind, _) => vec![Self::short(kind, language)],
        }
    }
}

/// One duty in words.
pub(super) struct DutyLine {
    /// Which, and that it is likely or possible.
    pub(super) text: String,
    /// When it is due.
    pub(super) due: String,
    /// Where it is done.
    pub(super) link: &'static str,
    /// The same in words.
    pub(super) link_text: &'static str,
}

/// Duties in words, with due times.
pub(super) fn duty_lines(duties: &[Duty], texts: Texts) -> Vec<DutyLine> {
    let line = |duty: &Duty| {
        let name = texts.get(&format!("page-duty-{}", duty.name));
        let key = match duty.applies {
            Applies::Likely => "page-duty-likely",
            Applies::Possibly => "page-duty-possibly",
        };
        let (link, link_text) = where_to(duty.name);
        DutyLine {
            link,
            link_text,
            text: texts.with(key, &[("duty", &name)]),
            due: match duty.due_at {
                Some(at) => {
                    let at = i18n::date_time_with_zone(texts.language(), at);
                    texts.with("page-duty-due", &[("at", &at)])
                }
                None => texts.get("page-duty-without-delay"),
            },
        }
    };
    duties.iter().map(line).collect()
}

/// Where a duty is done: the common portal for all notices (`reference/data/nis2/deadlines.json`); how
/// to tell the people affected, the authority explains.
const fn where_to(duty: DutyName) -> (&'static str, &'static str) {
    match duty {
        DutyName::GdprInform => ("https://www.datatilsynet.dk/", "datatilsynet.dk"),
        DutyName::GdprNotify
        | DutyName::Nis2EarlyWarning
        | DutyName::Nis2Notification
        | DutyName::Nis2Final => ("https://virk.dk/", "virk.dk"),
    }
}

/// How the firm itself reports this kind to the police.
pub(super) fn police_route(kind: Kind, texts: Texts) -> Option<String> {
    match kind.facts().police_channel {
        PoliceChannel::Economic114 => Some(texts.get("page-police-route-call")),
        PoliceChannel::Hacking | PoliceChannel::HackingIfCrime | PoliceChannel::Economic => {
            Some(texts.get("page-police-route-form"))
        }
        PoliceChannel::Assess | PoliceChannel::None => None,
    }
}
