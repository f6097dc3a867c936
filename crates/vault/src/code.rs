//! The key pair behind a reporter's access code.
//!
//! Derived from the code (130 random bits) and the report's number, so the same code opens the
//! report again. Only the public half is stored: with it staff seal to the reporter without knowing
//! the code. Who holds the code itself, intake at the moment of filing, needs no agreement for that
//! and seals under a secret derived from it. Either opens with the code.

use uuid::Uuid;
use zeroize::Zeroizing;

use domain::access_code::AccessCode;
use domain::number::ReportNumber;

use crate::derive::derive;
use crate::key::DataKey;
use crate::recipient::{PrivateKey, PublicKey, SealError, SealedKey, Unsealer};

/// What an access code opens with. Lives as long as a request.
#[derive(Clone)]
pub struct CodeKey {
    secret: Zeroizing<[u8; 32]>,
}

impl CodeKey {
    /// The key of a code for a report.
    #[must_use]
    pub fn of(code: &AccessCode, number: &ReportNumber) -> Self {
        Self {
            secret: derive(
                code.symbols().as_bytes(),
                number.as_str().as_bytes(),
                b"smv-cert access code",
            ),
        }
    }

    /// The public half under the report's id: all that is stored.
    #[must_use]
    pub fn public(&self, report: Uuid) -> PublicKey {
        PrivateKey::public_of_derived(report, self.secret.as_slice())
    }

    /// Seals a data key for the holder of the code.
    #[must_use]
    pub fn seal(&self, key: &DataKey) -> SealedKey {
        SealedKey::under(self.secret.as_slice(), key)
    }

    /// Opens a data key of this report, whichever way it was sealed.
    pub fn open(
        &self,
        report: Uuid,
        data_key: Uuid,
        sealed: &SealedKey,
    ) -> Result<DataKey, SealError> {
        if sealed.is_by_agreement() {
            Unsealer::new(&self.private(report)).open(data_key, sealed)
        } else {
            sealed.open_under(self.secret.as_slice(), data_key)
        }
    }

    fn private(&self, report: Uuid) -> PrivateKey {
        PrivateKey::derived(report, self.secret.as_slice())
    }
}

impl std::fmt::Debug for CodeKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CodeKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::CodeKey;
    use crate::DataKey;
    use domain::access_code::AccessCode;
    use domain::number::ReportNumber;
    use uuid::Uuid;

    #[test]
    fn a_code_opens_what_was_sealed_with_it_and_what_was_sealed_to_its_public_half() {
        let number = ReportNumber::new(&[1; 5]);
        let report = Uuid::from_u128(1);
        let code = CodeKey::of(&AccessCode::from_mac(&[7; 32]), &number);
        let key = DataKey::generate(Uuid::from_u128(2));
        let by_holder = code.seal(&key);
        let by_staff = code.public(report).seal(&[&key]).unwrap().remove(0);

        let typed = CodeKey::of(&AccessCode::from_mac(&[7; 32]), &number);

        for sealed in [&by_holder, &by_staff] {
            let opened = typed.open(report, key.id(), sealed).unwrap();
            assert_eq!(opened.secret(), key.secret());
            for other in [
                CodeKey::of(&AccessCode::from_mac(&[8; 32]), &number),
                CodeKey::of(&AccessCode::from_mac(&[7; 32]), &ReportNumber::new(&[2; 5])),
            ] {
                assert!(other.open(report, key.id(), sealed).is_err());
            }
            assert!(typed.open(report, Uuid::from_u128(3), sealed).is_err());
        }
        assert!(typed.open(Uuid::from_u128(9), key.id(), &by_staff).is_err());
        assert_eq!(format!("{code:?}"), "CodeKey(…)");
    }
}
