//! The page of one draw. What it shows is in `views.rs`.

use std::collections::HashMap;

use actix_web::web;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::Deserialize;

use super::beacon_view::{BeaconPart, RoundWait};
use super::claim::{ClaimState, Passing, PrizeStanding, TakenBack};
use super::claim_view::{ClaimLine, ClaimMark, PassedTo, TakenBackLine};
use super::evidence;
use super::log::{AnchorKind, StoredAnchor};
use super::log_page;
use super::log_view::AnchorPlace;
use super::lookup_view::{BallotAnswer, BallotFate};
use super::model::{Draw, DrawState, DrawnBallot, Entry};
use super::operations::{DrawFacts, Draws, find_draw_facts, find_owner_of};
use super::views::{
    DrawPage, DrawStatus, DrawTimes, MyHalf, RawValues, ReserveLine, StruckLine, WinnerLine,
};
use crate::beacon::Awaited;
use crate::fairness::{BeaconTerms, DrandMode, Outcome};
use crate::web::i18n::tr;
use crate::web::show::{BallotNumber, Count, Day, Ranges, Stamp, TimeLeft, prize_words};
use crate::web::{Page, WebError};

/// `GET /draws/{name}`: everything anybody may know about one draw.
///
/// # Errors
/// 404 when there is no draw of that name.
pub async fn show_draw(
    name: web::Path<String>,
    asked: web::Query<Asked>,
    page: Page,
    draws: web::Data<Draws>,
) -> Result<DrawPage, WebError> {
    let name = evidence::draw_name(&name)?;
    let viewer = page.viewer.as_ref().map(|viewer| viewer.account_id);
    let now = draws.clock().now();
    let facts = find_draw_facts(&draws, name, viewer).await?;
    let facts = facts.ok_or(WebError::NotFound)?;
    let asked = asked.into_inner().ballot;
    let answer = match asked.trim() {
        "" => None,
        typed => Some(answer(&draws, &facts, typed).await?),
    };
    let proof = facts.result.as_ref().and_then(|_| draws.vkey());
    let proof = proof.map(|key| evidence::proof_links(&facts.draw.name, &key));
    Ok(DrawPage {
        asked,
        answer,
        proof,
        ..facts.into_page(page, now)
    })
}

/// What a visitor of a draw may ask.
#[derive(Debug, Deserialize)]
pub struct Asked {
    /// A ballot number, as typed.
    #[serde(default)]
    ballot: String,
}

/// What is known of the ballot asked for. Before closing, who put in how many when is nobody's business.
async fn answer(draws: &Draws, facts: &DrawFacts, typed: &str) -> Result<BallotAnswer, WebError> {
    let Ok(number) = typed.parse::<u64>() else {
        return Ok(BallotAnswer::NoNumber);
    };
    let draw = &facts.draw;
    let ballot = BallotNumber::new(number);
    let Some(entry) = find_owner_of(draws, draw.id, number).await? else {
        let all = Count::new(draw.ballots);
        return Ok(BallotAnswer::NotThere { ballot, all });
    };
    if matches!(draw.state, DrawState::Scheduled | DrawState::Open) {
        return Ok(BallotAnswer::InTheBox { ballot });
    }
    Ok(BallotAnswer::InTheList {
        ballot,
        entry: (
            BallotNumber::new(entry.first),
            BallotNumber::new(entry.last()),
        ),
        leaf: Count::new(entry.leaf_index),
        time: stamp(entry.time, draw.label.time_zone),
        fate: facts.fate(number, entry.cancelled),
    })
}

/// An instant of the protocol as a page shows it.
pub fn stamp(seconds: u64, zone: Tz) -> Stamp {
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    Stamp::new(
        DateTime::from_timestamp(seconds, 0).unwrap_or(DateTime::<Utc>::MAX_UTC),
        zone,
    )
}

