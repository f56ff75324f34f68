//! Having the server's log cosigned: each witness that has not seen its present head is asked, beside everything else.

use std::sync::{Arc, PoisonError};

use super::asking::Answer;
use super::{Shared, Tries, Witnesses};
use crate::draws::operations::{LogError, SignError, SignedHead, read_log, sign_present_head};
use crate::draws::{LogId, find_cosigned_size, insert_cosignature};
use crate::fairness::{SignedNote, WitnessRequest, cosignature_times};
use crate::store::StoreError;
use crate::witness::model::Witness;
use crate::witness::rules::pause_after;

/// How often a witness is asked in a row that knows another size than we thought.
const TURNS: usize = 3;

/// Begins to ask the witnesses that lack the present head, unless they are being asked.
///
/// # Errors
/// The log cannot be read or signed.
pub async fn start_collecting(witnesses: &Witnesses) -> Result<(), SignError> {
    let shared = &witnesses.0;
    if shared.config.witnesses.is_empty() {
        return Ok(());
    }
    let Ok(turn) = shared.asking.clone().try_lock_owned() else {
        return Ok(());
    };
    let head = sign_present_head(&shared.draws, LogId::Server).await?;
    let now = shared.clock.unix();
    let mut due = Vec::new();
    for (place, witness) in shared.config.witnesses.iter().enumerate() {
        let key = witness.vkey.to_string();
        let read = move |conn: &mut _| find_cosigned_size(conn, &key);
        let size = shared.draws.db().read_short(read).await?.unwrap_or(0);
        let tries = shared.tries(place);
        if size < head.head.size && now >= tries.not_before {
            due.push((place, tries.size.unwrap_or(size)));
        }
    }
    if due.is_empty() {
        return Ok(());
    }
    let shared = shared.clone();
    tokio::spawn(async move {
        let asked = due
            .into_iter()
            .map(|(place, size)| shared.ask(place, size, &head));
        futures_util::future::join_all(asked).await;
        drop(turn);
    });
    Ok(())
}

impl Shared {
    fn tries(&self, place: usize) -> Tries {
        let tries = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        tries.get(&place).copied().unwrap_or_default()
    }

    async fn ask(self: &Arc<Self>, place: usize, size: u64, head: &SignedHead) {
        let witness = &self.config.witnesses[place];
        let mut tries = self.tries(place);
        match self.cosign(witness, size, head).await {
            Ok(()) => tries = Tries::default(),
            Err((why, size)) => {
                tries.failures = tries.failures.saturating_add(1);
                let pause = pause_after(tries.failures);
                tries.not_before = self.clock.unix().saturating_add(pause);
                tries.size = size;
                log::warn!(
                    "witness: {} did not cosign, asking again in {pause} s: {why}",
                    witness.vkey.name()
                );
            }
        }
        let mut all = self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(place, tries);
    }

    /// The error has the size that the witness says it cosigned last, if it said so.
    async fn cosign(
        self: &Arc<Self>,
        witness: &Witness,
        mut old: u64,
        head: &SignedHead,
    ) -> Result<(), (String, Option<u64>)> {
        let mut said = None;
        for _ in 0..TURNS {
            let answer = self.send(witness, old, head).await;
            match answer.map_err(|why| (why, said))? {
                Answer::Cosigned(lines) => {
                    let kept = self.keep(witness, head, &lines).await;
                    return kept.map_err(|why| (why, said));
                }
                Answer::OtherSize(size) if size > head.head.size => {
                    let why = format!(
                        "it cosigned {size} leaves, and the log has {}",
                        head.head.size
                    );
                    return Err((why, Some(size)));
                }
                Answer::OtherSize(size) if size == old => {
                    let why = format!("it cosigned another tree of {size} leaves");
                    return Err((why, Some(size)));
                }
                Answer::OtherSize(size) => {
                    old = size;
                    said = Some(size);
                }
            }
        }
        Err((
            "it changes its mind about the size it cosigned".to_owned(),
            said,
        ))
    }

    async fn send(
        self: &Arc<Self>,
        witness: &Witness,
        old: u64,
        head: &SignedHead,
    ) -> Result<Answer, String> {
        let size = head.head.size;
        let proof = self.draws.db().read_short(move |conn| {
            let mut log = read_log(conn, LogId::Server)?;
            log.consistency(old.min(size), size)
        });
        let request = WitnessRequest {
            old,
            proof: proof.await.map_err(|e: LogError| e.to_string())?,
            note: head.note.clone(),
        };
        let (this, url) = (self.clone(), witness.url.clone());
        let sent = tokio::task::spawn_blocking(move || {
            this.client.add_checkpoint(&url, &request.to_string())
        });
        sent.await.map_err(|e| e.to_string())?
    }

    /// Keeps the lines that are this witness's and good.
    async fn keep(&self, witness: &Witness, head: &SignedHead, lines: &str) -> Result<(), String> {
        let time_of = |line: &str| {
            let note = SignedNote::parse(&format!("{}{line}\n", head.note)).ok()?;
            cosignature_times(&note, &witness.vkey)?.pop()
        };
        let good = lines.lines().find_map(|line| Some((line, time_of(line)?)));
        let (line, time) = good.ok_or("what it signed is not good")?;
        let (size, key, line) = (head.head.size, witness.vkey.to_string(), line.to_owned());
        let kept = self
            .draws
            .db()
            .write(move |conn| insert_cosignature(conn, size, &key, &line, time))
            .await;
        kept.map_err(|e: StoreError| e.to_string())
    }
}
