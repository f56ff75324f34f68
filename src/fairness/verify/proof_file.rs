//! The members of a proof file, as texts and numbers: what they mean is checked step by step elsewhere.
//! The entries are passed by here, not kept.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::json::{Object, literal, nullable, present};

/// A proof file without its entries.
///
/// Source: spec §9.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProofFile {
    #[serde(rename = "format", deserialize_with = "proof_format")]
    _format: (),
    pub(super) checkpoint: String,
    #[serde(deserialize_with = "nullable")]
    pub(super) seed: Option<String>,
    pub(super) beacon: Object<BeaconClaim>,
    pub(super) leaves: Vec<Object<ListedLeaf>>,
    pub(super) draws: Vec<Object<ClaimedDraw>>,
    #[serde(default, deserialize_with = "present")]
    pub(super) entries: Option<EntryCount>,
    #[serde(default, deserialize_with = "present")]
    pub(super) open_beacon: Option<Object<BeaconClaim>>,
    #[serde(default, deserialize_with = "present")]
    pub(super) anchor_open: Option<String>,
    #[serde(default, deserialize_with = "present")]
    pub(super) anchor_close: Option<String>,
    #[serde(default, deserialize_with = "present")]
    pub(super) anchor_result: Option<String>,
}

fn proof_format<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
    literal(deserializer, "vdraw/1 proof")
}

/// A leaf of the log with its inclusion proof.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListedLeaf {
    pub(super) index: u64,
    pub(super) leaf: String,
    pub(super) proof: Vec<String>,
}

/// A line of the claimed result.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClaimedDraw {
    pub(super) ballot: u64,
    pub(super) index: u64,
    pub(super) outcome: String,
}

/// The claimed beacon.
#[derive(Debug, Deserialize)]
#[serde(try_from = "BeaconMembers")]
pub(super) enum BeaconClaim {
    Drand {
        chain: String,
        round: u64,
        signature: String,
    },
    Public {
        value: String,
    },
    None,
}

/// The members that any kind of beacon has. (Serde's own tagged enums let unknown members pass.)
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BeaconMembers {
    kind: String,
    #[serde(default, deserialize_with = "present")]
    chain: Option<String>,
    #[serde(default, deserialize_with = "present")]
    round: Option<u64>,
    #[serde(default, deserialize_with = "present")]
    signature: Option<String>,
    #[serde(default, deserialize_with = "present")]
    value: Option<String>,
}

impl TryFrom<BeaconMembers> for BeaconClaim {
    type Error = &'static str;

    fn try_from(members: BeaconMembers) -> Result<Self, Self::Error> {
        let BeaconMembers {
            kind,
            chain,
            round,
            signature,
            value,
        } = members;
        match (kind.as_str(), chain, round, signature, value) {
            ("drand", Some(chain), Some(round), Some(signature), None) => Ok(Self::Drand {
                chain,
                round,
                signature,
            }),
            ("public", None, None, None, Some(value)) => Ok(Self::Public { value }),
            ("none", None, None, None, None) => Ok(Self::None),
            _ => Err("a beacon has exactly the members of its kind: drand, public or none"),
        }
    }
}

/// How many entries the file lists. They are read as texts and forgotten.
#[derive(Debug)]
pub(super) struct EntryCount(pub(super) u64);

impl<'de> Deserialize<'de> for EntryCount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut count: u64 = 0;
        let count_one = |_: &str| count = count.saturating_add(1);
        EachText(count_one).deserialize(deserializer)?;
        Ok(Self(count))
    }
}

/// Reads an array of texts and hands them over one by one.
struct EachText<F>(F);

impl<'de, F: FnMut(&str)> DeserializeSeed<'de> for EachText<F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, F: FnMut(&str)> Visitor<'de> for EachText<F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of texts")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut texts: A) -> Result<(), A::Error> {
        while texts.next_element_seed(OneText(&mut self.0))?.is_some() {}
        Ok(())
    }
}

struct OneText<'a, F>(&'a mut F);

impl<'de, F: FnMut(&str)> DeserializeSeed<'de> for OneText<'_, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<F: FnMut(&str)> Visitor<'_> for OneText<'_, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        (self.0)(text);
        Ok(())
    }
}

/// Reads a proof file again, for its entries only: each is handed over as soon as it is read.
pub(super) struct EntriesOnly<F>(pub(super) F);

impl<'de, F: FnMut(&str)> DeserializeSeed<'de> for EntriesOnly<F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, F: FnMut(&str)> Visitor<'de> for EntriesOnly<F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<(), A::Error> {
        while let Some(name) = members.next_key::<String>()? {
            if name == "entries" {
                members.next_value_seed(EachText(&mut self.0))?;
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

/// The seed that reads the members of a proof file.
pub(super) fn members() -> PhantomData<Object<ProofFile>> {
    PhantomData
}
