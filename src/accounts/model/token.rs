//! API tokens: what a program shows to act for an account. Two types for one secret: the token itself, which is shown
//! once, and its hash, which is kept.

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::keys::ServerKey;
use crate::web::i18n::tr;

/// What every token begins with, so that scanners of leaked secrets know it.
const PREFIX: &str = "clearlot_";
/// How many tokens one account may have.
pub const MAX_TOKENS: i64 = 20;

/// What its owner calls a token: 1 to 60 characters on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenName(String);

/// Why a text is no name of a token. The text is the user's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenNameError {
    /// Nothing was typed.
    #[error("{}", tr("Give the token a name, so that you know it again."))]
    Empty,
    /// More than [`TokenName::MAX`] characters.
    #[error("{}", tr("That name is too long. Use 60 characters or fewer."))]
    TooLong,
    /// Line breaks or characters that cannot be seen.
    #[error("{}", tr("Use only letters, digits, spaces and signs."))]
    Control,
}

impl TokenName {
    /// The most characters.
    pub const MAX: usize = 60;

    /// Reads a name; spaces around it go.
    ///
    /// # Errors
    /// [`TokenNameError`]
    pub fn parse(text: &str) -> Result<Self, TokenNameError> {
        let text = text.trim();
        let turns = |c: char| matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if text.is_empty() {
            return Err(TokenNameError::Empty);
        }
        if text.chars().any(|c| c.is_control() || turns(c)) {
            return Err(TokenNameError::Control);
        }
        if text.chars().count() > Self::MAX {
            return Err(TokenNameError::TooLong);
        }
        Ok(TokenName(text.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// For how many days a token works: 1 to 3650, or until it is revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetime(Option<u32>);

/// A number of days that is out of range. The text is the user's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "{}",
    tr("Choose a whole number of days from 1 to 3650, or none for a token without an end.")
)]
pub struct LifetimeError;

impl Lifetime {
    /// The most days.
    pub const MAX_DAYS: u32 = 3650;
    /// Until it is revoked.
    pub const ENDLESS: Lifetime = Lifetime(None);

    /// So many days.
    ///
    /// # Errors
    /// [`LifetimeError`]
    pub fn days(days: u32) -> Result<Self, LifetimeError> {
        match days {
            1..=Self::MAX_DAYS => Ok(Lifetime(Some(days))),
            _ => Err(LifetimeError),
        }
    }

    /// Reads what a form sends: digits, or nothing.
    ///
    /// # Errors
    /// [`LifetimeError`]
    pub fn parse(text: &str) -> Result<Self, LifetimeError> {
        match text.trim() {
            "" => Ok(Self::ENDLESS),
            typed if typed.bytes().all(|b| b.is_ascii_digit()) => typed
                .parse()
                .map_err(|_too_long| LifetimeError)
                .and_then(Self::days),
            _ => Err(LifetimeError),
        }
    }

    /// When a token made now ends.
    pub fn end(self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.0.map(|days| now + chrono::Days::new(days.into()))
    }
}

/// Random bytes that a token is made from. They are of no use without the server's key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TokenSeed([u8; 32]);

impl TokenSeed {
    /// From fresh random bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        TokenSeed(bytes)
    }

    /// As text, to be kept for a day with the answer of the request that made the token.
    pub fn to_text(self) -> String {
        hex::encode(self.0)
    }

    /// Reads [`TokenSeed::to_text`].
    pub fn from_text(text: &str) -> Option<Self> {
        hex::decode(text).ok()?.try_into().ok().map(TokenSeed)
    }
}

impl std::fmt::Debug for TokenSeed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenSeed(…)")
    }
}

/// Makes tokens from seeds. So the answer that shows a token can be given again for a day, while no copy of the
/// database holds a token.
#[derive(Clone)]
pub struct TokenKey([u8; 32]);

impl TokenKey {
    /// The key for this purpose.
    pub fn new(server: &ServerKey) -> Self {
        TokenKey(server.derive("api tokens"))
    }

    /// The token of this seed.
    pub fn token(&self, seed: TokenSeed) -> PlainToken {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.0)
            .expect("invariant: HMAC takes keys of any length");
        mac.update(&seed.0);
        PlainToken(format!(
            "{PREFIX}{}",
            hex::encode(mac.finalize().into_bytes())
        ))
    }
}

impl std::fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenKey(…)")
    }
}

/// A token as its owner has it.
#[derive(Clone, PartialEq, Eq)]
pub struct PlainToken(String);

impl PlainToken {
    /// Whatever was shown as one.
    pub fn shown(text: &str) -> Self {
        PlainToken(text.to_owned())
    }

    /// To be shown to its owner, once.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// It has 256 random bits, so a plain hash is enough.
    pub fn hash(&self) -> TokenHash {
        TokenHash(hex::encode(Sha256::digest(self.0.as_bytes())))
    }
}

impl std::fmt::Debug for PlainToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PlainToken(…)")
    }
}

/// What is kept of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenHash(String);

impl TokenHash {
    /// As it is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A token as its owner sees it in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// Its number.
    pub id: i64,
    /// What its owner calls it.
    pub name: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to within ten minutes.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it ends, if it does by itself.
    pub expires_at: Option<DateTime<Utc>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_follows_from_its_seed_and_the_servers_key() {
        let key = TokenKey::new(&ServerKey::for_tests());
        let seed = TokenSeed::new([1; 32]);
        let token = key.token(seed);
        assert_eq!(token.reveal().len(), PREFIX.len() + 64);
        assert_eq!(
            key.token(TokenSeed::from_text(&seed.to_text()).unwrap()),
            token
        );
        assert_ne!(key.token(TokenSeed::new([2; 32])), token);
        assert_ne!(TokenKey([0; 32]).token(seed), token);
        assert_eq!(PlainToken::shown(token.reveal()).hash(), token.hash());
        assert!(!format!("{token:?} {seed:?} {key:?}").contains(token.reveal()));
    }

    #[test]
    fn a_name_is_one_visible_line_and_a_lifetime_a_number_of_days() {
        assert_eq!(TokenName::parse(" Till ").unwrap().as_str(), "Till");
        assert_eq!(TokenName::parse("  "), Err(TokenNameError::Empty));
        assert_eq!(TokenName::parse("a\nb"), Err(TokenNameError::Control));
        assert_eq!(TokenName::parse("a\u{202e}b"), Err(TokenNameError::Control));
        assert!(TokenName::parse(&"é".repeat(60)).is_ok());
        assert_eq!(
            TokenName::parse(&"é".repeat(61)),
            Err(TokenNameError::TooLong)
        );
        assert_eq!(Lifetime::parse(" "), Ok(Lifetime::ENDLESS));
        assert_eq!(Lifetime::parse("90"), Lifetime::days(90));
        for bad in ["0", "3651", "-1", "+1", "1.5", "x", "99999999999"] {
            assert_eq!(Lifetime::parse(bad), Err(LifetimeError), "{bad}");
        }
    }
}
