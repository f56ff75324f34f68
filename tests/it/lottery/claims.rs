//! What becomes of prizes and of entries that are struck out.

use clearlot::audit::{Actor, Filter, list_rows};
use clearlot::draws::ClaimError;
use clearlot::draws::claim::{Claim, ClaimAction, ClaimState};
use clearlot::draws::{CancelEntryError, list_claim_steps};
use clearlot::games::lottery::model::{Description, PublicReason};
use clearlot::games::lottery::operations::{
    DrawActionError, EntrySearch, PrizeAction, PrizeWish, Winner,
};

use super::*;
use crate::database::{Database, databases};

const DRAW: &str = "daily-2026-11-26";
const AFTER: &str = "2026-11-27T00:00:00Z";

fn name(draw: &str) -> DrawName {
    DrawName::parse(draw).unwrap()
}

/// "Daily Draw" with these reserves, its draw of Friday 27 November open.
async fn start(database: &Database, reserves: &str) -> Instance {
    let instance = Instance::start(database, "2026-11-26T10:00:00Z");
    let wanted = LotteryForm {
        reserves: reserves.to_owned(),
        prize_name: vec!["Cake".to_owned(), "Book".to_owned()],
        one_prize: "yes".to_owned(),
        claim_days: "3".to_owned(),
        ..form("Daily", "2026-11-26")
    };
    instance.create(&wanted).await.unwrap();
    instance.at("2026-11-26T10:00:01Z").await;
    instance
}

async fn settle(
    instance: &Instance,
    place: u64,
    step: u64,
    action: ClaimAction,
) -> Result<Claim, DrawActionError> {
    let note = Description::parse("by hand").unwrap();
    let wanted = PrizeAction {
        place,
        step,
        wish: match action {
            ClaimAction::MarkClaimed => PrizeWish::MarkClaimed { note },
            ClaimAction::PassOn => PrizeWish::PassOn { note },
            ClaimAction::TakeBack => PrizeWish::TakeBack {
                reason: PublicReason::parse("The wrong line").unwrap(),
            },
        },
        by: "organiser".to_owned(),
    };
    instance
        .lotteries
        .settle_prize(&Actor::clock(), slug("daily"), name(DRAW), wanted)
        .await
}

async fn cancel_entry(instance: &Instance, entry: u64) -> Result<(), DrawActionError> {
    let reason = PublicReason::parse("Two accounts of one person").unwrap();
    instance
        .lotteries
        .cancel_entry(&Actor::clock(), slug("daily"), name(DRAW), entry, reason)
        .await
}

async fn winners(instance: &Instance) -> Vec<Winner> {
    match instance.answer("daily", "2026-11-26").await.answer {
        Answer::Drawn { winners, .. } => winners,
        other => panic!("{other:?}"),
    }
}

#[actix_web::test]
async fn a_prize_is_claimed_once_whoever_says_so() {
    for database in databases() {
        let instance = start(&database, "1").await;
        for person in 1..=3 {
            instance.submit_to("daily", DRAW, person, 1).await.unwrap();
        }
        instance.at(AFTER).await;
        let open = winners(&instance).await[0].standing.clone().unwrap();
        assert_eq!(open.claim.state, ClaimState::Open);
        let deadline = utc("2026-11-30T00:00:00Z").timestamp().unsigned_abs();
        assert_eq!(open.claim.deadline, deadline, "three days from drawing");
        let (one, two) = futures_util::future::join(
            settle(&instance, 1, 0, ClaimAction::MarkClaimed),
            settle(&instance, 1, 0, ClaimAction::MarkClaimed),
        )
        .await;
        assert!(one.is_ok() != two.is_ok(), "{database}: {one:?} {two:?}");
        let again = settle(&instance, 1, 1, ClaimAction::MarkClaimed).await;
        assert!(matches!(
            again,
            Err(DrawActionError::Claim(ClaimError::Ended))
        ));
        let none = settle(&instance, 3, 0, ClaimAction::MarkClaimed).await;
        assert!(matches!(
            none,
            Err(DrawActionError::Claim(ClaimError::NotFound))
        ));
        let claimed = winners(&instance).await[0].standing.clone().unwrap();
        assert_eq!(claimed.claim.state, ClaimState::Claimed);
        assert_eq!(claimed.ended, Some(utc(AFTER).timestamp().unsigned_abs()));
    }
}

