//! All SQL of the tables `raffles`, `tickets` and `raffle_invites`. What is read is parsed again. No decisions here.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::model::{CodeFormat, Policy, Raffle, RaffleId, RaffleTerms, WinningTicket};
use crate::draws::{Draw, DrawId, DrawState, find_draws};
use crate::fairness::Outcome;
use crate::on_each;
use crate::schema::{claims, drawn_ballots, draws, entries, raffle_invites, raffles, tickets};
use crate::store::{Conn, Moment, MultiBackend, StoreError};

#[derive(Queryable, Selectable)]
#[diesel(table_name = raffles, check_for_backend(MultiBackend))]
struct RaffleRow {
    draw_id: i64,
    public_id: String,
    description: String,
    policy: String,
    draws_itself: bool,
    code_alphabet: String,
    code_length: i64,
}

impl RaffleRow {
    fn into_terms(self) -> Result<RaffleTerms, StoreError> {
        let corrupt = |what: &str| StoreError::corrupt(format!("raffle {}", self.draw_id), what);
        let length = usize::try_from(self.code_length).map_err(|_e| corrupt("code length"))?;
        Ok(RaffleTerms {
            id: RaffleId::parse(&self.public_id).ok_or_else(|| corrupt("id"))?,
            draw_id: DrawId::from_parts(self.draw_id),
            policy: Policy::parse(&self.policy).ok_or_else(|| corrupt("policy"))?,
            draws_itself: self.draws_itself,
            codes: CodeFormat::new(Some(&self.code_alphabet), Some(length))
                .map_err(|e| corrupt(&e.to_string()))?,
            description: self.description,
        })
    }
}

/// Stores what a raffle adds to its draw.
pub fn insert_raffle(
    conn: &mut Conn,
    terms: &RaffleTerms,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let length = i64::try_from(terms.codes.length()).unwrap_or(i64::MAX);
    diesel::insert_into(raffles::table)
        .values((
            raffles::draw_id.eq(terms.draw_id.as_i64()),
            raffles::public_id.eq(terms.id.to_string()),
            raffles::description.eq(&terms.description),
            raffles::policy.eq(terms.policy.as_str()),
            raffles::draws_itself.eq(terms.draws_itself),
            raffles::code_alphabet.eq(terms.codes.alphabet()),
            raffles::code_length.eq(length),
            raffles::created_at.eq(Moment::from(now)),
        ))
        .execute(conn)?;
    Ok(())
}

/// What of this raffle never changes.
pub fn find_terms(conn: &mut Conn, id: RaffleId) -> Result<Option<RaffleTerms>, StoreError> {
    let row: Option<RaffleRow> = raffles::table
        .filter(raffles::public_id.eq(id.to_string()))
        .select(RaffleRow::as_select())
        .first(conn)
        .optional()?;
    row.map(RaffleRow::into_terms).transpose()
}

/// A raffle as it stands.
pub fn find_raffle(conn: &mut Conn, id: RaffleId) -> Result<Option<Raffle>, StoreError> {
    let Some(terms) = find_terms(conn, id)? else {
        return Ok(None);
    };
    with_draws(conn, vec![terms]).map(|mut raffles| raffles.pop())
}

/// The raffles that were made before this one, or the newest; at most `limit`, the newest first.
pub fn list_raffles(
    conn: &mut Conn,
    before: Option<DrawId>,
    limit: u32,
) -> Result<Vec<Raffle>, StoreError> {
    let rows: Vec<RaffleRow> = raffles::table
        .filter(raffles::draw_id.lt(before.map_or(i64::MAX, DrawId::as_i64)))
        .order(raffles::draw_id.desc())
        .limit(limit.into())
        .select(RaffleRow::as_select())
        .load(conn)?;
    let terms = rows.into_iter().map(RaffleRow::into_terms);
    with_draws(conn, terms.collect::<Result<_, _>>()?)
}

