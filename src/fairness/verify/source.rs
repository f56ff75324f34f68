//! Where the text of a proof file comes from. It is read twice, so that the entries of a large one need not be kept.
//! Nothing is read here but memory: files are the caller's.

use serde::de::DeserializeSeed;

/// A text that can be parsed as JSON again and again from its beginning.
pub trait ProofSource {
    /// Why the text cannot be got at all. What is wrong with it as JSON is no such error.
    type Error;

    /// Parses the whole text as one JSON value.
    ///
    /// # Errors
    /// Outer: the text cannot be read. Inner: it is not the JSON that `seed` wants; the sentence says why.
    fn parse<T, S>(&mut self, seed: S) -> Result<Result<T, String>, Self::Error>
    where
        S: for<'de> DeserializeSeed<'de, Value = T>;
}

impl ProofSource for &[u8] {
    type Error = std::convert::Infallible;

    fn parse<T, S>(&mut self, seed: S) -> Result<Result<T, String>, Self::Error>
    where
        S: for<'de> DeserializeSeed<'de, Value = T>,
    {
        let mut json = serde_json::Deserializer::from_slice(self);
        let value = seed.deserialize(&mut json);
        let whole = value.and_then(|value| json.end().map(|()| value));
        Ok(whole.map_err(|error| error.to_string()))
    }
}
