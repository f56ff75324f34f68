//! Two servers, of which one cosigns the log of the other; and a witness that is asked by hand.

use clearlot::draws::Signing;
use clearlot::fairness::{
    Checkpoint, Frontier, Hash, NoteSigner, ServerName, ServerVkey, SignedCheckpoint, SignedNote,
    WitnessRequest, WitnessVkey, cosignature_times, leaf_hash, sha256,
};
use clearlot::keys::SigningFiles;
use clearlot::witness::WitnessConfig;
use clearlot::witness::model::Witness;
use reqwest::{StatusCode, header};

use crate::app::{Answer, TestApp, time};
use crate::database::Database;

const EVENING: &str = "2026-11-20T20:00:00Z";
const NAME: &str = "lotto.example/vdraw";

/// The key of a server on this database, before it starts.
fn key_of(database: &Database) -> ServerVkey {
    let data = database.data();
    let name = ServerName::parse("127.0.0.1/vdraw").unwrap();
    let files = SigningFiles::in_folder(data.path());
    Signing::open(&files, &name, 0).unwrap().vkey().clone()
}

async fn witness_for(database: &Database, servers: Vec<ServerVkey>) -> TestApp {
    TestApp::start_with(database, EVENING, |config| config.witness.servers = servers).await
}

async fn watched_by(database: &Database, witnesses: Vec<Witness>) -> TestApp {
    let witness = WitnessConfig {
        witnesses,
        servers: Vec::new(),
    };
    TestApp::start_with(database, EVENING, |config| config.witness = witness).await
}

fn witness(app: &TestApp) -> Witness {
    Witness {
        vkey: own_vkey(app),
        url: format!("{}/witness", app.app.public_url().origin()),
    }
}

fn own_vkey(app: &TestApp) -> WitnessVkey {
    app.app.witnesses().own_vkey().unwrap().clone()
}

/// The server's checkpoint, and when the witness saw it.
async fn seen(app: &TestApp, witness: &WitnessVkey) -> (Checkpoint, Vec<u64>) {
    let note = app.browser().get("/vdraw/checkpoint").await.text;
    let signed = SignedCheckpoint::of_server(&note, &app.app.draws().vkey().unwrap()).unwrap();
    let times = cosignature_times(&SignedNote::parse(&note).unwrap(), witness).unwrap();
    (signed.checkpoint().clone(), times)
}

async fn tick(app: &TestApp, at: &str) {
    app.at(at).await;
    app.tick().await;
    app.app.witnesses().settled().await;
}

#[actix_web::test]
async fn a_server_is_cosigned_after_each_anchor_and_serves_what_its_witness_signed() {
    let (theirs, ours) = (Database::sqlite(), Database::sqlite());
    let other = witness_for(&theirs, vec![key_of(&ours)]).await;
    let app = watched_by(&ours, vec![witness(&other)]).await;
    tick(&app, EVENING).await;
    let evening = u64::try_from(time(EVENING).timestamp()).unwrap();
    let (first, times) = seen(&app, &own_vkey(&other)).await;
    assert_eq!(times, [evening]);
    other.hands.set(time("2026-11-21T00:00:03Z"));
    tick(&app, "2026-11-21T00:00:00Z").await;
    let (second, times) = seen(&app, &own_vkey(&other)).await;
    assert!(second.size > first.size);
    assert_eq!(
        times,
        [u64::try_from(time("2026-11-21T00:00:03Z").timestamp()).unwrap()]
    );

    // the witness starts again with a database that has forgotten everything: what it cosigned is kept beside it
    let vkey = own_vkey(&other);
    other.stop().await;
    std::fs::remove_file(theirs.file()).unwrap();
    let other = witness_for(&theirs, vec![key_of(&ours)]).await;
    assert_eq!(own_vkey(&other), vkey);
    let back = WitnessRequest {
        old: 0,
        proof: Vec::new(),
        note: app.browser().get("/vdraw/checkpoint").await.text,
    };
    let answer = submit(&other, &back.to_string()).await;
    assert_eq!(
        (answer.status, answer.text),
        (StatusCode::CONFLICT, format!("{}\n", second.size))
    );
}

#[actix_web::test]
async fn a_witness_that_knows_another_size_is_asked_again_from_there() {
    let (theirs, ours) = (Database::sqlite(), Database::sqlite());
    let other = witness_for(&theirs, vec![key_of(&ours)]).await;
    let app = watched_by(&ours, vec![witness(&other)]).await;
    tick(&app, EVENING).await;
    // as after a database that was put back: this server does not know what was cosigned
    forget_cosignatures(&app).await;
    tick(&app, "2026-11-21T00:00:00Z").await;
    let (_, times) = seen(&app, &own_vkey(&other)).await;
    assert_eq!(times.len(), 1);
}

