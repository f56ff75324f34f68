//! Draws that wait for a round of public randomness: which, for how long, and what becomes of them without it.
//! The rounds are real ones of quicknet, so the clock stands in 2023.

use clearlot::beacon::{BeaconMode, Beacons, import_rounds, read_rounds};
use clearlot::draws::{self, DrawState, RoundChoice};
use clearlot::schema::beacons;
use diesel::prelude::*;

use super::recompute::check_result;
use super::{DAY, DrawPlan, Instance, ballots, plan};
use crate::database::{Database, databases};
use crate::relay::{CHAIN, FakeRelay, Manner, answer, beacon_config, real_rounds};

/// When these rounds of quicknet came out.
const ROUND_123: u64 = 1_692_803_733;
const ROUND_1000: u64 = 1_692_806_364;
const ROUND_657413: u64 = 1_694_775_603;
const MARGIN: u64 = 300;

/// An instance with relays, noon before the draw opens.
struct Networked {
    instance: Instance,
    beacons: Beacons,
    _data: tempfile::TempDir,
}

impl Networked {
    async fn start(database: &Database, now: u64, relays: &[&FakeRelay]) -> Self {
        Self::with(database, now, BeaconMode::Drand, relays).await
    }

    async fn with(database: &Database, now: u64, mode: BeaconMode, relays: &[&FakeRelay]) -> Self {
        let mut instance = Instance::start_at(database, now);
        let data = tempfile::tempdir().unwrap();
        let config = beacon_config(mode, data.path(), relays);
        let (db, clock) = (instance.db.clone(), instance.draws.clock().clone());
        let beacons = Beacons::start(db, clock, &config).await;
        instance.draws = instance.draws.clone().with_beacons(beacons.clone());
        Networked {
            instance,
            beacons,
            _data: data,
        }
    }

    /// Lets everything happen that is due, relays included.
    async fn settle(&self) {
        self.instance.tick().await;
        self.beacons.settled().await;
        self.instance.tick().await;
    }

    async fn at(&self, now: u64) {
        self.instance.at(now);
        self.settle().await;
    }

    /// Who gave the rounds that are here.
    async fn sources(&self) -> Vec<(i64, String)> {
        self.instance
            .read(|conn| {
                let rows = beacons::table.order(beacons::round);
                Ok(rows.select((beacons::round, beacons::source)).load(conn)?)
            })
            .await
    }
}

/// A draw of an hour that closes so that this round decides it.
fn decided_by(round_time: u64, round: RoundChoice) -> DrawPlan {
    let closes = round_time - MARGIN;
    DrawPlan {
        opens: closes - 3600,
        closes,
        round,
        ..plan("daily")
    }
}

#[actix_web::test]
async fn a_draw_waits_for_the_round_that_follows_from_its_closing() {
    for database in databases() {
        let relay = FakeRelay::open(Manner::Honest);
        let plan = decided_by(ROUND_123, RoundChoice::AtClose);
        let (opens, closes) = (plan.opens, plan.closes);
        let run = Networked::start(&database, opens - 60, &[&relay]).await;
        let id = run.instance.open(plan).await;
        let said = format!("\nbeacon drand {CHAIN} 300 at-close\n");
        let leaf = run.instance.draw(id).await.open_leaf.to_text();
        assert!(leaf.contains(&said), "{leaf}");
        run.instance.append(ballots("daily", 1, 4)).await.unwrap();
        run.instance.append(ballots("daily", 2, 5)).await.unwrap();

        run.at(closes).await;
        let draw = run.instance.draw(id).await;
        assert_eq!(draw.state, DrawState::Closed);
        let awaited = draw.awaited_round(closes).unwrap();
        assert_eq!((awaited.round.number(), awaited.due()), (123, ROUND_123));
        assert!(draw.close_leaf.unwrap().contains("\nround 123\n"));

        // before its time nobody is asked for it
        run.at(ROUND_123 - 1).await;
        assert_eq!(run.instance.draw(id).await.state, DrawState::Closed);
        assert_eq!(relay.asked(), Vec::<String>::new());

        run.at(ROUND_123).await;
        assert_eq!(relay.asked(), [format!("/{CHAIN}/public/123")]);
        assert_eq!(run.instance.draw(id).await.state, DrawState::Drawn);
        let result = run.instance.result(id).await.unwrap();
        let (round, signature) = result.beacon.unwrap();
        assert_eq!(round.number(), 123);
        assert_eq!(signature.to_hex(), real_rounds()[&123]);
        assert_eq!((result.drawn_at, result.late), (ROUND_123, false));
        check_result(&run.instance, id).await;

        // and never again
        run.at(ROUND_123 + 3600).await;
        assert_eq!(relay.asked(), Vec::<String>::new());
    }
}

