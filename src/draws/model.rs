//! The nouns of a draw. Texts and numbers that are not valid cannot be built; where they are kept is not known here.
//! Times are whole seconds since 1970 UTC, as the draw protocol writes them.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::awaited::RoundChoice;
pub use super::holding::{Holding, Participation};
use crate::fairness::{
    FreeText, OpenLeaf, Outcome, PrizeLine, Round, RoundSignature, ServerName, TicketCount,
};
use crate::web::i18n::tr;
use crate::web::show::Stock;

/// The row of a draw in this database. Public pages use the [`DrawName`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DrawId(i64);

impl DrawId {
    /// The id as a stored number. For `store.rs` files only.
    pub(crate) fn from_parts(id: i64) -> Self {
        DrawId(id)
    }

    /// The id as it is stored.
    pub fn as_i64(self) -> i64 {
        self.0
    }
}

/// The public id of a draw, unique on its server for ever: `daily-2026-11-21`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DrawName(String);

/// The text is no draw name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "{}",
    tr(
        "A draw's name has 1 to 63 characters of a-z, 0-9, '.' and '-', and begins and ends with a letter or digit."
    )
)]
pub struct DrawNameError;

impl DrawName {
    /// Reads a name: one segment of the protocol's origins, so that it needs no escaping in a URL.
    ///
    /// # Errors
    /// [`DrawNameError`], which says what a name is made of.
    pub fn parse(text: &str) -> Result<Self, DrawNameError> {
        if text.contains('/') || ServerName::parse(text).is_err() {
            return Err(DrawNameError);
        }
        Ok(DrawName(text.to_owned()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for DrawName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where a draw stands. It moves down this list and never back; `Void` can follow all but `Drawn`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DrawState {
    /// Announced; its terms may still change.
    Scheduled,
    /// Entries are accepted.
    Open,
    /// The log is complete.
    Closed,
    /// The result stands.
    Drawn,
    /// There is no result and never will be; the reason is public.
    Void,
}

impl DrawState {
    /// The word that is stored and shown to programs.
    pub fn as_str(self) -> &'static str {
        match self {
            DrawState::Scheduled => "scheduled",
            DrawState::Open => "open",
            DrawState::Closed => "closed",
            DrawState::Drawn => "drawn",
            DrawState::Void => "void",
        }
    }

    /// Reads what [`DrawState::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        [
            DrawState::Scheduled,
            DrawState::Open,
            DrawState::Closed,
            DrawState::Drawn,
            DrawState::Void,
        ]
        .into_iter()
        .find(|state| state.as_str() == text)
    }
}

/// What pages call a draw. It stays as it was when the draw opened, whatever the game is called later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawLabel {
    /// What it is a draw of.
    pub title: String,
    /// The path of that game's page.
    pub game_path: String,
    /// The colour of its stubs.
    pub stock: Stock,
    /// The zone its times are shown in.
    pub time_zone: Tz,
    /// Its day there.
    pub day: NaiveDate,
}

/// What a draw announces. The operations check it against the protocol's rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawPlan {
    /// The public id.
    pub name: DrawName,
    /// What pages call it.
    pub label: DrawLabel,
    /// Entries are accepted from this second on.
    pub opens: u64,
    /// Entries are accepted before this second.
    pub closes: u64,
    /// The prizes, best first.
    pub prizes: Vec<PrizeLine>,
    /// Whether a participant can win one prize only.
    pub one_prize: bool,
    /// How many ballots are drawn after the prizes, to step in for prizes that nobody claims.
    pub reserves: u32,
    /// How many ballots one participant may have, or any number.
    pub cap: Option<u64>,
    /// How many days a winner has to claim a prize; none if nothing is said about it.
    pub claim_days: Option<u64>,
    /// Which round decides it, if the server's draws use public randomness.
    pub round: RoundChoice,
    /// How many tickets are handed out in a secret random order, if it is a raffle.
    pub tickets: Option<TicketCount>,
}

/// A draw as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draw {
    /// The row.
    pub id: DrawId,
    /// The public id.
    pub name: DrawName,
    /// What pages call it.
    pub label: DrawLabel,
    /// The world-wide name: server name, `/`, public id.
    pub origin: String,
    /// Where it stands.
    pub state: DrawState,
    /// Entries are accepted from this second on.
    pub opens: u64,
    /// Entries are accepted before this second.
    pub closes: u64,
    /// The seed is shown before this second, or the draw is void.
    pub reveal_by: u64,
    /// How many ballots one participant may have, or any number.
    pub cap: Option<u64>,
    /// How many entries there are.
    pub entries: u64,
    /// How many ballots they own.
    pub ballots: u64,
    /// How many of them were struck out.
    pub cancelled_ballots: u64,
    /// How many days a winner has to claim a prize; none if nothing was said about it.
    pub claim_days: Option<u64>,
    /// When the log was completed.
    pub closed_at: Option<u64>,
    /// When it was announced, with the commitment to its seed.
    pub announced: u64,
    /// Why there is no result, for everybody to read, and since when; set if and only if the draw is void.
    pub void: Option<(String, u64)>,
    /// Everything it announced: prizes, reserves, one prize per participant; `to_text` gives the leaf itself.
    pub open_leaf: OpenLeaf,
    /// The commitment to the seed, in hexadecimal.
    pub commitment: String,
    /// The root of the closed log, in base64.
    pub root: Option<String>,
    /// The last leaf of the log, once it is complete.
    pub close_leaf: Option<String>,
}

