//! Reading the audit log: a page of it, and whether its chain holds.

use super::model::{Filter, Row};
use super::rules::{Hashed, person_hash};
use super::store::{self, StoredRow};
use crate::store::{Conn, Db, StoreError};

/// Rows that one read of a check takes.
const CHUNK: i64 = 1000;

/// The end of a chain that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainHead {
    /// How many rows there are.
    pub number: i64,
    /// The hash of the last one, in hex; of no rows, zeros.
    pub hash: String,
}

/// Why a chain does not hold. The text is the operator's.
#[derive(Debug, thiserror::Error)]
pub enum ChainError {
    /// A number is missing.
    #[error("row {0} of the audit log is missing: it was deleted")]
    Missing(i64),
    /// A row is not what its hash says.
    #[error(
        "row {0} of the audit log does not match its hash: it, or the row before it, was changed"
    )]
    Changed(i64),
    /// A name or an address is not what its hash says.
    #[error("the name or address of row {0} of the audit log was changed")]
    PersonChanged(i64),
    /// The chain ends elsewhere than it should.
    #[error(
        "the audit log ends at row {found}, and should end at row {expected}: rows at its end were deleted or changed"
    )]
    OtherEnd {
        /// The last row there is.
        found: i64,
        /// Where the end was noted.
        expected: i64,
    },
    /// The row that was noted elsewhere is not in the chain.
    #[error(
        "row {0} of the audit log has another hash than the one you noted: the log was rewritten"
    )]
    OtherHistory(i64),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Up to `limit` rows that fit, the newest first.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_rows(db: &Db, filter: Filter, limit: i64) -> Result<Vec<Row>, StoreError> {
    db.read(move |conn| list_rows_in(conn, &filter, limit))
        .await
}

/// As [`list_rows`], inside a transaction.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn list_rows_in(conn: &mut Conn, filter: &Filter, limit: i64) -> Result<Vec<Row>, StoreError> {
    let rows = store::list_rows(conn, filter, limit)?;
    Ok(rows.into_iter().map(|stored| stored.row).collect())
}

/// Recomputes the whole chain, a thousand rows at a time. `noted` is a row's number and hash in hex, as somebody wrote
/// them down earlier: a chain that was rewritten from there on shows by it.
///
/// # Errors
/// [`ChainError`], which names the first row that is wrong.
pub async fn verify_chain(db: &Db, noted: Option<(i64, String)>) -> Result<ChainHead, ChainError> {
    let (mut number, mut hash) = (0, [0; 32]);
    loop {
        let after = number;
        let (rows, head) = db
            .read(move |conn| store::list_chain(conn, after, CHUNK))
            .await?;
        let is_end = i64::try_from(rows.len()).unwrap_or(CHUNK) < CHUNK;
        for stored in rows {
            check(&stored, number, &hash)?;
            (number, hash) = (stored.row.number, stored.row.hash);
            if let Some((noted, text)) = &noted
                && *noted == number
                && !text.eq_ignore_ascii_case(&hex::encode(hash))
            {
                return Err(ChainError::OtherHistory(number));
            }
        }
        if !is_end {
            continue;
        }
        let expected = noted.map_or(head.0, |(noted, _)| noted.max(head.0));
        if number != expected || head.1 != hash {
            return Err(ChainError::OtherEnd {
                found: number,
                expected,
            });
        }
        return Ok(ChainHead {
            number,
            hash: hex::encode(hash),
        });
    }
}

/// One row against the one before it.
fn check(stored: &StoredRow, before: i64, previous: &[u8]) -> Result<(), ChainError> {
    let row = &stored.row;
    if row.number != before + 1 {
        return Err(ChainError::Missing(before + 1));
    }
    let hashed = Hashed {
        number: row.number,
        at: row.at,
        actor: row.actor.as_str(),
        account_id: row.account_id,
        action: &row.action,
        object: &row.object,
        detail: &row.detail,
        person: stored.person_hash.as_deref(),
    };
    if hashed.hash(previous) != row.hash {
        return Err(ChainError::Changed(row.number));
    }
    match (&stored.salt, &row.person, &stored.person_hash) {
        (Some(salt), Some(person), Some(hash)) if person_hash(salt, person) == hash[..] => Ok(()),
        (None, None, _) => Ok(()),
        _ => Err(ChainError::PersonChanged(row.number)),
    }
}