#[actix_web::test]
async fn a_prize_goes_along_the_reserves_after_its_deadline_and_not_before() {
    for database in databases() {
        let instance = start(&database, "2").await;
        for person in 1..=4 {
            instance.submit_to("daily", DRAW, person, 1).await.unwrap();
        }
        instance.at(AFTER).await;
        let before = winners(&instance).await;
        instance.at("2026-11-29T23:59:59Z").await;
        let early = settle(&instance, 1, 0, ClaimAction::PassOn).await;
        assert!(matches!(
            early,
            Err(DrawActionError::Claim(ClaimError::TooEarly))
        ));
        instance.at("2026-11-30T00:00:00Z").await;
        // both prizes at once: two reserves, one each
        let (one, two) = futures_util::future::join(
            settle(&instance, 1, 0, ClaimAction::PassOn),
            settle(&instance, 2, 0, ClaimAction::PassOn),
        )
        .await;
        assert_ne!(one.unwrap().position, two.unwrap().position, "{database}");
        let stale = settle(&instance, 1, 0, ClaimAction::PassOn).await;
        assert!(matches!(
            stale,
            Err(DrawActionError::Claim(ClaimError::Stale))
        ));
        let early = settle(&instance, 1, 1, ClaimAction::PassOn).await;
        assert!(matches!(
            early,
            Err(DrawActionError::Claim(ClaimError::TooEarly))
        ));
        let after = winners(&instance).await;
        assert_eq!(after.len(), 2);
        assert_eq!(after[0].ballot, before[0].ballot, "who was drawn stays");
        let holders: Vec<i64> = after
            .iter()
            .map(|w| w.standing.as_ref().unwrap().passed[0].account_id.unwrap())
            .collect();
        for winner in &before {
            assert!(!holders.contains(&winner.account_id.unwrap()), "a reserve");
        }
        // the reserve has as long, and then there is nobody left
        instance.at("2026-12-03T00:00:00Z").await;
        let lapsed = settle(&instance, 1, 1, ClaimAction::PassOn).await.unwrap();
        assert_eq!(lapsed.state, ClaimState::Lapsed);
        let late = settle(&instance, 2, 1, ClaimAction::MarkClaimed)
            .await
            .unwrap();
        assert_eq!(late.state, ClaimState::Claimed, "handed over all the same");
        let id = one_draw(&instance).await;
        let steps = instance.db.read(move |conn| list_claim_steps(conn, id));
        let steps = steps.await.unwrap();
        assert_eq!(steps.len(), 4);
        assert!(
            steps
                .iter()
                .all(|step| step.username.as_deref() == Some("organiser") && step.note == "by hand")
        );
        let overview = instance.lotteries.manage_overview().await.unwrap();
        assert!(overview.prizes.is_empty(), "nothing is left to hand over");
    }
}