/// How much is in a draw's log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DrawSize {
    /// The draw.
    pub draw_id: DrawId,
    /// How many entries there are.
    pub entries: u64,
    /// How many ballots they own.
    pub ballots: u64,
}

impl Draw {
    /// The ballots that can win: all but those struck out.
    pub fn ballots_in_play(&self) -> u64 {
        self.ballots.saturating_sub(self.cancelled_ballots)
    }
}

/// Who submits: the account, and the text that stands for it in the log's hashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    /// The account.
    pub account_id: i64,
    /// The username.
    pub reference: FreeText,
}

/// What a submitter calls one submission, to send it twice and have it taken once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubmissionKey(String);

/// The text is no submission key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", tr("A submission key has 1 to 64 visible ASCII characters."))]
pub struct SubmissionKeyError;

impl SubmissionKey {
    /// Reads a key.
    ///
    /// # Errors
    /// [`SubmissionKeyError`], which says what a key is made of.
    pub fn parse(text: &str) -> Result<Self, SubmissionKeyError> {
        let is_visible = text.bytes().all(|byte| byte.is_ascii_graphic());
        if is_visible && (1..=64).contains(&text.len()) {
            Ok(SubmissionKey(text.to_owned()))
        } else {
            Err(SubmissionKeyError)
        }
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A wish to put ballots into a draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// Into which draw.
    pub draw: DrawName,
    /// For whom.
    pub participant: Participant,
    /// How many ballots: 1 to 10 000.
    pub count: u64,
    /// With a key, sending it again changes nothing.
    pub key: Option<SubmissionKey>,
    /// What the person allows themselves, if they set a limit.
    pub limit: Option<OwnLimit>,
}

/// At most so many ballots that were accepted since a time, over all draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnLimit {
    /// How many.
    pub max: u64,
    /// Since when.
    pub since: u64,
}

/// A submission that is in the box and on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accepted {
    /// The draw.
    pub draw_id: DrawId,
    /// The place of the entry in the log.
    pub leaf_index: u64,
    /// The first ballot of the entry.
    pub first: u64,
    /// How many ballots it owns; their numbers run on from `first`.
    pub count: u64,
    /// When it was accepted.
    pub time: u64,
    /// Whether it had been accepted before, under the same key.
    pub repeated: bool,
}

/// An accepted entry, read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The draw.
    pub draw_id: DrawId,
    /// The place in the log.
    pub leaf_index: u64,
    /// The first ballot.
    pub first: u64,
    /// How many ballots it owns.
    pub count: u64,
    /// When it was accepted.
    pub time: u64,
    /// Whose it is; nothing once the person has left.
    pub account_id: Option<i64>,
    /// The text that stood for the participant; nothing once the person has left.
    pub reference: Option<String>,
    /// Why it was struck out, if it was.
    pub cancelled: Option<String>,
    /// The number of its one ticket, in a raffle.
    pub ticket: Option<u64>,
}

impl Entry {
    /// The last ballot.
    pub fn last(&self) -> u64 {
        self.first + self.count - 1
    }
}

/// What decided a draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawResult {
    /// The draw.
    pub draw_id: DrawId,
    /// The key that selected the winners, in hexadecimal.
    pub draw_key: String,
    /// The secret, shown: in hexadecimal. Nothing if it was not shown in time, and a later round decided without it.
    pub seed: Option<String>,
    /// The round of public randomness that decided, with the chain's signature, if the draw uses it.
    pub beacon: Option<(Round, RoundSignature)>,
    /// The root of the closed log, in base64.
    pub root: String,
    /// When it was drawn.
    pub drawn_at: u64,
    /// Whether it was drawn more than a minute after closing time.
    pub late: bool,
}

/// When a draw was drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drawing {
    /// The draw.
    pub draw_id: DrawId,
    /// When it was drawn.
    pub drawn_at: u64,
    /// Whether that was more than a minute after closing time.
    pub late: bool,
}

/// A ballot that was drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawnBallot {
    /// The draw.
    pub draw_id: DrawId,
    /// The place in drawing order, from 1.
    pub position: u64,
    /// The ballot.
    pub ballot: u64,
    /// The entry that owns it.
    pub leaf_index: u64,
    /// What it got.
    pub outcome: Outcome,
    /// The prize in words, if it got one.
    pub prize: Option<String>,
    /// Whose it is; nothing once the person has left.
    pub account_id: Option<i64>,
    /// The text that stood for the participant; nothing once the person has left.
    pub reference: Option<String>,
    /// Its ticket number, in a raffle.
    pub ticket: Option<u64>,
}
