//! `clearlot verify --watch`: against the real server, and against one that is made to misbehave in each way an honest
//! server never does.

use std::collections::HashMap;
use std::process::Command;
use std::sync::{Arc, Mutex};

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use clearlot::fairness::{Checkpoint, Frontier, Hash, NoteSigner, ServerName, leaf_hash};
use serde_json::Value;
use tempfile::TempDir;

use crate::app::TestApp;
use crate::database::databases;
use crate::made::{Made, Plan, make};

const SERVER: &str = "made.example/vdraw";
const DRAW: &str = "made.example/vdraw/draw/1";

/// Somebody who watches a server.
struct Watcher {
    folder: TempDir,
    vkey: String,
}

impl Watcher {
    fn new(vkey: impl ToString) -> Self {
        Watcher {
            folder: tempfile::tempdir().unwrap(),
            vkey: vkey.to_string(),
        }
    }

    /// Looks once: the exit code and the answer.
    async fn look(&self, address: &str) -> (i32, Value) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_clearlot"));
        command
            .args(["verify", "--json", "--watch", address, "--vkey", &self.vkey])
            .current_dir(&self.folder);
        let output = web::block(move || command.output().unwrap()).await.unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let answer = serde_json::from_str(&text);
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        (
            output.status.code().unwrap(),
            answer.unwrap_or(Value::String(errors)),
        )
    }
}

#[actix_web::test]
async fn a_real_server_is_found_honest_again_and_again() {
    for database in databases() {
        // the watcher goes by the real clock, and for it nothing may be overdue
        let app = TestApp::start(&database, "2040-11-21T20:00:00Z").await;
        app.signed_up("ann").await.submit("daily", "3").await;
        let watcher = Watcher::new(app.app.draws().vkey().unwrap());
        let address = app.app.public_url().origin().to_owned();
        let (code, answer) = watcher.look(&address).await;
        assert_eq!(
            (code, &answer["verdict"]),
            (0, &"verified".into()),
            "{database}: {answer}"
        );
        app.at("2040-11-22T00:00:00Z").await;
        let (code, answer) = watcher.look(&address).await;
        assert_eq!(
            (code, &answer["verdict"]),
            (0, &"verified".into()),
            "{database}: {answer}"
        );
        assert!(
            answer.to_string().contains("1 verified to their winners"),
            "{answer}"
        );
        assert!(answer.to_string().contains("as last time"), "{answer}");
    }
}

/// What a made server serves, by path.
type Files = Arc<Mutex<HashMap<String, Vec<u8>>>>;

/// A server that serves whatever it is told to.
struct MadeServer {
    files: Files,
    address: String,
    made: Made,
    leaves: Vec<String>,
}

impl MadeServer {
    /// One finished draw, told of as it must be.
    fn honest() -> Self {
        let made = make(&Plan::default());
        let files = Files::default();
        let served = files.clone();
        let server = HttpServer::new(move || {
            App::new()
                .app_data(web::Data::new(served.clone()))
                .default_service(web::to(
                    |request: HttpRequest, files: web::Data<Files>| async move {
                        match files.lock().unwrap().get(request.path()) {
                            Some(bytes) => HttpResponse::Ok().body(bytes.clone()),
                            None => HttpResponse::NotFound().finish(),
                        }
                    },
                ))
        });
        let server = server
            .workers(1)
            .disable_signals()
            .bind(("127.0.0.1", 0))
            .unwrap();
        let address = format!("http://{}/vdraw", server.addrs()[0]);
        actix_web::rt::spawn(server.run());
        let mut server = MadeServer {
            files,
            address,
            leaves: Vec::new(),
            made,
        };
        let checkpoint = server.made.proof["checkpoint"].as_str().unwrap().to_owned();
        let mut lines = checkpoint.lines().skip(1);
        let (size, root) = (
            lines.next().unwrap().to_owned(),
            lines.next().unwrap().to_owned(),
        );
        let found = server.made.report();
        server.put("/vdraw/draw/1/checkpoint", checkpoint);
        server.put("/draws/draw/1/proof.json", server.made.bytes());
        server.tell(&format!("open {DRAW} {}", found.open.hash().to_hex()));
        server.tell(&format!("close {DRAW} {size} {root}"));
        server.tell(&format!("result {DRAW} {}", found.key.hash().to_hex()));
        server
    }

    fn put(&self, path: &str, bytes: impl Into<Vec<u8>>) {
        self.files
            .lock()
            .unwrap()
            .insert(path.to_owned(), bytes.into());
    }

    /// One more anchor, signed.
    fn tell(&mut self, line: &str) {
        self.leaves.push(format!("vdraw/1 anchor\n{line}\n"));
        self.publish();
    }

    fn root(&self) -> Hash {
        let mut log = Frontier::default();
        self.leaves
            .iter()
            .for_each(|leaf| drop(log.append(leaf_hash(leaf))));
        log.root()
    }

    fn publish(&self) {
        self.publish_root(self.root());
    }

    fn publish_root(&self, root: Hash) {
        let signer = NoteSigner::from_seed(&[1; 32]);
        let size = self.leaves.len() as u64;
        let origin = ServerName::parse(SERVER).unwrap().to_string();
        let note = signer.sign_checkpoint(&Checkpoint { origin, size, root });
        self.put("/vdraw/checkpoint", note);
        let bundle = self.leaves.iter().flat_map(|leaf| {
            let length = u16::try_from(leaf.len()).unwrap().to_be_bytes();
            length.into_iter().chain(leaf.bytes()).collect::<Vec<u8>>()
        });
        self.put(
            &format!("/vdraw/tile/entries/000.p/{size}"),
            bundle.collect::<Vec<u8>>(),
        );
    }

