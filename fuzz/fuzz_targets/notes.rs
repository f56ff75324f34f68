//! Signed notes, checkpoints, cosignatures, keys, tlog-proofs and requests to witnesses: what can be read is written back to
//! the same bytes.
#![no_main]

use clearlot_fuzz::fairness::{
    Checkpoint, ServerVkey, SignedCheckpoint, SignedNote, TlogProof, WitnessRequest, WitnessVkey,
    cosignature_times,
};
use clearlot_fuzz::{VKEY, WITNESS_KEYS};
use libfuzzer_sys::fuzz_target;

fn note(text: &str) {
    let Ok(note) = SignedNote::parse(text) else {
        assert!(SignedCheckpoint::of_draw(text, &VKEY).is_err());
        assert!(SignedCheckpoint::of_server(text, &VKEY).is_err());
        return;
    };
    assert!(text.starts_with(note.text()));
    if let Ok(checkpoint) = Checkpoint::parse(note.text()) {
        assert_eq!(checkpoint.to_string(), note.text());
    }
    for key in &*WITNESS_KEYS {
        let _ = cosignature_times(&note, key);
    }
    let of_draw = SignedCheckpoint::of_draw(text, &VKEY);
    let of_server = SignedCheckpoint::of_server(text, &VKEY);
    assert!(of_draw.is_err() || of_server.is_err());
}

fuzz_target!(|text: &str| {
    note(text);
    if let Ok(proof) = TlogProof::parse(text) {
        assert_eq!(proof.to_string(), text);
        let _ = proof.root("leaf", proof.index.saturating_add(1));
        note(&proof.note);
    }
    if let Some(request) = WitnessRequest::parse(text) {
        assert_eq!(request.to_string(), text);
        note(&request.note);
    }
    if let Ok(key) = ServerVkey::parse(text) {
        assert_eq!(key.to_string(), text);
    }
    if let Ok(key) = WitnessVkey::parse(text) {
        assert_eq!(key.to_string(), text);
    }
});
