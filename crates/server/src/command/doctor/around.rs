//! What lies around the program: style sheets, the data directory, disk space.

use std::path::Path;
use std::process::Command;

use super::finding::Finding;

/// Below this share of free space somebody should look.
const WARN_PERCENT: u64 = 15;
/// Below this one nothing can be relied on.
const FAIL_PERCENT: u64 = 3;

/// Whether the design system was compiled in.
pub(super) fn assets() -> Finding {
    if api::assets::are_complete() {
        Finding::ok("assets", "the design system is compiled in")
    } else {
        Finding::warn(
            "assets",
            "built without the design system: pages are plain",
            "run `make assets` and build again",
        )
    }
}

/// Whether the data directory can be written.
pub(super) fn data_directory(path: &Path) -> Finding {
    let probe = path.join(".doctor");
    let written = std::fs::create_dir_all(path)
        .and_then(|()| std::fs::write(&probe, []))
        .and_then(|()| std::fs::remove_file(&probe));
    match written {
        Ok(()) => Finding::ok("storage", &format!("{} can be written", path.display())),
        Err(error) => Finding::fail(
            "storage",
            &format!("{} cannot be written: {error}", path.display()),
            "correct its owner, or set SMV_CERT_DATA_DIR",
        ),
    }
}

/// Free space of the data directory's volume, as `df` tells it.
pub(super) fn disk(path: &Path) -> Finding {
    let said = Command::new("df").arg("-Pk").arg(path).output();
    let said = said.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    match said.ok().as_deref().and_then(parse) {
        Some((free, total)) => judge(free, total),
        None => Finding::warn(
            "disk",
            "`df` does not tell",
            "look at the free space yourself",
        ),
    }
}

/// Free and total kilobytes from the second line of `df -Pk`.
fn parse(said: &str) -> Option<(u64, u64)> {
    let mut columns = said.lines().nth(1)?.split_whitespace().skip(1);
    let total = columns.next()?.parse().ok()?;
    let free = columns.nth(1)?.parse().ok()?;
    Some((free, total))
}

fn judge(free: u64, total: u64) -> Finding {
    let percent = free.saturating_mul(100) / total.max(1);
    let message = format!("{} MB free, {percent} %", free / 1024);
    let advice = "see runbook, \"Disk full\"";
    if percent < FAIL_PERCENT {
        Finding::fail("disk", &message, advice)
    } else if percent < WARN_PERCENT {
        Finding::warn("disk", &message, advice)
    } else {
        Finding::ok("disk", &message)
    }
}

#[cfg(test)]
mod tests {
    use super::super::finding::Health;
    use super::{judge, parse};

    #[test]
    fn the_second_line_of_df_tells_the_free_space() {
        let said = "Filesystem 1024-blocks Used Available Capacity Mounted on\n\
                    /dev/vda1 1000 900 100 90% /\n";

        assert_eq!(parse(said), Some((100, 1000)));
        assert_eq!(parse("df: no such file\n"), None);
    }

    #[test]
    fn little_space_warns_and_hardly_any_fails() {
        assert_eq!(judge(50, 100).status, Health::Ok);
        assert_eq!(judge(10, 100).status, Health::Warn);
        assert_eq!(judge(2, 100).status, Health::Fail);
    }
}
