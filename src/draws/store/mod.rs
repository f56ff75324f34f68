//! All SQL of the draws' tables, by noun. What is read is parsed again: a row that its own types refuse is
//! [`StoreError::Corrupt`]. No decisions here.

/// Inserts rows with few statements. SQLite prepares those of a fixed number of rows once; on PostgreSQL each
/// statement is a way to the server and back.
macro_rules! insert_all {
    ($conn:expr, $rows:expr, |$part:ident| $insert:expr) => {{
        use diesel::prelude::*;
        match $conn {
            $crate::store::Conn::Sqlite(c) => {
                let (eights, rest) = $rows.as_chunks::<8>();
                for $part in eights {
                    $insert.execute(c)?;
                }
                for $part in rest {
                    $insert.execute(c)?;
                }
            }
            $crate::store::Conn::Postgres(c) => {
                for $part in $rows.chunks(super::CHUNK) {
                    $insert.execute(c)?;
                }
            }
        }
    }};
}

mod anchors;
pub(super) mod check;
mod claims;
mod cosignatures;
mod counts;
mod decided;
mod draws;
mod due;
mod entries;
mod first_winners;
mod leaves;
mod log_lines;
mod many;
mod people;
mod people_claims;
mod receipts;
mod results;
mod states;
mod submissions;
mod tree;

pub(super) use anchors::{
    ServerLog, append_anchors, find_last_origin, find_server_name, insert_server_log,
    list_unanchored, lock_server_log,
};
pub use anchors::{list_all_anchors, list_anchors};
pub use claims::{count_open_claims, list_claim_steps, list_open_claims, list_prize_standings};
pub(super) use claims::{find_claim_days, find_next_reserve, insert_claims, lock_claim, save_step};
pub(super) use cosignatures::find_size_seen;
pub use cosignatures::{find_cosigned_size, insert_cosignature, list_cosignatures};
pub use counts::{DrawCount, list_counts};
pub use decided::list_decided_since;
pub(super) use draws::{
    NewDraw, find_draw_id, find_sealed_seed, insert_draw, lock_log, lock_logs, mark_drawn,
    mark_void, update_log, update_plan,
};
pub use draws::{find_draw, find_draws};
pub use due::count_overdue;
pub(super) use due::{list_awaiting_opening, list_closed, list_due_to_close, list_due_to_open};
pub use entries::{
    EntryFilter, find_entry, find_entry_of_ballot, list_entries, list_participated_draws,
    list_participations,
};
pub(super) use entries::{
    NewEntry, find_owner, insert_entries, list_cancelled, mark_entry_cancelled,
};
pub(super) use first_winners::list_first_winners;
pub(super) use leaves::find_log_of;
pub use leaves::{find_head, list_leaves};
pub use log_lines::LogLine;
pub(super) use log_lines::{count_anchors, list_log_lines};
pub use many::{list_drawings, list_holdings, list_sizes};
pub use people::PERSON;
pub(super) use people::count_ballots_since;
pub(super) use receipts::find_secret;
pub(super) use results::{NewDrawnBallot, NewResult, insert_drawn_ballots, insert_result};
pub use results::{find_result, list_drawn_ballots};
pub use states::{Pending, count_by_state, list_pending};
pub(super) use submissions::{
    KeyUses, NewKey, NewShare, delete_old_keys, find_key_uses, find_shares, has_old_keys,
    insert_keys, key_id, save_shares,
};

pub(super) use tree::{
    LogTiles, delete_backlog, fill_nodes, is_in_backlog, list_backlog, list_nodes,
};

use crate::store::{Conn, StoreError};

/// Rows per statement: SQLite takes 32 766 values in one, and no row here has more than sixteen.
const CHUNK: usize = 1000;

/// A number that is never negative, out of its column.
fn unsigned(what: &str, number: i64) -> Result<u64, StoreError> {
    u64::try_from(number).map_err(|e| StoreError::corrupt(format!("{what} {number}"), e))
}

/// A number of the protocol, which is at most 2^41, into its column.
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).expect("invariant: numbers of the protocol are far below 2^63")
}

/// Keeps the first fact of this name, and answers which one is kept.
///
/// # Errors
/// [`StoreError`] of the database.
pub(super) fn insert_or_find_fact(
    conn: &mut Conn,
    name: &str,
    value: &str,
) -> Result<String, StoreError> {
    use crate::schema::server_facts;
    use diesel::prelude::*;
    let row = (server_facts::name.eq(name), server_facts::value.eq(value));
    crate::on_each!(conn, |c| diesel::insert_into(server_facts::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(server_facts::table
        .find(name)
        .select(server_facts::value)
        .first(conn)?)
}

/// Keeps a fact, whatever was kept under its name before.
///
/// # Errors
/// [`StoreError`] of the database.
pub(super) fn save_fact(conn: &mut Conn, name: &str, value: &str) -> Result<(), StoreError> {
    use crate::schema::server_facts;
    use diesel::prelude::*;
    insert_or_find_fact(conn, name, value)?;
    diesel::update(server_facts::table.find(name))
        .set(server_facts::value.eq(value))
        .execute(conn)?;
    Ok(())
}
