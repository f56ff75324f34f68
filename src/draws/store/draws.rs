//! The table `draws`: one row for each draw, with the head of its log. Entries are in `entries.rs`.

use chrono::NaiveDate;
use diesel::dsl::{AsSelect, Eq};
use diesel::prelude::*;

use super::tree::insert_nodes;
use super::unsigned;
use crate::draws::log::LogId;
use crate::draws::model::{Draw, DrawId, DrawLabel, DrawName, DrawState};
use crate::draws::rules::Log;
use crate::draws::store::signed;
use crate::fairness::{Commitment, Frontier, OpenLeaf};
use crate::on_each;
use crate::schema::draws;
use crate::store::{Conn, ForUpdate, Moment, MultiBackend, StoreError};
use crate::web::show::Stock;

#[derive(Queryable, Selectable)]
#[diesel(table_name = draws, check_for_backend(MultiBackend))]
pub(super) struct DrawRow {
    id: i64,
    name: String,
    origin: String,
    state: String,
    open_leaf: String,
    cap: Option<i64>,
    frontier: Vec<u8>,
    entries: i64,
    ballots: i64,
    last_time: i64,
    closed_at: Option<i64>,
    close_leaf: Option<String>,
    void_reason: Option<String>,
    cancelled_ballots: i64,
}

/// What pages show beside the log; the hot path of appending leaves it out.
#[derive(Queryable, Selectable)]
#[diesel(table_name = draws, check_for_backend(MultiBackend))]
struct LabelRow {
    title: String,
    game_path: String,
    stock: String,
    time_zone: String,
    day: NaiveDate,
    voided_at: Option<i64>,
    created_at: Moment,
    claim_days: Option<i64>,
}

impl LabelRow {
    fn into_label(self) -> Result<DrawLabel, StoreError> {
        let corrupt = |what: &str| StoreError::corrupt(format!("label of {:?}", self.title), what);
        Ok(DrawLabel {
            stock: Stock::from_name(&self.stock).ok_or_else(|| corrupt("unknown stock"))?,
            time_zone: self
                .time_zone
                .parse()
                .map_err(|_unknown| corrupt("unknown zone"))?,
            day: self.day,
            title: self.title,
            game_path: self.game_path,
        })
    }
}

impl DrawRow {
    fn corrupt(&self, why: impl ToString) -> StoreError {
        StoreError::corrupt(format!("draw {}", self.id), why)
    }

    fn name(&self) -> Result<DrawName, StoreError> {
        DrawName::parse(&self.name).map_err(|e| self.corrupt(e))
    }

    fn state(&self) -> Result<DrawState, StoreError> {
        DrawState::parse(&self.state).ok_or_else(|| self.corrupt("unknown state"))
    }

    fn open_leaf(&self) -> Result<OpenLeaf, StoreError> {
        OpenLeaf::parse(&self.open_leaf).map_err(|e| self.corrupt(e))
    }

    fn cap(&self) -> Result<Option<u64>, StoreError> {
        self.cap.map(|cap| unsigned("cap", cap)).transpose()
    }

    fn into_draw(self, label: LabelRow) -> Result<Draw, StoreError> {
        let announced = label.created_at.utc().timestamp();
        let voided_at = label
            .voided_at
            .map(|time| unsigned("time", time))
            .transpose()?;
        let open_leaf = self.open_leaf()?;
        let fields = open_leaf.fields();
        let root = match &self.close_leaf {
            None => None,
            Some(_) => {
                let frontier = Frontier::from_bytes(&self.frontier).map_err(|e| self.corrupt(e))?;
                Some(frontier.root().to_base64())
            }
        };
        let commitment = fields.seed.as_ref().map(Commitment::to_hex);
        Ok(Draw {
            id: DrawId::from_parts(self.id),
            name: self.name()?,
            state: self.state()?,
            opens: fields.opens.secs(),
            closes: fields.closes.secs(),
            reveal_by: fields.reveal_by.secs(),
            commitment: commitment.ok_or_else(|| self.corrupt("no commitment"))?,
            cap: self.cap()?,
            entries: unsigned("number of entries", self.entries)?,
            ballots: unsigned("number of ballots", self.ballots)?,
            cancelled_ballots: unsigned("number of ballots", self.cancelled_ballots)?,
            claim_days: label
                .claim_days
                .map(|days| unsigned("days", days))
                .transpose()?,
            closed_at: self
                .closed_at
                .map(|time| unsigned("time", time))
                .transpose()?,
            announced: unsigned("time", announced)?,
            void: self.void_reason.zip(voided_at),
            label: label.into_label()?,
            origin: self.origin,
            open_leaf,
            root,
            close_leaf: self.close_leaf,
        })
    }

