//! The paytable of instant-win plays: which codes win what.
//! Not which code comes up.

use crate::fairness::lines::{FormatError, Lines};
use crate::fairness::text::{FieldError, in_range, parse_dec_in};
use crate::fairness::{FreeText, Hash, Origin, sha256};

const SYMBOLS: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LENGTH_MAX: u64 = 99;

/// Spec §8, the text of a paytable.
#[derive(Debug)]
pub(super) struct Paytable {
    game: Origin,
    alphabet: Vec<char>,
    length: usize,
    rules: Vec<Rule>,
    hash: Hash,
}

#[derive(Debug)]
struct Rule {
    wins: Wins,
    prize: FreeText,
}

#[derive(Debug)]
enum Wins {
    Mask(Vec<char>),
    Same(usize),
}

impl Paytable {
    pub(super) fn parse(text: &str) -> Result<Self, FormatError> {
        let mut lines = Lines::new(text);
        lines.literal("vdraw/1 paytable")?;
        let game = lines.field("game ", Origin::parse)?;
        let alphabet = lines.field("alphabet ", parse_alphabet)?;
        let length = lines.field("length ", parse_length)?;
        let mut rules = Vec::new();
        while rules.is_empty() || !lines.is_at_end() {
            rules.push(lines.field("", |line| parse_rule(line, &alphabet, length))?);
        }
        Ok(Self {
            game,
            alphabet,
            length,
            rules,
            hash: sha256(text),
        })
    }

    pub(super) fn game(&self) -> &Origin {
        &self.game
    }

    pub(super) fn alphabet(&self) -> &[char] {
        &self.alphabet
    }

    pub(super) fn length(&self) -> usize {
        self.length
    }

    pub(super) fn hash(&self) -> Hash {
        self.hash
    }

    /// The prize of a code: that of the first rule it meets.
    pub(super) fn prize(&self, code: &[char]) -> Option<&FreeText> {
        let rule = self.rules.iter().find(|rule| rule.wins.is_met_by(code))?;
        Some(&rule.prize)
    }
}

impl Wins {
    fn is_met_by(&self, code: &[char]) -> bool {
        match self {
            Self::Mask(pattern) => pattern.iter().zip(code).all(|(mask, symbol)| match mask {
                '?' => true,
                '#' => symbol.is_ascii_digit(),
                '@' => symbol.is_ascii_uppercase(),
                literal => literal == symbol,
            }),
            Self::Same(least) => code.iter().any(|symbol| {
                let count = code.iter().filter(|other| *other == symbol).count();
                count >= *least
            }),
        }
    }
}

fn parse_alphabet(text: &str) -> Result<Vec<char>, FieldError> {
    let alphabet: Vec<char> = text.chars().collect();
    let is_ascending = alphabet.is_sorted_by(|one, next| one < next);
    let is_known = alphabet.iter().all(|symbol| SYMBOLS.contains(*symbol));
    if is_ascending && is_known && alphabet.len() >= 2 {
        Ok(alphabet)
    } else {
        Err(FieldError::Word)
    }
}

fn parse_length(text: &str) -> Result<usize, FieldError> {
    to_usize(parse_dec_in(text, 1, LENGTH_MAX)?)
}

fn parse_rule(line: &str, alphabet: &[char], length: usize) -> Result<Rule, FieldError> {
    let mut fields = line.splitn(3, ' ');
    let (Some(kind), Some(value), Some(prize)) = (fields.next(), fields.next(), fields.next())
    else {
        return Err(FieldError::Word);
    };
    let wins = match kind {
        "mask" => {
            let pattern: Vec<char> = value.chars().collect();
            let is_known = |mask: &char| "?#@".contains(*mask) || alphabet.contains(mask);
            if pattern.len() != length || !pattern.iter().all(is_known) {
                return Err(FieldError::Word);
            }
            Wins::Mask(pattern)
        }
        "same" => {
            let count = parse_dec_in(value, 2, LENGTH_MAX)?;
            let most = u64::try_from(length).unwrap_or(LENGTH_MAX);
            Wins::Same(to_usize(in_range(count, 2, most)?)?)
        }
        _ => return Err(FieldError::Line),
    };
    let prize = FreeText::parse(prize)?;
    Ok(Rule { wins, prize })
}

/// Numbers up to 99.
fn to_usize(number: u64) -> Result<usize, FieldError> {
    usize::try_from(number).ok().ok_or(FieldError::Decimal)
}
