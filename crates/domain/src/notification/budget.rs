//! How many mails an address gets that nobody at the desk wrote.
//!
//! Anybody can name any address in a report. Without a limit our confirmation would fill a stranger's
//! mailbox (security.md, T2); the numbers are those of Matrix Authentication Service.

use chrono::TimeDelta;

/// So many at once.
pub const BURST: i32 = 3;
/// After those, one in this time.
pub const EVERY: TimeDelta = TimeDelta::minutes(80);

/// One mailbox under its many names: capitals do not matter, and what follows a plus is the owner's own
/// mark (RFC 5233) in most mailboxes.
#[must_use]
pub fn mailbox(address: &str) -> String {
    let address = address.trim().to_lowercase();
    let Some((local, host)) = address.rsplit_once('@') else {
        return address;
    };
    let local = match local.split_once('+') {
        Some((name, _)) if !name.is_empty() => name,
        _ => local,
    };
    format!("{local}@{host}")
}

#[cfg(test)]
mod tests {
    use super::mailbox;

    #[test]
    fn one_mailbox_has_one_name() {
        for name in [
            "karen@solsikken.example",
            "Karen@Solsikken.Example",
            "karen+1@solsikken.example",
            "karen+a+b@solsikken.example",
        ] {
            assert_eq!(mailbox(name), "karen@solsikken.example", "{name}");
        }
        assert_eq!(mailbox("+1@solsikken.example"), "+1@solsikken.example");
        assert_eq!(mailbox("no address"), "no address");
    }
}