/// How long until an instant of the protocol.
pub fn time_left(now: DateTime<Utc>, seconds: u64) -> TimeLeft {
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    TimeLeft::between(
        now,
        DateTime::from_timestamp(seconds, 0).unwrap_or(DateTime::<Utc>::MAX_UTC),
    )
}

/// The round that a closed draw waits for, if it does.
pub fn round_wait(draw: &Draw, now: DateTime<Utc>, zone: Tz) -> Option<RoundWait> {
    let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
    let awaited = draw.awaited_round(seconds)?;
    Some(wait(awaited, now, zone))
}

fn wait(awaited: Awaited, now: DateTime<Utc>, zone: Tz) -> RoundWait {
    let due = awaited.due();
    let is_out = u64::try_from(now.timestamp()).is_ok_and(|now| now >= due);
    RoundWait {
        round: awaited.round.to_string(),
        due: stamp(due, zone),
        left: (!is_out).then(|| time_left(now, due)),
    }
}

/// What the name of somebody who has left is replaced by.
pub fn name_of(reference: Option<&str>) -> String {
    reference
        .unwrap_or_else(|| tr("a deleted account"))
        .to_owned()
}

/// Where a prize stands, as a page says it at `now`.
pub fn claim_line(
    standing: &PrizeStanding,
    zone: Tz,
    now: DateTime<Utc>,
    viewer: Option<i64>,
) -> ClaimLine {
    let at = |seconds| stamp(seconds, zone);
    let claim = &standing.claim;
    let ended = at(standing.ended.unwrap_or(claim.deadline));
    let deadline = at(claim.deadline);
    let is_over = u64::try_from(now.timestamp()).is_ok_and(|now| now >= claim.deadline);
    let passed = |passing: &Passing| PassedTo {
        at: at(passing.at),
        ballot: BallotNumber::new(passing.ticket.unwrap_or(passing.ballot)),
        username: name_of(passing.reference.as_deref()),
        is_mine: viewer.is_some() && passing.account_id == viewer,
    };
    let taken_back = |step: &TakenBack| TakenBackLine {
        marked_at: at(step.marked_at),
        at: at(step.at),
        reason: step.reason.clone(),
    };
    ClaimLine {
        state: match claim.state {
            ClaimState::Open if is_over => ClaimMark::Overdue { deadline },
            ClaimState::Open => ClaimMark::Open { deadline },
            ClaimState::Claimed => ClaimMark::Claimed { at: ended },
            ClaimState::Lapsed => ClaimMark::Lapsed { at: ended },
        },
        passed: standing.passed.iter().map(passed).collect(),
        taken_back: standing.taken_back.iter().map(taken_back).collect(),
    }
}

/// The winners among the drawn ballots of one draw; `claim` says where the prize of a place stands.
pub fn winners(
    drawn: &[DrawnBallot],
    held: &HashMap<i64, u64>,
    viewer: Option<i64>,
    claim: impl Fn(u64) -> Option<ClaimLine>,
) -> Vec<WinnerLine> {
    let line = |ballot: &DrawnBallot| {
        let prize = prize_words(ballot.prize.as_deref()?);
        let place = match ballot.outcome {
            Outcome::Prize(place) => place,
            _ => 0,
        };
        let held = ballot.account_id.and_then(|id| held.get(&id)).copied();
        Some(WinnerLine {
            prize,
            ballot: BallotNumber::new(ballot.ticket.unwrap_or(ballot.ballot)),
            username: name_of(ballot.reference.as_deref()),
            handed_out: ballot.ticket.map(|_| Count::new(ballot.ballot)),
            held: Count::new(held.unwrap_or(1)),
            is_mine: viewer.is_some() && ballot.account_id == viewer,
            claim: claim(place),
        })
    };
    drawn.iter().filter_map(line).collect()
}

