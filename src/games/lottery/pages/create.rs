//! Making a lottery: the form, filled in with what is safe or like another lottery; a preview; and making it.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::form::form_page;
use super::list::lottery_page;
use crate::accounts::CurrentManager;
use crate::audit::Actor;
use crate::games::lottery::calendar::day_at;
use crate::games::lottery::model::{FieldErrors, LotteryForm, Slug};
use crate::games::lottery::operations::{CreateError, Lotteries};
use crate::games::lottery::views::{FormMode, LotteryFormPage, Preview, TakePart};
use crate::web::error::see_other;
use crate::web::flash;
use crate::web::i18n::tr_with;
use crate::web::layout::html;
use crate::web::page::FlashKind;
use crate::web::{Form, Page, WebError};

/// The most characters of a name in the form.
const NAME: usize = 80;

/// Which lottery a new one is made like.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Pattern {
    from: String,
}

/// `GET /manage/lotteries/new`; with `from=slug` filled in like that lottery.
///
/// # Errors
/// 403 for whoever is no manager; 404 when there is no lottery to copy.
pub async fn show_new(
    _manager: CurrentManager,
    pattern: web::Query<Pattern>,
    page: Page,
    lotteries: web::Data<Lotteries>,
) -> Result<LotteryFormPage, WebError> {
    let (now, zone) = (lotteries.now(), lotteries.time_zone());
    let usual = LotteryForm {
        first_day: day_at(zone.tz(), now).to_string(),
        time_zone: zone.name().to_owned(),
        stock: crate::web::show::Stock::default().name().to_owned(),
        reserves: "2".to_owned(),
        claim_days: "14".to_owned(),
        ..LotteryForm::default()
    };
    let typed = match pattern.from.as_str() {
        "" => usual,
        slug => {
            let slug = Slug::parse(slug).map_err(|_no_slug| WebError::NotFound)?;
            let found = lotteries.find_lottery(slug).await?;
            let lottery = found.ok_or(WebError::NotFound)?;
            let copy = format!("Copy of {}", lottery.terms.name.as_str());
            LotteryForm {
                name: copy.chars().take(NAME).collect(),
                slug: String::new(),
                first_day: day_at(lottery.terms.time_zone.tz(), now).to_string(),
                due_date: String::new(),
                version: String::new(),
                ..LotteryForm::from_lottery(&lottery)
            }
        }
    };
    Ok(new_form(page, &typed, &FieldErrors::default()))
}

fn new_form(page: Page, typed: &LotteryForm, errors: &FieldErrors) -> LotteryFormPage {
    form_page(page, FormMode::New, typed, errors, None)
}

/// `POST /manage/lotteries/new`: with `step=preview` shows how the lottery would look, with `step=change` the form
/// again, and otherwise makes it.
///
/// # Errors
/// 403 for whoever is no manager.
pub async fn create_lottery(
    _manager: CurrentManager,
    actor: Actor,
    session: Session,
    page: Page,
    lotteries: web::Data<Lotteries>,
    Form(typed): Form<LotteryForm>,
) -> Result<HttpResponse, WebError> {
    let created = match (typed.step.as_str(), typed.parse()) {
        ("change", _) => {
            return html(
                StatusCode::OK,
                &new_form(page, &typed, &FieldErrors::default()),
            );
        }
        ("preview", Ok(draft)) => match lotteries.preview_lottery(draft).await {
            Ok(facts) => {
                let mut shown = lottery_page(page, facts, 0, |_, _| Ok(TakePart::SignIn))?;
                shown.preview = Some(preview(&typed));
                return html(StatusCode::OK, &shown);
            }
            Err(error) => Err(error),
        },
        (_, Ok(draft)) => lotteries.create_lottery(&actor, draft).await,
        (_, Err(errors)) => Err(CreateError::Fields(errors)),
    };
    match created {
        Ok(lottery) => {
            let text = tr_with(
                "{lottery} is announced. Its next draws are promised.",
                &[("lottery", &lottery.terms.name.as_str())],
            );
            flash::push(&session, FlashKind::Ok, text)?;
            Ok(see_other(&format!("/manage/lotteries/{}", lottery.slug)))
        }
        Err(CreateError::Fields(errors)) => html(
            StatusCode::UNPROCESSABLE_ENTITY,
            &new_form(page, &typed, &errors),
        ),
        Err(error) => Err(error.into()),
    }
}

/// The form as hidden fields.
fn preview(typed: &LotteryForm) -> Preview {
    let mut fields = vec![
        ("name", typed.name.clone()),
        ("slug", typed.slug.clone()),
        ("description", typed.description.clone()),
        ("first_day", typed.first_day.clone()),
        ("due_date", typed.due_date.clone()),
        ("time_zone", typed.time_zone.clone()),
        ("cap", typed.cap.clone()),
        ("one_prize_per_person", typed.one_prize.clone()),
        ("fixed_round", typed.fixed_round.clone()),
        ("reserves", typed.reserves.clone()),
        ("claim_days", typed.claim_days.clone()),
        ("stock", typed.stock.clone()),
    ];
    for (name, values) in [
        ("weekday", &typed.weekday),
        ("prize_quantity", &typed.prize_quantity),
        ("prize_name", &typed.prize_name),
        ("prize_amount", &typed.prize_amount),
        ("prize_currency", &typed.prize_currency),
    ] {
        fields.extend(values.iter().map(|value| (name, value.clone())));
    }
    Preview { fields }
}
