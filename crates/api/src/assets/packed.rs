//! Style sheets, scripts and drawings for browsers that read brotli (RFC 7932): far fewer bytes on a
//! telephone's connection. Nothing secret is in them, so their length tells nothing; pages are never packed.

use std::collections::HashMap;
use std::io::Write as _;
use std::sync::{LazyLock, Mutex, PoisonError};

use actix_web::HttpRequest;
use actix_web::http::header::{AcceptEncoding, Encoding, Header as _};
use actix_web::web::Bytes;

/// Highest quality: a file is packed once in the life of a process.
const QUALITY: u32 = 11;
/// Window of 4 MB, more than any file has.
const WINDOW: u32 = 22;
const BUFFER: usize = 4096;

/// Files packed so far, by their path.
static PACKED: LazyLock<Mutex<HashMap<String, Bytes>>> = LazyLock::new(Mutex::default);

/// Whether files of this kind get smaller: fonts and pictures are packed already.
pub(super) fn is_worth_it(mime: &str) -> bool {
    mime.starts_with("text/") || mime == "image/svg+xml"
}

/// Whether the browser reads brotli (RFC 9110, section 12.5.3).
pub(super) fn is_wanted(request: &HttpRequest) -> bool {
    let known = [Encoding::brotli(), Encoding::identity()];
    AcceptEncoding::parse(request)
        .ok()
        .and_then(|accepted| accepted.negotiate(known.iter()))
        .is_some_and(|chosen| chosen == Encoding::brotli())
}

/// The file packed; none when it cannot be. Held while it works: a hundred browsers that come at once after
/// a start wait for one packing, instead of each doing it.
pub(super) fn packed(path: &str, data: &[u8]) -> Option<Bytes> {
    let mut files = PACKED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = files.get(path) {
        return Some(known.clone());
    }
    let mut packer = brotli::CompressorWriter::new(Vec::new(), BUFFER, QUALITY, WINDOW);
    packer.write_all(data).ok()?;
    let bytes = Bytes::from(packer.into_inner());
    files.insert(path.to_owned(), bytes.clone());
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::{is_wanted, packed};

    #[test]
    fn a_browser_says_whether_it_reads_brotli() {
        for (accepted, wanted) in [
            ("gzip, deflate, br, zstd", true),
            ("br;q=0.5", true),
            ("br;q=0", false),
            ("br; q=0.000", false),
            ("gzip", false),
            ("brx", false),
        ] {
            let request = TestRequest::default()
                .insert_header(("accept-encoding", accepted))
                .to_http_request();
            assert_eq!(is_wanted(&request), wanted, "{accepted}");
        }
    }

    #[test]
    fn what_was_packed_is_the_same_when_unpacked() {
        let data = "body { color: red; }\n".repeat(1000);
        let bytes = packed("a.css", data.as_bytes()).unwrap();

        let mut unpacked = Vec::new();
        brotli::BrotliDecompress(&mut &bytes[..], &mut unpacked).unwrap();

        assert!(bytes.len() < data.len() / 10);
        assert_eq!(unpacked, data.as_bytes());
        assert_eq!(packed("a.css", b"").unwrap(), bytes, "it is packed once");
    }
}
