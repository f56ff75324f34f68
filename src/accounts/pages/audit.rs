//! The managers' page of the audit log, and the same rows as a file.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{NaiveDate, NaiveTime, TimeDelta};
use futures_util::stream;
use serde::Deserialize;

use super::{Answer, UNPROCESSABLE, ZONE, audit_words};
use crate::accounts::Accounts;
use crate::accounts::current::CurrentManager;
use crate::accounts::model::Username;
use crate::accounts::operations::roster;
use crate::accounts::views::{AuditLine, AuditPage};
use crate::audit::{Filter, Row, list_rows};
use crate::web::csv;
use crate::web::form_view::Field;
use crate::web::i18n::tr;
use crate::web::layout::html;
use crate::web::page::encoded;
use crate::web::show::Stamp;
use crate::web::{Page, WebError};

/// How many rows a page lists.
const PAGE: i64 = 50;
/// How many rows one read for the file takes.
const CHUNK: i64 = 1000;

/// Which rows to show, as typed.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(in crate::accounts) struct Asked {
    action: String,
    actor: String,
    day: String,
    before: String,
}

/// What of it cannot be read.
#[derive(Default)]
struct Errors {
    action: Option<String>,
    actor: Option<String>,
    day: Option<String>,
}

impl Errors {
    fn is_empty(&self) -> bool {
        self.action.is_none() && self.actor.is_none() && self.day.is_none()
    }
}

impl Asked {
    /// `actor` is a name, or the number of an account whose name is gone.
    async fn filter(&self, accounts: &Accounts) -> Result<(Filter, Errors), WebError> {
        let (mut filter, mut errors) = (Filter::default(), Errors::default());
        let action = self.action.trim();
        if !action.is_empty() {
            let is_name = |c: char| c.is_ascii_lowercase() || matches!(c, '.' | '_');
            match action.chars().all(is_name) {
                true => filter.action = Some(action.to_owned()),
                false => errors.action = Some(
                    tr("Write it as in the list, such as lottery.cancel or sign_in. with its dot.")
                        .into(),
                ),
            }
        }
        let actor = self.actor.trim();
        if let Ok(number) = actor.parse() {
            filter.about = Some(number);
        } else if !actor.is_empty() {
            let found = match Username::parse(actor) {
                Ok(name) => roster::find_by_name(accounts, name).await?,
                Err(_) => None,
            };
            match found {
                Some(account) => filter.about = Some(account.id),
                None => errors.actor = Some(
                    tr("There is no account of that name. For one that was deleted, write its number.")
                        .into(),
                ),
            }
        }
        let day = self.day.trim();
        if !day.is_empty() {
            match day.parse::<NaiveDate>() {
                Ok(day) => {
                    let start = day.and_time(NaiveTime::MIN).and_utc();
                    filter.from = Some(start);
                    filter.until = start.checked_add_signed(TimeDelta::days(1));
                }
                Err(_) => {
                    errors.day = Some(
                        tr("That is not a day. Write a day that exists, such as 2026-11-26.")
                            .into(),
                    )
                }
            }
        }
        filter.before = self.before.parse().ok();
        Ok((filter, errors))
    }

    fn address(&self, path: &str, before: Option<i64>) -> String {
        let (action, actor, day) = (
            encoded(self.action.trim()),
            encoded(self.actor.trim()),
            encoded(self.day.trim()),
        );
        let before = before.map(|number| format!("&before={number}"));
        let before = before.unwrap_or_default();
        format!("{path}?action={action}&actor={actor}&day={day}{before}")
    }
}