#[actix_web::test]
async fn a_mark_that_was_a_mistake_is_taken_back_once_and_stays_in_the_history() {
    for database in databases() {
        let instance = start(&database, "1").await;
        for person in 1..=3 {
            instance.submit_to("daily", DRAW, person, 1).await.unwrap();
        }
        instance.at(AFTER).await;
        let refused = |answer: Result<Claim, DrawActionError>| match answer {
            Err(DrawActionError::Claim(e)) => e,
            other => panic!("{database}: {other:?}"),
        };
        let early = settle(&instance, 1, 0, ClaimAction::TakeBack).await;
        assert!(matches!(refused(early), ClaimError::NotClaimed));
        let marked = settle(&instance, 1, 0, ClaimAction::MarkClaimed)
            .await
            .unwrap();
        // two tabs, and a third that was opened before the mark
        let (one, two) = futures_util::future::join(
            settle(&instance, 1, 1, ClaimAction::TakeBack),
            settle(&instance, 1, 1, ClaimAction::TakeBack),
        )
        .await;
        assert!(one.is_ok() != two.is_ok(), "{database}: {one:?} {two:?}");
        let stale = settle(&instance, 1, 0, ClaimAction::TakeBack).await;
        assert!(matches!(refused(stale), ClaimError::Stale));
        let open = winners(&instance).await[0].standing.clone().unwrap();
        assert_eq!(open.claim.state, ClaimState::Open);
        assert_eq!(open.claim.deadline, marked.deadline, "no deadline moves");
        assert_eq!((open.ended, open.taken_back.len()), (None, 1));
        assert_eq!(open.taken_back[0].reason, "The wrong line");

        // it goes to the reserve: from then on there is no mark to take back, in any tab
        instance.at("2026-11-30T00:00:00Z").await;
        let passed = settle(&instance, 1, 2, ClaimAction::PassOn).await.unwrap();
        for step in [1, 2] {
            let old = settle(&instance, 1, step, ClaimAction::TakeBack).await;
            assert!(matches!(refused(old), ClaimError::Stale));
        }
        let none = settle(&instance, 1, 3, ClaimAction::TakeBack).await;
        assert!(matches!(refused(none), ClaimError::NotClaimed));
        // the reserve's own mark can be, and leaves the reserve where it is
        settle(&instance, 1, 3, ClaimAction::MarkClaimed)
            .await
            .unwrap();
        let back = settle(&instance, 1, 4, ClaimAction::TakeBack).await;
        assert_eq!(back.unwrap().position, passed.position);
        instance.at("2026-12-03T00:00:00Z").await;
        settle(&instance, 1, 5, ClaimAction::PassOn).await.unwrap();
        let lapsed = settle(&instance, 1, 6, ClaimAction::TakeBack).await;
        assert!(matches!(refused(lapsed), ClaimError::NotClaimed));
        let end = winners(&instance).await[0].standing.clone().unwrap();
        assert_eq!(end.claim.state, ClaimState::Lapsed);
        assert_eq!((end.passed.len(), end.taken_back.len()), (1, 2));
        assert_eq!(
            end.ended,
            Some(utc("2026-12-03T00:00:00Z").timestamp().unsigned_abs())
        );

        let id = one_draw(&instance).await;
        let steps = instance.db.read(move |conn| list_claim_steps(conn, id));
        let steps = steps.await.unwrap();
        let kinds: Vec<&str> = steps.iter().map(|step| step.kind.as_str()).collect();
        let whole = [
            "claimed",
            "taken_back",
            "passed",
            "claimed",
            "taken_back",
            "lapsed",
        ];
        assert_eq!(kinds, whole, "{database}");
        let filter = Filter {
            action: Some("prize.taken_back".to_owned()),
            ..Filter::default()
        };
        let rows = list_rows(&instance.db, filter, 10);
        assert_eq!(rows.await.unwrap().len(), 2, "{database}");
    }
}

async fn one_draw(instance: &Instance) -> draws::DrawId {
    let found = instance.db.read(|conn| draws::find_draw(conn, &name(DRAW)));
    found.await.unwrap().unwrap().id
}

#[actix_web::test]
async fn what_waits_for_its_winner_stands_on_the_organisers_first_page() {
    for database in databases() {
        let instance = start(&database, "0").await;
        instance.submit_to("daily", DRAW, 1, 1).await.unwrap();
        instance.at(AFTER).await;
        let overview = instance.lotteries.manage_overview().await.unwrap();
        assert_eq!(overview.prizes.len(), 1);
        assert_eq!((overview.open_prizes, overview.overdue_prizes), (1, 0));
        instance.at("2026-11-30T00:00:00Z").await;
        let overview = instance.lotteries.manage_overview().await.unwrap();
        assert_eq!((overview.open_prizes, overview.overdue_prizes), (1, 1));
    }
}