#[actix_web::test]
async fn a_server_that_was_down_at_closing_draws_late_with_a_later_round() {
    for database in databases() {
        let relay = FakeRelay::open(Manner::Honest);
        let plan = decided_by(ROUND_123, RoundChoice::AtClose);
        let run = Networked::start(&database, plan.opens - 60, &[&relay]).await;
        let id = run.instance.open(plan).await;
        run.instance.append(ballots("daily", 1, 4)).await.unwrap();

        run.at(ROUND_1000 - MARGIN).await;
        let draw = run.instance.draw(id).await;
        assert!(draw.close_leaf.unwrap().contains("\nround 1000\n"));
        run.at(ROUND_1000 + 1).await;
        let result = run.instance.result(id).await.unwrap();
        assert_eq!(result.beacon.unwrap().0.number(), 1000);
        assert!(result.late);
        check_result(&run.instance, id).await;
    }
}

#[actix_web::test]
async fn a_fixed_round_decides_whenever_the_draw_was_closed_before_it() {
    for database in databases() {
        let relay = FakeRelay::open(Manner::Honest);
        let plan = decided_by(ROUND_1000, RoundChoice::Fixed);
        let (opens, closes) = (plan.opens, plan.closes);
        let run = Networked::start(&database, opens - 60, &[&relay]).await;
        let id = run.instance.open(plan).await;
        let leaf = run.instance.draw(id).await.open_leaf.to_text();
        assert!(
            leaf.contains(&format!("\nbeacon drand {CHAIN} 300 1000\n")),
            "{leaf}"
        );
        run.instance.append(ballots("daily", 1, 4)).await.unwrap();
        // four minutes late, and a minute before the round
        run.at(closes + 240).await;
        let leaf = run.instance.draw(id).await.close_leaf.unwrap();
        assert!(!leaf.contains("\nround"), "{leaf}");
        run.at(ROUND_1000).await;
        let result = run.instance.result(id).await.unwrap();
        assert_eq!((result.drawn_at, result.late), (ROUND_1000, false));
        check_result(&run.instance, id).await;
    }
}

#[actix_web::test]
async fn a_fixed_round_that_came_out_before_the_list_was_sealed_makes_the_draw_void() {
    for database in databases() {
        let relay = FakeRelay::open(Manner::Honest);
        let plan = decided_by(ROUND_1000, RoundChoice::Fixed);
        let run = Networked::start(&database, plan.opens - 60, &[&relay]).await;
        let id = run.instance.open(plan).await;
        run.instance.append(ballots("daily", 1, 4)).await.unwrap();
        run.at(ROUND_1000).await;
        let draw = run.instance.draw(id).await;
        assert_eq!((draw.state, draw.close_leaf), (DrawState::Void, None));
        assert!(draw.void.unwrap().0.contains("before the list was sealed"));
        assert_eq!(run.instance.result(id).await, None);
        assert_eq!(relay.asked(), Vec::<String>::new());
    }
}

