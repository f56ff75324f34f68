//! Reading what pages show of draws: for many draws together, in a number of queries that depends on nothing.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::from_unix;
use super::results::{Answer, DayDraw, DayResult, Mine, Winner};
use crate::draws::{
    Draw, DrawId, DrawState, Drawing, DrawnBallot, EntryFilter, Holding, find_draws, list_drawings,
    list_drawn_ballots, list_entries, list_holdings, list_participations, list_prize_standings,
};
use crate::fairness::Outcome;
use crate::games::lottery::model::{Lottery, LotteryId};
use crate::games::lottery::store::DailyDraw;
use crate::store::{Conn, StoreError};

/// Lotteries by id, as lists of draws need them.
pub(super) type ById = HashMap<LotteryId, Arc<Lottery>>;

pub(super) fn by_id(lotteries: Vec<Lottery>) -> ById {
    let pair = |lottery: Lottery| (lottery.id, Arc::new(lottery));
    lotteries.into_iter().map(pair).collect()
}

/// The draws of these days, in the given order. One query.
pub(super) fn load_draws(
    conn: &mut Conn,
    dailies: &[DailyDraw],
    lotteries: &ById,
) -> Result<Vec<DayDraw>, StoreError> {
    let ids: Vec<DrawId> = dailies.iter().map(|daily| daily.draw_id).collect();
    let mut draws: HashMap<DrawId, Draw> = find_draws(conn, &ids)?
        .into_iter()
        .map(|draw| (draw.id, draw))
        .collect();
    let joined = |daily: &DailyDraw| {
        Some(DayDraw {
            lottery: lotteries.get(&daily.lottery_id)?.clone(),
            day: daily.day,
            draw: draws.remove(&daily.draw_id)?,
        })
    };
    Ok(dailies.iter().filter_map(joined).collect())
}

/// What came of these draws, in the given order. At most five queries.
pub(super) fn load_results(
    conn: &mut Conn,
    draws: Vec<DayDraw>,
    viewer: Option<i64>,
    now: DateTime<Utc>,
) -> Result<Vec<DayResult>, StoreError> {
    let all: Vec<DrawId> = draws.iter().map(|day| day.draw.id).collect();
    let is_drawn = |day: &&DayDraw| day.draw.state == DrawState::Drawn;
    let drawn: Vec<DrawId> = draws.iter().filter(is_drawn).map(|d| d.draw.id).collect();
    let mut winners = load_winners(conn, &drawn)?;
    let drawings: HashMap<DrawId, Drawing> = list_drawings(conn, &drawn)?
        .into_iter()
        .map(|drawing| (drawing.draw_id, drawing))
        .collect();
    let mut mine = load_mine(conn, viewer, &all)?;
    let results = draws.into_iter().map(|day| {
        let id = day.draw.id;
        let answer = answer(
            &day,
            drawings.get(&id),
            winners.remove(&id).unwrap_or_default(),
            now,
        );
        DayResult {
            lottery: day.lottery,
            day: day.day,
            draw: Some(day.draw),
            answer,
            mine: mine.remove(&id).unwrap_or_default(),
        }
    });
    Ok(results.collect())
}

fn answer(
    day: &DayDraw,
    drawing: Option<&Drawing>,
    winners: Vec<Winner>,
    now: DateTime<Utc>,
) -> Answer {
    let draw = &day.draw;
    let (opens, closes) = (from_unix(draw.opens), from_unix(draw.closes));
    match (draw.state, drawing) {
        (DrawState::Drawn, Some(drawing)) => {
            let (drawn_at, late) = (from_unix(drawing.drawn_at), drawing.late);
            if winners.is_empty() {
                Answer::NoBallots { drawn_at, late }
            } else {
                Answer::Drawn {
                    winners,
                    drawn_at,
                    late,
                }
            }
        }
        (DrawState::Void, _) => Answer::Cancelled {
            reason: draw
                .void
                .as_ref()
                .map_or_else(String::new, |(reason, _)| reason.clone()),
        },
        (DrawState::Scheduled, _) if now < opens => Answer::NotOpenYet { opens },
        (DrawState::Scheduled | DrawState::Open, _) if now < closes => {
            Answer::NotDrawnYet { closes }
        }
        _ => Answer::WaitingToBeDrawn { closed: closes },
    }
}

