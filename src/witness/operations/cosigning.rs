//! Cosigning the logs of others.

use super::Witnesses;
use crate::draws::operations::GuardError;
use crate::witness::rules::{NotCosigned, check_goes_on, read_request};

/// Why nothing was cosigned.
#[derive(Debug, thiserror::Error)]
pub enum CosignError {
    /// The request does not deserve it.
    #[error(transparent)]
    Refused(#[from] NotCosigned),
    /// What was cosigned before cannot be known, or this cannot be remembered.
    #[error(transparent)]
    Guard(#[from] GuardError),
}

/// Cosigns the checkpoint of a request: the answer is the line to add to its note. It is on the disk before.
///
/// # Errors
/// [`CosignError`]; nothing was signed then.
pub fn cosign(witnesses: &Witnesses, request: &str) -> Result<String, CosignError> {
    let shared = &witnesses.0;
    let own = shared.own.as_ref().ok_or(NotCosigned::Unknown)?;
    let (request, checkpoint) = read_request(request, &shared.config.servers)?;
    own.guard.advance(&checkpoint, |last| {
        check_goes_on(&request, &checkpoint, last).map_err(CosignError::from)
    })?;
    let now = shared.clock.unix();
    Ok(own
        .signer
        .cosignature_line(own.vkey.name(), &checkpoint, now))
}
