//! The table `lottery_changes`: rows are added and read, never changed.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::games::lottery::model::{Change, ChangeKind, LotteryId};
use crate::schema::lottery_changes;
use crate::store::{Conn, Moment, MultiBackend, StoreError};

#[derive(Queryable, Selectable)]
#[diesel(table_name = lottery_changes, check_for_backend(MultiBackend))]
struct ChangeRow {
    id: i64,
    changed_at: Moment,
    kind: String,
    from_day: Option<NaiveDate>,
    draw_name: Option<String>,
    reason: Option<String>,
    fields: String,
}

impl ChangeRow {
    fn into_change(self) -> Result<Change, StoreError> {
        let corrupt = |why: &str| StoreError::corrupt(format!("lottery change {}", self.id), why);
        let kind = match (self.kind.as_str(), self.draw_name, self.reason) {
            ("edited", None, None) => {
                let fields = serde_json::from_str(&self.fields);
                ChangeKind::Edited(fields.map_err(|e| corrupt(&e.to_string()))?)
            }
            ("cancelled", None, Some(reason)) => ChangeKind::Cancelled { reason },
            ("draw_cancelled", Some(draw), Some(reason)) => {
                ChangeKind::DrawCancelled { draw, reason }
            }
            _ => return Err(corrupt("unknown kind")),
        };
        Ok(Change {
            at: self.changed_at.utc(),
            kind,
            from_day: self.from_day,
        })
    }
}

/// Adds a row.
pub fn insert_change(
    conn: &mut Conn,
    lottery: LotteryId,
    change: &Change,
) -> Result<(), StoreError> {
    let (kind, draw, reason) = match &change.kind {
        ChangeKind::Edited(_) => ("edited", None, None),
        ChangeKind::Cancelled { reason } => ("cancelled", None, Some(reason)),
        ChangeKind::DrawCancelled { draw, reason } => ("draw_cancelled", Some(draw), Some(reason)),
    };
    let fields = match &change.kind {
        ChangeKind::Edited(fields) => fields.as_slice(),
        _ => &[],
    };
    let fields =
        serde_json::to_string(fields).map_err(|e| StoreError::corrupt("lottery change", e))?;
    diesel::insert_into(lottery_changes::table)
        .values((
            lottery_changes::lottery_id.eq(lottery.get()),
            lottery_changes::changed_at.eq(Moment::from(change.at)),
            lottery_changes::kind.eq(kind),
            lottery_changes::from_day.eq(change.from_day),
            lottery_changes::draw_name.eq(draw),
            lottery_changes::reason.eq(reason),
            lottery_changes::fields.eq(fields),
        ))
        .execute(conn)?;
    Ok(())
}

/// The changes of a lottery, newest first: after the first `skip` at most `limit`.
pub fn list_changes(
    conn: &mut Conn,
    lottery: LotteryId,
    skip: u32,
    limit: u32,
) -> Result<Vec<Change>, StoreError> {
    let rows: Vec<ChangeRow> = lottery_changes::table
        .filter(lottery_changes::lottery_id.eq(lottery.get()))
        .order(lottery_changes::id.desc())
        .offset(skip.into())
        .limit(limit.into())
        .select(ChangeRow::as_select())
        .load(conn)?;
    rows.into_iter().map(ChangeRow::into_change).collect()
}