#[actix_web::test]
async fn a_cancelled_entry_stays_in_the_log_and_cannot_win() {
    for database in databases() {
        let instance = start(&database, "0").await;
        // people whose numbers are no draw's
        instance.submit_to("daily", DRAW, 101, 3).await.unwrap();
        instance.submit_to("daily", DRAW, 102, 1).await.unwrap();
        instance.submit_to("daily", DRAW, 101, 2).await.unwrap();
        for entry in [1, 3] {
            cancel_entry(&instance, entry).await.unwrap();
        }
        let again = cancel_entry(&instance, 1).await;
        let refused = CancelEntryError::AlreadyCancelled;
        assert_eq!(again.unwrap_err().to_string(), refused.to_string());
        let none = cancel_entry(&instance, 4).await;
        assert!(matches!(
            none,
            Err(DrawActionError::Entry(CancelEntryError::NotFound))
        ));
        let home = instance.lotteries.home(Some(101)).await.unwrap();
        let (mine, draw) = (&home.open[0].mine, &home.open[0].draw.draw);
        assert_eq!((mine.ballots, mine.cancelled_ballots), (5, 5));
        assert!(mine.numbers().is_empty());
        assert_eq!(draw.ballots_in_play(), 1);
        instance.at(AFTER).await;
        let won = winners(&instance).await;
        assert_eq!(won.len(), 1);
        assert_eq!(won[0].account_id, Some(102));
        let found = instance.db.read(|conn| draws::find_draw(conn, &name(DRAW)));
        let leaf = found.await.unwrap().unwrap().close_leaf.unwrap();
        assert!(leaf.ends_with("cancel 1\ncancel 3\n"), "{leaf}");
        let late = cancel_entry(&instance, 2).await;
        assert!(matches!(
            late,
            Err(DrawActionError::Entry(CancelEntryError::NotOpen))
        ));
    }
}

#[actix_web::test]
async fn a_draw_whose_every_entry_was_cancelled_has_no_winner() {
    for database in databases() {
        let instance = start(&database, "2").await;
        instance.submit_to("daily", DRAW, 1, 3).await.unwrap();
        cancel_entry(&instance, 1).await.unwrap();
        instance.at(AFTER).await;
        let answer = instance.answer("daily", "2026-11-26").await;
        assert!(matches!(answer.answer, Answer::NoBallots { .. }));
        assert_eq!(answer.draw.unwrap().ballots, 3);
    }
}

#[actix_web::test]
async fn entries_are_found_by_person_ballot_and_state_and_paged() {
    for database in databases() {
        let instance = start(&database, "0").await;
        for n in 0..60 {
            instance.submit_to("daily", DRAW, n % 2, 2).await.unwrap();
        }
        cancel_entry(&instance, 5).await.unwrap();
        let find = async |search, after| {
            let found = instance
                .lotteries
                .managed_draw(slug("daily"), name(DRAW), search, after);
            let found = found.await.unwrap().unwrap();
            let leaves: Vec<u64> = found.entries.iter().map(|e| e.leaf_index).collect();
            (leaves, found.after)
        };
        let (first, after) = find(EntrySearch::All, 0).await;
        assert_eq!((first.len(), after), (50, Some(50)));
        let (rest, after) = find(EntrySearch::All, 50).await;
        assert_eq!((rest.len(), after), (10, None));
        assert_eq!(find(EntrySearch::Of(1), 0).await.0.len(), 30);
        assert_eq!(find(EntrySearch::Ballot(4), 0).await.0, [2]);
        assert!(find(EntrySearch::Ballot(999), 0).await.0.is_empty());
        assert_eq!(find(EntrySearch::Cancelled, 0).await.0, [5]);
        assert!(find(EntrySearch::Nobody, 0).await.0.is_empty());
        let other = instance
            .lotteries
            .managed_draw(slug("none"), name(DRAW), EntrySearch::All, 0);
        assert!(other.await.unwrap().is_none());
    }
}
