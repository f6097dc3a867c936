//! R1 (b), files: the program ends in the middle of one, after a piece is on the disk, and before it has its
//! name.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::{Value, json};
use smv_cert_tests::{Caller, PASSWORD, report, text};

use super::points::{attached, strace_works};
use super::{Dice, Row, World};
use crate::attachments::{Filed, noise};
use crate::outside::until;
use crate::steps;

const LIMIT: Duration = Duration::from_secs(30);

/// A report that files can be sent to, by whoever has its code.
pub(super) async fn filed(server: SocketAddr, key: &str) -> Filed {
    let anyone = Caller::new(&format!("http://{server}"));
    let key = format!("faults-files-{key}-0000");
    let body = report::of(
        "other",
        &format!("Firma {key}"),
        "Der ligger en fremmed fil.",
    );
    let receipt = anyone
        .post_once("/api/v1/reports", &key, &body)
        .await
        .expect(201);
    Filed::of(&anyone, receipt)
}

/// How the program ends while a file comes in.
enum End {
    Point(&'static str),
    /// At a system call: no code of ours stands between the two.
    Call(&'static str),
}

impl End {
    /// So often it may be passed, and four files still come to it: each has 12 portions and 2 pieces.
    fn most(&self) -> u64 {
        match self {
            Self::Point("mid-attachment") => 40,
            Self::Point(_) => 6,
            Self::Call(_) => 3,
        }
    }
}

/// `FAULTS_ABORTS` (20) of each kind; after each the report must be there, and a file that was acknowledged
/// must be whole.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes: make faults"]
async fn ended_within_a_file_the_report_is_there_and_acknowledged_files_are_whole() {
    let aborts = steps::setting("FAULTS_ABORTS", 20);
    let mut ends = vec![
        End::Point("mid-attachment"),
        End::Point("after-attachment-fsync"),
    ];
    if strace_works() {
        ends.push(End::Call("rename"));
    } else {
        println!("before-rename left out: strace is missing, or may not look into programs here");
    }
    let (mut dice, mut world) = (Dice::new("R1b-files"), World::new("R1b-files"));
    let bytes = noise(3_000_000);
    let (mut reports, mut acknowledged, mut done) = (Vec::new(), Vec::new(), 0);
    for end in &ends {
        for round in 0..aborts {
            let passes = dice.between(0, end.most());
            if let End::Point(point) = end {
                world.faults = format!("{point}={passes}*off->return");
            } else {
                world.faults.clear();
            }
            let pid = world.start().await;
            let filed = filed(world.address, &format!("{done}-{round}")).await;
            let mut tracer = None;
            for number in 0..4 {
                // It counts the calls of each thread for itself: the next one of any ends it.
                if let End::Call(call) = end
                    && passes == number
                {
                    tracer = Some(attached(pid, call, 1).await);
                }
                let name = format!("{number}.bin");
                // Each file is another, so that none is known already.
                let mut own = bytes.clone();
                own[0] = u8::try_from(number).unwrap();
                let answer = filed.try_post(&name, &own).await;
                if answer.is_some_and(|(status, _)| status == 201) {
                    acknowledged.push((text(&filed.receipt, "number"), own));
                }
            }
            until(LIMIT, "it ends within a file", async || world.has_ended()).await;
            drop(tracer);
            reports.push(filed);
            done += 1;
        }
    }
    world.kill();
    world.faults.clear();
    world.start_all().await;
    let lost = missing(&world, &reports, &acknowledged).await;

    let row = Row {
        fault: "R1 abort within a file",
        done: format!("{} points x {aborts}", ends.len()),
        acks: acknowledged.len(),
        lost,
        limit: "0 lost, files whole",
        result: format!("{} reports are there", reports.len()),
        caught: Vec::new(),
    };
    row.print();
    assert_eq!(lost, 0);
    assert!(!acknowledged.is_empty());
}

/// Acknowledged files that do not come back byte by byte, and reports that are gone.
pub(super) async fn missing(
    world: &World,
    reports: &[Filed],
    files: &[(String, Vec<u8>)],
) -> usize {
    let url = world.url();
    let login = json!({"email": "lead@demo.example", "password": PASSWORD});
    let staff = Caller::new(&url);
    let tokens = staff.post("/api/v1/auth/login", &login).await.expect(200);
    let lead = staff.with(text(&tokens, "access_token"));
    let mut missing = 0;
    for filed in reports {
        let own = filed.own().await;
        let number = text(&own, "number");
        let acknowledged: Vec<_> = files.iter().filter(|(of, _)| *of == number).collect();
        let case = world.lines(&format!(
            "SELECT case_id::text AS line FROM reports WHERE number = '{number}'"
        ));
        let listed = own["attachments"].as_array().unwrap().clone();
        let whole: Vec<&Value> = listed
            .iter()
            .filter(|file| file["state"] != "uploading")
            .collect();
        let mut there = Vec::new();
        for file in whole {
            let path = format!(
                "/api/v1/cases/{}/attachments/{}?form=raw",
                case[0],
                text(file, "id")
            );
            // A file that is not whole breaks off while it goes out.
            let answer = lead.request(reqwest::Method::GET, &path).send().await;
            if let Ok(bytes) = answer.unwrap().error_for_status().unwrap().bytes().await {
                there.push(bytes.to_vec());
            }
        }
        missing += acknowledged
            .iter()
            .filter(|(_, bytes)| !there.contains(bytes))
            .count();
        assert!(
            there.iter().all(|bytes| bytes.len() == 3_000_000),
            "no half file is shown"
        );
    }
    missing
}
