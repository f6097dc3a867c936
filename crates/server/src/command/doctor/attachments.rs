//! Whether files can be kept, and whether somebody scans them.

use attachment::settings::Where;
use attachment::{Settings, Storage, StorageError};
use tokio::runtime::Runtime;

use super::finding::Finding;
use crate::Role;

/// Below this somebody should look, before files are refused.
const SOON_PERCENT: u64 = 15;

/// What each role does with the storage, tried; and what the scanner says.
pub(super) fn findings(settings: &Settings, roles: &[Role]) -> Vec<Finding> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let Ok(runtime) = runtime else {
        return Vec::new();
    };
    let storage = Storage::new(&settings.place, settings.least_free_percent);
    let place = match &settings.place {
        Where::Folder(folder) => folder.display().to_string(),
        Where::S3(bucket) => format!("the bucket {}", bucket.name),
    };
    let mut findings: Vec<Finding> = roles
        .iter()
        .map(|role| match runtime.block_on(probe(&storage, *role)) {
            Ok(does) => Finding::ok("files", &format!("{place}: {role} {does}")),
            Err(error) => Finding::fail(
                "files",
                &format!("{place}: {role}: {}", chain(&error)),
                "check attachments.storage and its rights; reports without files go on",
            ),
        })
        .collect();
    if roles.contains(&Role::Public) {
        findings.extend(room(&storage, settings, &place));
    }
    if roles.contains(&Role::Worker) {
        findings.push(scanner(settings, &runtime));
    }
    findings
}

/// Tries what a role must be able to do, and answers what that is.
async fn probe(storage: &Storage, role: Role) -> Result<&'static str, StorageError> {
    match role {
        Role::Public => {
            storage.probe_writing().await?;
            Ok("can write")
        }
        Role::Staff => {
            storage.probe_reading().await?;
            Ok("can read")
        }
        Role::Worker => {
            storage.probe_reading().await?;
            storage.probe_removing().await?;
            Ok("can read and remove")
        }
    }
}

/// Whether files are refused for want of room, or will be soon.
fn room(storage: &Storage, settings: &Settings, place: &str) -> Option<Finding> {
    // That it cannot be reached is told elsewhere.
    let percent = storage.free_percent().ok().flatten()?;
    if percent < settings.least_free_percent {
        return Some(Finding::fail(
            "files",
            &format!("{place}: {percent} % free, no file is taken"),
            "see runbook, \"Disk full\"; reports without files go on",
        ));
    }
    (percent < settings.least_free_percent.max(SOON_PERCENT)).then(|| {
        let advice = "files are refused soon: make room";
        Finding::warn("files", &format!("{place}: {percent} % free"), advice)
    })
}

fn scanner(settings: &Settings, runtime: &Runtime) -> Finding {
    let Some(scanner) = crate::attachments::scanner(settings) else {
        return Finding::warn(
            "scanner",
            "nobody scans files: they stay `received`",
            "install clamav-daemon and set attachments.scanner",
        );
    };
    match runtime.block_on(scanner.ping()) {
        Ok(version) => Finding::ok("scanner", &version),
        Err(error) => Finding::fail(
            "scanner",
            &format!("does not answer: {error}"),
            "is clamd running, and may we use its socket? files wait meanwhile",
        ),
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        line.push_str(": ");
        line.push_str(&cause.to_string());
        source = cause.source();
    }
    line
}
