//! Whether files can be kept, and whether somebody scans them.

use attachment::settings::Where;
use attachment::{Settings, Storage};

use super::finding::Finding;

/// Below this somebody should look, before files are refused.
const SOON_PERCENT: u64 = 15;

/// Writes, reads and removes an object; and asks the scanner for its version.
pub(super) fn findings(settings: &Settings) -> Vec<Finding> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let Ok(runtime) = runtime else {
        return Vec::new();
    };
    let storage = Storage::open(&settings.place, settings.least_free_percent);
    let probed = storage.and_then(|storage| {
        runtime.block_on(storage.probe())?;
        Ok(storage.free_percent())
    });
    let place = match &settings.place {
        Where::Folder(folder) => folder.display().to_string(),
        Where::S3(bucket) => format!("the bucket {}", bucket.name),
    };
    let mut findings = vec![match probed {
        Ok(Some(percent)) if percent < settings.least_free_percent => Finding::fail(
            "files",
            &format!("{place}: {percent} % free, no file is taken"),
            "see runbook, \"Disk full\"; reports without files go on",
        ),
        Ok(Some(percent)) if percent < settings.least_free_percent.max(SOON_PERCENT) => {
            let advice = "files are refused soon: make room";
            Finding::warn("files", &format!("{place}: {percent} % free"), advice)
        }
        Ok(_) => Finding::ok("files", &format!("{place} takes and gives files")),
        Err(error) => Finding::fail(
            "files",
            &format!("{place}: {}", chain(&error)),
            "check attachments.storage; reports without files go on",
        ),
    }];
    findings.push(match crate::attachments::scanner(settings) {
        None => Finding::warn(
            "scanner",
            "nobody scans files: they stay `received`",
            "install clamav-daemon and set attachments.scanner",
        ),
        Some(scanner) => match runtime.block_on(scanner.ping()) {
            Ok(version) => Finding::ok("scanner", &version),
            Err(error) => Finding::fail(
                "scanner",
                &format!("does not answer: {error}"),
                "is clamd running, and may we use its socket? files wait meanwhile",
            ),
        },
    });
    findings
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
