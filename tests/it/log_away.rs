//! Whoever takes the log is gone, or its disk is full: nobody who reports notices.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};

use smv_cert_tests::{Caller, TestDatabase, report};

use crate::outside::empty_folder;
use crate::served::{address, command};

/// A server whose words are read until it is ready, and never again.
struct Unheard(Child);

impl Unheard {
    fn start(command: &mut std::process::Command) -> (Self, Caller) {
        let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let url = lines
            .map_while(Result::ok)
            .find_map(|line| address(&line))
            .expect("it says where it serves");
        drop(child.stderr.take());
        (Self(child), Caller::new(&url))
    }
}

impl Drop for Unheard {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn when_nobody_takes_the_log_any_more_reports_go_on() {
    let (database, folder) = (TestDatabase::new(), empty_folder("log-away"));
    let mut command = command(&folder, Some(&database.url));
    let command = command.env("SMV_CERT_LOG", "debug").arg("serve");
    let (_server, anyone) = Unheard::start(command);

    for number in 0..5 {
        let key = format!("nobody-takes-the-log-{number}");
        let report = report::of("other", &format!("Firma {number}"), "Der skete noget her.");
        let _ = anyone
            .post_once("/api/v1/reports", &key, &report)
            .await
            .expect(201);
    }

    std::fs::remove_dir_all(&folder).unwrap();
}