/// Raffles whose sale is going on or about to begin, the newest first.
pub fn list_running(conn: &mut Conn, limit: u32) -> Result<Vec<Raffle>, StoreError> {
    let running = [DrawState::Scheduled, DrawState::Open, DrawState::Closed].map(DrawState::as_str);
    let rows: Vec<RaffleRow> = raffles::table
        .inner_join(draws::table.on(draws::id.eq(raffles::draw_id)))
        .filter(draws::state.eq_any(running))
        .order(raffles::draw_id.desc())
        .limit(limit.into())
        .select(RaffleRow::as_select())
        .load(conn)?;
    let terms = rows.into_iter().map(RaffleRow::into_terms);
    with_draws(conn, terms.collect::<Result<_, _>>()?)
}

fn with_draws(conn: &mut Conn, terms: Vec<RaffleTerms>) -> Result<Vec<Raffle>, StoreError> {
    let ids: Vec<DrawId> = terms.iter().map(|terms| terms.draw_id).collect();
    let mut draws: Vec<Draw> = find_draws(conn, &ids)?;
    let raffle = |terms: RaffleTerms| {
        let at = draws.iter().position(|draw| draw.id == terms.draw_id);
        let at = at.ok_or_else(|| StoreError::corrupt("raffle", "it has no draw"))?;
        let draw = draws.swap_remove(at);
        Ok(Raffle { terms, draw })
    };
    terms.into_iter().map(raffle).collect()
}

/// The raffles that draw by themselves and have no ticket left to hand out, oldest first.
pub fn list_sold_out(conn: &mut Conn) -> Result<Vec<DrawId>, StoreError> {
    let rows: Vec<RaffleRow> = raffles::table
        .inner_join(draws::table.on(draws::id.eq(raffles::draw_id)))
        .filter(draws::state.eq(DrawState::Open.as_str()))
        .filter(raffles::draws_itself)
        .order(raffles::draw_id)
        .select(RaffleRow::as_select())
        .load(conn)?;
    let terms = rows.into_iter().map(RaffleRow::into_terms);
    let raffles = with_draws(conn, terms.collect::<Result<_, _>>()?)?;
    let sold_out = raffles.into_iter().filter(Raffle::is_sold_out);
    Ok(sold_out.map(|raffle| raffle.draw.id).collect())
}

/// A ticket to be stored.
#[derive(Insertable)]
#[diesel(table_name = tickets, treat_none_as_default_value = false)]
pub struct NewTicketRow {
    pub draw_id: i64,
    pub number: i64,
    pub leaf_index: i64,
    pub code_salt: Vec<u8>,
    pub code_hash: Vec<u8>,
    pub holder: Option<Vec<u8>>,
}

