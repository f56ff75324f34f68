//! The tables `lotteries` and `lottery_prizes`.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::daily_draws::DailyDraw;
use crate::draws::RoundChoice;
use crate::games::lottery::model::{
    Cancelled, Cap, ClaimDays, Currency, Days, Description, Lottery, LotteryDraft, LotteryId,
    LotteryName, Money, Prize, Prizes, PublicReason, Reserves, Slug, Terms, TimeZone, Weekdays,
    parse_stock,
};
use crate::on_each;
use crate::schema::{lotteries, lottery_prizes};
use crate::store::{Conn, ForUpdate, Moment, MultiBackend, StoreError};

#[derive(Queryable, Selectable)]
#[diesel(table_name = lotteries, check_for_backend(MultiBackend))]
struct LotteryRow {
    id: i64,
    slug: String,
    name: String,
    description: String,
    time_zone: String,
    first_day: NaiveDate,
    due_date: Option<NaiveDate>,
    cap: Option<i64>,
    one_prize: bool,
    reserves: i64,
    stock: String,
    planned_through: Option<NaiveDate>,
    cancelled_at: Option<Moment>,
    cancel_reason: Option<String>,
    version: i64,
    created_at: Moment,
    weekdays: i64,
    claim_days: i64,
    fixed_round: bool,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = lottery_prizes, check_for_backend(MultiBackend))]
struct PrizeRow {
    lottery_id: i64,
    quantity: i64,
    name: String,
    amount: Option<i64>,
    currency: Option<String>,
}

impl PrizeRow {
    fn into_prize(self) -> Result<Prize, StoreError> {
        let bad = |why: &dyn ToString| {
            StoreError::corrupt(
                format!("prize of lottery {}", self.lottery_id),
                why.to_string(),
            )
        };
        let amount = match (self.amount, &self.currency) {
            (Some(minor), Some(code)) => {
                let currency = Currency::parse(code).map_err(|e| bad(&e))?;
                Some(Money::from_minor(minor, currency).map_err(|e| bad(&e))?)
            }
            _ => None,
        };
        let quantity = u32::try_from(self.quantity).map_err(|e| bad(&e))?;
        Prize::new(quantity, &self.name, amount).map_err(|e| bad(&e))
    }
}

impl LotteryRow {
    fn into_lottery(self, prizes: Vec<Prize>) -> Result<Lottery, StoreError> {
        let bad = |why: &dyn ToString| {
            StoreError::corrupt(format!("lottery {}", self.id), why.to_string())
        };
        let cancelled = match (self.cancelled_at, &self.cancel_reason) {
            (Some(at), Some(reason)) => Some(Cancelled {
                at: at.utc(),
                reason: PublicReason::parse(reason).map_err(|e| bad(&e))?,
            }),
            _ => None,
        };
        let cap = self.cap.map(|cap| Cap::parse(&cap.to_string()));
        let terms = Terms {
            name: LotteryName::parse(&self.name).map_err(|e| bad(&e))?,
            description: Description::parse(&self.description).map_err(|e| bad(&e))?,
            prizes: Prizes::new(prizes).map_err(|e| bad(&e))?,
            days: read_days(self.first_day, self.due_date, self.weekdays).map_err(|e| bad(&e))?,
            time_zone: TimeZone::parse(&self.time_zone).map_err(|e| bad(&e))?,
            cap: cap.transpose().map_err(|e| bad(&e))?,
            one_prize: self.one_prize,
            reserves: Reserves::parse(&self.reserves.to_string()).map_err(|e| bad(&e))?,
            round: match self.fixed_round {
                true => RoundChoice::Fixed,
                false => RoundChoice::AtClose,
            },
            claim_days: ClaimDays::parse(&self.claim_days.to_string()).map_err(|e| bad(&e))?,
            stock: parse_stock(&self.stock).map_err(|e| bad(&e))?,
        };
        Ok(Lottery {
            id: LotteryId::from_parts(self.id),
            slug: Slug::parse(&self.slug).map_err(|e| bad(&e))?,
            terms,
            planned_through: self.planned_through,
            cancelled,
            version: self.version,
            created_at: self.created_at.utc(),
        })
    }
}

