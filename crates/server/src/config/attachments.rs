//! How files are taken, kept and scanned.

use std::path::{Path, PathBuf};
use std::time::Duration;

use attachment::settings::{Bucket, ScannerAddress, Settings, Where};
use secrecy::SecretString;

use super::fields::Fields;

/// Where files lie when nobody names a place, within the data directory.
const FOLDER: &str = "attachments";
/// As file managers count.
const MEGABYTE: u64 = 1_000_000;

/// The section `attachments`.
pub(super) fn from_fields(fields: &mut Fields<'_>, data_dir: &Path) -> Settings {
    let (place, is_usual_place) = place(fields, data_dir);
    let scanner = fields.parsed(
        "attachments.scanner",
        "unix:/SOCKET or tcp:HOST:PORT of clamd",
        ScannerAddress::parse,
    );
    let mut number = |name, least, most| u64::from(fields.number(name, least, most));
    let form_files = number("attachments.form_files", 1, 100);
    let form_mb = number("attachments.form_mb", 1, 1000);
    let file_mb = number("attachments.file_mb", 1, 10_000);
    let per_report = number("attachments.files_per_report", 1, 1000);
    let at_once = number("attachments.at_once", 1, 1000);
    let per_sender = number("attachments.at_once_per_sender", 1, 1000);
    let least_free_percent = number("attachments.least_free_percent", 0, 100);
    let minutes = number("attachments.request_minutes", 1, 24 * 60);
    let hours = number("attachments.unfinished_hours", 1, 24 * 30);
    let days = number("attachments.unknown_days", 1, 3650);
    let scanner_mb = number("attachments.scanner_megabytes", 1, 10_000);
    let scan = number("attachments.scan_seconds", 1, 3600);
    Settings {
        place,
        is_usual_place,
        form_files: usize::try_from(form_files).unwrap_or(usize::MAX),
        form_bytes: form_mb * MEGABYTE,
        file_bytes: file_mb * MEGABYTE,
        per_report: i32::try_from(per_report).unwrap_or(i32::MAX),
        at_once: usize::try_from(at_once).unwrap_or(usize::MAX),
        at_once_per_sender: usize::try_from(per_sender).unwrap_or(usize::MAX),
        least_free_percent,
        request: Duration::from_mins(minutes),
        unfinished: Duration::from_hours(hours),
        unknown: Duration::from_hours(days * 24),
        scanner,
        scanner_bytes: scanner_mb * MEGABYTE,
        scan: Duration::from_secs(scan),
        zip_password: fields.words("attachments.zip_password"),
    }
}

/// Where files lie, and whether that is only where they lie unless somebody says so.
fn place(fields: &mut Fields<'_>, data_dir: &Path) -> (Where, bool) {
    let expected = "file:, file:/PATH or s3://BUCKET/PREFIX";
    let named = fields
        .parsed("attachments.storage", expected, |text| match text {
            "file:" => Some(None),
            _ => folder(text).or_else(|| bucket(text)).map(Some),
        })
        .flatten();
    let is_usual = named.is_none();
    let mut place = named.unwrap_or_else(|| Where::Folder(data_dir.join(FOLDER)));
    let endpoint = fields
        .site("attachments.s3_endpoint")
        .map(|url| url.as_str().trim_end_matches('/').to_owned());
    let region = fields.words("attachments.s3_region");
    let secret = |name| fields.text(name).map(SecretString::from);
    let access_key = secret("attachments.s3_access_key");
    let secret_key = secret("attachments.s3_secret_key");
    if let Where::S3(bucket) = &mut place {
        if access_key.is_none() || secret_key.is_none() {
            fields.problem(
                "attachments.storage",
                "needs attachments.s3_access_key and attachments.s3_secret_key",
            );
        }
        *bucket = Bucket {
            endpoint,
            region,
            access_key,
            secret_key,
            ..bucket.clone()
        };
    }
    (place, is_usual)
}

fn folder(text: &str) -> Option<Where> {
    let path = PathBuf::from(text.strip_prefix("file:")?);
    path.is_absolute().then_some(Where::Folder(path))
}

fn bucket(text: &str) -> Option<Where> {
    let (name, prefix) = match text.strip_prefix("s3://")?.split_once('/') {
        Some((name, prefix)) => (name, prefix.trim_matches('/')),
        None => (text.strip_prefix("s3://")?, ""),
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '/');
    let usable = !name.is_empty() && name.chars().all(plain) && prefix.chars().all(plain);
    usable.then(|| {
        Where::S3(Bucket {
            name: name.to_owned(),
            prefix: prefix.to_owned(),
            endpoint: None,
            region: String::new(),
            access_key: None,
            secret_key: None,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::{Where, bucket, folder};

    #[test]
    fn files_lie_in_a_folder_or_a_bucket() {
        let Some(Where::S3(found)) = bucket("s3://smv/reports/files/") else {
            panic!("a bucket");
        };
        assert_eq!(
            (found.name.as_str(), found.prefix.as_str()),
            ("smv", "reports/files")
        );
        assert!(matches!(bucket("s3://smv"), Some(Where::S3(b)) if b.prefix.is_empty()));
        assert!(matches!(folder("file:/srv/files"), Some(Where::Folder(_))));
        for wrong in ["s3://", "s3:///x", "https://x", "file:relative", "s3://a b"] {
            assert!(
                bucket(wrong).is_none() && folder(wrong).is_none(),
                "{wrong}"
            );
        }
    }
}
