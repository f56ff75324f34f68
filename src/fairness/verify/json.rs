//! JSON as strict as the specification: an object is an object, a member that may be absent is not null.
//! (That names are known and unique is what the derived readers check.)

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, Deserializer, Error as _, MapAccess, Visitor};
use serde::{Deserialize, de};

/// A value read from an object only. Derived readers also take an array of the members' values, which is no
/// proof file.
#[derive(Debug)]
pub(super) struct Object<T>(pub(super) T);

impl<'de, T: DeserializeOwned> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor(PhantomData))
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: DeserializeOwned> Visitor<'de> for ObjectVisitor<T> {
    type Value = Object<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Object)
    }
}

/// Reads a member that may be absent: with `#[serde(default)]`. If it is there it must not be null.
pub(super) fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// Reads a member that may be null but not absent.
pub(super) fn nullable<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer)
}

/// Passes a text that is exactly this.
pub(super) fn literal<'de, D: Deserializer<'de>>(
    deserializer: D,
    expected: &str,
) -> Result<(), D::Error> {
    let found = String::deserialize(deserializer)?;
    if found == expected {
        Ok(())
    } else {
        let unexpected = de::Unexpected::Str(&found);
        Err(D::Error::invalid_value(unexpected, &expected))
    }
}
