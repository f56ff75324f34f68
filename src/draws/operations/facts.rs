//! Everything anybody may know about one draw, read in one snapshot. How it is shown is the pages' business.

use std::collections::{BTreeSet, HashMap};

use super::Draws;
use crate::beacon::Awaited;
use crate::draws::claim::PrizeStanding;
use crate::draws::log::StoredAnchor;
use crate::draws::model::{
    Draw, DrawId, DrawName, DrawResult, DrawState, DrawnBallot, Entry, Participation,
};
use crate::draws::store;
use crate::store::{Conn, StoreError};

/// How many of one's own entries are read.
const OWN_ENTRIES: u32 = 500;

/// What is known of a draw.
#[derive(Debug, Clone)]
pub struct DrawFacts {
    /// The draw.
    pub draw: Draw,
    /// The round of public randomness that it waits for, if it does.
    pub awaits: Option<Awaited>,
    /// What decided it, once it is drawn.
    pub result: Option<DrawResult>,
    /// The ballots that were drawn, in drawing order.
    pub drawn: Vec<DrawnBallot>,
    /// How many ballots each account with a prize has.
    pub held: HashMap<i64, u64>,
    /// The prizes that were won, by place.
    pub standings: HashMap<u64, PrizeStanding>,
    /// What the server's log tells of it, in order.
    pub anchors: Vec<StoredAnchor>,
    /// What the viewer has in it, and the first of those entries.
    pub mine: Option<(Participation, Vec<Entry>)>,
}

/// The draw of that name, with what the viewer has in it. `None` if there is none.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find_draw_facts(
    draws: &Draws,
    name: DrawName,
    viewer: Option<i64>,
) -> Result<Option<DrawFacts>, StoreError> {
    let now = draws.clock.unix();
    draws
        .db
        .read_short(move |conn| find(conn, &name, viewer, now))
        .await
}

/// The entry that owns a ballot of a draw; `None` if nobody does.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find_owner_of(
    draws: &Draws,
    draw: DrawId,
    ballot: u64,
) -> Result<Option<Entry>, StoreError> {
    draws
        .db
        .read_short(move |conn| store::find_entry_of_ballot(conn, draw, ballot))
        .await
}

fn find(
    conn: &mut Conn,
    name: &DrawName,
    viewer: Option<i64>,
    now: u64,
) -> Result<Option<DrawFacts>, StoreError> {
    let Some(draw) = store::find_draw(conn, name)? else {
        return Ok(None);
    };
    let drawn = store::list_drawn_ballots(conn, &[draw.id], false)?;
    let winners = drawn.iter().filter(|ballot| ballot.prize.is_some());
    let winners: BTreeSet<i64> = winners.filter_map(|ballot| ballot.account_id).collect();
    let held = store::list_holdings(conn, &Vec::from_iter(winners), &[draw.id])?;
    let mine = match viewer {
        None => None,
        Some(account_id) => match store::list_participations(conn, account_id, &[draw.id])?.pop() {
            None => None,
            Some(share) => {
                let own = store::EntryFilter::Of(account_id);
                let entries = store::list_entries(conn, draw.id, own, 0, OWN_ENTRIES)?;
                Some((share, entries))
            }
        },
    };
    let standings = match draw.state {
        DrawState::Drawn => store::list_prize_standings(conn, &[draw.id])?,
        _ => HashMap::new(),
    };
    Ok(Some(DrawFacts {
        awaits: draw.awaited_round(now),
        standings: standings
            .into_iter()
            .map(|((_, place), standing)| (place, standing))
            .collect(),
        result: store::find_result(conn, draw.id)?,
        anchors: store::list_anchors(conn, draw.id)?,
        held: held
            .into_iter()
            .map(|held| (held.account_id, held.ballots))
            .collect(),
        drawn,
        mine,
        draw,
    }))
}
