//! The open leaf: everything a draw announces before its first entry.
//! What its values must obey stands in `open_rules`.

use std::fmt;

use super::beacon::BeaconTerms;
use super::chain::{DrandMode, Round};
use super::hash::{Hash, sha256};
use super::lines::{FormatError, Lines};
use super::open_rules::{OpenLeafError, check_open};
use super::prizes::{PrizeLine, PrizeList};
use super::seed::Commitment;
use super::text::{
    FieldError, Origin, UnixTime, in_range, parse_dec, parse_dec_in, parse_yes_no, yes_no,
};

/// How many tickets a raffle has: `N` of spec §3, 1 to 2^24.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TicketCount(u64);

impl TicketCount {
    /// The largest number of tickets, and so the largest ticket number.
    pub const MAX: u64 = 1 << 24;

    /// The count as a number.
    pub fn get(self) -> u64 {
        self.0
    }
}

impl TryFrom<u64> for TicketCount {
    type Error = FieldError;

    fn try_from(count: u64) -> Result<Self, FieldError> {
        in_range(count, 1, Self::MAX).map(Self)
    }
}

/// How ballots are named.
///
/// Source: spec §3, the line `numbers`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Numbering {
    /// By their position in the order of sale.
    Sequential,
    /// By ticket numbers 1 to N in a secret random order: a raffle.
    Shuffled(TicketCount),
}

impl Numbering {
    /// Reads what follows `numbers ` in an open leaf.
    ///
    /// # Errors
    /// [`FieldError`] if it is none of the two, or N is out of range.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        match text.split_once(' ') {
            Some(("shuffled", count)) => parse_dec(count)?.try_into().map(Self::Shuffled),
            None if text == "sequential" => Ok(Self::Sequential),
            _ => Err(FieldError::Word),
        }
    }

    /// The number of tickets of a raffle; `None` if ballots are sequential.
    pub fn tickets(self) -> Option<TicketCount> {
        match self {
            Self::Sequential => None,
            Self::Shuffled(count) => Some(count),
        }
    }
}

impl fmt::Display for Numbering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sequential => f.write_str("sequential"),
            Self::Shuffled(count) => write!(f, "shuffled {}", count.0),
        }
    }
}

/// The values of an open leaf, valid together or not: [`OpenLeaf::new`] decides.
///
/// Source: spec §3, **Open**.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenFields {
    /// The name of the draw.
    pub origin: Origin,
    /// Entries are accepted from this second on.
    pub opens: UnixTime,
    /// Entries are accepted before this second.
    pub closes: UnixTime,
    /// SHA-256 of the published terms document, if there is one.
    pub terms: Option<Hash>,
    /// How ballots are named.
    pub numbers: Numbering,
    /// The commitment to the operator's seed, if it takes part.
    pub seed: Option<Commitment>,
    /// The public randomness.
    pub beacon: BeaconTerms,
    /// A seed not revealed before this second counts as withheld.
    pub reveal_by: UnixTime,
    /// Whether the operator may close before `closes`.
    pub early: bool,
    /// Whether a participant can take one place only.
    pub one_prize: bool,
    /// The number of reserve places: `r`, 0 to 100 000.
    pub reserves: u64,
    /// The prizes, best first.
    pub prizes: PrizeList,
}

/// Leaf 0 of a draw. It obeys every rule of spec §3 that it can obey alone, the announced round included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenLeaf(OpenFields);

impl OpenLeaf {
    /// An open leaf with these values.
    ///
    /// # Errors
    /// The first rule that the values break.
    pub fn new(fields: OpenFields) -> Result<Self, OpenLeafError> {
        check_open(&fields)?;
        Ok(Self(fields))
    }

    /// Reads the text of an open leaf; [`OpenLeaf::to_text`] gives back the same bytes.
    ///
    /// # Errors
    /// [`OpenLeafError::Format`] if it is not written as the specification says, otherwise the first
    /// rule that its values break.
    pub fn parse(text: &str) -> Result<Self, OpenLeafError> {
        Self::new(parse_fields(text)?)
    }

    /// The bytes of the leaf.
    pub fn to_text(&self) -> String {
        let OpenFields {
            origin,
            opens,
            closes,
            numbers,
            beacon,
            reveal_by,
            reserves,
            ..
        } = &self.0;
        let terms = hex_or_none(self.0.terms.as_ref());
        let seed = hex_or_none(self.0.seed.as_ref().map(Commitment::hash));
        let early = yes_no(self.0.early);
        let one_prize = yes_no(self.0.one_prize);
        let mut text = format!(
            "vdraw/1 open\n{origin}\nopens {opens}\ncloses {closes}\nterms {terms}\nnumbers {numbers}\n\
             seed {seed}\nbeacon {beacon}\nreveal-by {reveal_by}\nearly {early}\none-prize {one_prize}\n\
             reserves {reserves}\n"
        );
        for line in self.0.prizes.lines() {
            text.push_str(&format!("prize {line}\n"));
        }
        text
    }

