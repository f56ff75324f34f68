//! Cancelling one draw, and the public list of what was changed.

use clearlot::audit::Actor;
use clearlot::games::lottery::model::{Change, ChangeKind, PublicReason};
use clearlot::games::lottery::operations::CancelDrawError;

use super::*;
use crate::database::databases;

async fn cancel(instance: &Instance, lottery: &str, draw: &str) -> Result<(), CancelDrawError> {
    let reason = PublicReason::parse("The hall is closed").unwrap();
    let draw = DrawName::parse(draw).unwrap();
    instance
        .lotteries
        .cancel_draw(&Actor::clock(), slug(lottery), draw, reason)
        .await
}

async fn changes(instance: &Instance, lottery: &str) -> Vec<Change> {
    let changes = instance.lotteries.lottery_changes(slug(lottery), 0).await;
    changes.unwrap().unwrap().changes
}

#[actix_web::test]
async fn a_cancelled_draw_stays_cancelled_and_its_neighbours_stay_as_they_are() {
    for database in databases() {
        let instance = Instance::with_daily(&database, "2026-11-26T10:00:00Z").await;
        instance.submit("daily-2026-11-26", 1, 2).await.unwrap();
        let before = instance.upcoming("daily").await;
        for draw in ["daily-2026-11-26", "daily-2026-11-28"] {
            cancel(&instance, "daily", draw).await.unwrap();
            assert_eq!(instance.state(draw).await, DrawState::Void);
        }
        // an edit and the planning of the next days bring none of them back
        let edited = instance.edit("daily", |form| form.reserves = "3".to_owned());
        edited.await.unwrap();
        instance.tick().await;
        let after = instance.upcoming("daily").await;
        let left: Vec<_> = before
            .iter()
            .filter(|draw| !["daily-2026-11-26", "daily-2026-11-28"].contains(&draw.0.as_str()))
            .cloned()
            .collect();
        assert_eq!(after, left, "{database}");
        for day in ["2026-11-26", "2026-11-28"] {
            let answer = instance.answer("daily", day).await.answer;
            let reason = "The hall is closed".to_owned();
            assert_eq!(answer, Answer::Cancelled { reason });
        }
        let refused = instance.submit("daily-2026-11-26", 1, 1).await;
        assert!(
            refused
                .unwrap_err()
                .to_string()
                .contains("The hall is closed")
        );
        instance.at("2026-11-29T10:00:00Z").await;
        assert_eq!(instance.state("daily-2026-11-26").await, DrawState::Void);
        assert_eq!(instance.state("daily-2026-11-27").await, DrawState::Drawn);
        let past = instance.page("daily").await.past;
        let days: Vec<String> = past.iter().map(|result| result.day.to_string()).collect();
        assert_eq!(days, ["2026-11-28", "2026-11-27", "2026-11-26"]);
    }
}

#[actix_web::test]
async fn what_has_closed_or_is_no_draw_of_the_lottery_cannot_be_cancelled() {
    for database in databases() {
        let instance = Instance::with_daily(&database, "2026-11-26T10:00:00Z").await;
        instance.create(&form("Other", "2026-11-26")).await.unwrap();
        let refused = cancel(&instance, "other", "daily-2026-11-26").await;
        assert!(matches!(refused, Err(CancelDrawError::NotFound)));
        let refused = cancel(&instance, "daily", "daily-2027-01-01").await;
        assert!(matches!(refused, Err(CancelDrawError::NotFound)));
        // its time is over, though nobody has closed it yet
        instance.hands.set(utc("2026-11-27T00:00:00Z"));
        let refused = cancel(&instance, "daily", "daily-2026-11-26").await;
        assert!(matches!(refused, Err(CancelDrawError::Closed)));
        instance.tick().await;
        let refused = cancel(&instance, "daily", "daily-2026-11-26").await;
        assert!(matches!(refused, Err(CancelDrawError::Closed)));
        let (one, two) = futures_util::future::join(
            cancel(&instance, "daily", "daily-2026-11-27"),
            cancel(&instance, "daily", "daily-2026-11-27"),
        )
        .await;
        assert!(one.is_ok() != two.is_ok(), "a double click is one");
        assert_eq!(changes(&instance, "daily").await.len(), 1);
    }
}

#[actix_web::test]
async fn every_change_is_a_public_row() {
    for database in databases() {
        let instance = Instance::with_daily(&database, "2026-11-26T10:00:00Z").await;
        assert!(changes(&instance, "daily").await.is_empty());
        instance.edit("daily", |_| {}).await.unwrap();
        assert!(
            changes(&instance, "daily").await.is_empty(),
            "nothing changed"
        );
        let edited = instance.edit("daily", |form| form.cap = "3".to_owned());
        edited.await.unwrap();
        cancel(&instance, "daily", "daily-2026-11-28")
            .await
            .unwrap();
        let reason = PublicReason::parse("It is over").unwrap();
        instance
            .lotteries
            .cancel_lottery(&Actor::clock(), slug("daily"), reason)
            .await
            .unwrap();
        let rows = changes(&instance, "daily").await;
        assert_eq!(rows.len(), 3);
        assert!(
            matches!(&rows[0].kind, ChangeKind::Cancelled { reason } if reason == "It is over")
        );
        assert_eq!(rows[0].from_day, Some(date("2026-11-26")));
        assert!(
            matches!(&rows[1].kind, ChangeKind::DrawCancelled { draw, .. } if draw == "daily-2026-11-28")
        );
        let ChangeKind::Edited(fields) = &rows[2].kind else {
            panic!("{:?}", rows[2]);
        };
        assert_eq!(
            (fields[0].before.as_str(), fields[0].after.as_str()),
            ("", "3")
        );
        assert_eq!(
            rows[2].from_day,
            Some(date("2026-11-27")),
            "not the open draw"
        );
        assert_eq!(rows[2].at, utc("2026-11-26T10:00:01Z"));
    }
}

#[actix_web::test]
async fn a_preview_shows_the_page_and_stores_nothing() {
    for database in databases() {
        let instance = Instance::start(&database, "2026-11-26T10:00:00Z");
        let wanted = LotteryForm {
            weekday: vec!["sun".to_owned()],
            ..form("Club", "2026-11-26")
        };
        let draft = wanted.parse().unwrap();
        let page = instance
            .lotteries
            .preview_lottery(draft.clone())
            .await
            .unwrap();
        assert_eq!(
            page.open.unwrap().draw.draw.name.as_str(),
            "club-2026-11-29"
        );
        assert!(
            instance
                .lotteries
                .list_lotteries(None)
                .await
                .unwrap()
                .is_empty()
        );
        let name = DrawName::parse("club-2026-11-29").unwrap();
        let draw = instance.db.read(move |conn| draws::find_draw(conn, &name));
        assert!(draw.await.unwrap().is_none(), "{database}");
        instance.create(&wanted).await.unwrap();
        let again = instance.lotteries.preview_lottery(draft).await;
        assert!(
            matches!(again, Err(CreateError::Fields(_))),
            "the address is taken"
        );
    }
}
