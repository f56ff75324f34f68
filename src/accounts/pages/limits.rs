//! One's own limits: so many ballots a day, or none for a while.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::web;
use serde::Deserialize;

use super::{Answer, UNPROCESSABLE, ZONE};
use crate::accounts::Accounts;
use crate::accounts::current::CurrentAccount;
use crate::accounts::model::limits::{
    DAYS_MAX, Exclusion, LIMIT_MAX, PersonalLimits, until_lifted,
};
use crate::accounts::operations::{LimitWish, change_limits};
use crate::accounts::views::LimitsPage;
use crate::audit::Actor;
use crate::web::error::see_other;
use crate::web::flash;
use crate::web::form_view::Field;
use crate::web::i18n::{tr, tr_with};
use crate::web::layout::html;
use crate::web::page::FlashKind;
use crate::web::show::{Count, Stamp};
use crate::web::{Form, Page, WebError};

pub(in crate::accounts) async fn show_limits(
    current: CurrentAccount,
    page: Page,
    accounts: web::Data<Accounts>,
) -> Answer {
    let limits = current.limits;
    let daily = limits.daily_at(accounts.clock.now());
    let limit = Field::new(daily.map(|daily| daily.to_string()).unwrap_or_default());
    limits_page(
        StatusCode::OK,
        page,
        &accounts,
        &limits,
        limit,
        Field::default(),
    )
}

fn limits_page(
    status: StatusCode,
    page: Page,
    accounts: &Accounts,
    limits: &PersonalLimits,
    limit: Field,
    days: Field,
) -> Answer {
    let now = accounts.clock.now();
    let away = limits.excluded_at(now);
    let view = LimitsPage {
        page,
        daily: limits.daily_at(now).map(Count::new),
        later: limits
            .later_at(now)
            .map(|later| (later.daily.map(Count::new), Stamp::new(later.from, ZONE))),
        is_away: away.is_some(),
        away_until: away
            .filter(|until| *until != until_lifted())
            .map(|until| Stamp::new(until, ZONE)),
        zone: accounts.time_zone.name(),
        limit,
        days,
    };
    html(status, &view)
}

/// The fields of the three forms.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(in crate::accounts) struct LimitFields {
    limit: String,
    days: String,
}

/// Digits and nothing else; `parse` alone would take `+1` too.
fn number(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}

pub(in crate::accounts) async fn change_own_limits(
    current: CurrentAccount,
    actor: Actor,
    session: Session,
    page: Page,
    accounts: web::Data<Accounts>,
    what: web::Path<String>,
    Form(fields): Form<LimitFields>,
) -> Answer {
    let (limit, days) = (fields.limit.trim(), fields.days.trim());
    let refused = |limit: Field, days: Field| {
        limits_page(UNPROCESSABLE, page, &accounts, &current.limits, limit, days)
    };
    let wish = match what.as_str() {
        "daily" if limit.is_empty() => LimitWish::Daily(None),
        "daily" => match number(limit).filter(|limit| *limit <= LIMIT_MAX) {
            Some(limit) => LimitWish::Daily(Some(limit)),
            None => {
                let text = tr(
                    "Write the limit in digits: a whole number from 0 to 1,000,000, or nothing for no limit.",
                );
                return refused(Field::new(limit).with_error(text), Field::default());
            }
        },
        "pause" => {
            let days_wanted = number(days).and_then(|days| i64::try_from(days).ok());
            match days_wanted.filter(|days| (1..=DAYS_MAX).contains(days)) {
                Some(days) => LimitWish::StayAway(Exclusion::Days(days)),
                None => {
                    let text = tr("Write the days in digits: a whole number from 1 to 3650.");
                    return refused(Field::default(), Field::new(days).with_error(text));
                }
            }
        }
        "pause-open" => LimitWish::StayAway(Exclusion::UntilLifted),
        "resume" => LimitWish::ComeBack,
        _ => return Err(WebError::NotFound),
    };
    let limits = change_limits(&accounts, &actor, wish)
        .await?
        .ok_or(WebError::NotFound)?;
    let text = told(wish, &limits, &accounts);
    flash::push(&session, FlashKind::Ok, text)?;
    Ok(see_other("/account/limits"))
}

fn told(wish: LimitWish, limits: &PersonalLimits, accounts: &Accounts) -> String {
    let now = accounts.clock.now();
    match (wish, limits.later_at(now), limits.excluded_at(now)) {
        (LimitWish::Daily(_), Some(later), _) => tr_with(
            "Your looser limit begins in 24 hours: {time}.",
            &[("time", &Stamp::new(later.from, ZONE))],
        ),
        (LimitWish::Daily(Some(_)), None, _) => tr("Your limit holds from now on.").to_owned(),
        (LimitWish::Daily(None), None, _) => tr("You have no limit.").to_owned(),
        (LimitWish::StayAway(_), ..) => {
            tr("Your pause has begun. This site takes no ballots from you while it lasts.")
                .to_owned()
        }
        (LimitWish::ComeBack, _, Some(until)) => tr_with(
            "Your pause ends {time}.",
            &[("time", &Stamp::new(until, ZONE))],
        ),
        (LimitWish::ComeBack, _, None) => tr("There is no pause.").to_owned(),
    }
}
