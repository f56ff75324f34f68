//! `clearlot verify`: checks a draw, a receipt or plays offline, with keys the reader brings.
//! It needs no server, no settings and no network, but with `--watch`, which audits a live server; the checks themselves
//! are in `fairness`.

mod fetch;
mod file_source;
mod memory;
mod outcome;
mod show;
mod watch;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{ArgGroup, Args};

use crate::fairness::{
    Receipt, ServerVkey, Trust, WitnessVkey, compare_receipt, verify_plays, verify_proof,
    verify_receipt,
};
use file_source::FileSource;
use outcome::{Outcome, Section, Verdict};

const EXIT_CODES: &str = "Exit codes: 0 verified, 1 failed, 2 wrong arguments or an unreadable file, \
                          3 nothing is wrong but something could not be checked.";

/// What to verify, and with whose keys.
#[derive(Debug, Args)]
#[command(
    after_help = EXIT_CODES,
    group(ArgGroup::new("what").required(true).multiple(true).args(["proof", "receipt", "plays", "watch"]))
)]
pub struct VerifyArgs {
    /// The proof file of a draw
    #[arg(requires = "vkey")]
    proof: Option<PathBuf>,
    /// The server's key, got from somewhere else than the proof
    #[arg(long, value_parser = ServerVkey::parse)]
    vkey: Option<ServerVkey>,
    /// The key of a witness; can be given more than once
    #[arg(long, value_name = "VKEY", value_parser = WitnessVkey::parse, requires = "quorum")]
    witness: Vec<WitnessVkey>,
    /// How many of these witnesses must have seen each step of the draw in time (0: none must)
    #[arg(long, value_name = "N", requires = "witness")]
    quorum: Option<usize>,
    /// A receipt, checked by itself and against the proof file if there is one
    #[arg(long, value_name = "FILE", requires = "vkey")]
    receipt: Option<PathBuf>,
    /// Who the receipt must be for, as the server knows the participant
    #[arg(long = "ref", value_name = "TEXT", requires = "receipt")]
    reference: Option<String>,
    /// A file of instant-win plays
    #[arg(long, value_name = "FILE")]
    plays: Option<PathBuf>,
    /// Audit a live server instead: read its whole log and look at every draw it tells of
    #[arg(long, value_name = "URL", requires = "vkey", conflicts_with_all = ["proof", "receipt", "plays"])]
    watch: Option<String>,
    /// Where to remember what was seen, to compare it next time
    #[arg(
        long,
        value_name = "FILE",
        requires = "watch",
        default_value = "clearlot-watch.json"
    )]
    memory: PathBuf,
    /// Answer as one JSON object
    #[arg(long)]
    json: bool,
}

/// Verifies, prints and returns the exit code.
pub(super) fn run(args: &VerifyArgs) -> ExitCode {
    if let (Some(url), Some(vkey)) = (&args.watch, &args.vkey) {
        return run_watch(url, vkey, args);
    }
    match verify(args) {
        Ok(outcome) => {
            let mut out = io::stdout().lock();
            let shown = if args.json {
                show::as_json(&outcome, &mut out)
            } else {
                show::as_text(&outcome, &mut out)
            };
            // A reader that has seen enough closes the pipe; the exit code still counts.
            let _closed = shown.and_then(|()| out.flush());
            outcome.verdict().into()
        }
        Err(error) => {
            let _closed = writeln!(io::stderr(), "clearlot: {error}");
            ExitCode::from(2)
        }
    }
}

fn run_watch(url: &str, vkey: &ServerVkey, args: &VerifyArgs) -> ExitCode {
    let quorum = args.quorum.unwrap_or(0);
    let trust = Trust::server(vkey.clone()).with_witnesses(args.witness.clone(), quorum);
    match watch::watch(url, vkey, &trust, &args.memory) {
        Ok(report) => {
            let mut out = io::stdout().lock();
            let shown = show::watch(&report, args.json, &mut out);
            // as above
            let _closed = shown.and_then(|()| out.flush());
            report.verdict().into()
        }
        Err(error) => {
            let _closed = writeln!(io::stderr(), "clearlot: {error}");
            ExitCode::from(2)
        }
    }
}

impl From<Verdict> for ExitCode {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Verified => ExitCode::SUCCESS,
            Verdict::Failed => ExitCode::from(1),
            Verdict::Incomplete => ExitCode::from(3),
        }
    }
}

/// A file that cannot be read. Nothing is known then.
#[derive(Debug, thiserror::Error)]
#[error("{}: {source}", path.display())]
struct Unreadable {
    path: PathBuf,
    source: io::Error,
}

fn verify(args: &VerifyArgs) -> Result<Outcome, Unreadable> {
    let mut outcome = Outcome::default();
    let receipt = match (&args.receipt, &args.vkey) {
        (Some(path), Some(vkey)) => check_receipt(path, vkey, args, &mut outcome)?,
        _ => None,
    };
    if let (Some(path), Some(vkey)) = (&args.proof, &args.vkey) {
        check_proof(path, vkey, args, receipt.as_ref(), &mut outcome)?;
    }
    if let Some(path) = &args.plays {
        let mut source = FileSource::open(path).map_err(unreadable(path))?;
        let plays = verify_plays(&mut source).map_err(unreadable(path))?;
        outcome.add(Section::of_plays(plays));
    }
    Ok(outcome)
}

fn check_receipt(
    path: &Path,
    vkey: &ServerVkey,
    args: &VerifyArgs,
    outcome: &mut Outcome,
) -> Result<Option<Receipt>, Unreadable> {
    let bytes = std::fs::read(path).map_err(unreadable(path))?;
    // Bytes that are no text are no receipt: an empty one fails as they must. Nothing may take their place, since a
    // signature line of somebody else would then be another one.
    let text = std::str::from_utf8(&bytes).unwrap_or_default();
    let verified = verify_receipt(text, vkey, args.reference.as_deref());
    let receipt = verified.result.as_ref().ok().cloned();
    outcome.add(Section::of_receipt(verified));
    Ok(receipt)
}

fn check_proof(
    path: &Path,
    vkey: &ServerVkey,
    args: &VerifyArgs,
    receipt: Option<&Receipt>,
    outcome: &mut Outcome,
) -> Result<(), Unreadable> {
    let quorum = args.quorum.unwrap_or(0);
    let trust = Trust::server(vkey.clone()).with_witnesses(args.witness.clone(), quorum);
    let mut source = FileSource::open(path).map_err(unreadable(path))?;
    let probe = receipt.map(Receipt::probe);
    let verified = verify_proof(&mut source, &trust, probe).map_err(unreadable(path))?;
    source.finish();
    let compared = match (receipt, &verified.result) {
        (Some(receipt), Ok(report)) => Some(compare_receipt(receipt, report)),
        _ => None,
    };
    outcome.add(Section::of_draw(verified));
    if let Some(compared) = compared {
        outcome.add(Section::of_comparison(compared));
    }
    Ok(())
}

fn unreadable(path: &Path) -> impl FnOnce(io::Error) -> Unreadable {
    let path = path.to_owned();
    move |source| Unreadable { path, source }
}