/// The days of a lottery out of their columns.
pub(super) fn read_days(
    first: NaiveDate,
    due: Option<NaiveDate>,
    weekdays: i64,
) -> Result<Days, String> {
    let weekdays = Weekdays::from_bits(weekdays).ok_or_else(|| format!("weekdays {weekdays}"))?;
    let days = Days::new(first, due).and_then(|days| days.on(weekdays));
    days.map_err(|e| e.to_string())
}

/// Puts the prizes to their lotteries: one query for all of them.
fn with_prizes(conn: &mut Conn, rows: Vec<LotteryRow>) -> Result<Vec<Lottery>, StoreError> {
    let ids = rows.iter().map(|row| row.id);
    let prizes: Vec<PrizeRow> = lottery_prizes::table
        .filter(lottery_prizes::lottery_id.eq_any(ids))
        .order((lottery_prizes::lottery_id, lottery_prizes::position))
        .select(PrizeRow::as_select())
        .load(conn)?;
    let mut of: HashMap<i64, Vec<Prize>> = HashMap::new();
    for row in prizes {
        of.entry(row.lottery_id)
            .or_default()
            .push(row.into_prize()?);
    }
    rows.into_iter()
        .map(|row| {
            let prizes = of.remove(&row.id).unwrap_or_default();
            row.into_lottery(prizes)
        })
        .collect()
}

/// Stores a new lottery with its prizes. `None` if its slug is taken.
pub fn insert_lottery(
    conn: &mut Conn,
    draft: &LotteryDraft,
    now: DateTime<Utc>,
) -> Result<Option<LotteryId>, StoreError> {
    let created_at = lotteries::created_at.eq(Moment::from(now));
    let row = (
        lotteries::slug.eq(draft.slug.as_str()),
        lotteries::version.eq(1),
        created_at,
        TermsRow::from(&draft.terms),
    );
    let id: Option<i64> = on_each!(conn, |c| diesel::insert_into(lotteries::table)
        .values(row)
        .on_conflict(lotteries::slug)
        .do_nothing()
        .returning(lotteries::id)
        .get_result(c)
        .optional())?;
    let Some(id) = id.map(LotteryId::from_parts) else {
        return Ok(None);
    };
    insert_prizes(conn, id, &draft.terms.prizes)?;
    Ok(Some(id))
}

/// The columns that an edit changes.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = lotteries, treat_none_as_null = true)]
struct TermsRow<'a> {
    name: &'a str,
    description: &'a str,
    time_zone: &'a str,
    first_day: NaiveDate,
    due_date: Option<NaiveDate>,
    cap: Option<i64>,
    one_prize: bool,
    reserves: i64,
    stock: &'a str,
    weekdays: i64,
    claim_days: i64,
    fixed_round: bool,
}

impl<'a> From<&'a Terms> for TermsRow<'a> {
    fn from(terms: &'a Terms) -> Self {
        TermsRow {
            name: terms.name.as_str(),
            description: terms.description.as_str(),
            time_zone: terms.time_zone.name(),
            first_day: terms.days.first(),
            due_date: terms.days.due(),
            cap: terms.cap.map(|cap| cap.get().into()),
            one_prize: terms.one_prize,
            reserves: terms.reserves.get().into(),
            stock: terms.stock.name(),
            weekdays: terms.days.weekdays().bits(),
            claim_days: terms.claim_days.get().into(),
            fixed_round: terms.round == RoundChoice::Fixed,
        }
    }
}