async fn forget_cosignatures(app: &TestApp) {
    use diesel::connection::SimpleConnection;
    let forget = app.app.db().write(|conn| {
        conn.batch_execute("DELETE FROM cosignatures")?;
        Ok::<_, clearlot::store::StoreError>(())
    });
    forget.await.unwrap();
}

#[actix_web::test]
async fn a_witness_that_is_away_or_signs_nonsense_keeps_nobody_waiting() {
    let (theirs, ours) = (Database::sqlite(), Database::sqlite());
    let other = witness_for(&theirs, vec![key_of(&ours)]).await;
    let good = witness(&other);
    let stranger = NoteSigner::from_seed(&[9; 32])
        .witness_vkey("w.example")
        .unwrap();
    let away = Witness {
        vkey: stranger.clone(),
        url: "http://127.0.0.1:1".into(),
    };
    // it answers in the name of another
    let false_one = Witness {
        vkey: stranger.clone(),
        ..good.clone()
    };
    let app = watched_by(&ours, vec![away, false_one, good.clone()]).await;
    tick(&app, EVENING).await;
    let (_, times) = seen(&app, &good.vkey).await;
    assert_eq!(times.len(), 1, "the others do not keep it away");
    let (_, times) = seen(&app, &stranger).await;
    assert_eq!(times, [0; 0]);
    app.at("2026-11-21T00:00:00Z").await;
    app.browser()
        .get("/draws/daily-2026-11-20")
        .await
        .says("No ballots");
}

async fn submit(app: &TestApp, request: &str) -> Answer {
    let post = app.browser().request("POST", "/witness/add-checkpoint");
    app.browser().send(post.body(request.to_owned())).await
}

fn signer() -> NoteSigner {
    NoteSigner::from_seed(&[7; 32])
}

fn request(old: u64, proof: Vec<Hash>, size: u64) -> String {
    let mut frontier = Frontier::default();
    for index in 0..size {
        frontier.append(leaf_hash(index.to_string()));
    }
    let checkpoint = Checkpoint {
        origin: NAME.to_owned(),
        size,
        root: frontier.root(),
    };
    let note = signer().sign_checkpoint(&checkpoint);
    WitnessRequest { old, proof, note }.to_string()
}

#[actix_web::test]
async fn a_witness_answers_as_the_protocol_says() {
    let name = ServerName::parse(NAME).unwrap();
    let servers = vec![signer().server_vkey(name).unwrap()];
    let database = Database::sqlite();
    let app = witness_for(&database, servers).await;
    let status = async |text: String| submit(&app, &text).await.status;

    let first = submit(&app, &request(0, vec![], 4)).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.text);
    assert!(
        first.text.starts_with("\u{2014} 127.0.0.1/vdraw/witness "),
        "{}",
        first.text
    );
    assert_eq!(status(request(0, vec![], 4)).await, StatusCode::CONFLICT);
    let conflict = submit(&app, &request(3, vec![], 5)).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert_eq!(conflict.headers[header::CONTENT_TYPE], "text/x.tlog.size");
    assert_eq!(conflict.text, "4\n");
    let bent = vec![sha256("bent")];
    assert_eq!(
        status(request(4, bent, 5)).await,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(
        status(request(4, vec![leaf_hash("4")], 5)).await,
        StatusCode::OK
    );
    assert_eq!(
        status(request(5, vec![], 5)).await,
        StatusCode::OK,
        "seen again"
    );
    assert_eq!(status(request(5, vec![], 4)).await, StatusCode::BAD_REQUEST);
    assert_eq!(status("old 5\n".into()).await, StatusCode::BAD_REQUEST);
    let unsigned = request(5, vec![], 5).replacen("\n5\n", "\n6\n", 1);
    assert_eq!(status(unsigned).await, StatusCode::FORBIDDEN);
    let unknown = request(5, vec![], 5).replace(NAME, "other.example/vdraw");
    assert_eq!(status(unknown).await, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn requests_at_once_are_cosigned_one_after_the_other() {
    let name = ServerName::parse(NAME).unwrap();
    let servers = vec![signer().server_vkey(name).unwrap()];
    let database = Database::sqlite();
    let app = witness_for(&database, servers).await;
    let all = (1..=8).map(|size| {
        let (app, text) = (&app, request(0, vec![], size));
        async move { submit(app, &text).await.status }
    });
    let answers = futures_util::future::join_all(all).await;
    let cosigned = answers.iter().filter(|status| **status == StatusCode::OK);
    assert_eq!(cosigned.count(), 1, "{answers:?}");
}
