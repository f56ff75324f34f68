//! The list of lotteries and the page of one.

use actix_web::web;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::show::{
    counted_at, draw_line, link, mark, my_half, open_mark, prizes, prizes_of, take_part,
    within_own_limits, zone,
};
use crate::accounts::MaybeAccount;
use crate::draws::pages::{round_wait, stamp, time_left};
use crate::draws::{Draw, DrawState};
use crate::games::lottery::model::Standing;
use crate::games::lottery::model::{Lottery, Slug};
use crate::games::lottery::operations::{self, Answer, Lotteries, LotterySummary};
use crate::games::lottery::views::{
    LotteriesPage, LotteryMark, LotteryPage, LotteryRow, LotteryStatus, OpenDraw, OpenRow, Rules,
    SealedDraw, TakePart,
};
use crate::web::page::Viewer;
use crate::web::show::{Bars, Count, Day, DayCount, Stamp};
use crate::web::{Page, WebError};

/// `GET /lotteries`.
///
/// # Errors
/// 503 when the database does not answer.
pub async fn list_lotteries(
    page: Page,
    lotteries: web::Data<Lotteries>,
) -> Result<LotteriesPage, WebError> {
    let viewer = page.viewer.as_ref().map(|viewer| viewer.account_id);
    let now = lotteries.now();
    let summaries = lotteries.list_lotteries(viewer).await?;
    let rows = |wanted: &[LotteryMark]| {
        let rows = summaries.iter().map(|summary| row(summary, now));
        rows.filter(|row| wanted.contains(&row.mark)).collect()
    };
    Ok(LotteriesPage {
        running: rows(&[LotteryMark::Running]),
        upcoming: rows(&[LotteryMark::Upcoming]),
        over: rows(&[LotteryMark::Finished, LotteryMark::Cancelled]),
        now: counted_at(now, summaries.first().map(|summary| &*summary.lottery)),
        page,
    })
}

fn row(summary: &LotterySummary, now: DateTime<Utc>) -> LotteryRow {
    let lottery = &summary.lottery;
    let open = summary.open.as_ref().map(|open| {
        let draw = &open.draw.draw;
        OpenRow {
            draw: draw.name.to_string(),
            mark: open_mark(&open.draw, now),
            closes: stamp(draw.closes, zone(lottery)),
            left: time_left(now, draw.closes),
            ballots: Count::new(draw.ballots_in_play()),
        }
    });
    LotteryRow {
        lottery: link(lottery),
        description: lottery.terms.description.as_str().to_owned(),
        mark: mark(&summary.standing),
        open,
        opens: match summary.standing {
            Standing::Upcoming { opens } => Some(Stamp::new(opens, zone(lottery))),
            _ => None,
        },
        last_day: lottery.terms.days.due().map(Day::new),
        mine: Count::new(summary.open.as_ref().map_or(0, |open| open.mine.in_play())),
    }
}

/// Which page of past draws, counted from 0.
#[derive(Deserialize)]
pub struct PastPage {
    #[serde(default)]
    page: String,
    /// How many ballots somebody wanted to put in before they had to sign in.
    #[serde(default)]
    count: String,
}

impl PastPage {
    /// What is no number of a page is the first.
    pub fn number(&self) -> u32 {
        self.page.parse().unwrap_or(0)
    }

    fn count(&self) -> Option<u64> {
        let count = self.count.parse().ok();
        count.filter(|count| (1..=10_000).contains(count))
    }
}

/// The addresses of the pages with older and newer draws.
pub fn neighbours(path: &str, number: u32, has_older: bool) -> (Option<String>, Option<String>) {
    let older = has_older.then(|| format!("{path}?page={}", number.saturating_add(1)));
    let newer = match number {
        0 => None,
        1 => Some(path.to_owned()),
        _ => Some(format!("{path}?page={}", number - 1)),
    };
    (older, newer)
}

/// `GET /lotteries/{slug}`.
///
/// # Errors
/// 404 when there is no such lottery.
pub async fn show_lottery(
    slug: web::Path<String>,
    query: web::Query<PastPage>,
    page: Page,
    account: MaybeAccount,
    lotteries: web::Data<Lotteries>,
) -> Result<LotteryPage, WebError> {
    let slug = Slug::parse(&slug).map_err(|_no_slug| WebError::NotFound)?;
    let viewer = page.viewer.as_ref().map(|viewer| viewer.account_id);
    let facts = lotteries.lottery_page(slug, viewer, query.number()).await?;
    let facts = facts.ok_or(WebError::NotFound)?;
    let now = facts.now;
    let take_part = |open: &operations::OpenDraw, viewer: Option<&Viewer>| {
        let (part, zone) = (take_part(open, viewer)?, zone(&open.draw.lottery));
        let mut part = within_own_limits(part, account.0.as_ref(), now, zone);
        if let (TakePart::Form(form), Some(count)) = (&mut part, query.count()) {
            form.fill_in(count);
        }
        Ok(part)
    };
    lottery_page(page, facts, query.number(), take_part)
}

