//! What pages show of draws, as data. How it is read is in `load.rs`, how it looks in the views.

use std::ops::RangeInclusive;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::from_unix;
use crate::draws::claim::PrizeStanding;
use crate::draws::{Draw, DrawState, Entry};
use crate::games::lottery::model::Lottery;
use crate::games::lottery::model::NoDraw;

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
    pub fn is_upcoming(&self, now: DateTime<Utc>) -> bool {
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
    /// How many of them were struck out.
    pub cancelled_ballots: u64,
    /// The entries, oldest first; of very many, the first ones.
    pub entries: Vec<Entry>,
    /// How many entries there are, of which these are the first.
    pub all_entries: u64,
}

impl Mine {
    /// The ballots that can win: all but those struck out.
    pub fn in_play(&self) -> u64 {
        self.ballots.saturating_sub(self.cancelled_ballots)
    }

    /// The ballot numbers of the entries, those that follow each other joined.
    pub fn numbers(&self) -> Vec<RangeInclusive<u64>> {
        let mut ranges: Vec<RangeInclusive<u64>> = Vec::new();
        for entry in self.entries.iter().filter(|e| e.cancelled.is_none()) {
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
    /// How many ballots the person has in the draw that can win; 0 once the person has left.
    pub held: u64,
    /// Where the prize stands, and to whom it was passed on; none where nothing was announced about that.
    pub standing: Option<PrizeStanding>,
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
