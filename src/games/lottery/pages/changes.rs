//! The public list of what was changed about a lottery.

use actix_web::web;

use super::list::{PastPage, neighbours};
use super::show::{link, zone};
use crate::games::lottery::model::{
    Change, ChangeKind, FieldChange, Lottery, Slug, TermField, Weekdays, parse_day, parse_stock,
};
use crate::games::lottery::operations::Lotteries;
use crate::games::lottery::views::{ChangeRow, ChangeWhat, ChangedField, ChangesPage};
use crate::web::i18n::{tr, tr_as};
use crate::web::show::{Day, Stamp, prize_words};
use crate::web::{Page, WebError};

/// `GET /lotteries/{slug}/changes`.
///
/// # Errors
/// 404 when there is no such lottery.
pub async fn show_changes(
    slug: web::Path<String>,
    query: web::Query<PastPage>,
    page: Page,
    lotteries: web::Data<Lotteries>,
) -> Result<ChangesPage, WebError> {
    let slug = Slug::parse(&slug).map_err(|_no_slug| WebError::NotFound)?;
    let facts = lotteries.lottery_changes(slug, query.number()).await?;
    let facts = facts.ok_or(WebError::NotFound)?;
    let lottery = &facts.lottery;
    let path = format!("/lotteries/{}/changes", lottery.slug);
    let (older, newer) = neighbours(&path, query.number(), facts.has_older);
    Ok(ChangesPage {
        page,
        lottery: link(lottery),
        made: Stamp::new(lottery.created_at, zone(lottery)),
        changes: facts.changes.iter().map(|c| row(c, lottery)).collect(),
        older,
        newer,
    })
}

fn row(change: &Change, lottery: &Lottery) -> ChangeRow {
    ChangeRow {
        at: Stamp::new(change.at, zone(lottery)),
        what: match &change.kind {
            ChangeKind::Edited(fields) => ChangeWhat::Edited(fields.iter().map(field).collect()),
            ChangeKind::Cancelled { reason } => ChangeWhat::Cancelled(reason.clone()),
            ChangeKind::DrawCancelled { draw, reason } => ChangeWhat::DrawCancelled {
                draw: draw.clone(),
                reason: reason.clone(),
            },
        },
        from: change.from_day.map(Day::new),
    }
}

fn field(change: &FieldChange) -> ChangedField {
    ChangedField {
        label: label(change.field),
        before: value(change.field, &change.before),
        after: value(change.field, &change.after),
    }
}

fn label(field: TermField) -> &'static str {
    match field {
        TermField::Name => tr("Name"),
        TermField::Description => tr("Description"),
        TermField::Prizes => tr("Prizes of each draw"),
        TermField::FirstDay => tr("First day"),
        TermField::DueDate => tr("Due date"),
        TermField::DrawDays => tr("Days it is drawn"),
        TermField::TimeZone => tr("Time zone"),
        TermField::Cap => tr("Ballots per person"),
        TermField::OnePrize => tr("One prize per person"),
        TermField::Reserves => tr("Reserves"),
        TermField::ClaimDays => tr("Days to claim a prize"),
        TermField::FixedRound => tr("Public number fixed beforehand"),
        TermField::Stock => tr("Ticket colour"),
    }
}

/// A value as kept, in words. One that cannot be read is shown as it is.
fn value(field: TermField, kept: &str) -> String {
    let day = || parse_day(kept).ok().map(|day| Day::new(day).to_string());
    let weekdays = || {
        let codes: Vec<String> = kept.split(' ').map(ToOwned::to_owned).collect();
        Weekdays::parse(&codes).ok().map(|days| days.to_string())
    };
    let words = match (field, kept) {
        (TermField::Description, "") => Some(tr_as("description", "none").to_owned()),
        (TermField::DueDate, "") => Some(tr("no end").to_owned()),
        (TermField::Cap, "") => Some(tr("no limit").to_owned()),
        (TermField::FirstDay | TermField::DueDate, _) => day(),
        (TermField::DrawDays, _) => weekdays(),
        (TermField::Stock, _) => parse_stock(kept).ok().map(|stock| stock.label().to_owned()),
        (TermField::Prizes, _) => {
            let lines: Vec<String> = kept.split('\n').map(prize_words).collect();
            Some(lines.join("; "))
        }
        _ => None,
    };
    words.unwrap_or_else(|| kept.to_owned())
}
