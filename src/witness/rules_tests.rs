//! The rules of a witness, tried without HTTP and without files.

use super::model::{WitnessSettingError, parse_servers, parse_witnesses};
use super::rules::{NotCosigned, check_goes_on, pause_after, read_request};
use crate::fairness::{
    Checkpoint, Frontier, Hash, NoteSigner, ServerName, ServerVkey, WitnessRequest, leaf_hash,
    sha256,
};

const NAME: &str = "lotto.example/vdraw";

fn signer() -> NoteSigner {
    NoteSigner::from_seed(&[7; 32])
}

fn vkey(signer: &NoteSigner) -> ServerVkey {
    signer
        .server_vkey(ServerName::parse(NAME).unwrap())
        .unwrap()
}

fn tree(size: u64) -> Checkpoint {
    let mut frontier = Frontier::default();
    for index in 0..size {
        frontier.append(leaf_hash(index.to_string()));
    }
    Checkpoint {
        origin: NAME.to_owned(),
        size,
        root: frontier.root(),
    }
}

fn request(old: u64, proof: Vec<Hash>, checkpoint: &Checkpoint) -> WitnessRequest {
    WitnessRequest {
        old,
        proof,
        note: signer().sign_checkpoint(checkpoint),
    }
}

#[test]
fn only_logs_that_it_knows_with_keys_that_it_knows_are_cosigned() {
    let servers = [vkey(&signer())];
    let text = request(0, vec![], &tree(5)).to_string();
    assert!(read_request(&text, &servers).is_ok());
    assert_eq!(read_request(&text, &[]), Err(NotCosigned::Unknown));
    let other = [vkey(&NoteSigner::from_seed(&[8; 32]))];
    assert_eq!(read_request(&text, &other), Err(NotCosigned::Unsigned));
    let both = [other[0].clone(), servers[0].clone()];
    assert!(read_request(&text, &both).is_ok());
    let forged = text.replacen("\n5\n", "\n6\n", 1);
    assert_eq!(read_request(&forged, &servers), Err(NotCosigned::Unsigned));
    let back = request(6, vec![], &tree(5)).to_string();
    assert_eq!(read_request(&back, &servers), Err(NotCosigned::Malformed));
    for malformed in ["", "old 0\n\nnothing\n"] {
        assert_eq!(
            read_request(malformed, &servers),
            Err(NotCosigned::Malformed)
        );
    }
}

#[test]
fn a_log_must_go_on_from_what_was_cosigned_last() {
    let (four, five) = (tree(4), tree(5));
    let last = Some((4, four.root));
    // the fifth leaf follows a perfect tree
    let proof = vec![leaf_hash("4")];
    let check = |old, proof: &[Hash], checkpoint: &Checkpoint, last| {
        check_goes_on(&request(old, proof.to_vec(), checkpoint), checkpoint, last)
    };
    assert_eq!(check(4, &proof, &five, last), Ok(()));
    assert_eq!(check(4, &[], &four, last), Ok(()));
    assert_eq!(check(0, &[], &five, None), Ok(()));
    assert_eq!(
        check(0, &proof, &five, None),
        Err(NotCosigned::Inconsistent)
    );
    assert_eq!(check(4, &proof, &five, None), Err(NotCosigned::Conflict(0)));
    for old in [0, 3, 5] {
        let answer = check(old, &proof, &five, last);
        assert_eq!(answer, Err(NotCosigned::Conflict(4)));
    }
    let other = Checkpoint {
        root: sha256("other"),
        ..four.clone()
    };
    assert_eq!(check(4, &[], &other, last), Err(NotCosigned::Conflict(4)));
    assert_eq!(check(4, &[], &five, last), Err(NotCosigned::Inconsistent));
    let bent = [sha256("bent")];
    assert_eq!(check(4, &bent, &five, last), Err(NotCosigned::Inconsistent));
}

#[test]
fn a_witness_that_fails_is_asked_ever_more_rarely() {
    let pauses: Vec<u64> = [1, 2, 3, 10, 11, 64, 100].map(pause_after).to_vec();
    assert_eq!(pauses, [5, 10, 20, 2560, 3600, 3600, 3600]);
}

#[test]
fn settings_are_keys_with_addresses() {
    let witness = signer().witness_vkey("w.example/one").unwrap();
    let read = parse_witnesses(&format!(
        "{witness} https://w.example/, {witness} http://w/x,"
    ));
    let read = read.unwrap();
    let urls: Vec<&str> = read.iter().map(|one| one.url.as_str()).collect();
    assert_eq!(urls, ["https://w.example", "http://w/x"]);
    assert_eq!(read[0].vkey, witness);
    assert_eq!(parse_witnesses(" ").unwrap(), []);
    let wrong = |text: &str| parse_witnesses(text).unwrap_err();
    assert_eq!(wrong("key"), WitnessSettingError::Form);
    assert!(matches!(
        wrong(&format!("{witness} w.example")),
        WitnessSettingError::Url(_)
    ));
    assert!(matches!(
        wrong("key https://w.example"),
        WitnessSettingError::Key(_)
    ));
    let server = vkey(&signer());
    assert_eq!(
        parse_servers(&server.to_string()).unwrap(),
        std::slice::from_ref(&server)
    );
    assert!(parse_servers(&witness.to_string()).is_err());
}
