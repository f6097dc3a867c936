//! The head of an age file, read with a limit: age itself would read one without end into memory.

use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};

use super::error::ArchiveError;

/// The longest head: about 150 recipients.
pub(super) const MAX_HEAD: u64 = 16 * 1024;
/// What the last line of a head begins with.
const LAST: &[u8] = b"---";

/// An age file whose head is already in memory.
pub(super) type Headed<R> = Chain<Cursor<Vec<u8>>, BufReader<R>>;

/// Reads the head, or what is there of one, and puts it back in front.
pub(super) fn read_ahead<R: Read>(mut from: BufReader<R>) -> Result<Headed<R>, ArchiveError> {
    let mut head = Vec::new();
    let mut left = MAX_HEAD;
    loop {
        let before = head.len();
        let read = read_line(&mut from, left, &mut head)?;
        left = left.saturating_sub(read);
        let line = head.get(before..).unwrap_or_default();
        if line.starts_with(LAST) || !line.ends_with(b"\n") && left > 0 {
            return Ok(Cursor::new(head).chain(from));
        }
        if left == 0 {
            return Err(ArchiveError::NotAge);
        }
    }
}

fn read_line(from: &mut impl BufRead, limit: u64, line: &mut Vec<u8>) -> io::Result<u64> {
    let read = from.take(limit).read_until(b'\n', line)?;
    Ok(u64::try_from(read).unwrap_or(u64::MAX))
}