fn insert_prizes(conn: &mut Conn, id: LotteryId, prizes: &Prizes) -> Result<(), StoreError> {
    for (position, prize) in (1_i64..).zip(prizes.lines()) {
        diesel::insert_into(lottery_prizes::table)
            .values((
                lottery_prizes::lottery_id.eq(id.get()),
                lottery_prizes::position.eq(position),
                lottery_prizes::quantity.eq(i64::from(prize.quantity())),
                lottery_prizes::name.eq(prize.name()),
                lottery_prizes::amount.eq(prize.amount().map(Money::minor)),
                lottery_prizes::currency.eq(prize.amount().map(|m| m.currency().code())),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Stores edited terms and counts the edit.
pub fn update_terms(conn: &mut Conn, id: LotteryId, terms: &Terms) -> Result<(), StoreError> {
    diesel::update(lotteries::table.find(id.get()))
        .set((
            TermsRow::from(terms),
            lotteries::version.eq(lotteries::version + 1),
        ))
        .execute(conn)?;
    diesel::delete(lottery_prizes::table.filter(lottery_prizes::lottery_id.eq(id.get())))
        .execute(conn)?;
    insert_prizes(conn, id, &terms.prizes)
}

/// The days through this one have been given draws or passed over.
pub fn mark_planned(conn: &mut Conn, id: LotteryId, through: NaiveDate) -> Result<(), StoreError> {
    diesel::update(lotteries::table.find(id.get()))
        .set(lotteries::planned_through.eq(through))
        .execute(conn)?;
    Ok(())
}

/// The lottery ends here. Counts as an edit: a form filled in before is refused.
pub fn mark_cancelled(
    conn: &mut Conn,
    id: LotteryId,
    cancelled: &Cancelled,
) -> Result<(), StoreError> {
    diesel::update(lotteries::table.find(id.get()))
        .set((
            lotteries::cancelled_at.eq(Moment::from(cancelled.at)),
            lotteries::cancel_reason.eq(cancelled.reason.as_str()),
            lotteries::version.eq(lotteries::version + 1),
        ))
        .execute(conn)?;
    Ok(())
}

/// A lottery by its name in addresses.
pub fn find_lottery(conn: &mut Conn, slug: &Slug) -> Result<Option<Lottery>, StoreError> {
    let query = lotteries::table.filter(lotteries::slug.eq(slug.as_str()));
    let row = query
        .select(LotteryRow::as_select())
        .first(conn)
        .optional()?;
    Ok(with_prizes(conn, row.into_iter().collect())?.pop())
}

/// The same, locked until the transaction ends: what changes a lottery or its days begins with this.
pub fn lock_lottery(conn: &mut Conn, slug: &Slug) -> Result<Option<Lottery>, StoreError> {
    let query = lotteries::table.filter(lotteries::slug.eq(slug.as_str()));
    let row = ForUpdate(query.select(LotteryRow::as_select()))
        .get_result(conn)
        .optional()?;
    Ok(with_prizes(conn, row.into_iter().collect())?.pop())
}

/// Every lottery, oldest first.
pub fn list_lotteries(conn: &mut Conn) -> Result<Vec<Lottery>, StoreError> {
    let query = lotteries::table.order(lotteries::id);
    let rows = query.select(LotteryRow::as_select()).load(conn)?;
    with_prizes(conn, rows)
}

/// The lotteries of these days' draws.
pub fn list_lotteries_of(
    conn: &mut Conn,
    dailies: &[DailyDraw],
) -> Result<Vec<Lottery>, StoreError> {
    let ids = dailies.iter().map(|daily| daily.lottery_id.get());
    let query = lotteries::table.filter(lotteries::id.eq_any(ids));
    let rows = query.select(LotteryRow::as_select()).load(conn)?;
    with_prizes(conn, rows)
}

/// How many lotteries there are.
pub fn count_lotteries(conn: &mut Conn) -> Result<i64, StoreError> {
    Ok(lotteries::table.count().get_result(conn)?)
}
