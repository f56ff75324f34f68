//! Notes, keys and tlog-proofs at their edges. What whole proofs say is tested with the vectors.

use ed25519_dalek::VerifyingKey;

use super::ed25519::PublicKey;
use super::*;
use crate::fairness::{Code, Origin, ServerName, sha256};

fn signer() -> NoteSigner {
    NoteSigner::from_seed(&[7; 32])
}

fn server() -> ServerVkey {
    let name = ServerName::parse("a.example/v").unwrap();
    signer().server_vkey(name).unwrap()
}

fn checkpoint() -> Checkpoint {
    Checkpoint {
        origin: "a.example/v/1".to_owned(),
        size: 3,
        root: sha256("root"),
    }
}

fn code(note: &str) -> Option<Code> {
    let error = SignedCheckpoint::of_draw(note, &server()).err()?;
    Some(error.code())
}

#[test]
fn a_signed_checkpoint_is_read_back() {
    let note = signer().sign_checkpoint(&checkpoint());
    let (signed, origin) = SignedCheckpoint::of_draw(&note, &server()).unwrap();
    assert_eq!(*signed.checkpoint(), checkpoint());
    assert_eq!(origin, Origin::parse("a.example/v/1").unwrap());
}

#[test]
fn signatures_of_others_are_ignored_but_must_be_well_formed() {
    let note = signer().sign_checkpoint(&checkpoint());
    let other = NoteSigner::from_seed(&[8; 32]).sign_checkpoint(&checkpoint());
    let (_, other) = other.split_once("\n\n").unwrap();
    assert_eq!(code(&format!("{note}{other}")), None);
    assert_eq!(code(&format!("{note}\u{2014} somebody AAAAAAA=\n")), None);
    let malformed = [
        "- somebody AAAAAAA=\n",
        "\u{2014}  AAAAAAA=\n",
        "\u{2014} some+body AAAAAAA=\n",
        "\u{2014} somebody  AAAAAAA=\n",
        "\u{2014} somebody AAAAAAA\n",
        "\u{2014} somebody AAAAAAB=\n",
        "\u{2014} somebody AAAAAA==\n",
        "\u{2014} somebody AAAAAAA=\r\n",
        "\u{2014} somebody AAAAAAA=",
        "\n",
    ];
    for line in malformed {
        assert_eq!(code(&format!("{note}{line}")), Some(Code::Note), "{line:?}");
    }
}

#[test]
fn one_forged_signature_in_the_servers_name_spoils_the_note() {
    let note = signer().sign_checkpoint(&checkpoint());
    let (text, line) = note.split_once("\n\n").unwrap();
    let mut other = checkpoint();
    other.size = 4;
    let forged = signer().sign_checkpoint(&other);
    let (_, forged) = forged.split_once("\n\n").unwrap();
    assert_eq!(
        code(&format!("{text}\n\n{forged}")),
        Some(Code::NoteSignature)
    );
    assert_eq!(code(&format!("{note}{forged}")), Some(Code::NoteSignature));
    assert_eq!(
        code(&format!("{text}\n\n{forged}{line}")),
        Some(Code::NoteSignature)
    );
    // A signature of a wrong length is as bad.
    let short = signer().line(&checkpoint().origin, TYPE_ED25519, &[0; 63]);
    assert_eq!(code(&format!("{note}{short}")), Some(Code::NoteSignature));
}

#[test]
fn a_checkpoint_is_three_lines_of_a_log_below_the_server() {
    let sign = |text: &str| signer().sign_text("a.example/v/1", text);
    let root = sha256("root").to_base64();
    assert_eq!(code(&sign(&format!("a.example/v/1\n3\n{root}\n"))), None);
    for text in [
        format!("a.example/v/1\n3\n{root}\nmore\n"),
        format!("a.example/v/1\n3\n{root}\n\n"),
        format!("a.example/v/1\n03\n{root}\n"),
        "a.example/v/1\n3\n".to_owned(),
        format!("a.example/v\n3\n{root}\n"),
        format!("a.example/vv/1\n3\n{root}\n"),
        format!("a.example/v/tile\n3\n{root}\n"),
    ] {
        assert_eq!(code(&sign(&text)), Some(Code::Checkpoint), "{text:?}");
    }
}

#[test]
fn the_text_of_a_note_ends_at_its_last_empty_line() {
    let note = SignedNote::parse("a\n\n\n\u{2014} x AAAAAAA=\n").unwrap();
    assert_eq!(note.text(), "a\n\n");
    assert_eq!(
        SignedNote::parse("a\n\u{2014} x AAAAAAA=\n"),
        Err(NoteError::Parts)
    );
    assert_eq!(
        SignedNote::parse("a\t\n\n\u{2014} x AAAAAAA=\n"),
        Err(NoteError::ControlCharacter)
    );
}