/// Stores a ticket. The database refuses a number twice, and a holder twice.
pub fn insert_ticket(conn: &mut Conn, row: &NewTicketRow) -> Result<(), StoreError> {
    diesel::insert_into(tickets::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// Whether this holder has a ticket.
pub fn has_holder(conn: &mut Conn, draw: DrawId, holder: &[u8]) -> Result<bool, StoreError> {
    let row = tickets::table
        .filter(tickets::draw_id.eq(draw.as_i64()))
        .filter(tickets::holder.eq(holder));
    Ok(diesel::select(diesel::dsl::exists(row)).get_result(conn)?)
}

/// What is kept of a ticket's code, the place of its entry in the log, and its place among the drawn, if it is one.
pub struct TicketSecret {
    pub leaf_index: u64,
    pub position: Option<u64>,
    pub code_salt: Vec<u8>,
    pub code_hash: Vec<u8>,
}

/// A ticket by its number; `None` if it was not handed out.
pub fn find_ticket(
    conn: &mut Conn,
    draw: DrawId,
    number: u64,
) -> Result<Option<TicketSecret>, StoreError> {
    let Ok(number) = i64::try_from(number) else {
        return Ok(None);
    };
    type Row = (i64, Vec<u8>, Vec<u8>, Option<i64>);
    let of_ticket = drawn_ballots::draw_id
        .eq(tickets::draw_id)
        .and(drawn_ballots::leaf_index.eq(tickets::leaf_index));
    let row: Option<Row> = tickets::table
        .left_join(drawn_ballots::table.on(of_ticket))
        .filter(tickets::draw_id.eq(draw.as_i64()))
        .filter(tickets::number.eq(number))
        .select((
            tickets::leaf_index,
            tickets::code_salt,
            tickets::code_hash,
            drawn_ballots::position.nullable(),
        ))
        .first(conn)
        .optional()?;
    let secret = |(leaf_index, code_salt, code_hash, position): Row| {
        Ok(TicketSecret {
            leaf_index: unsigned(leaf_index)?,
            position: position.map(unsigned).transpose()?,
            code_salt,
            code_hash,
        })
    };
    row.map(secret).transpose()
}

/// A ticket as its manager sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoldTicket {
    /// Its number.
    pub number: u64,
    /// The place of its entry in the log: the order of sale.
    pub leaf_index: u64,
    /// When it was handed out, in seconds since 1970 UTC.
    pub time: u64,
    /// The account whose it is, if it has one.
    pub username: Option<String>,
}

/// The tickets that were handed out after this leaf of the log, in order, at most `limit`.
pub fn list_sold(
    conn: &mut Conn,
    draw: DrawId,
    after: u64,
    limit: u32,
) -> Result<Vec<SoldTicket>, StoreError> {
    type Row = (Option<i64>, i64, i64, Option<i64>, Option<String>);
    let rows: Vec<Row> = entries::table
        .filter(entries::draw_id.eq(draw.as_i64()))
        .filter(entries::leaf_index.gt(i64::try_from(after).unwrap_or(i64::MAX)))
        .order(entries::leaf_index)
        .limit(limit.into())
        .select((
            entries::ticket_number,
            entries::leaf_index,
            entries::time,
            entries::account_id,
            entries::reference,
        ))
        .load(conn)?;
    let ticket = |(number, leaf_index, time, account, reference): Row| {
        let number = number.ok_or_else(|| StoreError::corrupt("ticket", "it has no number"))?;
        Ok(SoldTicket {
            number: unsigned(number)?,
            leaf_index: unsigned(leaf_index)?,
            time: unsigned(time)?,
            username: account.and(reference),
        })
    };
    rows.into_iter().map(ticket).collect()
}

/// The tickets of an account in raffles for accounts, the newest first: raffle and number.
pub fn list_own(
    conn: &mut Conn,
    account: i64,
    limit: u32,
) -> Result<Vec<(RaffleId, String, u64)>, StoreError> {
    let rows: Vec<(String, String, Option<i64>)> = entries::table
        .inner_join(raffles::table.on(raffles::draw_id.eq(entries::draw_id)))
        .inner_join(draws::table.on(draws::id.eq(entries::draw_id)))
        .filter(entries::account_id.eq(account))
        .order((entries::draw_id.desc(), entries::leaf_index.desc()))
        .limit(limit.into())
        .select((raffles::public_id, draws::title, entries::ticket_number))
        .load(conn)?;
    let one = |(id, title, number): (String, String, Option<i64>)| {
        let corrupt = || StoreError::corrupt("ticket", "of no raffle");
        let id = RaffleId::parse(&id).ok_or_else(corrupt)?;
        Ok((id, title, unsigned(number.ok_or_else(corrupt)?)?))
    };
    rows.into_iter().map(one).collect()
}

/// The tickets with a prize, in the order of the prizes.
pub fn list_winners(conn: &mut Conn, draw: DrawId) -> Result<Vec<WinningTicket>, StoreError> {
    type Row = (String, Option<String>, Option<i64>);
    let of_ballot = entries::draw_id
        .eq(drawn_ballots::draw_id)
        .and(entries::leaf_index.eq(drawn_ballots::leaf_index));
    let rows: Vec<Row> = drawn_ballots::table
        .inner_join(entries::table.on(of_ballot))
        .filter(drawn_ballots::draw_id.eq(draw.as_i64()))
        .filter(drawn_ballots::prize.is_not_null())
        .order(drawn_ballots::position)
        .select((
            drawn_ballots::outcome,
            drawn_ballots::prize,
            entries::ticket_number,
        ))
        .load(conn)?;
    let winner = |(outcome, prize, number): Row| {
        let corrupt = || StoreError::corrupt(format!("draw {}", draw.as_i64()), "a winner");
        let Ok(Outcome::Prize(place)) = Outcome::parse(&outcome) else {
            return Err(corrupt());
        };
        let (prize, number) = prize.zip(number).ok_or_else(corrupt)?;
        Ok(WinningTicket {
            place,
            number: unsigned(number)?,
            prize,
        })
    };
    rows.into_iter().map(winner).collect()
}

/// The prize that the ballot at this place among the drawn has now: the one it drew, unless that was passed on, or the one
/// that came to it as a reserve. Place and words.
pub fn find_prize(
    conn: &mut Conn,
    draw: &Draw,
    position: u64,
) -> Result<Option<(u64, String)>, StoreError> {
    let position = i64::try_from(position).unwrap_or(i64::MAX);
    let place: Option<i64> = claims::table
        .filter(claims::draw_id.eq(draw.id.as_i64()))
        .filter(claims::position.eq(position))
        .select(claims::place)
        .first(conn)
        .optional()?;
    let Some(place) = place.map(unsigned).transpose()? else {
        return Ok(None);
    };
    let line = draw.open_leaf.fields().prizes.line_at(place);
    Ok(line.map(|(_, line)| (place, line.text().as_str().to_owned())))
}

/// Stores the hashes of new invite codes.
pub fn insert_invites(
    conn: &mut Conn,
    draw: DrawId,
    hashes: &[Vec<u8>],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let now = Moment::from(now);
    for hashes in hashes.chunks(1000) {
        let rows: Vec<_> = hashes
            .iter()
            .map(|hash| {
                (
                    raffle_invites::draw_id.eq(draw.as_i64()),
                    raffle_invites::hash.eq(hash),
                    raffle_invites::made_at.eq(now),
                )
            })
            .collect();
        on_each!(conn, |c| diesel::insert_into(raffle_invites::table)
            .values(&rows)
            .execute(c))?;
    }
    Ok(())
}

/// Whether there is such an invite code.
pub fn has_invite(conn: &mut Conn, draw: DrawId, hash: &[u8]) -> Result<bool, StoreError> {
    let row = raffle_invites::table.find((draw.as_i64(), hash));
    Ok(diesel::select(diesel::dsl::exists(row)).get_result(conn)?)
}

/// How many invite codes there are.
pub fn count_invites(conn: &mut Conn, draw: DrawId) -> Result<u64, StoreError> {
    let of_draw = raffle_invites::table.filter(raffle_invites::draw_id.eq(draw.as_i64()));
    unsigned(of_draw.count().get_result(conn)?)
}

/// Forgets who holds the tickets of raffles that are over: only sales need it. Answers how many raffles.
pub fn forget_holders(conn: &mut Conn) -> Result<usize, StoreError> {
    let ids = list_forgettable(conn)?;
    for id in &ids {
        diesel::update(tickets::table.filter(tickets::draw_id.eq(id)))
            .filter(tickets::holder.is_not_null())
            .set(tickets::holder.eq(None::<Vec<u8>>))
            .execute(conn)?;
        diesel::delete(raffle_invites::table.filter(raffle_invites::draw_id.eq(id)))
            .execute(conn)?;
        diesel::update(raffles::table.find(id))
            .set(raffles::forgotten.eq(true))
            .execute(conn)?;
    }
    Ok(ids.len())
}

/// Raffles that are over and whose holders are still known.
pub fn list_forgettable(conn: &mut Conn) -> Result<Vec<i64>, StoreError> {
    let over = [DrawState::Drawn, DrawState::Void].map(DrawState::as_str);
    Ok(raffles::table
        .inner_join(draws::table.on(draws::id.eq(raffles::draw_id)))
        .filter(draws::state.eq_any(over))
        .filter(raffles::forgotten.eq(false))
        .order(raffles::draw_id)
        .select(raffles::draw_id)
        .load(conn)?)
}

fn unsigned(number: i64) -> Result<u64, StoreError> {
    u64::try_from(number).map_err(|e| StoreError::corrupt(format!("number {number}"), e))
}
