//! What the server's own log says of all its draws, read from beginning to end: which were announced, how they ended, and
//! what an honest server never does. One proof file cannot show a second anchor; this can.
//!
//! Source: spec §5.

use std::collections::BTreeMap;
use std::fmt;

use super::lines::{FormatError, Lines};
use super::text::{FieldError, parse_dec};
use super::{Hash, Origin, ServerName};

/// What an anchor says of its draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnchorFact {
    /// It was announced with an open leaf of this plain hash.
    Open(Hash),
    /// It was closed with a log of this size and root.
    Close(u64, Hash),
    /// It was decided by the draw key of this hash.
    Result(Hash),
    /// It has no result: its seed was withheld.
    Withheld,
    /// It has no result: it was called off.
    Cancelled,
}

impl AnchorFact {
    fn kind(&self) -> &'static str {
        match self {
            Self::Open(_) => "open",
            Self::Close(..) => "close",
            Self::Result(_) => "result",
            Self::Withheld | Self::Cancelled => "void",
        }
    }
}

/// Reads an anchor leaf.
///
/// # Errors
/// [`FormatError`]: it is none.
pub fn parse_anchor(leaf: &str) -> Result<(Origin, AnchorFact), FormatError> {
    let mut lines = Lines::new(leaf);
    lines.literal("vdraw/1 anchor")?;
    let found = lines.field("", |line| {
        let mut words = line.split(' ');
        let mut word = || words.next().ok_or(FieldError::Word);
        let (kind, origin) = (word()?, Origin::parse(word()?)?);
        let fact = match (kind, word()?) {
            ("open", hash) => AnchorFact::Open(Hash::parse_hex(hash)?),
            ("close", size) => AnchorFact::Close(parse_dec(size)?, Hash::parse_base64(word()?)?),
            ("result", key) => AnchorFact::Result(Hash::parse_hex(key)?),
            ("void", "withheld") => AnchorFact::Withheld,
            ("void", "cancelled") => AnchorFact::Cancelled,
            _ => return Err(FieldError::Word),
        };
        match words.next() {
            None => Ok((origin, fact)),
            Some(_) => Err(FieldError::Word),
        }
    })?;
    lines.end()?;
    Ok(found)
}

/// What the log says of one draw.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DrawAnchors {
    /// The hash of what it announced.
    pub open: Option<Hash>,
    /// The size and root of its complete log.
    pub close: Option<(u64, Hash)>,
    /// How it ended.
    pub end: Option<DrawEnd>,
}

/// How a draw ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DrawEnd {
    /// With a result, by the draw key of this hash.
    Result(Hash),
    /// Without one.
    Void,
}

/// What an honest server never does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misconduct {
    /// A leaf is no anchor.
    NoAnchor {
        /// Its place.
        index: u64,
    },
    /// An anchor tells of a draw of another server.
    Foreign {
        /// Its place.
        index: u64,
        /// The draw.
        origin: String,
    },
    /// A second anchor of one kind, or a second end: an attempt repeated under the same name.
    Doubled {
        /// Its place.
        index: u64,
        /// The draw.
        origin: String,
        /// The kind.
        kind: &'static str,
    },
    /// An anchor before the one that must precede it, or after the draw's end.
    OutOfOrder {
        /// Its place.
        index: u64,
        /// The draw.
        origin: String,
        /// The kind.
        kind: &'static str,
    },
}

impl fmt::Display for Misconduct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAnchor { index } => write!(f, "leaf {index} is no anchor"),
            Self::Foreign { index, origin } => {
                write!(
                    f,
                    "leaf {index} tells of {origin}, which is not of this server"
                )
            }
            Self::Doubled {
                index,
                origin,
                kind,
            } => write!(f, "leaf {index} is a second {kind} of {origin}"),
            Self::OutOfOrder {
                index,
                origin,
                kind,
            } => write!(f, "leaf {index}, the {kind} of {origin}, is out of order"),
        }
    }
}

/// A server's log as far as it was read.
#[derive(Debug, Clone)]
pub struct ServerLogAudit {
    server: ServerName,
    size: u64,
    draws: BTreeMap<String, DrawAnchors>,
    problems: Vec<Misconduct>,
}

impl ServerLogAudit {
    /// Nothing read yet.
    pub fn new(server: ServerName) -> Self {
        Self {
            server,
            size: 0,
            draws: BTreeMap::new(),
            problems: Vec::new(),
        }
    }

    /// Reads the next leaf.
    pub fn read(&mut self, leaf: &str) {
        let index = self.size;
        self.size = self.size.saturating_add(1);
        let Ok((origin, fact)) = parse_anchor(leaf) else {
            self.problems.push(Misconduct::NoAnchor { index });
            return;
        };
        let origin_text = origin.to_string();
        if !origin.is_below(&self.server) {
            let origin = origin_text;
            self.problems.push(Misconduct::Foreign { index, origin });
            return;
        }
        let draw = self.draws.entry(origin_text.clone()).or_default();
        if let Some(is_doubled) = note(draw, fact) {
            let (origin, kind) = (origin_text, fact.kind());
            self.problems.push(if is_doubled {
                Misconduct::Doubled {
                    index,
                    origin,
                    kind,
                }
            } else {
                Misconduct::OutOfOrder {
                    index,
                    origin,
                    kind,
                }
            });
        }
    }

