//! What the outbox keeps about a person: what they can download, and what is erased when they leave.

use diesel::prelude::*;
use serde_json::json;

use super::store::delete_letters_of;
use crate::person::{After, PersonList, PersonPage, PersonRecords};
use crate::schema::letters;
use crate::store::{Conn, Moment, StoreError};

/// How many rows one page of a download has.
const PAGE: i64 = 500;

/// What mail keeps about people.
pub const PERSON: PersonRecords = PersonRecords {
    lists: &[PersonList {
        name: "mails",
        page: letters_page,
    }],
    erase: |conn, account| delete_letters_of(conn, account).map(drop),
    ballots: None,
};

/// Without the texts: those that are still there hold links that work.
fn letters_page(conn: &mut Conn, account: i64, after: After) -> Result<PersonPage, StoreError> {
    type Row = (i64, String, String, String, Moment, Option<Moment>);
    let (after, _) = after.unwrap_or((0, 0));
    let rows: Vec<Row> = letters::table
        .filter(letters::account_id.eq(account))
        .filter(letters::id.gt(after))
        .order(letters::id)
        .limit(PAGE)
        .select((
            letters::id,
            letters::recipient,
            letters::subject,
            letters::state,
            letters::created_at,
            letters::finished_at,
        ))
        .load(conn)?;
    let is_full = i64::try_from(rows.len()).is_ok_and(|len| len == PAGE);
    let last = rows.last().map(|row| (row.0, 0)).filter(|_| is_full);
    let mail = |(_, to, subject, state, written, finished): Row| {
        json!({
            "to": to,
            "subject": subject,
            "state": state,
            "written": written.utc(),
            "finished": finished.map(Moment::utc),
        })
    };
    Ok((rows.into_iter().map(mail).collect(), last))
}