#[actix_web::test]
async fn a_seed_not_shown_in_time_leaves_the_draw_to_a_later_round() {
    for database in databases() {
        let relay = FakeRelay::open(Manner::NotYet);
        // so that the time to show the seed is over when round 657413 comes out
        let closes = ROUND_657413 - 30 * DAY;
        let plan = DrawPlan {
            opens: closes - 3600,
            closes,
            ..plan("daily")
        };
        let run = Networked::start(&database, plan.opens - 60, &[&relay]).await;
        let id = run.instance.open(plan).await;
        for account in 1..=3 {
            run.instance
                .append(ballots("daily", account, 4))
                .await
                .unwrap();
        }
        run.at(closes).await;
        assert!(
            run.instance
                .draw(id)
                .await
                .close_leaf
                .unwrap()
                .contains("\nround 1\n")
        );
        run.at(ROUND_657413 - 1).await;
        assert_eq!(run.instance.draw(id).await.state, DrawState::Closed);

        relay.be(Manner::Honest);
        run.at(ROUND_657413).await;
        run.at(ROUND_657413 + 60).await;
        let result = run.instance.result(id).await.unwrap();
        assert_eq!(result.seed, None, "withheld");
        assert_eq!(result.beacon.unwrap().0.number(), 657_413);
        assert!(result.late);
        check_result(&run.instance, id).await;
        let report = draws::operations::check_draws(&run.instance.db, None)
            .await
            .unwrap();
        assert_eq!((report.results, report.faults), (1, vec![]));
    }
}

#[actix_web::test]
async fn what_the_chain_did_not_sign_is_refused_and_the_next_relay_is_asked() {
    let bad = [
        Manner::NotYet,
        Manner::TooEarly,
        Manner::Broken,
        Manner::OtherRound,
        Manner::OtherSignature,
        Manner::OwnKey,
        Manner::Garbage,
        Manner::Slow,
        Manner::Endless,
        Manner::Elsewhere,
    ];
    for manner in bad {
        let database = Database::sqlite();
        let (first, second) = (FakeRelay::open(manner), FakeRelay::open(manner));
        let plan = decided_by(ROUND_123, RoundChoice::AtClose);
        let closes = plan.closes;
        let run = Networked::start(&database, plan.opens - 60, &[&first, &second]).await;
        let id = run.instance.open(plan).await;
        run.instance.append(ballots("daily", 1, 4)).await.unwrap();
        run.at(closes).await;
        run.at(ROUND_123).await;
        assert_eq!(run.sources().await, [], "{manner:?}");
        assert_eq!(
            (first.asked().len(), second.asked().len()),
            (1, 1),
            "{manner:?}"
        );
        assert_eq!(run.instance.draw(id).await.state, DrawState::Closed);
        assert_eq!(run.beacons.trouble(), None, "a second is no trouble");

        // they are left alone for a second, then asked again
        run.settle().await;
        assert_eq!(first.asked(), Vec::<String>::new(), "{manner:?}");
        second.be(Manner::Honest);
        run.at(ROUND_123 + 60).await;
        assert_eq!(run.sources().await, [(123, second.url())], "{manner:?}");
        assert_eq!(run.instance.draw(id).await.state, DrawState::Drawn);
        assert_eq!(run.beacons.trouble(), None);
    }
}