    pub(super) fn into_log(self) -> Result<(DrawId, DrawName, Log), StoreError> {
        let log = Log {
            state: self.state()?,
            open_leaf: self.open_leaf()?,
            cap: self.cap()?,
            frontier: Frontier::from_bytes(&self.frontier).map_err(|e| self.corrupt(e))?,
            entries: unsigned("number of entries", self.entries)?,
            ballots: unsigned("number of ballots", self.ballots)?,
            cancelled_ballots: unsigned("number of ballots", self.cancelled_ballots)?,
            last_time: unsigned("time", self.last_time)?,
            void_reason: self.void_reason.clone(),
            completed: Vec::new(),
        };
        Ok((DrawId::from_parts(self.id), self.name()?, log))
    }
}

/// A draw to be stored.
pub struct NewDraw<'a> {
    /// The public id.
    pub name: &'a DrawName,
    /// What pages call it.
    pub label: &'a DrawLabel,
    /// Its announced log.
    pub log: &'a Log,
    /// The encrypted seed.
    pub sealed_seed: Vec<u8>,
    /// How many days winners have to claim a prize, if that is announced.
    pub claim_days: Option<u64>,
    /// Now.
    pub created_at: Moment,
}

/// Stores a draw; `None` if the name or the origin is taken.
pub fn insert_draw(conn: &mut Conn, new: &NewDraw<'_>) -> Result<Option<DrawId>, StoreError> {
    let fields = new.log.open_leaf.fields();
    let row = (
        draws::name.eq(new.name.as_str()),
        draws::origin.eq(fields.origin.as_str()),
        label_columns(new.label),
        draws::state.eq(new.log.state.as_str()),
        draws::opens.eq(signed(fields.opens.secs())),
        draws::closes.eq(signed(fields.closes.secs())),
        draws::reveal_by.eq(signed(fields.reveal_by.secs())),
        draws::open_leaf.eq(new.log.open_leaf.to_text()),
        draws::sealed_seed.eq(&new.sealed_seed),
        draws::cap.eq(new.log.cap.map(signed)),
        draws::frontier.eq(new.log.frontier.to_bytes()),
        draws::last_time.eq(signed(new.log.last_time)),
        draws::created_at.eq(new.created_at),
        draws::claim_days.eq(new.claim_days.map(signed)),
    );
    let id: Option<i64> = on_each!(conn, |c| diesel::insert_into(draws::table)
        .values(row)
        .on_conflict_do_nothing()
        .returning(draws::id)
        .get_result(c)
        .optional())?;
    Ok(id.map(DrawId::from_parts))
}

type LabelColumns<'a> = (
    Eq<draws::title, &'a str>,
    Eq<draws::game_path, &'a str>,
    Eq<draws::stock, &'static str>,
    Eq<draws::time_zone, &'static str>,
    Eq<draws::day, NaiveDate>,
);

fn label_columns(label: &DrawLabel) -> LabelColumns<'_> {
    (
        draws::title.eq(label.title.as_str()),
        draws::game_path.eq(label.game_path.as_str()),
        draws::stock.eq(label.stock.name()),
        draws::time_zone.eq(label.time_zone.name()),
        draws::day.eq(label.day),
    )
}

/// Replaces what a scheduled draw announces.
pub fn update_plan(
    conn: &mut Conn,
    id: DrawId,
    log: &Log,
    label: &DrawLabel,
    claim_days: Option<u64>,
) -> Result<(), StoreError> {
    let fields = log.open_leaf.fields();
    diesel::update(draws::table.find(id.as_i64()))
        .set((
            label_columns(label),
            draws::opens.eq(signed(fields.opens.secs())),
            draws::closes.eq(signed(fields.closes.secs())),
            draws::reveal_by.eq(signed(fields.reveal_by.secs())),
            draws::open_leaf.eq(log.open_leaf.to_text()),
            draws::cap.eq(log.cap.map(signed)),
            draws::frontier.eq(log.frontier.to_bytes()),
            draws::last_time.eq(signed(log.last_time)),
            draws::claim_days.eq(claim_days.map(signed)),
        ))
        .execute(conn)?;
    Ok(())
}