pub(in crate::accounts) async fn show_audit(
    _manager: CurrentManager,
    page: Page,
    accounts: web::Data<Accounts>,
    asked: web::Query<Asked>,
) -> Answer {
    let (filter, errors) = asked.filter(&accounts).await?;
    let is_later = filter.before.is_some();
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        UNPROCESSABLE
    };
    let mut rows = match errors.is_empty() {
        true => list_rows(&accounts.db, filter, PAGE + 1).await?,
        false => Vec::new(),
    };
    let has_more = i64::try_from(rows.len()).is_ok_and(|len| len > PAGE);
    if has_more {
        rows.pop();
    }
    let older = rows.last().filter(|_| has_more).map(|row| row.number);
    let path = "/manage/audit";
    let field = |typed: &str, error: Option<String>| Field {
        value: typed.trim().to_owned(),
        errors: error.into_iter().collect(),
    };
    let view = AuditPage {
        page,
        rows: rows.iter().map(line).collect(),
        newer: is_later.then(|| asked.address(path, None)),
        older: older.map(|number| asked.address(path, Some(number))),
        csv: asked.address("/manage/audit.csv", None),
        action: field(&asked.action, errors.action),
        actor: field(&asked.actor, errors.actor),
        day: field(&asked.day, errors.day),
    };
    html(status, &view)
}

fn line(row: &Row) -> AuditLine {
    let object = row.object.split_once('/');
    let object_href = object.and_then(|(kind, name)| match kind {
        "account" => Some(format!("/manage/accounts/{name}")),
        "lottery" => Some(format!("/manage/lotteries/{name}")),
        "draw" => Some(format!("/draws/{name}")),
        _ => None,
    });
    AuditLine {
        number: row.number,
        at: Stamp::new(row.at, ZONE),
        actor: audit_words::actor(row),
        account: row.account_id,
        address: row
            .person
            .as_ref()
            .and_then(|person| person.address.clone()),
        words: audit_words::action(&row.action),
        action: row.action.clone(),
        object: audit_words::object(&row.object),
        object_href,
        detail: detail(&row.detail),
        hash: hex::encode(&row.hash[..6]),
    }
}

/// `reason: The roof has been paid for; sessions_ended: 2`.
fn detail(json: &str) -> String {
    let Ok(serde_json::Value::Object(members)) = serde_json::from_str(json) else {
        return json.to_owned();
    };
    let member = |(name, value): (&String, &serde_json::Value)| match value {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(format!("{name}: {text}")),
        other => Some(format!("{name}: {other}")),
    };
    let members: Vec<String> = members.iter().filter_map(member).collect();
    members.join("; ")
}

const HEADER: [&str; 10] = [
    "row", "time", "actor", "account", "name", "address", "action", "object", "detail", "hash",
];

fn cells(row: &Row) -> [String; 10] {
    let person = row.person.clone();
    let (name, address) = person.map_or((None, None), |person| (person.name, person.address));
    [
        row.number.to_string(),
        row.at.to_rfc3339(),
        row.actor.as_str().to_owned(),
        row.account_id.map(|id| id.to_string()).unwrap_or_default(),
        name.unwrap_or_default(),
        address.unwrap_or_default(),
        row.action.clone(),
        row.object.clone(),
        row.detail.clone(),
        hex::encode(row.hash),
    ]
}

/// The rows the page shows on all its pages, the newest first. Read and sent a thousand at a time.
pub(in crate::accounts) async fn export_audit(
    _manager: CurrentManager,
    accounts: web::Data<Accounts>,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, WebError> {
    let (filter, errors) = asked.filter(&accounts).await?;
    if !errors.is_empty() {
        return Err(WebError::BadRequest(
            tr("These rows cannot be looked for.").into(),
        ));
    }
    let db = accounts.db.clone();
    let first = csv::rows([HEADER])?;
    let chunks = stream::try_unfold((Some(first), Some(filter)), move |(head, filter)| {
        let db = db.clone();
        async move {
            if let Some(head) = head {
                return Ok(Some((head, (None, filter))));
            }
            let Some(filter) = filter else {
                return Ok(None);
            };
            let rows = list_rows(&db, filter.clone(), CHUNK).await?;
            let is_full = i64::try_from(rows.len()).is_ok_and(|len| len == CHUNK);
            let next = rows.last().filter(|_| is_full).map(|row| Filter {
                before: Some(row.number),
                ..filter
            });
            let text = csv::rows(rows.iter().map(cells))?;
            Ok::<_, WebError>(Some((text, (None, next))))
        }
    });
    Ok(csv::download("audit.csv", chunks))
}
