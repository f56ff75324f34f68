//! The letters about draws, in plain words and in the reader's language. Who gets them is decided in `notices.rs`.

use super::from_unix;
use super::notices::Notices;
use crate::accounts::{Recipient, Topic};
use crate::draws::claim::Claim;
use crate::draws::{Draw, DrawnBallot, Entry, Holding};
use crate::fairness::Outcome;
use crate::mail::{Letter, Urgency};
use crate::web::i18n::{Language, later, tn, tn_with, tr, tr_with, with_language};
use crate::web::show::{BallotNumber, Day, Stamp, prize_words};

/// How many winning ballots of others a letter lists.
const LISTED: usize = 5;

/// What a letter is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct About<'a> {
    /// The draw.
    pub draw: &'a Draw,
    /// Its drawn ballots, in drawing order.
    pub drawn: &'a [DrawnBallot],
    /// Its signed closing checkpoint, if this server signs.
    pub checkpoint: Option<&'a str>,
}

/// Subject and paragraphs.
struct Text {
    subject: String,
    paragraphs: Vec<String>,
}

/// What came of a draw, to somebody who holds ballots in it that could win.
pub(super) fn result(
    notices: &Notices,
    about: About<'_>,
    to: &Recipient,
    held: &Holding,
) -> Letter {
    let once = once("result", about.draw, to);
    letter(notices, to, Topic::Results, once, || {
        result_text(notices, about, to, held)
    })
}

/// That a draw was called off, to somebody who holds ballots in it that could have won.
pub(super) fn cancelled(
    notices: &Notices,
    about: About<'_>,
    to: &Recipient,
    held: &Holding,
) -> Letter {
    let once = once("cancelled", about.draw, to);
    letter(notices, to, Topic::Cancelled, once, || {
        cancelled_text(notices, about, held.ballots)
    })
}

fn result_text(notices: &Notices, about: About<'_>, to: &Recipient, held: &Holding) -> Text {
    let is_mine = |ballot: &&DrawnBallot| ballot.account_id == Some(to.account_id);
    let has_prize = |ballot: &&DrawnBallot| ballot.prize.is_some();
    let mine: Vec<&DrawnBallot> = about.drawn.iter().filter(is_mine).collect();
    let wins: Vec<&DrawnBallot> = mine.iter().copied().filter(has_prize).collect();
    let title = title(about.draw);
    let (subject, mut paragraphs) = if wins.is_empty() {
        let others: Vec<&DrawnBallot> = about.drawn.iter().filter(has_prize).collect();
        let none = tn_with(
            "{draw} is drawn. Your ballot did not win this time.",
            "{draw} is drawn. None of your {n} ballots won this time.",
            held.ballots,
            &[("draw", &title)],
        );
        let subject = tr_with("Not won this time: {draw}", &[("draw", &title)]);
        (subject, vec![none, winners(&others)])
    } else {
        let lines: Vec<String> = wins.iter().map(|ballot| win(ballot)).collect();
        let won = tr_with("{draw} is drawn, and you won.", &[("draw", &title)]);
        let subject = tr_with("You won: {draw}", &[("draw", &title)]);
        let mut paragraphs = vec![won, lines.join("\n")];
        paragraphs.extend(about.draw.claim_days.map(|days| {
            tn(
                "Claim the prize within {n} day of the draw.",
                "Claim the prize within {n} days of the draw.",
                days,
            )
        }));
        (subject, paragraphs)
    };
    let mut box_held = vec![tn(
        "There was {n} ballot in the box.",
        "There were {n} ballots in the box.",
        about.draw.ballots_in_play(),
    )];
    if about.draw.cancelled_ballots > 0 {
        box_held.push(tn(
            "{n} more had been cancelled and could not win.",
            "{n} more had been cancelled and could not win.",
            about.draw.cancelled_ballots,
        ));
    }
    if held.cancelled_ballots > 0 {
        box_held.push(tn(
            "{n} of them was yours.",
            "{n} of them were yours.",
            held.cancelled_ballots,
        ));
    }
    paragraphs.push(box_held.join(" "));
    let reserves = mine
        .iter()
        .filter(|b| matches!(b.outcome, Outcome::Reserve(_)));
    paragraphs.extend(reserves.map(|ballot| {
        let text =
            later("Ballot {ballot} is a reserve: it may still get a prize that is not claimed.");
        tr_with(text, &[("ballot", &BallotNumber::new(ballot.ballot))])
    }));
    paragraphs.push(tr_with(
        "The result, and how to check it yourself:\n{link}",
        &[("link", &link(notices, about.draw))],
    ));
    paragraphs.extend(about.checkpoint.map(|note| {
        tr_with(
            "The signed fingerprint of the sealed list. Keep this mail: it shows if the list is exchanged later.\n\n{checkpoint}",
            &[("checkpoint", &note.trim_end())],
        )
    }));
    Text {
        subject,
        paragraphs,
    }
}

fn cancelled_text(notices: &Notices, about: About<'_>, ballots: u64) -> Text {
    let title = title(about.draw);
    let reason = about.draw.void.as_ref().map_or("", |(reason, _)| reason);
    Text {
        subject: tr_with("Cancelled: {draw}", &[("draw", &title)]),
        paragraphs: vec![
            tn_with(
                "{draw} was cancelled, so there is no winner. You had {n} ballot in it.",
                "{draw} was cancelled, so there is no winner. You had {n} ballots in it.",
                ballots,
                &[("draw", &title)],
            ),
            tr_with("The reason given:\n{reason}", &[("reason", &reason)]),
            tr_with(
                "The draw stays public:\n{link}",
                &[("link", &link(notices, about.draw))],
            ),
        ],
    }
}

