//! Making, changing and cancelling lotteries: what each touches, and what it must leave alone.

use clearlot::audit::Actor;
use clearlot::draws::Draw;
use clearlot::games::lottery::model::{FieldErrors, PublicReason};
use clearlot::games::lottery::operations::CancelError;

use super::*;
use crate::database::databases;

async fn cancel(instance: &Instance, name: &str) -> Result<(), CancelError> {
    let reason = PublicReason::parse("The hall is closed").unwrap();
    instance
        .lotteries
        .cancel_lottery(&Actor::clock(), slug(name), reason)
        .await
}

async fn draw(instance: &Instance, name: &str) -> Draw {
    let name = DrawName::parse(name).unwrap();
    let found = instance.db.read(move |conn| draws::find_draw(conn, &name));
    found.await.unwrap().unwrap()
}

fn prizes(draw: &Draw) -> Vec<String> {
    let lines = draw.open_leaf.fields().prizes.lines();
    lines
        .iter()
        .map(|line| line.text().as_str().to_owned())
        .collect()
}

fn fields_of(error: CreateError) -> FieldErrors {
    let CreateError::Fields(errors) = error else {
        panic!("{error:?}");
    };
    errors
}

#[actix_web::test]
async fn a_lottery_is_made_with_its_draws_of_the_coming_week() {
    for database in databases() {
        let instance = Instance::start(&database, "2026-11-21T10:00:00Z");
        let wanted = LotteryForm {
            slug: "xmas".to_owned(),
            description: "Hampers.\r\nAnd more.".to_owned(),
            prize_quantity: vec!["1".to_owned(), "3".to_owned()],
            prize_name: vec!["Food hamper".to_owned(), "Voucher".to_owned()],
            prize_amount: vec!["45,00".to_owned(), "10".to_owned()],
            prize_currency: vec!["EUR".to_owned(), "EUR".to_owned()],
            due_date: "2026-11-24".to_owned(),
            time_zone: "Europe/Berlin".to_owned(),
            cap: "5".to_owned(),
            one_prize: "yes".to_owned(),
            reserves: "2".to_owned(),
            stock: "mint".to_owned(),
            ..form("Christmas", "2026-11-23")
        };
        instance.create(&wanted).await.unwrap();
        let found = instance
            .lotteries
            .find_lottery(slug("xmas"))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            found.terms,
            wanted.parse().unwrap().terms,
            "read as it was written"
        );
        assert_eq!(found.version, 1);
        let names = ["xmas-2026-11-23", "xmas-2026-11-24"];
        assert_eq!(instance.upcoming_names("xmas").await, names);
        let first = draw(&instance, names[0]).await;
        assert_eq!(
            prizes(&first),
            ["Food hamper (EUR 45.00)", "Voucher (EUR 10.00)"]
        );
        assert_eq!(first.cap, Some(5));
        assert!(first.open_leaf.fields().one_prize);
        assert_eq!(first.open_leaf.fields().reserves, 2);
    }
}

#[actix_web::test]
async fn a_slug_that_is_taken_and_a_day_that_is_over_are_told_at_their_fields() {
    for database in databases() {
        let instance = Instance::with_daily(&database, "2026-11-21T10:00:00Z").await;
        let refused = instance
            .create(&form("Daily", "2026-11-21"))
            .await
            .unwrap_err();
        assert!(fields_of(refused).get("slug").unwrap().contains("already"));
        let refused = instance
            .create(&form("Late", "2026-11-20"))
            .await
            .unwrap_err();
        let errors = fields_of(refused);
        assert_eq!(
            errors.get("first_day"),
            Some("This day is over. Choose 2026-11-21 or later.")
        );
        let lotteries = instance.lotteries.list_lotteries(None).await.unwrap();
        assert_eq!(lotteries.len(), 1, "nothing was stored");
    }
}