#[test]
fn a_cosignature_holds_for_its_time_and_text_only() {
    let witness = NoteSigner::from_seed(&[9; 32]);
    let key = witness.witness_vkey("w.example").unwrap();
    let note = signer().sign_checkpoint(&checkpoint());
    let times = |note: &str| cosignature_times(&SignedNote::parse(note).unwrap(), &key);
    assert_eq!(times(&note), Some(vec![]));
    let line = |time| witness.cosignature_line("w.example", &checkpoint(), time);
    assert_eq!(
        times(&format!("{note}{}{}", line(5), line(1 << 50))),
        Some(vec![5, 1 << 50])
    );
    let mut other = checkpoint();
    other.size = 4;
    let of_another = witness.cosignature_line("w.example", &other, 5);
    assert_eq!(times(&format!("{note}{}{of_another}", line(5))), None);
    // The same key under another name is another witness: its lines are not looked at.
    let elsewhere = witness.cosignature_line("v.example", &other, 5);
    assert_eq!(times(&format!("{note}{elsewhere}")), Some(vec![]));
}

#[test]
fn keys_are_read_whole_or_not_at_all() {
    let text = server().to_string();
    assert_eq!(ServerVkey::parse(&text), Ok(server()));
    let (name, rest) = text.split_once('+').unwrap();
    let (id, key) = rest.split_once('+').unwrap();
    let shouted = format!("{name}+{}+{key}", id.to_uppercase());
    assert_ne!(shouted, text);
    assert_eq!(ServerVkey::parse(&shouted), Err(VkeyError::KeyId));
    assert_eq!(
        ServerVkey::parse(&text.replace("a.ex", "b.ex")),
        Err(VkeyError::KeyId)
    );
    assert_eq!(ServerVkey::parse("a.example/v"), Err(VkeyError::Form));
    assert_eq!(WitnessVkey::parse(&text), Err(VkeyError::Type));
    let witness = signer().witness_vkey("a.example/v").unwrap();
    assert_eq!(
        ServerVkey::parse(&witness.to_string()),
        Err(VkeyError::Type)
    );
    assert_eq!(WitnessVkey::parse(&witness.to_string()), Ok(witness));
}

#[test]
fn keys_of_small_order_and_keys_not_written_canonically_are_refused() {
    let mut identity = [0; 32];
    identity[0] = 1;
    assert!(VerifyingKey::from_bytes(&identity).is_ok());
    assert!(PublicKey::from_bytes(&identity).is_none());
    // p + y for y = 0..18, with both signs: the library takes those that are points.
    let mut taken_by_the_library = 0;
    for (lowest, highest) in (0xed..=0xff).flat_map(|lowest| [(lowest, 0x7f), (lowest, 0xff)]) {
        let mut bytes = [0xff; 32];
        (bytes[0], bytes[31]) = (lowest, highest);
        let is_strong = |key: VerifyingKey| !key.is_weak();
        taken_by_the_library += usize::from(VerifyingKey::from_bytes(&bytes).is_ok_and(is_strong));
        assert!(
            PublicKey::from_bytes(&bytes).is_none(),
            "{lowest:x} {highest:x}"
        );
    }
    assert!(
        taken_by_the_library > 0,
        "else the check of y would be idle"
    );
}

#[test]
fn a_tlog_proof_is_written_back_to_the_same_bytes() {
    let hash = sha256("x").to_base64();
    let good = [
        "c2sp.org/tlog-proof@v1\nindex 0\n\nnote\n".to_owned(),
        format!("c2sp.org/tlog-proof@v1\nextra AAE=\nindex 12\n{hash}\n{hash}\n\nnote\n\nmore\n"),
    ];
    for text in good {
        assert_eq!(TlogProof::parse(&text).unwrap().to_string(), text);
    }
    let bad = [
        (
            "c2sp.org/tlog-proof@v2\nindex 0\n\nnote\n".to_owned(),
            TlogProofError::FirstLine,
        ),
        (
            "c2sp.org/tlog-proof@v1\nindex 0\n".to_owned(),
            TlogProofError::NoCheckpoint,
        ),
        (
            "c2sp.org/tlog-proof@v1\nextra \nindex 0\n\nnote\n".to_owned(),
            TlogProofError::Extra,
        ),
        (
            "c2sp.org/tlog-proof@v1\nextra AAF=\nindex 0\n\nnote\n".to_owned(),
            TlogProofError::Extra,
        ),
        (
            "c2sp.org/tlog-proof@v1\nindex 01\n\nnote\n".to_owned(),
            TlogProofError::Index,
        ),
        (
            format!("c2sp.org/tlog-proof@v1\n{hash}\n\nnote\n"),
            TlogProofError::Index,
        ),
        (
            format!("c2sp.org/tlog-proof@v1\nindex 1\n{hash}\r\n\nnote\n"),
            TlogProofError::Hash,
        ),
        (
            format!("c2sp.org/tlog-proof@v1\nindex 1\nextra AAE=\n{hash}\n\nnote\n"),
            TlogProofError::Hash,
        ),
    ];
    for (text, error) in bad {
        assert_eq!(TlogProof::parse(&text), Err(error), "{text:?}");
    }
}
