//! `clearlot verify` as a program: what it prints, and its exit codes.
//! What it decides is tested in `verify` and `verify_made`.

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use crate::made::{Plan, make};
use crate::verify::vectors;

struct Desk {
    folder: TempDir,
    vkey: String,
}

impl Desk {
    fn new(vkey: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            folder,
            vkey: vkey.to_owned(),
        }
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// Runs `clearlot verify` in an empty folder with a setting no server would start with.
    fn run(&self, arguments: &[&str]) -> (i32, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_clearlot"))
            .arg("verify")
            .args(arguments)
            .args(["--vkey", &self.vkey])
            .current_dir(&self.folder)
            .env("DATABASE_URL", "nonsense")
            .output();
        let Output {
            status,
            stdout,
            stderr,
        } = output.unwrap();
        let text = [stdout, stderr]
            .map(|bytes| String::from_utf8(bytes).unwrap())
            .concat();
        (status.code().unwrap(), text)
    }
}

fn vector(file: &str, name: &str) -> Value {
    let mut vectors = vectors(file).into_iter();
    vectors.find(|vector| vector["name"] == name).unwrap()
}

fn desk_with_proof(vector: &Value) -> Desk {
    let desk = Desk::new(vector["vkey"].as_str().unwrap());
    desk.file("proof.json", vector["proof"].to_string());
    desk
}

#[test]
fn a_full_proof_is_verified_with_exit_code_0_and_names_the_winner() {
    let desk = desk_with_proof(&vector("draws.json", "a few entries, multi-count, full"));
    let (code, text) = desk.run(&["proof.json"]);
    assert_eq!(code, 0, "{text}");
    assert!(
        text.contains("prize 1: ballot 19, entry 6: First prize: a bicycle"),
        "{text}"
    );
    assert!(text.contains("Level: beacon."), "{text}");
    assert!(text.ends_with("\nVERIFIED\n"), "{text}");
}

#[test]
fn a_light_proof_is_never_called_verified_and_ends_with_exit_code_3() {
    let desk = desk_with_proof(&vector("draws.json", "a few entries, multi-count, light"));
    let (code, text) = desk.run(&["proof.json"]);
    assert_eq!(code, 3, "{text}");
    assert!(
        !text.contains("VERIFIED") && !text.contains("verified"),
        "{text}"
    );
    assert!(
        text.contains("NOT FULLY CHECKED") && text.contains("does not list all entries"),
        "{text}"
    );
}

#[test]
fn a_tampered_proof_ends_with_exit_code_1_and_its_code() {
    let desk = desk_with_proof(&vector("tampered.json", "wrong seed"));
    let (code, text) = desk.run(&["proof.json"]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("FAILED  seed            [seed]"), "{text}");
    assert!(!text.to_lowercase().contains("verified"), "{text}");
    let (code, text) = desk.run(&["proof.json", "--json"]);
    let answer: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        (code, &answer["verdict"], &answer["error"]),
        (1, &"failed".into(), &"seed".into())
    );
}

#[test]
fn witnesses_are_asked_for_with_a_quorum() {
    let vector = vector("witness.json", "2 of 3 witnesses");
    let desk = desk_with_proof(&vector);
    let witnesses = vector["witnesses"].as_array().unwrap().iter();
    let mut arguments = vec!["proof.json", "--json"];
    for witness in witnesses {
        arguments.extend(["--witness", witness.as_str().unwrap()]);
    }
    let (code, text) = desk.run(&arguments);
    assert_eq!(code, 2, "a quorum must be named: {text}");
    arguments.extend(["--quorum", "3"]);
    let (code, text) = desk.run(&arguments);
    let answer: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((code, &answer["draw"]["level"]), (0, &"witnessed".into()));
    *arguments.last_mut().unwrap() = "4";
    let (code, text) = desk.run(&arguments);
    let answer: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((code, &answer["error"]), (1, &"witness".into()));
}

#[test]
fn a_receipt_is_checked_alone_and_against_the_proof() {
    let made = make(&Plan::default());
    let desk = Desk::new(&made.vkey.to_string());
    desk.file("proof.json", made.bytes());
    desk.file("mine.tlog-proof", made.receipt(2));
    let alone = ["--receipt", "mine.tlog-proof"];
    let (code, text) = desk.run(&alone);
    assert_eq!(code, 0, "{text}");
    assert!(
        text.contains("ballots 2 to 3 of made.example/vdraw/draw/1, for person 1"),
        "{text}"
    );
    let (code, text) = desk.run(&[&alone[..], &["--ref", "person 2"]].concat());
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("FAILED [who]"), "{text}");
    let (code, text) = desk.run(&[&["proof.json"], &alone[..]].concat());
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("the entry took part in the draw"), "{text}");
}

/// A byte that is no text must not become a character: in the line of another signer it would pass.
#[test]
fn a_receipt_that_is_no_text_is_refused() {
    let made = make(&Plan::default());
    let desk = Desk::new(&made.vkey.to_string());
    let mut bytes = made.receipt(2).into_bytes();
    bytes.extend(b"\xe2\x80\x94 other\xff.example AAAAAAA=\n");
    desk.file("mine.tlog-proof", bytes);
    let (code, text) = desk.run(&["--receipt", "mine.tlog-proof"]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("FAILED [tlog-proof]"), "{text}");
}

#[test]
fn an_entry_that_the_server_dropped_is_proved_by_its_receipt() {
    let vector = vector("receipts.json", "operator dropped my entry (split view)");
    let desk = desk_with_proof(&vector);
    desk.file("mine.tlog-proof", vector["receipt"].as_str().unwrap());
    let (code, text) = desk.run(&["proof.json", "--receipt", "mine.tlog-proof"]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("[dropped]"), "{text}");
}

#[test]
fn plays_are_played_again() {
    let vector = vector("plays.json", "plays of one session");
    let desk = Desk::new("");
    desk.file("plays.json", vector["plays"].to_string());
    let output = Command::new(env!("CARGO_BIN_EXE_clearlot"))
        .args(["verify", "--plays", "plays.json"])
        .current_dir(&desk.folder)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.contains("40 played again"), "{text}");
}

#[test]
fn wrong_arguments_and_unreadable_files_end_with_exit_code_2() {
    let made = make(&Plan::default());
    let desk = Desk::new(&made.vkey.to_string());
    let (code, text) = desk.run(&["absent.json"]);
    assert_eq!(code, 2, "{text}");
    assert!(text.contains("absent.json"), "{text}");
    assert_eq!(desk.run(&[]).0, 2);
    let mistyped = Desk::new(&made.vkey.to_string().replace("made", "mode"));
    let (code, text) = mistyped.run(&["absent.json"]);
    assert_eq!(code, 2, "{text}");
    assert!(text.contains("the key ID does not belong"), "{text}");
}
