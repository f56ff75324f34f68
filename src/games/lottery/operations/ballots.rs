//! Putting ballots into the draw of a day.

use super::results::DayDraw;
use chrono::{DateTime, Utc};

use super::{Lotteries, from_unix, to_unix};
use crate::accounts::model::limits::{PersonalLimits, until_lifted};
use crate::draws::{
    Accepted, AppendError, DrawName, OwnLimit, Participant, Refusal, Submission, SubmissionKey,
    append, open_due,
};
use crate::games::lottery::calendar::{day_at, start_of_day};
use crate::games::lottery::model::Slug;
use crate::games::lottery::rules::is_draw_of;
use crate::games::lottery::store;
use crate::store::StoreError;
use crate::web::i18n::{tr, tr_with};

/// Why ballots are not in the box. The text is for the person who sent them.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// There is no such lottery.
    #[error("{}", tr("There is no such lottery."))]
    NotFound,
    /// The draw is not one of this lottery.
    #[error("{}", tr("This draw is not one of this lottery. Load the page again."))]
    OtherLottery,
    /// The draw had closed.
    #[error("{refusal} {}", next_draw(.open.as_deref()))]
    TooLate {
        /// What the draw said.
        refusal: Refusal,
        /// The draw that is open, for the person to decide: ballots are never moved.
        open: Option<Box<DayDraw>>,
    },
    /// The person keeps themselves away.
    #[error("{}", away(*.until))]
    Away {
        /// Until when.
        until: DateTime<Utc>,
    },
    /// The draw does not take them, or they could not be saved.
    #[error(transparent)]
    Append(#[from] AppendError),
    /// The database failed; nothing was tried, or the draw had refused already.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn away(until: DateTime<Utc>) -> String {
    if until == until_lifted() {
        return tr("You asked this site to take no ballots from you until you end the pause on your account page, so none was put in.")
            .to_owned();
    }
    tr_with(
        "You asked this site to take no ballots from you until {time}, so none was put in.",
        &[("time", &until.format("%Y-%m-%d %H:%M UTC"))],
    )
}

fn next_draw(open: Option<&DayDraw>) -> String {
    match open {
        Some(next) => tr_with(
            "It was not put into any draw. The draw of {day} is open until {time}.",
            &[
                ("day", &next.day),
                (
                    "time",
                    &from_unix(next.draw.closes).format("%Y-%m-%d %H:%M:%S UTC"),
                ),
            ],
        ),
        None => tr("It was not put into any draw.").to_owned(),
    }
}

impl Lotteries {
    /// Puts ballots into the draw that the person was shown. If it has closed they go nowhere: the answer names the
    /// draw that is open.
    ///
    /// # Errors
    /// [`SubmitError`]
    pub async fn submit_ballots(
        &self,
        lottery: Slug,
        draw: DrawName,
        participant: Participant,
        count: u64,
        key: Option<SubmissionKey>,
        limits: &PersonalLimits,
    ) -> Result<Accepted, SubmitError> {
        let now = self.clock.now();
        if let Some(until) = limits.excluded_at(now) {
            return Err(SubmitError::Away { until });
        }
        // by its name alone: the common way through costs no query
        if !is_draw_of(&lottery, draw.as_str()) {
            return Err(match self.find_lottery(lottery).await? {
                Some(_) => SubmitError::OtherLottery,
                None => SubmitError::NotFound,
            });
        }
        let submission = Submission {
            draw,
            participant,
            count,
            key,
            limit: limits.daily_at(now).map(|max| self.own_limit(max, now)),
        };
        let answer = match append(&self.draws, submission.clone()).await {
            // its time has come, and the interval task has not: whoever comes first opens it
            Err(AppendError::Refused(Refusal::NotOpenYet { opens }))
                if opens <= self.clock.unix() =>
            {
                open_due(&self.draws).await?;
                append(&self.draws, submission).await
            }
            answer => answer,
        };
        match answer {
            Ok(accepted) => Ok(accepted),
            Err(AppendError::Refused(refusal @ Refusal::TooLate { .. })) => {
                let open = self.find_open_draw(lottery).await?.map(Box::new);
                Err(SubmitError::TooLate { refusal, open })
            }
            Err(e @ AppendError::Refused(Refusal::UnknownDraw)) => {
                match self.find_lottery(lottery).await? {
                    Some(_) => Err(e.into()),
                    None => Err(SubmitError::NotFound),
                }
            }
            Err(e) => Err(e.into()),
        }
    }

    /// A personal day is the site's: from midnight to midnight in the zone of its settings, whatever the zones of the
    /// lotteries are.
    fn own_limit(&self, max: u64, now: DateTime<Utc>) -> OwnLimit {
        let zone = self.time_zone.tz();
        let since = start_of_day(zone, day_at(zone, now));
        OwnLimit {
            max,
            since: to_unix(since),
        }
    }

    /// The lottery's draw that is open now, or opens this second.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn find_open_draw(&self, slug: Slug) -> Result<Option<DayDraw>, StoreError> {
        let now = self.clock.now();
        self.db
            .read_short(move |conn| {
                let Some(lottery) = store::find_lottery(conn, &slug)? else {
                    return Ok(None);
                };
                let near = super::planning::near_draws(conn, &lottery, now)?;
                let lottery = std::sync::Arc::new(lottery);
                let mut days = near.into_iter().map(|(day, (_, draw))| DayDraw {
                    lottery: lottery.clone(),
                    day,
                    draw,
                });
                Ok(days.find(|day| day.is_open(now)))
            })
            .await
    }
}
