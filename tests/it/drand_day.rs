//! A day of the lottery that a round of the drand network decides, as people live it and as anybody works it out
//! afterwards; rounds handed in by hand; what operators see while a round is missing.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use clearlot::beacon::BeaconMode;
use clearlot::fairness::{
    BallotOwner, BeaconOutcome, Chain, DrawKey, DrawKeyInputs, Hash, Level, OpenLeaf, Round,
    RoundSignature, Seed, SelectionRules, Trust, select, verify_proof,
};
use clearlot::web::metrics::MetricsToken;
use reqwest::StatusCode;
use serde_json::Value;

use crate::api::Program;
use crate::app::{PASSWORD, TestApp};
use crate::database::{Database, databases};
use crate::relay::{FakeRelay, Manner, answer, beacon_config, real_rounds};

/// An evening in Tokyo in the first hours of the quicknet chain.
const EVENING: &str = "2023-08-23T10:00:00Z";
/// Ten minutes after midnight there: five minutes before round 123.
const SEALED: &str = "2023-08-23T15:10:32Z";
const ROUND_123: &str = "2023-08-23T15:15:33Z";
const DRAW: &str = "daily-2023-08-23";
const TOKEN: &str = "a token for the numbers";

/// A server in Tokyo with these relays.
async fn tokyo(database: &Database, mode: BeaconMode, relays: &[&FakeRelay]) -> TestApp {
    TestApp::start_with(database, EVENING, |config| {
        config.time_zone = chrono_tz::Asia::Tokyo;
        config.beacon = beacon_config(mode, &config.data_dir, relays);
        config.server.metrics_token = Some(MetricsToken::new(TOKEN));
    })
    .await
}

/// Lets relays answer, and then what follows from it.
async fn settle(app: &TestApp) {
    app.app.draws().beacons().unwrap().settled().await;
    app.tick().await;
}

