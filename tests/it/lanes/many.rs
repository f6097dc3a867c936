//! Many reports, some twice and some bad, through the lanes.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use smv_cert_tests::{Reply, TestApp, text};
use tokio::task::JoinSet;

use super::{firm, send_until_answered};
use crate::steps;

/// What one of many sent, and what it was told.
struct Sent {
    firm: usize,
    valid: bool,
    reply: Reply,
}

/// `LANES_REPORTS` says how many (400); one in ten is sent twice, one in a hundred breaks a rule.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_reports_exactly_the_valid_distinct_ones_are_stored_and_each_gets_its_own_answer() {
    let many = steps::setting("LANES_REPORTS", 400);
    let app = TestApp::start().await;
    let mut waiting: Vec<usize> = (0..many)
        .flat_map(|number| std::iter::repeat_n(number, if number % 10 == 3 { 2 } else { 1 }))
        .collect();
    waiting.reverse();
    let mut under_way = JoinSet::new();
    let mut answers: BTreeMap<usize, Vec<Sent>> = BTreeMap::new();
    while !waiting.is_empty() || !under_way.is_empty() {
        while under_way.len() < 64
            && let Some(number) = waiting.pop()
        {
            let caller = app.anyone();
            under_way.spawn(async move {
                let valid = number % 100 != 7;
                let mut body = firm(number);
                if !valid {
                    body["description"] = json!("kort");
                }
                let reply = send_until_answered(&caller, number, &body).await;
                Sent {
                    firm: number,
                    valid,
                    reply,
                }
            });
        }
        let sent = under_way.join_next().await.unwrap().unwrap();
        answers.entry(sent.firm).or_default().push(sent);
    }

    let stored: BTreeSet<String> = app
        .database
        .lines("SELECT number || ' ' || encode(code_hash, 'hex') AS line FROM reports")
        .into_iter()
        .collect();
    let mut numbers = BTreeSet::new();
    for (firm, sent) in &answers {
        let first = &sent[0];
        for one in sent {
            let status = if one.valid { 201 } else { 422 };
            assert_eq!(one.reply.status, status, "{firm}: {}", one.reply.text());
            assert_eq!(
                one.reply.json["number"], first.reply.json["number"],
                "{firm}"
            );
            assert_eq!(
                one.reply.json["access_code"],
                first.reply.json["access_code"]
            );
        }
        if first.valid {
            assert!(numbers.insert(text(&first.reply.json, "number")), "{firm}");
        }
    }
    assert_eq!(answers.len(), many);
    assert_eq!(stored.len(), numbers.len());
    for line in &stored {
        assert!(numbers.contains(line.split(' ').next().unwrap()), "{line}");
    }
    // Every tenth answer opens what its sender wrote.
    for (firm, sent) in answers.iter().step_by(10).filter(|(_, sent)| sent[0].valid) {
        let receipt = &sent[0].reply.json;
        let path = format!("/api/v1/reports/{}", text(receipt, "number"));
        let own = app.reporter(receipt).get(&path).await.expect(200);
        let words = own.to_string();
        assert!(words.contains(&format!("nummer {firm}.")), "{words}");
    }
}
