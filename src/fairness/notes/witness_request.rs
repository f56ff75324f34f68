//! What a log sends to a witness to have its checkpoint cosigned. Whether the witness does so is not decided here.

use std::fmt;

use crate::fairness::Hash;
use crate::fairness::text::parse_dec;

/// A tree of fewer than 2^64 leaves has no longer consistency proof.
const PROOF_MAX: usize = 63;

/// A request to cosign. `Display` writes it.
///
/// Source: C2SP tlog-witness, *add-checkpoint*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WitnessRequest {
    /// The size that the witness cosigned last, as far as the log knows; 0 for none.
    pub old: u64,
    /// The proof that the log only went on from there.
    pub proof: Vec<Hash>,
    /// The signed note of the checkpoint, not yet read.
    pub note: String,
}

impl WitnessRequest {
    /// Reads a request; `None` if it is malformed.
    pub fn parse(text: &str) -> Option<Self> {
        let (head, note) = text.split_once("\n\n")?;
        let mut lines = head.split('\n');
        let old = parse_dec(lines.next()?.strip_prefix("old ")?).ok()?;
        let proof: Result<Vec<Hash>, _> = lines.map(Hash::parse_base64).collect();
        let proof = proof.ok().filter(|proof| proof.len() <= PROOF_MAX)?;
        Some(Self {
            old,
            proof,
            note: note.to_owned(),
        })
    }
}

impl fmt::Display for WitnessRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "old {}", self.old)?;
        for hash in &self.proof {
            writeln!(f, "{}", hash.to_base64())?;
        }
        write!(f, "\n{}", self.note)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fairness::sha256;

    #[test]
    fn a_request_is_read_as_it_is_written_and_nothing_else_is() {
        let hash = sha256("a");
        for proof in [vec![], vec![hash], vec![hash; 63]] {
            let note = "lotto.example\n5\nroot\n\n\u{2014} a b\n".to_owned();
            let request = WitnessRequest {
                old: 3,
                proof,
                note,
            };
            assert_eq!(WitnessRequest::parse(&request.to_string()), Some(request));
        }
        let line = hash.to_base64();
        let long = format!("old 3\n{}\nnote\n", format!("{line}\n").repeat(64));
        for bad in [
            "",
            "old 3",
            "old 3\nnote\n",
            "old 03\n\nnote\n",
            "old -1\n\nnote\n",
            "old\n\nnote\n",
            "old 3\nabc\n\nnote\n",
            "3\n\nnote\n",
            &long,
        ] {
            assert_eq!(WitnessRequest::parse(bad), None, "{bad:?}");
        }
    }
}