/// That an entry was struck out before closing.
pub(super) fn entry_cancelled(
    notices: &Notices,
    draw: &Draw,
    entry: &Entry,
    reason: &str,
    to: &Recipient,
) -> Letter {
    let kind = format!("entry {}", entry.leaf_index);
    letter(notices, to, Topic::Cancelled, once(&kind, draw, to), || {
        let title = title(draw);
        let (first, last) = (
            BallotNumber::new(entry.first),
            BallotNumber::new(entry.last()),
        );
        Text {
            subject: tr_with(
                "Ballots of yours were cancelled: {draw}",
                &[("draw", &title)],
            ),
            paragraphs: vec![
                tn_with(
                    "An organiser cancelled {n} ballot of yours in {draw}: {first}. It cannot win.",
                    "An organiser cancelled {n} ballots of yours in {draw}: {first} to {last}. They cannot win.",
                    entry.count,
                    &[("draw", &title), ("first", &first), ("last", &last)],
                ),
                tr_with("The reason given:\n{reason}", &[("reason", &reason)]),
                tr_with(
                    "The draw stays public:\n{link}",
                    &[("link", &link(notices, draw))],
                ),
            ],
        }
    })
}

/// A prize that nobody claimed in time, for the reserve whose it is now.
#[derive(Debug, Clone, Copy)]
pub(super) struct Passed<'a> {
    /// The draw.
    pub draw: &'a Draw,
    /// The prize as it is now.
    pub claim: &'a Claim,
    /// Its words.
    pub prize: &'a str,
    /// The ballot that has it.
    pub ballot: u64,
}

/// That a prize was passed on to a reserve.
pub(super) fn passed_on(notices: &Notices, passed: Passed<'_>, to: &Recipient) -> Letter {
    let (draw, claim) = (passed.draw, passed.claim);
    let kind = format!("prize {} step {}", claim.place, claim.step);
    letter(notices, to, Topic::Results, once(&kind, draw, to), || {
        let title = title(draw);
        let until = Stamp::new(from_unix(claim.deadline), draw.label.time_zone);
        Text {
            subject: tr_with("A prize is yours now: {draw}", &[("draw", &title)]),
            paragraphs: vec![
                tr_with(
                    "A prize of {draw} was not claimed in time. Your ballot {ballot} was the next reserve, so the prize is yours now: {prize}",
                    &[
                        ("draw", &title),
                        ("ballot", &BallotNumber::new(passed.ballot)),
                        ("prize", &prize_words(passed.prize)),
                    ],
                ),
                tr_with("Claim it by {time}.", &[("time", &until)]),
                tr_with(
                    "The result, and how to check it yourself:\n{link}",
                    &[("link", &link(notices, draw))],
                ),
            ],
        }
    })
}

/// One letter of a kind for each draw and person.
fn once(kind: &str, draw: &Draw, to: &Recipient) -> String {
    format!("{kind}/{}/{}", draw.id.as_i64(), to.account_id)
}

/// "Daily Draw of Saturday 21 November 2026", as it was announced.
fn title(draw: &Draw) -> String {
    tr_with(
        "{lottery} of {day}",
        &[
            ("lottery", &draw.label.title),
            ("day", &Day::new(draw.label.day)),
        ],
    )
}

fn link(notices: &Notices, draw: &Draw) -> String {
    format!("{}/draws/{}", notices.outbox.origin(), draw.name)
}

fn win(ballot: &DrawnBallot) -> String {
    tr_with(
        "Ballot {ballot}: {prize}",
        &[
            ("ballot", &BallotNumber::new(ballot.ballot)),
            (
                "prize",
                &prize_words(ballot.prize.as_deref().unwrap_or_default()),
            ),
        ],
    )
}

fn winners(others: &[&DrawnBallot]) -> String {
    if others.is_empty() {
        return tr("No ballot won.").to_owned();
    }
    let mut lines = vec![tr("The winning ballots:").to_owned()];
    lines.extend(others.iter().take(LISTED).map(|ballot| win(ballot)));
    if others.len() > LISTED {
        let more = (others.len() - LISTED) as u64;
        lines.push(tn("and {n} more", "and {n} more", more));
    }
    lines.join("\n")
}

fn letter(
    notices: &Notices,
    to: &Recipient,
    topic: Topic,
    once: String,
    write: impl FnOnce() -> Text,
) -> Letter {
    let origin = notices.outbox.origin();
    let stop = notices.stop_key.token(to.account_id, topic);
    let stop = format!("{origin}/stop-mail/{stop}");
    let language = Language::from_code(&to.language).unwrap_or(Language::ENGLISH);
    let (subject, body) = with_language(language, || {
        let text = write();
        let hello = tr_with("Hello {name},", &[("name", &to.username)]);
        let end = tr_with(
            "You get this from {site} because you asked to be told by mail. To stop these mails:\n{link}",
            &[("site", &notices.outbox.site_name()), ("link", &stop)],
        );
        let body = format!("{hello}\n\n{}\n\n--\n{end}\n", text.paragraphs.join("\n\n"));
        (text.subject, body)
    });
    Letter {
        account_id: Some(to.account_id),
        once: Some(once),
        to: to.address.clone(),
        subject,
        body,
        stop_link: Some(stop),
        urgency: Urgency::News,
    }
}
