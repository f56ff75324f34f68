//! Whether a checkpoint is cosigned. Pure: what was cosigned last is handed in.

use crate::fairness::{
    Checkpoint, Hash, NoteError, ServerVkey, SignedCheckpoint, SignedNote, WitnessRequest,
    is_consistent,
};

/// How long a witness that failed is left alone, in seconds: twice as long each time, at most an hour.
const PAUSES: (u64, u64) = (5, 3600);

/// Why a checkpoint is not cosigned.
///
/// Source: C2SP tlog-witness, *add-checkpoint*; the number is the HTTP status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotCosigned {
    /// The request or its note is malformed, or the old size is above the new one (400).
    #[error("the request is malformed")]
    Malformed,
    /// No key that is trusted has signed it (403).
    #[error("no trusted key has signed this checkpoint")]
    Unsigned,
    /// Nobody asked this witness to look after that log (404).
    #[error("this witness does not know that log")]
    Unknown,
    /// Another size, or another tree of that size, was cosigned last (409).
    #[error("the size cosigned last is {0}")]
    Conflict(u64),
    /// The proof does not show that the log only went on (422).
    #[error("the consistency proof does not hold")]
    Inconsistent,
}

/// The checkpoint of a request, if one of the servers has signed it.
///
/// # Errors
/// [`NotCosigned`]
pub fn read_request(
    text: &str,
    servers: &[ServerVkey],
) -> Result<(WitnessRequest, Checkpoint), NotCosigned> {
    let request = WitnessRequest::parse(text).ok_or(NotCosigned::Malformed)?;
    let note = SignedNote::parse(&request.note).map_err(|_cause| NotCosigned::Malformed)?;
    let checkpoint = Checkpoint::parse(note.text()).map_err(|_cause| NotCosigned::Malformed)?;
    let mut answer = NotCosigned::Unknown;
    // a server that changed its key may be known with both
    let of_origin = |server: &&ServerVkey| server.name().as_str() == checkpoint.origin;
    for server in servers.iter().filter(of_origin) {
        match SignedCheckpoint::of_server(&request.note, server) {
            Ok(_) if request.old > checkpoint.size => return Err(NotCosigned::Malformed),
            Ok(_) => return Ok((request, checkpoint)),
            Err(NoteError::Unsigned | NoteError::Signature) => answer = NotCosigned::Unsigned,
            Err(_) => return Err(NotCosigned::Malformed),
        }
    }
    Err(answer)
}

/// Whether the checkpoint goes on from the one cosigned last.
///
/// # Errors
/// [`NotCosigned`]
pub fn check_goes_on(
    request: &WitnessRequest,
    checkpoint: &Checkpoint,
    last: Option<(u64, Hash)>,
) -> Result<(), NotCosigned> {
    let Some((size, root)) = last else {
        return match (request.old, request.proof.is_empty()) {
            (0, true) => Ok(()),
            (0, false) => Err(NotCosigned::Inconsistent),
            _ => Err(NotCosigned::Conflict(0)),
        };
    };
    if request.old != size {
        return Err(NotCosigned::Conflict(size));
    }
    if size == checkpoint.size && root != checkpoint.root {
        return Err(NotCosigned::Conflict(size));
    }
    if is_consistent(
        (size, root),
        (checkpoint.size, checkpoint.root),
        &request.proof,
    ) {
        Ok(())
    } else {
        Err(NotCosigned::Inconsistent)
    }
}

/// How many seconds a witness is left alone that failed so many times in a row.
pub fn pause_after(failures: u32) -> u64 {
    let (first, longest) = PAUSES;
    let doubled = 1_u64
        .checked_shl(failures.saturating_sub(1))
        .unwrap_or(longest);
    first.saturating_mul(doubled).min(longest)
}