    /// The announced values.
    pub fn fields(&self) -> &OpenFields {
        &self.0
    }

    /// Plain SHA-256 of the text: what anchors and keys contain. Not the leaf hash of the tree.
    pub fn hash(&self) -> Hash {
        sha256(self.to_text())
    }

    /// The closing round of a drand draw closed at this time, `None` without drand.
    ///
    /// Source: spec §3, *closing round*.
    pub fn closing_round(&self, closed: UnixTime) -> Option<Round> {
        match self.0.beacon {
            BeaconTerms::Drand {
                chain,
                margin,
                mode,
            } => Some(match mode {
                DrandMode::Fixed(round) => round,
                DrandMode::AtClose => chain.round_after(closed, margin),
            }),
            BeaconTerms::Public(_) | BeaconTerms::None => None,
        }
    }

    /// When the closing round of a drand draw closed at this time is published, in seconds since
    /// 1970-01-01 UTC; `None` without drand.
    ///
    /// Source: spec §3, `T(closing round)`.
    pub fn closing_round_time(&self, closed: UnixTime) -> Option<u64> {
        match self.0.beacon {
            BeaconTerms::Drand { chain, .. } => {
                self.closing_round(closed).map(|r| chain.time_of(r))
            }
            BeaconTerms::Public(_) | BeaconTerms::None => None,
        }
    }

    /// The round that decides if the seed is withheld, `R(reveal-by)`; `None` without drand.
    ///
    /// Source: spec §7, *Fallback*.
    pub fn fallback_round(&self) -> Option<Round> {
        self.round_at(self.0.reveal_by)
    }

    /// The round that shuffles the numbers of a raffle, `R(opens)`; `None` without drand.
    ///
    /// Source: spec §7, *Raffle numbers*.
    pub fn opening_round(&self) -> Option<Round> {
        self.round_at(self.0.opens)
    }

    fn round_at(&self, time: UnixTime) -> Option<Round> {
        match self.0.beacon {
            BeaconTerms::Drand { chain, .. } => Some(chain.round_at(time)),
            BeaconTerms::Public(_) | BeaconTerms::None => None,
        }
    }
}

fn parse_fields(text: &str) -> Result<OpenFields, FormatError> {
    let mut lines = Lines::new(text);
    lines.literal("vdraw/1 open")?;
    // A struct literal evaluates its fields in the order written, which is the order of the lines.
    let fields = OpenFields {
        origin: lines.field("", Origin::parse)?,
        opens: lines.field("opens ", UnixTime::parse)?,
        closes: lines.field("closes ", UnixTime::parse)?,
        terms: lines.field("terms ", |text| none_or(text, Hash::parse_hex))?,
        numbers: lines.field("numbers ", Numbering::parse)?,
        seed: lines.field("seed ", |text| none_or(text, Commitment::parse_hex))?,
        beacon: lines.field("beacon ", BeaconTerms::parse)?,
        reveal_by: lines.field("reveal-by ", UnixTime::parse)?,
        early: lines.field("early ", parse_yes_no)?,
        one_prize: lines.field("one-prize ", parse_yes_no)?,
        reserves: lines.field("reserves ", parse_dec)?,
        prizes: parse_prizes(&mut lines)?,
    };
    lines.end()?;
    Ok(fields)
}

fn parse_prizes(lines: &mut Lines<'_>) -> Result<PrizeList, FormatError> {
    let mut prizes = Vec::new();
    while !lines.is_at_end() {
        prizes.push(lines.field("prize ", PrizeLine::parse)?);
    }
    PrizeList::new(prizes).map_err(|reason| lines.error(reason))
}

fn none_or<T>(
    text: &str,
    parse: impl FnOnce(&str) -> Result<T, FieldError>,
) -> Result<Option<T>, FieldError> {
    match text {
        "none" => Ok(None),
        value => parse(value).map(Some),
    }
}

fn hex_or_none(hash: Option<&Hash>) -> String {
    hash.map_or_else(|| "none".to_owned(), Hash::to_hex)
}

/// Reads the ticket number of a raffle: 1 to 2^24, whatever N is.
pub(super) fn parse_ticket_number(text: &str) -> Result<u64, FieldError> {
    parse_dec_in(text, 1, TicketCount::MAX)
}
