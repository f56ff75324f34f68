//! What pages show of draws: read together for many draws, in a number of queries that depends on nothing.

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::from_unix;
use crate::draws::{
    Draw, DrawId, DrawState, Drawing, DrawnBallot, Entry, find_draws, list_drawings,
    list_drawn_ballots, list_entries_in, list_holdings, list_participations,
};
use crate::games::lottery::model::{Lottery, LotteryId};
use crate::games::lottery::rules::NoDraw;
use crate::games::lottery::store::DailyDraw;
use crate::store::{Conn, StoreError};

/// The draw of a lottery's day.
#[derive(Debug, Clone)]
pub struct DayDraw {
    /// The lottery.
    pub lottery: Arc<Lottery>,
    /// The local day.
    pub day: NaiveDate,
    /// The draw.
    pub draw: Draw,
}

impl DayDraw {
    /// Whether ballots are accepted at `now`, though the interval task may still be on its way to say so.
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        matches!(self.draw.state, DrawState::Scheduled | DrawState::Open)
            && from_unix(self.draw.opens) <= now
            && now < from_unix(self.draw.closes)
    }

    /// Whether it is open or to come.
    pub(super) fn is_upcoming(&self, now: DateTime<Utc>) -> bool {
        matches!(self.draw.state, DrawState::Scheduled | DrawState::Open)
            && now < from_unix(self.draw.closes)
    }
}

/// An open draw with what the viewer has in it.
#[derive(Debug, Clone)]
pub struct OpenDraw {
    /// The draw.
    pub draw: DayDraw,
    /// The viewer's ballots.
    pub mine: Mine,
}

/// What a person has in a draw; nothing for a visitor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mine {
    /// How many ballots.
    pub ballots: u64,
    /// The entries, oldest first; of very many, the first ones.
    pub entries: Vec<Entry>,
    /// Whether there are more entries than these.
    pub has_more: bool,
}

impl Mine {
    /// The ballot numbers of the entries, those that follow each other joined.
    pub fn numbers(&self) -> Vec<RangeInclusive<u64>> {
        let mut ranges: Vec<RangeInclusive<u64>> = Vec::new();
        for entry in &self.entries {
            match ranges.last_mut() {
                Some(range) if range.end() + 1 == entry.first => {
                    *range = *range.start()..=entry.last();
                }
                _ => ranges.push(entry.first..=entry.last()),
            }
        }
        ranges
    }
}

/// A ballot with a prize.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Winner {
    /// The ballot.
    pub ballot: u64,
    /// The prize in words; none for a reserve.
    pub prize: Option<String>,
    /// Whose it is; none once the person has left.
    pub account_id: Option<i64>,
    /// The person's username when the ballot was put in; none once the person has left.
    pub username: Option<String>,
    /// How many ballots the person has in the draw; 0 once the person has left.
    pub held: u64,
}

/// What a lottery has to say about one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// There are winners, in the order of the prizes.
    Drawn {
        /// At least one.
        winners: Vec<Winner>,
        /// When it was drawn.
        drawn_at: DateTime<Utc>,
        /// Whether that was late.
        late: bool,
    },
    /// It was drawn, and there was no ballot that could win.
    NoBallots {
        /// When it was drawn.
        drawn_at: DateTime<Utc>,
        /// Whether that was late.
        late: bool,
    },
    /// The draw is announced and opens later.
    NotOpenYet {
        /// When.
        opens: DateTime<Utc>,
    },
    /// Ballots are accepted.
    NotDrawnYet {
        /// Until when.
        closes: DateTime<Utc>,
    },
    /// The closing time has passed; the result is due any moment.
    WaitingToBeDrawn {
        /// When it closed.
        closed: DateTime<Utc>,
    },
    /// The draw was called off.
    Cancelled {
        /// Why, for everyone to read.
        reason: String,
    },
    /// There is no draw on that day.
    NoDraw(NoDraw),
}

/// One lottery's answer about one day.
#[derive(Debug, Clone)]
pub struct DayResult {
    /// The lottery.
    pub lottery: Arc<Lottery>,
    /// The local day.
    pub day: NaiveDate,
    /// The draw, if there is one.
    pub draw: Option<Draw>,
    /// The answer.
    pub answer: Answer,
    /// The viewer's ballots.
    pub mine: Mine,
}

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
            reason: draw.void_reason.clone().unwrap_or_default(),
        },
        (DrawState::Scheduled, _) if now < opens => Answer::NotOpenYet { opens },
        (DrawState::Scheduled | DrawState::Open, _) if now < closes => {
            Answer::NotDrawnYet { closes }
        }
        _ => Answer::WaitingToBeDrawn { closed: closes },
    }
}

/// The winners of these draws in the order of the prizes. Two queries.
fn load_winners(
    conn: &mut Conn,
    drawn: &[DrawId],
) -> Result<HashMap<DrawId, Vec<Winner>>, StoreError> {
    let ballots = list_drawn_ballots(conn, drawn, true)?;
    let mut winners: HashMap<DrawId, Vec<Winner>> = HashMap::new();
    let held = load_held(conn, &ballots)?;
    for ballot in ballots {
        let id = ballot.draw_id;
        winners.entry(id).or_default().push(winner(ballot, &held));
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
    let pair =
        |holding: crate::draws::Holding| ((holding.draw_id, holding.account_id), holding.ballots);
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
    }
}

/// How many entries of one person a page shows over all its draws.
const ENTRIES: u32 = 1000;

/// What the viewer has in these draws. Two queries, none for a visitor.
pub(super) fn load_mine(
    conn: &mut Conn,
    viewer: Option<i64>,
    draws: &[DrawId],
) -> Result<HashMap<DrawId, Mine>, StoreError> {
    let Some(account) = viewer else {
        return Ok(HashMap::new());
    };
    let mut entries: HashMap<DrawId, Vec<Entry>> = HashMap::new();
    for entry in list_entries_in(conn, account, draws, ENTRIES)? {
        entries.entry(entry.draw_id).or_default().push(entry);
    }
    let mine = |part: crate::draws::Participation| {
        let entries = entries.remove(&part.draw_id).unwrap_or_default();
        let mine = Mine {
            ballots: part.ballots,
            has_more: (entries.len() as u64) < part.entries,
            entries,
        };
        (part.draw_id, mine)
    };
    let parts = list_participations(conn, account, draws)?;
    Ok(parts.into_iter().map(mine).collect())
}