/// The winners of these draws in the order of the prizes. Five queries.
pub(super) fn load_winners(
    conn: &mut Conn,
    drawn: &[DrawId],
) -> Result<HashMap<DrawId, Vec<Winner>>, StoreError> {
    let ballots = list_drawn_ballots(conn, drawn, true)?;
    let mut winners: HashMap<DrawId, Vec<Winner>> = HashMap::new();
    let held = load_held(conn, &ballots)?;
    let mut standings = list_prize_standings(conn, drawn)?;
    for ballot in ballots {
        let id = ballot.draw_id;
        let standing = match ballot.outcome {
            Outcome::Prize(place) => standings.remove(&(id, place)),
            _ => None,
        };
        let winner = Winner {
            standing,
            ..winner(ballot, &held)
        };
        winners.entry(id).or_default().push(winner);
    }
    Ok(winners)
}

/// How many ballots the owners of these ballots have in their draws.
pub(super) fn load_held(
    conn: &mut Conn,
    ballots: &[DrawnBallot],
) -> Result<HashMap<(DrawId, i64), u64>, StoreError> {
    let mut accounts: Vec<i64> = ballots.iter().filter_map(|b| b.account_id).collect();
    let mut draws: Vec<DrawId> = ballots.iter().map(|b| b.draw_id).collect();
    accounts.sort_unstable();
    accounts.dedup();
    draws.sort_unstable();
    draws.dedup();
    let pair = |holding: Holding| ((holding.draw_id, holding.account_id), holding.ballots);
    let holdings = list_holdings(conn, &accounts, &draws)?;
    Ok(holdings.into_iter().map(pair).collect())
}

pub(super) fn winner(ballot: DrawnBallot, held: &HashMap<(DrawId, i64), u64>) -> Winner {
    let own = |account| held.get(&(ballot.draw_id, account)).copied();
    Winner {
        ballot: ballot.ballot,
        held: ballot.account_id.and_then(own).unwrap_or(0),
        prize: ballot.prize,
        account_id: ballot.account_id,
        username: ballot.reference,
        standing: None,
    }
}

/// How many entries of one person a page shows of each draw.
const ENTRIES: u32 = 100;
/// The same on pages that show a few numbers and how many more there are.
const FIRST_ENTRIES: u32 = 16;

/// What the viewer has in these draws: one query, and one for each draw the viewer has something in. None for a visitor.
pub(super) fn load_mine(
    conn: &mut Conn,
    viewer: Option<i64>,
    draws: &[DrawId],
) -> Result<HashMap<DrawId, Mine>, StoreError> {
    load_some_mine(conn, viewer, draws, ENTRIES)
}

/// [`load_mine`] with only the first few entries.
pub(super) fn load_first_mine(
    conn: &mut Conn,
    viewer: Option<i64>,
    draws: &[DrawId],
) -> Result<HashMap<DrawId, Mine>, StoreError> {
    load_some_mine(conn, viewer, draws, FIRST_ENTRIES)
}

fn load_some_mine(
    conn: &mut Conn,
    viewer: Option<i64>,
    draws: &[DrawId],
    limit: u32,
) -> Result<HashMap<DrawId, Mine>, StoreError> {
    let Some(account) = viewer else {
        return Ok(HashMap::new());
    };
    let mut all = HashMap::new();
    for part in list_participations(conn, account, draws)? {
        // draw by draw: thousands of entries in one must not hide the few in another
        let entries = list_entries(conn, part.draw_id, EntryFilter::Of(account), 0, limit)?;
        let mine = Mine {
            ballots: part.ballots,
            cancelled_ballots: part.cancelled_ballots,
            all_entries: part.entries,
            entries,
        };
        all.insert(part.draw_id, mine);
    }
    Ok(all)
}
