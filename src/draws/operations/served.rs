//! Logs as anybody fetches them: the signed head, tiles and bundles of leaves.

use super::Draws;
use super::heads::{sign_present_head, with_lines};
use super::logs::{LogError, read_leaves, read_tile};
use super::signing::SignError;
use crate::draws::log::LogId;
use crate::draws::model::DrawName;
use crate::draws::store;
use crate::fairness::{TilePath, entry_bundle};
use crate::store::{Conn, StoreError};

/// The signed checkpoint of a draw's log as it is now; without a draw, of the server's.
///
/// # Errors
/// [`SignError`]
pub async fn read_checkpoint(draws: &Draws, draw: Option<DrawName>) -> Result<String, SignError> {
    let log = draws
        .db
        .read_short(move |conn| find_log(conn, draw.as_ref()))
        .await?;
    let signed = sign_present_head(draws, log).await?;
    if log != LogId::Server {
        return Ok(signed.note);
    }
    let size = signed.head.size;
    let read = move |conn: &mut Conn| store::list_cosignatures(conn, size);
    let lines = draws.db.read_short(read).await?;
    Ok(with_lines(signed.note, &lines))
}

/// A tile or a bundle of the log of a draw; without a draw, of the server's. Which entries a draw has is shown once it
/// is over.
///
/// # Errors
/// [`LogError`]
pub async fn read_part(
    draws: &Draws,
    draw: Option<DrawName>,
    path: TilePath,
) -> Result<Vec<u8>, LogError> {
    let read = move |conn: &mut Conn| {
        let log = find_log(conn, draw.as_ref())?;
        match path {
            TilePath::Hashes(tile) => {
                let hashes = read_tile(conn, log, tile)?;
                Ok(hashes.iter().flat_map(|hash| *hash.as_bytes()).collect())
            }
            TilePath::Entries(tile) => {
                let leaves = read_leaves(conn, log, tile)?;
                let too_long = || StoreError::corrupt("leaf", "too long for a bundle").into();
                entry_bundle(leaves.iter().map(String::as_str)).ok_or_else(too_long)
            }
        }
    };
    draws.db.read_short(read).await
}

fn find_log(conn: &mut Conn, draw: Option<&DrawName>) -> Result<LogId, LogError> {
    let Some(name) = draw else {
        return Ok(LogId::Server);
    };
    let id = store::find_draw_id(conn, name)?.ok_or(LogError::Unknown)?;
    Ok(LogId::Draw(id))
}
