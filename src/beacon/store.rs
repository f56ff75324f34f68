//! The table `beacons`: rounds that are here. What is read is checked again: no row decides a draw that its chain
//! has not signed.

use diesel::prelude::*;

use super::model::SignedRound;
use crate::fairness::{Chain, Round, RoundSignature};
use crate::on_each;
use crate::schema::beacons;
use crate::store::{Conn, Moment, StoreError};

/// Stores a round; false if it is there already.
pub(super) fn insert_round(
    conn: &mut Conn,
    round: &SignedRound,
    source: &str,
    now: Moment,
) -> Result<bool, StoreError> {
    let row = (
        beacons::chain.eq(round.chain().hash()),
        beacons::round.eq(stored(round.number())),
        beacons::signature.eq(round.signature().as_bytes().as_slice()),
        beacons::source.eq(source),
        beacons::stored_at.eq(now),
    );
    let stored = on_each!(conn, |c| diesel::insert_into(beacons::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(stored == 1)
}

/// The round, if it is here.
///
/// # Errors
/// [`StoreError`] of the database, and where the row holds what the chain did not sign.
pub fn find_round(
    conn: &mut Conn,
    chain: Chain,
    number: Round,
) -> Result<Option<SignedRound>, StoreError> {
    let row = beacons::table.find((chain.hash(), stored(number)));
    let bytes: Option<Vec<u8>> = row.select(beacons::signature).first(conn).optional()?;
    let round = |bytes: Vec<u8>| {
        let signature = bytes.try_into().ok().map(RoundSignature::from_bytes);
        let round = signature.and_then(|signature| SignedRound::checked(chain, number, signature));
        round.ok_or_else(|| {
            StoreError::corrupt(
                format!("beacon round {number}"),
                "not the chain's signature",
            )
        })
    };
    bytes.map(round).transpose()
}

/// Whether the round is here.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn has_round(conn: &mut Conn, chain: Chain, number: Round) -> Result<bool, StoreError> {
    let row = beacons::table.find((chain.hash(), stored(number)));
    let found: Option<i64> = row.select(beacons::round).first(conn).optional()?;
    Ok(found.is_some())
}

/// A round number is a *dec* of the protocol, which has fewer digits than the largest stored number.
fn stored(number: Round) -> i64 {
    i64::try_from(number.number()).unwrap_or(i64::MAX)
}
