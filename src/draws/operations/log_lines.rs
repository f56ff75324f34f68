//! A page of the server's log, read in one snapshot.

use super::Draws;
use crate::draws::store;
pub use crate::draws::store::LogLine;
use crate::store::StoreError;

/// How many anchors one page has.
pub const LINES_PER_PAGE: u32 = 40;

/// A page of the server's log, newest first: those before `before`, or the newest. With the number of all.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn read_log_page(
    draws: &Draws,
    before: Option<u64>,
) -> Result<(u64, Vec<LogLine>), StoreError> {
    draws
        .db
        .read_short(move |conn| {
            let all = store::count_anchors(conn)?;
            // before the first there is nothing to see
            let before = before.filter(|before| *before > 0).unwrap_or(all).min(all);
            Ok((all, store::list_log_lines(conn, before, LINES_PER_PAGE)?))
        })
        .await
}