/// The log of one draw, locked until the transaction ends.
pub fn lock_log(conn: &mut Conn, id: DrawId) -> Result<Option<Log>, StoreError> {
    let query = draws::table.find(id.as_i64()).select(DrawRow::as_select());
    let row = ForUpdate(query).get_result::<DrawRow>(conn).optional()?;
    row.map(|row| row.into_log().map(|(_, _, log)| log))
        .transpose()
}

/// The logs of these draws, locked in the order of their ids until the transaction ends:
/// two transactions that want the same draws then wait for each other and cannot deadlock.
pub fn lock_logs(
    conn: &mut Conn,
    names: &[&str],
) -> Result<Vec<(DrawId, DrawName, Log)>, StoreError> {
    let query = draws::table
        .filter(draws::name.eq_any(names))
        .order(draws::id)
        .select(DrawRow::as_select());
    let rows = ForUpdate(query).load::<DrawRow>(conn)?;
    rows.into_iter().map(DrawRow::into_log).collect()
}

/// Writes back a log that has grown, or changed its state. `close_leaf` if it was closed.
pub fn update_log(
    conn: &mut Conn,
    id: DrawId,
    log: &mut Log,
    close_leaf: Option<&str>,
) -> Result<(), StoreError> {
    insert_nodes(conn, LogId::Draw(id), &std::mem::take(&mut log.completed))?;
    let row = draws::table.find(id.as_i64());
    diesel::update(row)
        .set((
            draws::state.eq(log.state.as_str()),
            draws::frontier.eq(log.frontier.to_bytes()),
            draws::entries.eq(signed(log.entries)),
            draws::ballots.eq(signed(log.ballots)),
            draws::last_time.eq(signed(log.last_time)),
            draws::closed_at.eq(close_leaf.map(|_| signed(log.last_time))),
            draws::close_leaf.eq(close_leaf),
        ))
        .execute(conn)?;
    Ok(())
}

/// The result stands.
pub fn mark_drawn(conn: &mut Conn, id: DrawId) -> Result<(), StoreError> {
    diesel::update(draws::table.find(id.as_i64()))
        .set(draws::state.eq(DrawState::Drawn.as_str()))
        .execute(conn)?;
    Ok(())
}

/// There will be no result, for this reason, said at this time.
pub fn mark_void(conn: &mut Conn, id: DrawId, reason: &str, now: u64) -> Result<(), StoreError> {
    diesel::update(draws::table.find(id.as_i64()))
        .set((
            draws::state.eq(DrawState::Void.as_str()),
            draws::void_reason.eq(reason),
            draws::voided_at.eq(signed(now)),
        ))
        .execute(conn)?;
    Ok(())
}

/// The encrypted seed.
pub fn find_sealed_seed(conn: &mut Conn, id: DrawId) -> Result<Vec<u8>, StoreError> {
    let row = draws::table.find(id.as_i64());
    Ok(row.select(draws::sealed_seed).first(conn)?)
}

fn with_label() -> (
    AsSelect<DrawRow, MultiBackend>,
    AsSelect<LabelRow, MultiBackend>,
) {
    (DrawRow::as_select(), LabelRow::as_select())
}

/// A draw by its public id.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn find_draw(conn: &mut Conn, name: &DrawName) -> Result<Option<Draw>, StoreError> {
    let query = draws::table.filter(draws::name.eq(name.as_str()));
    let row: Option<(DrawRow, LabelRow)> = query.select(with_label()).first(conn).optional()?;
    row.map(|(row, label)| row.into_draw(label)).transpose()
}

/// The row of a draw, by its public id.
pub fn find_draw_id(conn: &mut Conn, name: &DrawName) -> Result<Option<DrawId>, StoreError> {
    let query = draws::table.filter(draws::name.eq(name.as_str()));
    let id: Option<i64> = query.select(draws::id).first(conn).optional()?;
    Ok(id.map(DrawId::from_parts))
}

/// Those of these draws that exist, in the order of their ids. Ask for hundreds, not for tens of thousands.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn find_draws(conn: &mut Conn, ids: &[DrawId]) -> Result<Vec<Draw>, StoreError> {
    let ids = ids.iter().map(|id| id.as_i64());
    let query = draws::table.filter(draws::id.eq_any(ids)).order(draws::id);
    let rows: Vec<(DrawRow, LabelRow)> = query.select(with_label()).load(conn)?;
    rows.into_iter()
        .map(|(row, label)| row.into_draw(label))
        .collect()
}
