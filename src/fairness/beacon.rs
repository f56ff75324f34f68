//! Public randomness: what a draw announces (`BeaconTerms`), and what came out (`BeaconOutcome`).
//! It does not judge signatures.

use std::fmt;

use super::chain::{Chain, DrandMode, Round};
use super::text::{FieldError, FreeText, parse_dec, parse_hex};

const PUBLIC_VALUE_BYTES_MAX: usize = 500;

/// The beacon a draw announces in its open leaf.
///
/// Source: spec §3, the line `beacon`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BeaconTerms {
    /// A round of a drand chain.
    Drand {
        /// The chain.
        chain: Chain,
        /// Seconds between closing and the round: 60 to 2^20 in a valid open leaf.
        margin: u64,
        /// Which round.
        mode: DrandMode,
    },
    /// A public event that people watch, described in words.
    Public(FreeText),
    /// No beacon: the operator's seed alone.
    None,
}

impl BeaconTerms {
    /// Reads what follows `beacon ` in an open leaf. Ranges are rules of the leaf, not syntax.
    ///
    /// # Errors
    /// [`FieldError`] for the first field that cannot be read.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        if text == "none" {
            return Ok(Self::None);
        }
        match text.split_once(' ') {
            Some(("public", event)) => FreeText::parse(event).map(Self::Public),
            Some(("drand", rest)) => {
                let (chain, rest) = rest.split_once(' ').ok_or(FieldError::Word)?;
                let (margin, mode) = rest.split_once(' ').ok_or(FieldError::Word)?;
                Ok(Self::Drand {
                    chain: Chain::parse(chain)?,
                    margin: parse_dec(margin)?,
                    mode: DrandMode::parse(mode)?,
                })
            }
            _ => Err(FieldError::Word),
        }
    }
}

impl fmt::Display for BeaconTerms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Drand {
                chain,
                margin,
                mode,
            } => write!(f, "drand {chain} {margin} {mode}"),
            Self::Public(event) => write!(f, "public {event}"),
            Self::None => f.write_str("none"),
        }
    }
}

/// The beacon as it came out. `Display` writes the line that goes into the draw key.
///
/// Source: spec §7, `<beacon>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BeaconOutcome {
    /// A round of a drand chain.
    Drand {
        /// The chain.
        chain: Chain,
        /// The round.
        round: Round,
        /// Its signature, which only the chain can make.
        signature: RoundSignature,
    },
    /// What was seen at the public event.
    Public(PublicValue),
    /// The draw has no beacon.
    None,
}

impl fmt::Display for BeaconOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Drand {
                chain,
                round,
                signature,
            } => write!(f, "drand {chain} {round} {}", signature.to_hex()),
            Self::Public(value) => write!(f, "public {value}"),
            Self::None => f.write_str("none"),
        }
    }
}

/// The 48 bytes of a drand round signature. Holding one says nothing about its validity.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct RoundSignature([u8; 48]);

impl RoundSignature {
    /// A signature from its bytes.
    pub fn from_bytes(bytes: [u8; 48]) -> Self {
        Self(bytes)
    }

    /// Reads 96 lower-case hexadecimal digits.
    ///
    /// # Errors
    /// [`FieldError::Hex`].
    pub fn parse_hex(text: &str) -> Result<Self, FieldError> {
        parse_hex(text).map(Self)
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8; 48] {
        &self.0
    }

    /// 96 lower-case hexadecimal digits.
    pub fn to_hex(&self) -> String {
        hex::encode(self.0)
    }
}

impl fmt::Debug for RoundSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RoundSignature({})", self.to_hex())
    }
}

/// The outcome of a public event: words of `0-9A-Za-z.`, one space between them, 500 characters at most.
///
/// Source: spec §7.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PublicValue(String);

impl PublicValue {
    /// Reads a value, such as `3 1 6 6 2`.
    ///
    /// # Errors
    /// [`FieldError::PublicValue`].
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let is_word = |word: &str| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'.')
        };
        if text.len() <= PUBLIC_VALUE_BYTES_MAX && text.split(' ').all(is_word) {
            Ok(Self(text.to_owned()))
        } else {
            Err(FieldError::PublicValue)
        }
    }

    /// The value as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PublicValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