/// Somebody's ballots as ranges, of which perhaps not all entries were listed; without those struck out.
pub fn ranges(ballots: u64, entries: &[Entry]) -> Ranges {
    let valid = entries.iter().filter(|entry| entry.cancelled.is_none());
    Ranges::of_total(ballots, valid.map(|entry| (entry.first, entry.count)))
}

/// Those of somebody's entries that were struck out, with the reasons.
fn struck(entries: &[Entry]) -> Vec<StruckLine> {
    let line = |entry: &Entry| {
        Some(StruckLine {
            numbers: Ranges::new([(entry.first, entry.count)]),
            reason: entry.cancelled.clone()?,
        })
    };
    entries.iter().filter_map(line).collect()
}

impl DrawFacts {
    fn fate(&self, ballot: u64, cancelled: Option<String>) -> BallotFate {
        let drawn = self.drawn.iter().find(|drawn| drawn.ballot == ballot);
        match (self.draw.state, cancelled, drawn) {
            (DrawState::Void, ..) => BallotFate::Void,
            (_, Some(reason), _) => BallotFate::Cancelled { reason },
            (DrawState::Drawn, None, None) => BallotFate::NotDrawn,
            (_, None, None) => BallotFate::Waiting,
            (_, None, Some(drawn)) => match drawn.outcome {
                Outcome::Prize(_) => BallotFate::Won {
                    prize: drawn.prize.as_deref().map(prize_words).unwrap_or_default(),
                },
                Outcome::Reserve(place) => BallotFate::Reserve {
                    place: Count::new(place),
                },
                Outcome::Skipped | Outcome::Cancelled => BallotFate::Skipped,
            },
        }
    }

    fn into_page(self, page: Page, now: DateTime<Utc>) -> DrawPage {
        let viewer = page.viewer.as_ref().map(|viewer| viewer.account_id);
        let zone = self.draw.label.time_zone;
        DrawPage {
            ballots: Count::new(self.draw.ballots_in_play()),
            cancelled: Count::new(self.draw.cancelled_ballots),
            status: self.status(now, viewer),
            times: self.times(),
            raw: self.raw(now),
            mine: self.mine.as_ref().map(|(share, entries)| MyHalf {
                numbers: ranges(share.in_play(), entries),
                cap: self.draw.cap,
                all: Count::new(self.draw.ballots_in_play()),
                prizes: Count::new(self.draw.open_leaf.fields().prizes.total()),
                one_prize: self.draw.open_leaf.fields().one_prize,
            }),
            struck: self
                .mine
                .as_ref()
                .map_or_else(Vec::new, |(_, own)| struck(own)),
            page,
            draw: self.draw.name.to_string(),
            title_href: self.draw.label.game_path,
            stock: self.draw.label.stock,
            day: Day::new(self.draw.label.day),
            title: self.draw.label.title,
            entries: Count::new(self.draw.entries),
            now: Stamp::new(now, zone),
            proof: None,
            asked: String::new(),
            answer: None,
        }
    }

    fn status(&self, now: DateTime<Utc>, viewer: Option<i64>) -> DrawStatus {
        match self.draw.state {
            DrawState::Scheduled => DrawStatus::Scheduled,
            DrawState::Open => DrawStatus::Open {
                left: time_left(now, self.draw.closes),
            },
            DrawState::Closed => DrawStatus::Sealed {
                wait: self
                    .awaits
                    .map(|round| wait(round, now, self.draw.label.time_zone)),
            },
            DrawState::Drawn => {
                let claim = |place| {
                    let standing: &PrizeStanding = self.standings.get(&place)?;
                    Some(claim_line(standing, self.draw.label.time_zone, now, viewer))
                };
                let winners = winners(&self.drawn, &self.held, viewer, claim);
                if winners.is_empty() {
                    return DrawStatus::NoBallots;
                }
                let all = self.draw.open_leaf.fields().prizes.total();
                DrawStatus::Drawn {
                    prizes_left: Count::new(all.saturating_sub(winners.len() as u64)),
                    reserves: self.drawn.iter().filter_map(reserve).collect(),
                    winners,
                }
            }
            DrawState::Void => {
                let (reason, at) = self.draw.void.clone().unwrap_or_default();
                DrawStatus::Void {
                    reason,
                    at: stamp(at, self.draw.label.time_zone),
                }
            }
        }
    }