#[actix_web::test]
async fn an_edit_touches_only_draws_that_are_not_open() {
    for database in databases() {
        let instance = Instance::with_daily(&database, "2026-11-21T10:00:00Z").await;
        instance.submit("daily-2026-11-21", 1, 3).await.unwrap();
        let open = draw(&instance, "daily-2026-11-21").await;
        let next = draw(&instance, "daily-2026-11-22").await;
        instance
            .edit("daily", |form| {
                form.prize_name = vec!["Book".to_owned()];
                form.cap = "2".to_owned();
                form.name = "Book Draw".to_owned();
            })
            .await
            .unwrap();
        assert_eq!(draw(&instance, "daily-2026-11-21").await, open);
        let changed = draw(&instance, "daily-2026-11-22").await;
        assert_eq!(prizes(&changed), ["Book"]);
        assert_eq!(changed.cap, Some(2));
        assert_eq!(changed.commitment, next.commitment, "the seed stays");
        assert_eq!((changed.opens, changed.closes), (next.opens, next.closes));
        instance.at("2026-11-22T00:00:00Z").await;
        let Answer::Drawn { winners, .. } = instance.answer("daily", "2026-11-21").await.answer
        else {
            panic!("not drawn");
        };
        assert_eq!(winners[0].prize.as_deref(), Some("The day's prize"));
        let page = instance.page("daily").await;
        assert_eq!(page.lottery.terms.name.as_str(), "Book Draw");
        instance.submit("daily-2026-11-22", 1, 3).await.unwrap_err();
        instance.submit("daily-2026-11-22", 1, 2).await.unwrap();
    }
}

#[actix_web::test]
async fn a_draw_about_to_open_is_left_alone() {
    for database in databases() {
        let instance = Instance::with_daily(&database, "2026-11-21T10:00:00Z").await;
        instance.at("2026-11-21T23:59:56Z").await;
        let edited = instance.edit("daily", |form| form.reserves = "9".to_owned());
        edited.await.unwrap();
        let reserves = |draw: Draw| draw.open_leaf.fields().reserves;
        assert_eq!(reserves(draw(&instance, "daily-2026-11-22").await), 0);
        assert_eq!(reserves(draw(&instance, "daily-2026-11-23").await), 9);
    }
}

#[actix_web::test]
async fn of_two_edits_from_one_form_the_second_is_refused() {
    for database in databases() {
        let instance = Instance::with_daily(&database, "2026-11-21T10:00:00Z").await;
        let daily = instance
            .lotteries
            .find_lottery(slug("daily"))
            .await
            .unwrap()
            .unwrap();
        let form = LotteryForm::from_lottery(&daily);
        let actor = Actor::clock();
        let edit = |form: LotteryForm| {
            let terms = form.parse_terms().unwrap();
            instance
                .lotteries
                .edit_lottery(&actor, slug("daily"), form.version(), terms)
        };
        edit(LotteryForm {
            name: "First".to_owned(),
            ..form.clone()
        })
        .await
        .unwrap();
        let second = edit(LotteryForm {
            name: "Second".to_owned(),
            ..form
        })
        .await;
        assert!(matches!(second, Err(EditError::Stale)));
        assert_eq!(
            instance.page("daily").await.lottery.terms.name.as_str(),
            "First"
        );
        let terms = daily.terms;
        let missing = instance
            .lotteries
            .edit_lottery(&Actor::clock(), slug("none"), 1, terms)
            .await;
        assert!(matches!(missing, Err(EditError::NotFound)));
    }
}

#[actix_web::test]
async fn days_that_are_taken_away_are_called_off_and_get_new_draws_when_they_come_back() {
    for database in databases() {
        let instance = Instance::with_daily(&database, "2026-11-21T10:00:00Z").await;
        let edited = instance.edit("daily", |form| form.due_date = "2026-11-23".to_owned());
        edited.await.unwrap();
        let names = ["daily-2026-11-21", "daily-2026-11-22", "daily-2026-11-23"];
        assert_eq!(instance.upcoming_names("daily").await, names);
        let called_off = draw(&instance, "daily-2026-11-24").await;
        assert_eq!(called_off.state, DrawState::Void);
        assert!(
            called_off
                .void
                .unwrap()
                .0
                .contains("days of the lottery were changed")
        );
        let answer = instance.answer("daily", "2026-11-24").await.answer;
        assert!(matches!(answer, Answer::Cancelled { .. }));
        assert!(
            instance.page("daily").await.past.is_empty(),
            "none of them was ever open"
        );

        let edited = instance.edit("daily", |form| form.due_date.clear());
        edited.await.unwrap();
        let upcoming = instance.upcoming("daily").await;
        assert_eq!(upcoming.len(), 8);
        assert_eq!(upcoming[2].0, "daily-2026-11-23", "never called off");
        assert_eq!(upcoming[3].0, "daily-2026-11-24-2");
        assert_tiles(&upcoming);
        assert_eq!(instance.state("daily-2026-11-24").await, DrawState::Void);
        instance.at("2026-11-24T10:00:00Z").await;
        instance.submit("daily-2026-11-24-2", 1, 1).await.unwrap();
        instance.at("2026-11-25T00:00:00Z").await;
        assert!(is_drawn(
            &instance.answer("daily", "2026-11-24").await.answer
        ));
        let days = instance.page("daily").await.past.len();
        assert_eq!(days, 4, "each day stands there once");
    }
}

