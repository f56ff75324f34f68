//! Cosignatures of witnesses: "I saw this checkpoint at this time, and nothing that contradicts it".
//! Whether the time suits a draw is decided in `verify`.

use super::note::SignedNote;
use super::vkey::WitnessVkey;

/// The times, in seconds since 1970-01-01 UTC, at which this witness cosigned the note; none if it did not.
/// `None` as a whole if a cosignature in its name is wrong.
///
/// Source: spec §5; C2SP tlog-cosignature v1.
pub fn cosignature_times(note: &SignedNote, witness: &WitnessVkey) -> Option<Vec<u64>> {
    note.signatures_of(witness.name(), witness.key_id())
        .map(|bytes| {
            let (time, signature) = bytes.split_first_chunk::<8>()?;
            let time = u64::from_be_bytes(*time);
            let message = cosigned_message(note.text(), time);
            let signature = signature.try_into().ok()?;
            witness
                .key()
                .has_signed(message.as_bytes(), signature)
                .then_some(time)
        })
        .collect()
}

/// What a witness signs.
pub(super) fn cosigned_message(checkpoint: &str, time: u64) -> String {
    format!("cosignature/v1\ntime {time}\n{checkpoint}")
}