    /// When the step was told of in the server's log.
    fn made(&self, kind: AnchorKind) -> Option<u64> {
        let anchor = self.anchors.iter().find(|anchor| anchor.kind == kind);
        anchor.map(|anchor| anchor.made_at)
    }

    fn times(&self) -> DrawTimes {
        let at = |seconds| stamp(seconds, self.draw.label.time_zone);
        DrawTimes {
            promised: Some(at(self.draw.announced)),
            opens: at(self.draw.opens),
            closes: at(self.draw.closes),
            sealed: self.draw.closed_at.map(at),
            drawn: self.result.as_ref().map(|result| at(result.drawn_at)),
            is_late: self.result.as_ref().is_some_and(|result| result.late),
            fixed: self.made(AnchorKind::Open).map(at),
            marks: self.anchors.iter().map(place).collect(),
        }
    }

    fn raw(&self, now: DateTime<Utc>) -> RawValues {
        let draw = &self.draw;
        let is_fixed = draw.state != DrawState::Scheduled;
        let result = self.result.as_ref();
        RawValues {
            origin: draw.origin.clone(),
            commitment: Some(draw.commitment.clone()),
            seed: result.and_then(|result| result.seed.clone()),
            root: draw.root.clone(),
            size: draw.closed_at.map(|_| Count::new(draw.entries + 2)),
            k: result.map(|result| result.draw_key.clone()),
            beacon: self.beacon(now),
            open_leaf: is_fixed.then(|| draw.open_leaf.to_text()),
            close_leaf: draw.close_leaf.clone(),
        }
    }
}

fn place(anchor: &StoredAnchor) -> AnchorPlace {
    AnchorPlace {
        mark: log_page::mark(anchor.kind),
        index: anchor.index,
    }
}

impl DrawFacts {
    fn beacon(&self, now: DateTime<Utc>) -> Option<BeaconPart> {
        let open = self.draw.open_leaf.fields();
        let BeaconTerms::Drand {
            chain,
            margin,
            mode,
        } = &open.beacon
        else {
            return None;
        };
        let decided = self.result.as_ref().and_then(|result| result.beacon);
        let announced = match mode {
            DrandMode::Fixed(round) => Some(*round),
            DrandMode::AtClose => None,
        };
        let awaited = self.awaits.map(|awaited| awaited.round);
        let round = decided.map(|(round, _)| round).or(awaited).or(announced);
        let out = round.map(|round| chain.time_of(round));
        Some(BeaconPart {
            chain: chain.to_string(),
            is_fixed: announced.is_some(),
            minutes: margin / 60,
            round: round.map(|round| round.to_string()),
            out_at: out.map(|out| stamp(out, self.draw.label.time_zone)),
            is_out: out
                .is_some_and(|out| u64::try_from(now.timestamp()).is_ok_and(|now| now >= out)),
            signature: decided.map(|(_, signature)| signature.to_hex()),
            is_withheld: self
                .result
                .as_ref()
                .is_some_and(|result| result.seed.is_none()),
            reveal_by: stamp(open.reveal_by.secs(), self.draw.label.time_zone),
        })
    }
}

fn reserve(ballot: &DrawnBallot) -> Option<ReserveLine> {
    matches!(ballot.outcome, Outcome::Reserve(_)).then(|| ReserveLine {
        ballot: BallotNumber::new(ballot.ticket.unwrap_or(ballot.ballot)),
        username: match ballot.ticket {
            // nobody is named who has no account
            Some(_) => String::new(),
            None => name_of(ballot.reference.as_deref()),
        },
    })
}
