//! Who cosigns this server's log, and whose logs it cosigns: the settings, read.

use crate::fairness::{ServerVkey, WitnessVkey};

/// A witness of this server's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// Its public key.
    pub vkey: WitnessVkey,
    /// What `/add-checkpoint` is put behind.
    pub url: String,
}

/// Both directions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WitnessConfig {
    /// Who cosigns this server's log.
    pub witnesses: Vec<Witness>,
    /// The servers whose logs this one cosigns.
    pub servers: Vec<ServerVkey>,
}

/// What is wrong with the settings. The text goes behind the variable's name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WitnessSettingError {
    /// No key and address.
    #[error(
        "must be keys and addresses, such as `witness.example+1234abcd+B… https://witness.example`, with commas between"
    )]
    Form,
    /// The address is none.
    #[error("holds {0:?}, which is no address that begins with https:// or http://")]
    Url(String),
    /// A key is none.
    #[error("holds a key that is none: {0}")]
    Key(String),
}

/// Reads `KEY URL, KEY URL`.
///
/// # Errors
/// [`WitnessSettingError`]
pub fn parse_witnesses(text: &str) -> Result<Vec<Witness>, WitnessSettingError> {
    parts(text).map(parse_witness).collect()
}

/// Reads `KEY, KEY`.
///
/// # Errors
/// [`WitnessSettingError`]
pub fn parse_servers(text: &str) -> Result<Vec<ServerVkey>, WitnessSettingError> {
    let key =
        |text: &str| ServerVkey::parse(text).map_err(|e| WitnessSettingError::Key(e.to_string()));
    parts(text).map(key).collect()
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

fn parse_witness(text: &str) -> Result<Witness, WitnessSettingError> {
    let (key, url) = text
        .split_once(char::is_whitespace)
        .ok_or(WitnessSettingError::Form)?;
    let url = url.trim();
    let is_url = url.starts_with("https://") || url.starts_with("http://");
    if !is_url || url.contains(char::is_whitespace) {
        return Err(WitnessSettingError::Url(url.to_owned()));
    }
    Ok(Witness {
        vkey: WitnessVkey::parse(key).map_err(|e| WitnessSettingError::Key(e.to_string()))?,
        url: url.trim_end_matches('/').to_owned(),
    })
}
