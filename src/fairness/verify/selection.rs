//! Step 5 of spec §9: the drawing, done again and compared with the claimed one ballot by ballot.
//! How ballots are drawn is told in `fairness::selection`.

use super::failure::Failure;
use super::json::Object;
use super::proof::ClosedLog;
use crate::fairness::{BallotOwner, Code, DrawKey, Drawn, SelectionRules, select};

/// Draws again. It stops at the first difference, so that a false close leaf cannot make it draw for long.
pub(super) fn check(of: &ClosedLog<'_>, key: &DrawKey) -> Result<Vec<Drawn>, Failure> {
    let failure = |message: String| Failure::new(Code::Selection, message);
    let rules = SelectionRules::of(&of.open, of.close.fields().ballots);
    let mut claimed = of.file.draws.iter();
    let drawn = select(key, &rules, |ballot| {
        match claimed.next() {
            Some(Object(claim)) if claim.ballot == ballot => {}
            Some(Object(claim)) => {
                let message = format!(
                    "ballot {} is claimed, ballot {ballot} was drawn",
                    claim.ballot
                );
                return Err(failure(message));
            }
            None => {
                return Err(failure(format!(
                    "ballot {ballot} was drawn and is not claimed"
                )));
            }
        }
        let (leaf_index, entry) = of.listed.owner_of(ballot).ok_or_else(|| {
            failure(format!(
                "ballot {ballot} was drawn, and its entry is not shown"
            ))
        })?;
        Ok(BallotOwner {
            leaf_index,
            who: entry.fields().who,
            cancelled: of.close.is_cancelled(leaf_index),
        })
    })?;
    if let Some(Object(claim)) = claimed.next() {
        return Err(failure(format!("ballot {} was not drawn", claim.ballot)));
    }
    for (drawn, Object(claim)) in drawn.iter().zip(&of.file.draws) {
        if (drawn.leaf_index, drawn.outcome.to_string()) != (claim.index, claim.outcome.clone()) {
            let (ballot, outcome) = (drawn.ballot, drawn.outcome);
            let message = format!(
                "ballot {ballot} is of entry {} and has {outcome}; claimed are entry {} and {}",
                drawn.leaf_index, claim.index, claim.outcome
            );
            return Err(failure(message));
        }
    }
    Ok(drawn)
}
