//! Many submissions at once, to a server that may be killed meanwhile.

use serde_json::Value;
use smv_cert_tests::{report, text};
use tokio::task::JoinSet;

/// One report with its key: what a retry must repeat.
#[derive(Clone)]
pub(super) struct Submission {
    pub(super) key: String,
    body: Value,
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

    /// Sends it once. None: no answer, or another one than 201.
    pub(super) async fn send(&self, http: &reqwest::Client, url: &str) -> Option<Told> {
        let request = http
            .post(format!("{url}/api/v1/reports"))
            .header("Idempotency-Key", &self.key)
            .json(&self.body);
        let answer = request.send().await.ok()?;
        let status = answer.status().as_u16();
        assert!(matches!(status, 201 | 503), "{status}");
        let receipt: Value = answer.json().await.ok()?;
        (status == 201).then(|| Told {
            number: text(&receipt, "number"),
            code: text(&receipt, "access_code"),
        })
    }
}

/// Sends all at once; tells `heard` of each 201 as it comes. Answers them in the order of the
/// submissions.
pub(super) async fn send_at_once(
    url: &str,
    submissions: &[Submission],
    mut heard: impl FnMut(usize),
) -> Vec<Option<Told>> {
    let http = reqwest::Client::new();
    let mut under_way = JoinSet::new();
    for (n, submission) in submissions.iter().cloned().enumerate() {
        let (http, url) = (http.clone(), url.to_owned());
        under_way.spawn(async move { (n, submission.send(&http, &url).await) });
    }
    let (mut told, mut count) = (vec![None; submissions.len()], 0);
    while let Some(ended) = under_way.join_next().await {
        let (n, answer) = ended.unwrap();
        if answer.is_some() {
            count += 1;
            heard(count);
        }
        told[n] = answer;
    }
    told
}
