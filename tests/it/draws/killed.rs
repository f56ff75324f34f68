//! A server that is killed right before and right after ballots are on the disk, and started again: what was confirmed is
//! there, what was not is there once or not at all, and once after it was sent again.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use clearlot::clock::Clock;
use clearlot::draws::find_draw;
use clearlot::draws::operations::check_draws;
use clearlot::keys::ServerKey;
use serde_json::{Value, json};

use super::log::StoredLog;
use super::{Instance, name, time};
use crate::api::{Program, Reply};
use crate::database::{Database, databases};

const BALLOTS: &str = "/api/lotteries/daily/ballots";

/// The program itself, serving on a port of its own.
struct Server(Child);

impl Server {
    /// Starts it, and waits until its draw takes ballots. Its answer is the lottery.
    async fn start(place: &Place<'_>, failpoint: &str) -> (Self, Value) {
        let child = Command::new(env!("CARGO_BIN_EXE_clearlot"))
            .current_dir(place.folder)
            .env_clear()
            .env("DATABASE_URL", place.database.url())
            .env("CLEARLOT_DATA_DIR", place.folder)
            .env("CLEARLOT_LISTEN", &place.address)
            .env("CLEARLOT_TIME_ZONE", place.zone)
            .env("CLEARLOT_BEACON", "none")
            .env("CLEARLOT_FAILPOINT", failpoint)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut server = Server(child);
        for _ in 0..600 {
            if let Some(ended) = server.0.try_wait().unwrap() {
                panic!("the server ended by itself: {ended}");
            }
            let asked = place.visitor().request("GET", "/api/lotteries/daily");
            if let Ok(answer) = asked.send().await
                && let Ok(lottery) = answer.json::<Value>().await
                && lottery["open_draw"]["state"] == "open"
            {
                return (server, lottery);
            }
            actix_web::rt::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("no open draw after half a minute");
    }

    fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

struct Place<'a> {
    database: &'a Database,
    folder: &'a Path,
    address: String,
    zone: &'static str,
}

impl<'a> Place<'a> {
    fn new(database: &'a Database, folder: &'a Path) -> Self {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let now = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap();
        Place {
            database,
            folder,
            address: free.local_addr().unwrap().to_string(),
            // by the real clock, and far from midnight
            zone: match now.as_secs() / 3600 % 24 {
                0..12 => "Asia/Tokyo",
                _ => "America/Lima",
            },
        }
    }

    fn visitor(&self) -> Program {
        Program::at(&format!("http://{}", self.address))
    }
}

fn is_repeated(reply: &Reply) -> bool {
    reply.header("idempotent-replayed") == Some("true")
}

#[actix_web::test]
async fn ballots_of_a_killed_server_are_neither_lost_nor_doubled() {
    for moment in ["before commit", "after commit"] {
        for database in databases() {
            let folder = tempfile::tempdir().unwrap();
            let place = Place::new(&database, folder.path());
            let (server, lottery) = Server::start(&place, "").await;
            let draw = lottery["open_draw"]["id"].as_str().unwrap();
            let three = json!({ "draw": draw, "count": 3 });
            let two = json!({ "draw": draw, "count": 2 });
            let ann = place.visitor().registered_here("ann").await;
            let confirmed = ann.under("first").post(BALLOTS, &three).await.is(201);
            server.kill();

            let (mut server, _) = Server::start(&place, &format!("append: {moment}")).await;
            let second = ann.under("second");
            let lost = second.request("POST", BALLOTS).json(&two).send().await;
            assert!(lost.is_err(), "{database}, {moment}: {lost:?}");
            let ended = server.0.wait().unwrap();
            assert_eq!(ended.code(), None, "{database}, {moment}: it aborts");

            let (server, _) = Server::start(&place, "").await;
            let own = format!("/api/ballots/{draw}");
            let entries = ann.get(&own).await.is(200).json["entries"].clone();
            let there = match moment {
                "after commit" => 2,
                _ => 1,
            };
            assert_eq!(
                entries.as_array().unwrap().len(),
                there,
                "{database}, {moment}"
            );
            let again = second.post(BALLOTS, &two).await.is(201);
            assert_eq!(is_repeated(&again), there == 2, "{database}, {moment}");
            assert_eq!(
                (&again.json["first"], &again.json["last"]),
                (&4.into(), &5.into())
            );
            let again = ann.under("first").post(BALLOTS, &three).await.is(201);
            assert!(is_repeated(&again));
            assert_eq!(again.json, confirmed.json, "{database}, {moment}");
            let entries = ann.get(&own).await.is(200).json["entries"].clone();
            assert_eq!(entries.as_array().unwrap().len(), 2, "{database}, {moment}");
            server.kill();
            check_log(&place, draw).await;
        }
    }
}

/// The log as it is on the disk, row by row.
async fn check_log(place: &Place<'_>, draw: &str) {
    let key = ServerKey::load_or_create(&place.folder.join("clearlot.key")).unwrap();
    let (clock, hands) = Clock::manual(time(0));
    let instance = Instance::with(place.database.open(), clock, hands, &key);
    let draw = name(draw);
    let found = instance.read(move |conn| find_draw(conn, &draw)).await;
    let log = StoredLog::of(&instance, found.unwrap().id).await;
    log.check();
    assert_eq!((log.entries.len(), log.ballots), (2, 5));
    let faults = check_draws(&instance.db, None).await.unwrap().faults;
    assert_eq!(faults, [""; 0]);
    instance.stop();
}