/// The page from what was read; `form` decides what the viewer can do, so that a refused form comes back with what was typed.
pub fn lottery_page(
    page: Page,
    facts: operations::LotteryPage,
    number: u32,
    form: impl FnOnce(&operations::OpenDraw, Option<&Viewer>) -> Result<TakePart, WebError>,
) -> Result<LotteryPage, WebError> {
    let lottery = facts.lottery.clone();
    let path = format!("/lotteries/{}", lottery.slug);
    let (older, newer) = neighbours(&path, number, facts.has_older);
    // what the open draw announced stands, whatever has been edited since
    let announced = facts
        .open
        .as_ref()
        .map(|open| prizes_of(&open.draw.draw, &lottery));
    let has_beacon = facts
        .upcoming
        .first()
        .is_some_and(|day| day.draw.has_beacon());
    Ok(LotteryPage {
        status: status(&facts, page.viewer.as_ref(), form)?,
        lottery: link(&lottery),
        description: lottery.terms.description.as_str().to_owned(),
        prizes: announced.unwrap_or_else(|| prizes(&lottery.terms.prizes)),
        rules: rules(&lottery, has_beacon),
        chart: (number == 0).then(|| chart(&facts)).flatten(),
        past: facts.past.iter().filter_map(draw_line).collect(),
        older,
        newer,
        preview: None,
        page,
    })
}

/// Ballots of the last days: the draws of the page and the open one. What is counted was kept with each draw.
fn chart(facts: &operations::LotteryPage) -> Option<Bars> {
    let past = facts.past.iter().filter_map(|result| {
        let draw = result.draw.as_ref()?;
        Some(DayCount {
            day: result.day,
            count: draw.ballots_in_play(),
            is_open: false,
            is_void: draw.state == DrawState::Void,
        })
    });
    let open = facts.open.iter().map(|open| DayCount {
        day: open.draw.day,
        count: open.draw.draw.ballots_in_play(),
        is_open: true,
        is_void: false,
    });
    Bars::new(past.chain(open))
}

fn status(
    facts: &operations::LotteryPage,
    viewer: Option<&Viewer>,
    form: impl FnOnce(&operations::OpenDraw, Option<&Viewer>) -> Result<TakePart, WebError>,
) -> Result<LotteryStatus, WebError> {
    let (lottery, now) = (&facts.lottery, facts.now);
    if let Some(cancelled) = &lottery.cancelled {
        return Ok(LotteryStatus::Cancelled {
            reason: cancelled.reason.as_str().to_owned(),
            at: Stamp::new(cancelled.at, zone(lottery)),
        });
    }
    if let Some(open) = &facts.open {
        let draw = &open.draw.draw;
        return Ok(LotteryStatus::Open(Box::new(OpenDraw {
            draw: draw.name.to_string(),
            mark: open_mark(&open.draw, now),
            closes: stamp(draw.closes, zone(lottery)),
            left: time_left(now, draw.closes),
            now: Stamp::new(now, zone(lottery)),
            mine: my_half(open),
            take_part: form(open, viewer)?,
        })));
    }
    if let Some(draw) = waiting(facts) {
        return Ok(LotteryStatus::Sealed(Box::new(SealedDraw {
            draw: draw.name.to_string(),
            closed: stamp(draw.closes, zone(lottery)),
            wait: round_wait(draw, now, zone(lottery)),
            now: Stamp::new(now, zone(lottery)),
        })));
    }
    if let Standing::Finished { last_day } = facts.standing {
        return Ok(LotteryStatus::Finished {
            last_day: Day::new(last_day),
        });
    }
    let opens = match (facts.upcoming.first(), facts.standing) {
        (Some(next), _) => stamp(next.draw.opens, zone(lottery)),
        (None, Standing::Upcoming { opens }) => Stamp::new(opens, zone(lottery)),
        (None, _) => Stamp::new(now, zone(lottery)),
    };
    Ok(LotteryStatus::Upcoming { opens })
}

/// The draw that is closed and has no result yet, if the newest past draw is one.
fn waiting(facts: &operations::LotteryPage) -> Option<&Draw> {
    let newest = facts.past.first()?;
    let draw = newest.draw.as_ref()?;
    let is_waiting =
        matches!(newest.answer, Answer::WaitingToBeDrawn { .. }) && draw.state != DrawState::Void;
    is_waiting.then_some(draw)
}

fn rules(lottery: &Lottery, has_beacon: bool) -> Rules {
    let terms = &lottery.terms;
    let total: u32 = terms
        .prizes
        .lines()
        .iter()
        .map(crate::games::lottery::model::Prize::quantity)
        .sum();
    Rules {
        cap: terms.cap.map(|cap| Count::new(cap.get().into())),
        zone: terms.time_zone.name().to_owned(),
        draw_days: terms.days.weekdays().to_string(),
        is_daily: terms.days.weekdays().is_every_day(),
        claim_days: Count::new(terms.claim_days.get().into()),
        first_day: Day::new(terms.days.first()),
        due_date: terms.days.due().map(Day::new),
        one_prize_per_person: terms.one_prize,
        has_beacon,
        reserves: Count::new(terms.reserves.get().into()),
        prizes: Count::new(total.into()),
    }
}
