//! What a receipt is made of besides the log: the salt and the text that stand behind an entry's hash. They are the
//! participant's own and are handed to nobody else; when a person leaves they are erased.

use diesel::prelude::*;

use super::entries::EntryRow;
use crate::draws::model::{DrawId, Entry};
use crate::schema::entries;
use crate::store::{Conn, StoreError};

/// An entry with its salt and reference, if it is this account's; where none is named, whoever's. `None` if it is not
/// theirs or is not there.
pub fn find_secret(
    conn: &mut Conn,
    draw_id: DrawId,
    leaf_index: u64,
    account_id: Option<i64>,
) -> Result<Option<(Entry, [u8; 16], String)>, StoreError> {
    type Secret = (Option<Vec<u8>>, Option<String>);
    let Ok(leaf_index) = i64::try_from(leaf_index) else {
        return Ok(None);
    };
    let mut query = entries::table
        .find((draw_id.as_i64(), leaf_index))
        .into_boxed();
    if let Some(account_id) = account_id {
        query = query.filter(entries::account_id.eq(account_id));
    }
    let row: Option<(EntryRow, Secret)> = query
        .select((EntryRow::as_select(), (entries::salt, entries::reference)))
        .first(conn)
        .optional()?;
    let Some((row, (Some(salt), Some(reference)))) = row else {
        return Ok(None);
    };
    let corrupt = || StoreError::corrupt(format!("entry {leaf_index}"), "its salt");
    let salt = salt.try_into().map_err(|_bytes: Vec<u8>| corrupt())?;
    Ok(Some((row.try_into()?, salt, reference)))
}