#[actix_web::test]
async fn a_round_that_nobody_gives_is_something_to_look_at() {
    let relay = FakeRelay::open(Manner::Broken);
    let plan = decided_by(ROUND_123, RoundChoice::AtClose);
    let closes = plan.closes;
    let run = Networked::start(&Database::sqlite(), plan.opens - 60, &[&relay]).await;
    let id = run.instance.open(plan).await;
    run.at(closes).await;
    let overdue = |now| {
        run.instance
            .read(move |conn| draws::count_overdue(conn, now))
    };
    assert_eq!(overdue(ROUND_123 + 60).await, 0, "it has until then");
    assert_eq!(overdue(ROUND_123 + 61).await, 1);

    // each time they are left alone for longer
    let mut asked = Vec::new();
    for second in 0..70 {
        run.at(ROUND_123 + second).await;
        if !relay.asked().is_empty() {
            asked.push(second);
        }
    }
    assert_eq!(asked, [0, 1, 3, 7, 15, 31, 63]);
    let trouble = run.beacons.trouble().unwrap();
    assert_eq!(trouble.awaited.round.number(), 123);
    let why = trouble.why.unwrap();
    assert_eq!(why, format!("{}: the answer is 500", relay.url()));
    assert_eq!(run.instance.draw(id).await.state, DrawState::Closed);
}

#[actix_web::test]
async fn new_draws_wait_for_a_network_only_while_it_answers() {
    for database in databases() {
        let relay = FakeRelay::open(Manner::Slow);
        let start = ROUND_123 - DAY;
        let run = Networked::with(&database, start, BeaconMode::Auto, &[&relay]).await;
        let kind = async |name: &str| {
            let plan = DrawPlan {
                opens: ROUND_123 + DAY,
                closes: ROUND_123 + 2 * DAY,
                ..plan(name)
            };
            let id = run.instance.schedule(plan).await.unwrap();
            (id, run.instance.draw(id).await.has_beacon())
        };
        let (alone, is_drand) = kind("alone").await;
        assert!(!is_drand);
        relay.be(Manner::OwnKey);
        run.at(start + 61).await;
        assert!(!kind("alone-2").await.1, "that relay is another network's");
        relay.be(Manner::Honest);
        run.at(start + 130).await;
        let (together, is_drand) = kind("together").await;
        assert!(is_drand);
        relay.be(Manner::Broken);
        run.at(start + 140).await;
        assert!(kind("together-2").await.1, "it answered just now");
        run.at(start + 440).await;
        assert!(!kind("alone-3").await.1);

        // a change of terms leaves that as it was announced
        for (id, is_drand) in [(alone, false), (together, true)] {
            let draws = run.instance.draws.clone();
            let changed = DrawPlan {
                opens: ROUND_123 + DAY,
                closes: ROUND_123 + 3 * DAY,
                round: RoundChoice::Fixed,
                ..plan("any")
            };
            let replan = move |conn: &mut _| draws::replan_draw(conn, &draws, id, &changed);
            run.instance.db.write(replan).await.unwrap();
            let draw = run.instance.draw(id).await;
            assert_eq!(draw.has_beacon(), is_drand);
            assert!(!draw.open_leaf.to_text().contains("at-close"));
        }
    }
}

#[actix_web::test]
async fn a_row_that_the_chain_did_not_sign_decides_nothing() {
    for database in databases() {
        let relay = FakeRelay::open(Manner::NotYet);
        let plan = decided_by(ROUND_123, RoundChoice::AtClose);
        let closes = plan.closes;
        let run = Networked::start(&database, plan.opens - 60, &[&relay]).await;
        let id = run.instance.open(plan).await;
        run.at(closes).await;
        let rounds = answer(1000, &real_rounds()[&1000]);
        let rounds = read_rounds(rounds.as_bytes()).unwrap();
        let (db, clock) = (&run.instance.db, run.instance.draws.clock());
        assert_eq!(
            import_rounds(db, clock, rounds.clone()).await.unwrap(),
            rounds
        );
        assert_eq!(import_rounds(db, clock, rounds).await.unwrap(), [], "once");
        run.instance.meddle("UPDATE beacons SET round = 123").await;
        run.at(ROUND_123).await;
        assert_eq!(run.instance.draw(id).await.state, DrawState::Closed);
        assert_eq!(run.instance.result(id).await, None);

        run.instance.meddle("DELETE FROM beacons").await;
        relay.be(Manner::Honest);
        run.at(ROUND_123 + 60).await;
        check_result(&run.instance, id).await;
    }
}