    /// The open leaf of a draw that is announced and told of.
    fn announce(&mut self, id: &str, reveal_by: u64) {
        let leaf = format!(
            "vdraw/1 open\n{SERVER}/{id}\nopens 1000\ncloses 2000\nterms none\nnumbers sequential\nseed {}\nbeacon none\n\
             reveal-by {reveal_by}\nearly no\none-prize no\nreserves 0\nprize 1 A cake\n",
            "00".repeat(32)
        );
        let length = u16::try_from(leaf.len()).unwrap().to_be_bytes();
        let hash = clearlot::fairness::sha256(&leaf).to_hex();
        self.put(
            &format!("/vdraw/{id}/tile/entries/000.p/1"),
            [&length[..], leaf.as_bytes()].concat(),
        );
        self.tell(&format!("open {SERVER}/{id} {hash}"));
    }
}

#[actix_web::test]
async fn an_honest_made_server_passes() {
    let server = MadeServer::honest();
    let watcher = Watcher::new(&server.made.vkey);
    let (code, answer) = watcher.look(&server.address).await;
    assert_eq!(
        (code, &answer["verdict"]),
        (0, &"verified".into()),
        "{answer}"
    );
}

/// What the server does, and what the watcher says of it.
type Misdeed = (&'static str, fn(&mut MadeServer), &'static str);

const MISDEEDS: &[Misdeed] = &[
    (
        "a second result",
        |server| {
            let line = format!("result {DRAW} {}", "ab".repeat(32));
            server.tell(&line);
        },
        "leaf 3 is a second result of",
    ),
    (
        "a draw cancelled after its result",
        |server| {
            server.tell(&format!("void {DRAW} cancelled"));
        },
        "leaf 3 is a second void of",
    ),
    (
        "a result that was never closed",
        |server| {
            server.tell(&format!("open {SERVER}/b {}", "ab".repeat(32)));
            server.tell(&format!("result {SERVER}/b {}", "ab".repeat(32)));
        },
        "leaf 4, the result of made.example/vdraw/b, is out of order",
    ),
    (
        "an overdue draw",
        |server| server.announce("b", 3000),
        "it is overdue",
    ),
    (
        "a draw that nobody closes",
        |server| server.announce("b", 1 << 40),
        "should have been closed",
    ),
    (
        "another announcement than the one told of",
        |server| {
            server.announce("b", 1 << 40);
            let files = server.files.clone();
            let path = "/vdraw/b/tile/entries/000.p/1";
            let mut bytes = files.lock().unwrap()[path].clone();
            let at = bytes.len() - 2;
            bytes[at] = b'E';
            server.put(path, bytes);
        },
        "it announces something else",
    ),
    (
        "leaves that are not what is signed",
        |server| {
            server.publish_root(clearlot::fairness::sha256("x"));
        },
        "do not give the root that is signed",
    ),
    (
        "another log than the one closed",
        |server| {
            let signer = NoteSigner::from_seed(&[1; 32]);
            let root = clearlot::fairness::sha256("x");
            let checkpoint = Checkpoint {
                origin: DRAW.to_owned(),
                size: 5,
                root,
            };
            server.put(
                "/vdraw/draw/1/checkpoint",
                signer.sign_checkpoint(&checkpoint),
            );
        },
        "another log than the one that was anchored as closed",
    ),
    (
        "a changed proof",
        |server| {
            let proof = String::from_utf8(server.made.bytes()).unwrap();
            server.put(
                "/draws/draw/1/proof.json",
                proof.replacen("prize 1\"", "reserve 1\"", 1),
            );
        },
        "its proof file [selection]",
    ),
];

#[actix_web::test]
async fn what_no_honest_server_does_is_found() {
    for (name, misbehave, expected) in MISDEEDS {
        let mut server = MadeServer::honest();
        misbehave(&mut server);
        let watcher = Watcher::new(&server.made.vkey);
        let (code, answer) = watcher.look(&server.address).await;
        assert_eq!(code, 1, "{name}: {answer}");
        let failed = answer["failed"].to_string();
        assert!(failed.contains(expected), "{name}: {answer}");
    }
}

#[actix_web::test]
async fn a_log_that_was_cut_off_or_rewritten_since_last_time_is_found() {
    let mut server = MadeServer::honest();
    let watcher = Watcher::new(&server.made.vkey);
    assert_eq!(watcher.look(&server.address).await.0, 0);

    let kept = server.leaves.clone();
    server.leaves.truncate(2);
    server.publish();
    let (code, answer) = watcher.look(&server.address).await;
    assert_eq!(code, 1, "{answer}");
    assert!(answer.to_string().contains("it was cut off"), "{answer}");

    server.leaves = kept;
    server.leaves[0] = format!("vdraw/1 anchor\nopen {DRAW} {}\n", "cd".repeat(32));
    server.publish();
    let (code, answer) = watcher.look(&server.address).await;
    assert_eq!(code, 1, "{answer}");
    assert!(answer.to_string().contains("it was rewritten"), "{answer}");
}

#[actix_web::test]
async fn another_key_and_no_server_are_told_apart() {
    let server = MadeServer::honest();
    let other = NoteSigner::from_seed(&[9; 32]);
    let other = other
        .server_vkey(ServerName::parse(SERVER).unwrap())
        .unwrap();
    let (code, answer) = Watcher::new(other).look(&server.address).await;
    assert_eq!(code, 1, "{answer}");
    assert!(answer.to_string().contains("checkpoint"), "{answer}");
    let (code, answer) = Watcher::new(&server.made.vkey)
        .look("http://127.0.0.1:9/vdraw")
        .await;
    assert_eq!(code, 2, "{answer}");
}
