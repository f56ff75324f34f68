//! How draws stand right now, for pages that stay open.

use super::Draws;
use crate::draws::store;
pub use crate::draws::store::DrawCount;
use crate::store::StoreError;

/// For how many seconds after closing a draw is still told about: until then its result is there.
const TOLD_FOR: u64 = 3600;

/// How those draws stand that are open, or closed within the last hour.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn list_live_counts(draws: &Draws) -> Result<Vec<DrawCount>, StoreError> {
    let since = draws.clock.unix().saturating_sub(TOLD_FOR);
    draws
        .db
        .read(move |conn| store::list_counts(conn, since))
        .await
}