async fn api_draw(app: &TestApp) -> Value {
    let answer = app.browser().get(&format!("/api/draws/{DRAW}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    serde_json::from_str(&answer.text).unwrap()
}

/// What a program is told of the day.
async fn api_day(app: &TestApp) -> Value {
    let answer = app.browser().get("/api/winners?date=2023-08-23").await;
    let told: Value = serde_json::from_str(&answer.text).unwrap();
    told["results"][0].clone()
}

/// The same in the list of somebody's own ballots.
async fn own_day(app: &TestApp, username: &str) -> Value {
    let program = Program::new(app).signed_in(username).await;
    program.get("/api/ballots").await.is(200).json["draws"][0].clone()
}

/// The text of a leaf on the page of a draw.
fn leaf(page: &str, kind: &str) -> String {
    let begin = page.find(&format!("vdraw/1 {kind}")).unwrap();
    let text = &page[begin..begin + page[begin..].find("</code>").unwrap()];
    text.replace("&#39;", "'").replace("&#38;", "&")
}

#[actix_web::test]
async fn a_day_that_a_public_number_decides_comes_out_as_anybody_works_it_out() {
    for database in databases() {
        let relay = FakeRelay::open(Manner::Honest);
        let app = tokyo(&database, BeaconMode::Auto, &[&relay]).await;
        let (ann, ben) = (app.signed_up("ann").await, app.signed_up("ben").await);
        for (browser, count) in [(&ann, "3"), (&ben, "40")] {
            let answer = browser.submit("daily", count).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
        }
        let visitor = app.browser();
        let page = format!("/draws/{DRAW}");
        visitor
            .get(&page)
            .await
            .says("drawn 5 minutes later, with a public random number");
        let check = "/check-winner?date=2023-08-23";
        visitor
            .get(check)
            .await
            .says("minutes later, with a public random number");
        visitor
            .get("/lotteries/daily")
            .await
            .says("decided by a public random number");

        assert!(!visitor.get(&page).await.words().contains("Round 123"));

        app.at(SEALED).await;
        let waits = "It waits for public random number 123, which is due at Thu 24 August 2023, 00:15:33 Asia/Tokyo , in 5 min .";
        visitor
            .get(&page)
            .await
            .says("Public number Round 123, due at Thu 24 August 2023, 00:15:33");
        for (browser, path) in [
            (&visitor, &*page),
            (&visitor, "/"),
            (&visitor, check),
            (&ann, "/ballots"),
        ] {
            let words = browser.get(path).await.words();
            assert!(
                words.contains("public random number 123"),
                "{path}: {words}"
            );
            assert!(words.contains(waits), "{path}: {words}");
        }
        let told = api_draw(&app).await;
        assert_eq!(told["awaits"]["round"], 123);
        assert_eq!(told["awaits"]["due_at"], ROUND_123);
        assert_eq!(
            told["beacon"]["round"],
            Value::Null,
            "it follows from closing"
        );

        for day in [api_day(&app).await, own_day(&app, "ann").await] {
            assert_eq!(day["outcome"], "waiting_to_be_drawn");
            assert_eq!(day["awaits"], told["awaits"], "{database}");
        }

        app.at(ROUND_123).await;
        settle(&app).await;
        let day = api_day(&app).await;
        assert_eq!(
            (&day["outcome"], &day["awaits"]),
            (&"drawn".into(), &Value::Null)
        );
        let drawn = visitor.get(&page).await;
        drawn.says("Beacon proof");
        let came_out = "Public number Round 123 came out at Thu 24 August 2023, 00:15:33";
        drawn.says(came_out);
        let order = ["Closed and sealed", came_out, "Drawn, secret shown"];
        let words = drawn.words();
        let places = order.map(|step| {
            words
                .find(step)
                .unwrap_or_else(|| panic!("{step}: {words}"))
        });
        assert!(places.is_sorted(), "{words}");
        drawn.says(&real_rounds()[&123]);
        drawn.says("That nobody knew the result when the box was sealed");
        assert!(!drawn.words().contains("does not use one"));
        drawn.says("This draw was held late");
        let told = api_draw(&app).await;
        assert_eq!(
            (&told["state"], &told["awaits"]),
            (&"drawn".into(), &Value::Null)
        );
        work_out(&told["result"], &drawn.text);
        prove(&app).await;
        let winner = told["result"]["winners"][0]["username"].as_str().unwrap();
        for path in [check, "/"] {
            visitor.get(path).await.says(winner);
        }
    }
}

/// The proof file that is handed out says the same, at the level of a beacon.
async fn prove(app: &TestApp) {
    let proof = format!("/draws/{DRAW}/proof.json?full=1");
    let proof = app.browser().get(&proof).await.text;
    let trust = Trust::server(app.app.draws().vkey().unwrap());
    let Ok(verified) = verify_proof(&mut proof.as_bytes(), &trust, None);
    let report = verified.result.unwrap();
    assert_eq!((report.level, report.full), (Level::Beacon, true));
    assert!(verified.unchecked.is_empty(), "{:?}", verified.unchecked);
}

/// The result once more, from what is published and nothing else.
fn work_out(result: &Value, page: &str) {
    let text = |name: &str| result[name].as_str().unwrap();
    let open = OpenLeaf::parse(&leaf(page, "open")).unwrap();
    let chain = Chain::Quicknet;
    assert!(leaf(page, "open").contains(&format!("\nbeacon drand {chain} 300 at-close\n")));
    assert!(leaf(page, "close").contains("\n2 43\n"));
    assert!(leaf(page, "close").ends_with("\nround 123\n"));
    let signature = result["beacon"]["signature"].as_str().unwrap();
    assert_eq!(signature, real_rounds()[&123]);
    assert_eq!(
        (&result["late"], &result["seed_withheld"]),
        (&true.into(), &false.into())
    );
    let key = DrawKey::new(&DrawKeyInputs {
        origin: &open.fields().origin,
        size: 4,
        root: Hash::parse_base64(text("root")).unwrap(),
        open_leaf: open.hash(),
        ballots: 43,
        seed: Some(&Seed::parse_hex(text("seed")).unwrap()),
        beacon: &BeaconOutcome::Drand {
            chain,
            round: Round::try_from(123).unwrap(),
            signature: RoundSignature::parse_hex(signature).unwrap(),
        },
    });
    assert_eq!(text("draw_key"), key.hash().to_hex());
    let rules = SelectionRules::of(&open, 43);
    let owner = |ballot| {
        let leaf_index = if ballot <= 3 { 1 } else { 2 };
        Ok::<_, std::convert::Infallible>(BallotOwner {
            leaf_index,
            who: Hash::from_bytes([0; 32]),
            cancelled: false,
        })
    };
    let Ok(drawn) = select(&key, &rules, owner);
    assert_eq!(result["winners"][0]["ballot"], drawn[0].ballot);
    let winner = ["ann", "ben"][usize::from(drawn[0].leaf_index == 2)];
    assert_eq!(result["winners"][0]["username"], winner);
}

#[actix_web::test]
async fn without_a_relay_that_answers_draws_do_without_and_say_so() {
    let relay = FakeRelay::open(Manner::Broken);
    let app = tokyo(&Database::sqlite(), BeaconMode::Auto, &[&relay]).await;
    app.browser()
        .get("/lotteries/daily")
        .await
        .says("seed-only");
    let told = api_draw(&app).await;
    assert_eq!(told["beacon"], Value::Null);
    app.at("2023-08-23T15:00:00Z").await;
    assert_eq!(api_draw(&app).await["state"], "drawn");
    let page = app.browser().get(&format!("/draws/{DRAW}")).await;
    page.says("Seed-only proof");
    page.says("That the operator did not steer it.");
    let words = page.words();
    assert!(!words.contains("Public number"), "no step of none: {words}");
}

#[actix_web::test]
async fn a_missing_round_is_seen_by_those_who_run_the_server() {
    let relay = FakeRelay::open(Manner::OtherSignature);
    let app = tokyo(&Database::sqlite(), BeaconMode::Drand, &[&relay]).await;
    let manager = app.manager().await;
    app.at(SEALED).await;
    app.at(ROUND_123).await;
    settle(&app).await;
    app.at("2023-08-23T15:16:33Z").await;
    settle(&app).await;
    let ready = app.browser().get("/health/ready").await;
    assert_eq!(ready.status, StatusCode::OK);
    let told: Value = serde_json::from_str(&ready.text).unwrap();
    let found = told["checks"].as_array().unwrap();
    let beacon = found
        .iter()
        .find(|check| check["name"] == "beacon")
        .unwrap();
    assert_eq!(beacon["state"], "degraded");
    let fields = [("username", "organiser"), ("password", PASSWORD)];
    manager.post("/login", &fields).await;
    let dashboard = manager.get("/manage").await;
    dashboard
        .says("A draw has waited for round 123 of the drand network since 2023-08-23 15:15 UTC");
    dashboard.says("the signature of round 123 is not the chain's");
    let request = app.browser().request("GET", "/metrics");
    let numbers = app.browser().send(request.bearer_auth(TOKEN)).await.text;
    for line in [
        "clearlot_beacon_rounds_missing 1",
        "clearlot_beacon_used 1",
        "clearlot_beacon_fetches_total{outcome=\"missed\"} 2",
    ] {
        assert!(numbers.contains(line), "{line}: {numbers}");
    }
    let page = app.browser().get(&format!("/draws/{DRAW}")).await;
    page.says("which came out at Thu 24 August 2023, 00:15:33 Asia/Tokyo and has not reached this site yet");
    page.says("Public number Round 123 came out at Thu 24 August 2023, 00:15:33");

    relay.be(Manner::Honest);
    app.at("2023-08-23T15:17:33Z").await;
    settle(&app).await;
    assert_eq!(api_draw(&app).await["result"]["late"], true);
    let ready = app.browser().get("/health/ready").await.text;
    assert!(
        ready.contains(r#"{"name":"beacon","state":"ok"}"#),
        "{ready}"
    );
}

#[actix_web::test]
async fn a_manager_may_fix_the_round_beforehand() {
    let app = tokyo(&Database::sqlite(), BeaconMode::Drand, &[]).await;
    let manager = app.manager().await;
    let fields = |fixed: &'static str| {
        [
            ("name", "Roof Fund"),
            ("slug", "roof-fund"),
            ("prize_quantity", "1"),
            ("prize_name", "Cake"),
            ("first_day", "2023-08-24"),
            ("time_zone", "Asia/Tokyo"),
            ("reserves", "0"),
            ("version", "1"),
            if fixed.is_empty() {
                ("due_date", "")
            } else {
                ("fixed_round", fixed)
            },
        ]
    };
    let answer = manager.post("/manage/lotteries/new", &fields("yes")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
    let round = async || {
        let answer = app.browser().get("/api/draws/roof-fund-2023-08-24").await;
        let told: Value = serde_json::from_str(&answer.text).unwrap();
        told["beacon"]["round"].clone()
    };
    // T(round) = 2023-08-24T15:05:00Z
    assert_eq!(round().await, 28_712);
    let form = manager.get("/manage/lotteries/roof-fund/edit").await.text;
    assert!(
        form.contains(r#"name="fixed_round" value="yes" checked"#),
        "{form}"
    );
    let answer = manager
        .post("/manage/lotteries/roof-fund/edit", &fields(""))
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
    assert_eq!(round().await, Value::Null);
    app.browser()
        .get("/lotteries/roof-fund/changes")
        .await
        .says("Public number fixed beforehand");
}

/// Runs `clearlot beacon import` with this on standard input.
fn import(app: &TestApp, url: &str, input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_clearlot"))
        .args(["beacon", "import", "-"])
        .current_dir(app.data_dir())
        .env_clear()
        .env("DATABASE_URL", url)
        .env("CLEARLOT_DATA_DIR", app.data_dir())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    child.wait_with_output().unwrap()
}

#[actix_web::test]
async fn rounds_are_handed_in_beside_a_running_server() {
    for database in databases() {
        let app = tokyo(&database, BeaconMode::Drand, &[]).await;
        app.at(SEALED).await;
        app.at(ROUND_123).await;
        settle(&app).await;
        assert_eq!(api_draw(&app).await["state"], "closed");
        let real = real_rounds();
        let url = database.url();

        let refused = [
            (String::new(), "there is no round in it"),
            ("<html>".to_owned(), "not the JSON of a drand round"),
            (
                answer(123, &real[&1000]),
                "the signature of round 123 is not the chain's",
            ),
            (
                format!("{}\n{}", answer(123, &real[&123]), answer(124, &real[&123])),
                "the signature of round 124 is not the chain's",
            ),
        ];
        for (input, why) in refused {
            let output = import(&app, &url, &input);
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(!output.status.success() && said.contains(why), "{said}");
        }
        app.tick().await;
        assert_eq!(
            api_draw(&app).await["state"],
            "closed",
            "nothing of it was taken"
        );

        let input = format!(
            "{}\n[{}]",
            answer(123, &real[&123]),
            answer(1000, &real[&1000])
        );
        let output = import(&app, &url, &input);
        assert!(output.status.success(), "{output:?}");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let word = match database.is_postgres() {
            true => "taken",
            false => "left for the server that is running",
        };
        let lines = [123, 1000].map(|round| format!("round {round}: signature checked, {word}\n"));
        assert_eq!(said, lines.concat());
        app.tick().await;
        app.tick().await;
        let told = api_draw(&app).await;
        assert_eq!(told["state"], "drawn", "{database}");
        assert_eq!(told["result"]["beacon"]["signature"], *real[&123]);

        // what cannot be used is put aside
        let inbox = app.data_dir().join("beacon-inbox");
        std::fs::create_dir_all(&inbox).unwrap();
        std::fs::write(inbox.join("bad.json"), "nonsense").unwrap();
        app.tick().await;
        let left: Vec<_> = std::fs::read_dir(&inbox)
            .unwrap()
            .map(|f| f.unwrap().file_name())
            .collect();
        assert_eq!(left, ["bad.refused"]);
    }
}
