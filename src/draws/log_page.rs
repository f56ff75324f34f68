//! The page of the server's own log. What it shows is in `log_view.rs`.

use actix_web::web;
use chrono_tz::Tz;
use serde::Deserialize;

use super::log::AnchorKind;
use super::log_view::{AnchorLine, LogPage, Mark};
use super::operations::{Draws, LINES_PER_PAGE, LogLine, read_log_page};
use super::pages::stamp;
use crate::web::show::{Count, Day};
use crate::web::{Page, WebError};

/// Which part of the log is asked for.
#[derive(Debug, Deserialize)]
pub struct Part {
    /// Anchors before this place; the newest if it is no number.
    #[serde(default)]
    before: String,
}

/// `GET /log`.
///
/// # Errors
/// [`WebError`] of the database.
pub async fn show_log(
    part: web::Query<Part>,
    page: Page,
    draws: web::Data<Draws>,
) -> Result<LogPage, WebError> {
    let (all, lines) = read_log_page(&draws, part.before.parse().ok()).await?;
    let first = lines.first().map_or(0, |line| line.anchor.index + 1);
    let last = lines.last().map_or(0, |line| line.anchor.index);
    let newer = first.saturating_add(LINES_PER_PAGE.into());
    Ok(LogPage {
        page,
        key: draws.vkey().map(|vkey| vkey.to_string()),
        all: Count::new(all),
        newer: match first < all {
            true if newer >= all => Some("/log".to_owned()),
            true => Some(format!("/log?before={newer}")),
            false => None,
        },
        older: (last > 0).then(|| format!("/log?before={last}")),
        lines: lines.into_iter().map(line).collect(),
    })
}

/// An anchor's kind as pages say it.
pub fn mark(kind: AnchorKind) -> Mark {
    match kind {
        AnchorKind::Open => Mark::Rules,
        AnchorKind::Close => Mark::Sealed,
        AnchorKind::Result => Mark::Result,
        AnchorKind::Void => Mark::Void,
    }
}

fn line(line: LogLine) -> AnchorLine {
    // the second line of the leaf: kind, origin, values
    let told = line.anchor.leaf.lines().nth(1).unwrap_or_default();
    let values = told.splitn(3, ' ').nth(2).unwrap_or_default();
    AnchorLine {
        index: line.anchor.index,
        mark: mark(line.anchor.kind),
        values: values.to_owned(),
        draw: line.draw,
        title: line.title,
        day: Day::new(line.day),
        time: stamp(line.anchor.made_at, Tz::UTC),
    }
}
