//! Many submissions at once, to a server that may be killed meanwhile.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;
use smv_cert_tests::{report, text};
use tokio::task::JoinSet;

use crate::outside::until;

/// For a few submissions that are sent again and again.
const LIMIT: Duration = Duration::from_mins(1);

/// One report with its key: what a retry must repeat.
#[derive(Clone)]
pub(super) struct Submission {
    pub(super) key: String,
    body: Value,
}

/// What came back for a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// 201.
    Told(Told),
    /// 503: kept or not, a retry will tell.
    Busy,
    /// The connection was refused, or broke before there was a whole answer.
    Nothing,
}

/// What a client was told with a 201.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) number: String,
    code: String,
}

impl Submission {
    /// Number `n` of a round; no two are of the same firm.
    pub(super) fn new(round: usize, n: usize) -> Self {
        let firm = format!("Firma {round}-{n}");
        Self {
            key: format!("crash-key-{round:03}-{n:06}"),
            body: report::of("other", &firm, &format!("Noget er sket hos {firm}.")),
        }
    }

    async fn send(&self, http: &reqwest::Client, url: &str) -> Answer {
        let request = http
            .post(format!("{url}/api/v1/reports"))
            .header("Idempotency-Key", &self.key)
            .json(&self.body);
        let Ok(answer) = request.send().await else {
            return Answer::Nothing;
        };
        let status = answer.status().as_u16();
        assert!(matches!(status, 201 | 503), "{status}");
        match answer.json::<Value>().await {
            Err(_) => Answer::Nothing,
            Ok(_) if status == 503 => Answer::Busy,
            Ok(receipt) => Answer::Told(Told {
                number: text(&receipt, "number"),
                code: text(&receipt, "access_code"),
            }),
        }
    }
}

impl Answer {
    /// What the client was told, if anything.
    pub(super) fn told(&self) -> Option<&Told> {
        match self {
            Self::Told(told) => Some(told),
            Self::Busy | Self::Nothing => None,
        }
    }
}

/// Sends all at once; tells `heard` of each 201 as it comes. The answers, in the order of the
/// submissions.
pub(super) async fn send_at_once(
    url: &str,
    submissions: &[Submission],
    mut heard: impl FnMut(usize),
) -> Vec<Answer> {
    let http = reqwest::Client::new();
    let mut under_way = JoinSet::new();
    for (n, submission) in submissions.iter().cloned().enumerate() {
        let (http, url) = (http.clone(), url.to_owned());
        under_way.spawn(async move { (n, submission.send(&http, &url).await) });
    }
    let (mut answers, mut count) = (vec![Answer::Nothing; submissions.len()], 0);
    while let Some(ended) = under_way.join_next().await {
        let (n, answer) = ended.unwrap();
        if answer.told().is_some() {
            count += 1;
            heard(count);
        }
        answers[n] = answer;
    }
    answers
}

/// Sends these until each is told of, a few at once.
pub(super) async fn send_until_told(url: &str, submissions: &[Submission]) -> Vec<Told> {
    let mut all = Vec::new();
    for some in submissions.chunks(16) {
        let mut told: BTreeMap<&str, Told> = BTreeMap::new();
        until(LIMIT, "every retry is told of", async || {
            let left: Vec<Submission> = some
                .iter()
                .filter(|submission| !told.contains_key(submission.key.as_str()))
                .cloned()
                .collect();
            let answers = send_at_once(url, &left, |_| ()).await;
            for submission in some {
                let at = left.iter().position(|other| other.key == submission.key);
                if let Some(new) = at.and_then(|at| answers[at].told()) {
                    told.insert(&submission.key, new.clone());
                }
            }
            told.len() == some.len()
        })
        .await;
        all.extend(
            some.iter()
                .map(|submission| told[submission.key.as_str()].clone()),
        );
    }
    all
}
