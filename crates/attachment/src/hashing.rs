//! SHA-256 and SHA-512 of a file while it arrives, also when it arrives in several requests.

use domain::attachment::Hashing;
use sha2::digest::common::hazmat::{SerializableState, SerializedState};
use sha2::{Digest as _, Sha256, Sha512};

/// Both hashes, as far as they are.
#[derive(Clone, Default)]
pub(crate) struct Hashes {
    sha256: Sha256,
    sha512: Sha512,
}

impl Hashes {
    pub(crate) fn take(&mut self, bytes: &[u8]) {
        self.sha256.update(bytes);
        self.sha512.update(bytes);
    }

    /// Hexadecimal: SHA-256 and SHA-512.
    pub(crate) fn finish(self) -> (String, String) {
        (
            hex::encode(self.sha256.finalize()),
            hex::encode(self.sha512.finalize()),
        )
    }

    /// To go on with later.
    pub(crate) fn kept(&self) -> Hashing {
        Hashing {
            sha256: hex::encode(self.sha256.serialize()),
            sha512: hex::encode(self.sha512.serialize()),
        }
    }

    /// Goes on; none when it was kept by another version of the hashing library.
    pub(crate) fn resumed(kept: &Hashing) -> Option<Self> {
        Some(Self {
            sha256: restored(&kept.sha256)?,
            sha512: restored(&kept.sha512)?,
        })
    }
}

fn restored<H: SerializableState>(kept: &str) -> Option<H> {
    let bytes = hex::decode(kept).ok()?;
    let state = SerializedState::<H>::try_from(bytes.as_slice()).ok()?;
    H::deserialize(&state).ok()
}

#[cfg(test)]
mod tests {
    use super::Hashes;

    #[test]
    fn hashes_go_on_where_they_stopped() {
        let mut whole = Hashes::default();
        whole.take(b"abc");
        let mut first = Hashes::default();
        first.take(b"a");

        let mut rest = Hashes::resumed(&first.kept()).unwrap();
        rest.take(b"bc");

        // FIPS 180-4, examples.
        let (sha256, sha512) = rest.finish();
        assert_eq!(
            sha256,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert!(sha512.starts_with("ddaf35a193617abacc417349ae204131"));
        assert_eq!(whole.finish(), (sha256, sha512));
        let mut cut = first.kept();
        cut.sha256.pop();
        assert!(Hashes::resumed(&cut).is_none());
    }
}
