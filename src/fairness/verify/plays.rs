//! Instant-win plays of one session, played again from the revealed seeds.
//! That no play was refused cannot be seen here: only the player knows the plays asked for.

use std::num::NonZeroU64;

use serde::Deserialize;
use serde::de::Deserializer;

use super::failure::{Check, Failed, Failure, Findings, Verification};
use super::json::{Object, literal, nullable};
use super::paytable::Paytable;
use super::source::ProofSource;
use crate::fairness::hash::hash_parts;
use crate::fairness::{Code, Hash, Origin, Seed, Stream};

/// A plays file.
///
/// Source: spec §8.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlaysFile {
    #[serde(rename = "format", deserialize_with = "plays_format")]
    _format: (),
    paytable: String,
    commitment: String,
    server_seed: String,
    client_seed: String,
    plays: Vec<Object<Play>>,
}

fn plays_format<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
    literal(deserializer, "vdraw/1 plays")
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Play {
    nonce: u64,
    code: String,
    #[serde(deserialize_with = "nullable")]
    prize: Option<String>,
}

/// Plays that passed every check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaysReport {
    /// The game.
    pub game: Origin,
    /// The number of plays.
    pub plays: usize,
    /// How many of them won something.
    pub won: usize,
}

/// Verifies the plays of one session.
///
/// # Errors
/// Only if the source cannot be read.
/// Source: spec §9, *Plays*.
pub fn verify_plays<S: ProofSource>(source: &mut S) -> Result<Verification<PlaysReport>, S::Error> {
    let mut findings = Findings::default();
    let file = source.parse(std::marker::PhantomData::<Object<PlaysFile>>)?;
    let result = check(file, &mut findings);
    Ok(findings.end(result))
}

fn check(
    file: Result<Object<PlaysFile>, String>,
    findings: &mut Findings,
) -> Result<PlaysReport, Failed> {
    let file = findings.check(Check::File, || match file {
        Ok(Object(file)) => Ok((file, "has exactly the members of a plays file".to_owned())),
        Err(error) => Err(Failure::new(Code::Format, error)),
    })?;
    let paytable = findings.check(Check::Paytable, || {
        let paytable = Paytable::parse(&file.paytable)
            .map_err(|error| Failure::new(Code::Paytable, error.to_string()))?;
        let detail = format!("of {}", paytable.game());
        Ok((paytable, detail))
    })?;
    let seed = findings.check(Check::PlaySeeds, || {
        let seed = open_seed(&file, &paytable)?;
        check_client_seed(&file.client_seed)?;
        let detail = "the server's was fixed before the player's was chosen".to_owned();
        Ok((seed, detail))
    })?;
    let won = findings.check(Check::Plays, || {
        let won = check_plays(&file, &paytable, &seed)?;
        let detail = format!("{} played again, {won} won", file.plays.len());
        Ok((won, detail))
    })?;
    Ok(PlaysReport {
        game: paytable.game().clone(),
        plays: file.plays.len(),
        won,
    })
}

fn open_seed(file: &PlaysFile, paytable: &Paytable) -> Result<Seed, Failure> {
    let failure = |message: &str| Failure::new(Code::Seed, message);
    let seed = Seed::parse_hex(&file.server_seed).ok();
    let seed = seed.ok_or_else(|| failure("the server seed is malformed"))?;
    let commitment = hash_parts(&[
        b"vdraw/1 play-seed\n",
        paytable.game().as_str().as_bytes(),
        b"\n",
        paytable.hash().to_hex().as_bytes(),
        b"\n",
        seed.expose(),
    ]);
    if Hash::parse_hex(&file.commitment) != Ok(commitment) {
        return Err(failure("the server seed does not open the commitment"));
    }
    Ok(seed)
}

fn check_client_seed(seed: &str) -> Result<(), Failure> {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if (1..=64).contains(&seed.len()) && seed.bytes().all(is_allowed) {
        Ok(())
    } else {
        let message = "the client seed must have 1 to 64 characters of 0-9, A-Z, a-z, '_' and '-'";
        Err(Failure::new(Code::ClientSeed, message))
    }
}

/// Returns how many plays won.
fn check_plays(file: &PlaysFile, paytable: &Paytable, seed: &Seed) -> Result<usize, Failure> {
    let mut won: usize = 0;
    for (Object(play), nonce) in file.plays.iter().zip(0..) {
        if play.nonce != nonce {
            let message = format!("play {nonce} is missing");
            return Err(Failure::new(Code::Nonce, message));
        }
        let code = play_code(paytable, seed, &file.client_seed, nonce);
        let prize = paytable.prize(&code).map(|prize| prize.as_str());
        let code: String = code.iter().collect();
        if (play.code.as_str(), play.prize.as_deref()) != (code.as_str(), prize) {
            let prize = prize.unwrap_or("no prize");
            let message = format!("play {nonce} came out as {code} with {prize}");
            return Err(Failure::new(Code::Play, message));
        }
        won = won.saturating_add(usize::from(prize.is_some()));
    }
    Ok(won)
}

fn play_code(paytable: &Paytable, seed: &Seed, client_seed: &str, nonce: u64) -> Vec<char> {
    let mut stream = Stream::new(seed.expose(), &format!("play {client_seed}:{nonce}"));
    let alphabet = paytable.alphabet();
    let size = u64::try_from(alphabet.len()).ok().and_then(NonZeroU64::new);
    let symbol = |_| {
        let at = usize::try_from(stream.uniform(size?)).ok()?;
        alphabet.get(at).copied()
    };
    // An alphabet has at least two symbols, so none is left out.
    (0..paytable.length()).filter_map(symbol).collect()
}