#[actix_web::test]
async fn a_first_day_moved_later_leaves_the_open_draw_alone() {
    for database in databases() {
        let instance = Instance::with_daily(&database, "2026-11-21T10:00:00Z").await;
        let edited = instance.edit("daily", |form| form.first_day = "2026-11-24".to_owned());
        edited.await.unwrap();
        let names = instance.upcoming_names("daily").await;
        assert_eq!(names[..2], ["daily-2026-11-21", "daily-2026-11-24"]);
        assert_eq!(instance.state("daily-2026-11-23").await, DrawState::Void);
        let back = instance.edit("daily", |form| form.first_day = "2026-11-20".to_owned());
        assert!(matches!(back.await, Err(EditError::Fields(_))));
    }
}

#[actix_web::test]
async fn a_new_time_zone_makes_draws_meet_the_open_one() {
    for database in databases() {
        for (from, to) in [
            ("UTC", "Pacific/Auckland"),
            ("Pacific/Auckland", "UTC"),
            ("Pacific/Pago_Pago", "Pacific/Kiritimati"),
            ("Pacific/Kiritimati", "Pacific/Pago_Pago"),
        ] {
            let instance = Instance::start(&database, "2026-11-22T08:30:00Z");
            let name = format!("{} to {}", from.replace('/', " "), to.replace('/', " "));
            let first = instance
                .lotteries
                .now()
                .with_timezone(&TimeZone::parse(from).unwrap().tz());
            let lottery = instance
                .create(&LotteryForm {
                    time_zone: from.to_owned(),
                    ..form(&name, &first.date_naive().to_string())
                })
                .await
                .unwrap();
            let name = lottery.slug.as_str();
            instance.hands.advance(1);
            instance.tick().await;
            let before = instance.upcoming(name).await;
            let edited = instance.edit(name, |form| form.time_zone = to.to_owned());
            edited.await.unwrap();
            let after = instance.upcoming(name).await;
            assert_eq!(after[0], before[0], "{from} to {to}: the open draw");
            assert_ne!(after[1], before[1], "{from} to {to}: the next draw");
            assert!(after.len() >= 7);
            assert_tiles(&after);
            instance.hands.advance(86_400);
            instance.tick().await;
            assert_tiles(&instance.upcoming(name).await);
            instance.stop();
        }
    }
}

#[actix_web::test]
async fn cancelling_calls_off_what_is_open_or_to_come_and_leaves_what_is_over() {
    for database in databases() {
        let instance = Instance::with_daily(&database, "2026-11-21T10:00:00Z").await;
        instance.submit("daily-2026-11-21", 1, 1).await.unwrap();
        instance.at("2026-11-22T10:00:00Z").await;
        instance.submit("daily-2026-11-22", 1, 1).await.unwrap();
        // closed, and not drawn yet
        instance.hands.set(utc("2026-11-23T00:00:00Z"));
        cancel(&instance, "daily").await.unwrap();
        instance.tick().await;
        for day in ["2026-11-21", "2026-11-22"] {
            assert!(
                is_drawn(&instance.answer("daily", day).await.answer),
                "{day}"
            );
        }
        let answer = instance.answer("daily", "2026-11-23").await.answer;
        let reason = "The hall is closed".to_owned();
        assert_eq!(answer, Answer::Cancelled { reason });
        let refused = instance.submit("daily-2026-11-23", 1, 1).await.unwrap_err();
        assert!(
            refused.to_string().contains("The hall is closed"),
            "{refused}"
        );
        assert!(instance.upcoming("daily").await.is_empty());

        instance.at("2026-12-24T00:00:00Z").await;
        assert!(
            instance.upcoming("daily").await.is_empty(),
            "nothing is planned any more"
        );
        let again = cancel(&instance, "daily").await;
        assert!(matches!(again, Err(CancelError::AlreadyCancelled)));
        let edited = instance
            .edit("daily", |form| form.name = "New".to_owned())
            .await;
        assert!(matches!(edited, Err(EditError::Cancelled)));
        let missing = cancel(&instance, "none").await;
        assert!(matches!(missing, Err(CancelError::NotFound)));
    }
}