    /// What the log says of each draw, by origin.
    pub fn draws(&self) -> &BTreeMap<String, DrawAnchors> {
        &self.draws
    }

    /// What is wrong with it, in the order of its leaves.
    pub fn problems(&self) -> &[Misconduct] {
        &self.problems
    }
}

/// Notes a fact; answers whether it is a second one (true) or out of order (false), if it is either. The first one stands.
fn note(draw: &mut DrawAnchors, fact: AnchorFact) -> Option<bool> {
    match fact {
        AnchorFact::Open(hash) => match draw.open {
            Some(_) => Some(true),
            None => {
                draw.open = Some(hash);
                (draw.close.is_some() || draw.end.is_some()).then_some(false)
            }
        },
        AnchorFact::Close(size, root) => match draw.close {
            Some(_) => Some(true),
            None => {
                draw.close = Some((size, root));
                (draw.open.is_none() || draw.end.is_some()).then_some(false)
            }
        },
        AnchorFact::Result(key) => match draw.end {
            Some(_) => Some(true),
            None => {
                draw.end = Some(DrawEnd::Result(key));
                (draw.open.is_none() || draw.close.is_none()).then_some(false)
            }
        },
        AnchorFact::Withheld | AnchorFact::Cancelled => match draw.end {
            Some(_) => Some(true),
            None => {
                draw.end = Some(DrawEnd::Void);
                draw.open.is_none().then_some(false)
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fairness::sha256;

    fn anchor(line: &str) -> String {
        format!("vdraw/1 anchor\n{line}\n")
    }

    fn audit(lines: &[String]) -> ServerLogAudit {
        let mut audit = ServerLogAudit::new(ServerName::parse("lotto.example/vdraw").unwrap());
        lines.iter().for_each(|line| audit.read(&anchor(line)));
        audit
    }

    fn steps(id: &str) -> [String; 3] {
        let (hex, b64) = (sha256("x").to_hex(), sha256("x").to_base64());
        let origin = format!("lotto.example/vdraw/{id}");
        [
            format!("open {origin} {hex}"),
            format!("close {origin} 12 {b64}"),
            format!("result {origin} {hex}"),
        ]
    }

    #[test]
    fn an_honest_log_has_no_problems() {
        let [open, close, result] = steps("a");
        let [other, ..] = steps("b");
        let void = "void lotto.example/vdraw/b cancelled".to_owned();
        let audit = audit(&[open, other, close, void, result]);
        assert_eq!(audit.problems(), []);
        let a = &audit.draws()["lotto.example/vdraw/a"];
        assert_eq!(a.close, Some((12, sha256("x"))));
        assert_eq!(a.end, Some(DrawEnd::Result(sha256("x"))));
        assert_eq!(
            audit.draws()["lotto.example/vdraw/b"].end,
            Some(DrawEnd::Void)
        );
    }

    #[test]
    fn what_an_honest_server_never_does_is_found_at_its_leaf() {
        let [open, close, result] = steps("a");
        let found = |lines: &[&String]| {
            let lines: Vec<String> = lines.iter().map(|line| (*line).clone()).collect();
            audit(&lines)
                .problems()
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
        };
        let a = "lotto.example/vdraw/a";
        assert_eq!(
            found(&[&open, &open]),
            [format!("leaf 1 is a second open of {a}")]
        );
        assert_eq!(
            found(&[&open, &close, &close]),
            [format!("leaf 2 is a second close of {a}")]
        );
        let again = format!("result {a} {}", sha256("another").to_hex());
        assert_eq!(
            found(&[&open, &close, &result, &again]),
            [format!("leaf 3 is a second result of {a}")]
        );
        let void = format!("void {a} withheld");
        assert_eq!(
            found(&[&open, &close, &result, &void]),
            [format!("leaf 3 is a second void of {a}")]
        );
        assert_eq!(
            found(&[&open, &result, &close]),
            [
                format!("leaf 1, the result of {a}, is out of order"),
                format!("leaf 2, the close of {a}, is out of order"),
            ]
        );
        let foreign = format!("open other.example/a {}", sha256("x").to_hex());
        assert_eq!(
            found(&[&foreign]),
            ["leaf 0 tells of other.example/a, which is not of this server"]
        );
    }

    #[test]
    fn only_an_anchor_is_one() {
        let [open, close, result] = steps("a");
        for good in [&open, &close, &result] {
            assert!(parse_anchor(&anchor(good)).is_ok(), "{good}");
            for bad in [
                good.clone(),
                anchor(&format!("{good} ")),
                anchor(&format!(" {good}")),
                anchor(&format!("{good}\n")),
                anchor(&good.replacen(' ', "  ", 1)),
                anchor(&good.to_uppercase()),
            ] {
                assert!(parse_anchor(&bad).is_err(), "{bad:?}");
            }
        }
        assert!(parse_anchor(&anchor("void lotto.example/vdraw/a lost")).is_err());
    }
}
