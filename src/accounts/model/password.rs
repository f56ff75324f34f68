//! Passwords: one that may be chosen, one that was only typed, and the hash of one. Three types, so that none passes
//! for another, and none shows itself in a log. How hashes are made is in `hasher.rs`.

use std::collections::HashSet;
use std::fmt;
use std::sync::LazyLock;

use argon2::password_hash::phc;
use unicode_normalization::UnicodeNormalization;

use crate::web::i18n::tr;

/// Passwords that are tried first by whoever guesses; source and licence in docs/third-party/common-passwords.md.
static COMMON: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("common_passwords.txt").lines().collect());

/// Words that come to mind on this site. A password made only of them, of the own name and of digits is refused.
const SITE_WORDS: [&str; 21] = [
    "clearlot",
    "lottery",
    "lotteries",
    "lotto",
    "raffle",
    "raffles",
    "ballot",
    "ballots",
    "daily",
    "draw",
    "draws",
    "drawing",
    "ticket",
    "tickets",
    "winner",
    "jackpot",
    "prize",
    "pool",
    "lucky",
    "password",
    "my",
];

/// A password that may be chosen: 8 to 128 characters of any kind, not a common one. In Unicode form NFC, so that
/// two keyboards that write `é` differently write the same password. Never trimmed or cut.
pub struct Password(String);

/// Why a password may not be chosen. The text is the user's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Fewer than [`Password::MIN`] characters.
    #[error(
        "{}",
        tr(
            "That password is too short. Use 8 characters or more; three ordinary words work well."
        )
    )]
    TooShort,
    /// More than [`Password::MAX`] characters.
    #[error("{}", tr("That password is too long. Use 128 characters or fewer."))]
    TooLong,
    /// On the list of common ones.
    #[error(
        "{}",
        tr(
            "That password is one of the first that others would guess. Choose another; three ordinary words work well."
        )
    )]
    Common,
    /// The own name, words of this site and digits, and nothing else.
    #[error(
        "{}",
        tr(
            "That password is made of your name or of words of this site. Choose another; three ordinary words work well."
        )
    )]
    Predictable,
}

impl Password {
    /// The fewest characters of a password.
    pub const MIN: usize = 8;
    /// The most characters of a password.
    pub const MAX: usize = 128;

    /// Judges a new password for the account of this name (as typed; it need not be a valid one).
    ///
    /// # Errors
    /// [`PasswordError`], which says what to change.
    pub fn parse(text: &str, username: &str) -> Result<Self, PasswordError> {
        let text: String = text.nfc().collect();
        let length = text.chars().count();
        if length < Self::MIN {
            return Err(PasswordError::TooShort);
        }
        if length > Self::MAX {
            return Err(PasswordError::TooLong);
        }
        let lower = text.to_lowercase();
        let first = text.chars().next();
        if COMMON.contains(lower.as_str()) || text.chars().all(|c| Some(c) == first) {
            return Err(PasswordError::Common);
        }
        if is_predictable(&lower, &username.trim().to_lowercase()) {
            return Err(PasswordError::Predictable);
        }
        Ok(Password(text))
    }

    pub(in crate::accounts) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// Whether nothing is left of the password once the name, site words, digits and signs are taken away.
/// Both are in lower case. A password without any letter is not judged here: long random digits are fine.
fn is_predictable(password: &str, username: &str) -> bool {
    if !username.is_empty() && password == username {
        return true;
    }
    let letters = |text: &str| -> String { text.chars().filter(|c| c.is_alphabetic()).collect() };
    let (password, name) = (letters(password), letters(username));
    if password.is_empty() {
        return false;
    }
    // starts[i]: the first i bytes are whole words
    let mut starts = vec![false; password.len() + 1];
    starts[0] = true;
    for at in 0..password.len() {
        if !starts[at] {
            continue;
        }
        for word in SITE_WORDS.iter().copied().chain([name.as_str()]) {
            if !word.is_empty() && password[at..].starts_with(word) {
                starts[at + word.len()] = true;
            }
        }
    }
    starts[password.len()]
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// What somebody typed where a password is asked for. It need not meet today's rules, because the password may be older
/// than they are. In Unicode form NFC, like [`Password`].
pub struct PasswordAttempt(String);

impl PasswordAttempt {
    /// Takes the text as typed.
    pub fn new(text: &str) -> Self {
        PasswordAttempt(text.nfc().collect())
    }

    pub(in crate::accounts) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for PasswordAttempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordAttempt(…)")
    }
}

/// An argon2id hash in PHC string form, with its salt and cost.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Reads a stored hash.
    ///
    /// # Errors
    /// The text is no PHC string.
    pub(in crate::accounts) fn parse(text: String) -> Result<Self, phc::Error> {
        phc::PasswordHash::new(&text)?;
        Ok(PasswordHash(text))
    }

    pub(in crate::accounts) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> Option<PasswordError> {
        Password::parse(text, "Amara.Q").err()
    }

    #[test]
    fn a_password_may_be_any_text_of_8_to_128_characters() {
        for text in [
            "three ordinary words",
            " leading and trailing ",
            "пароль из слов",
            "82736455190",
            "🦀🦀🐙🦀🦀🐙🦀🦀",
            &"ab".repeat(64),
        ] {
            assert_eq!(refused(text), None, "{text:?}");
        }
        assert_eq!(refused("seven77"), Some(PasswordError::TooShort));
        assert_eq!(refused(&"ab".repeat(65)), Some(PasswordError::TooLong));
        assert_eq!(refused(""), Some(PasswordError::TooShort));
    }

    #[test]
    fn a_password_is_not_trimmed_and_is_the_same_from_every_keyboard() {
        let bytes = |text| Password::parse(text, "").unwrap().as_bytes().to_vec();
        assert_ne!(bytes(" caf\u{e9} au lait"), bytes("caf\u{e9} au lait"));
        assert_eq!(bytes("caf\u{e9} au lait"), bytes("cafe\u{301} au lait"));
        assert_eq!(
            bytes("caf\u{e9} au lait"),
            PasswordAttempt::new("cafe\u{301} au lait").as_bytes()
        );
    }

    #[test]
    fn common_passwords_are_refused_in_any_case() {
        for text in [
            "password1",
            "PassWord1",
            "iloveyou",
            "1qaz2wsx",
            "zzzzzzzzzzz",
        ] {
            assert_eq!(refused(text), Some(PasswordError::Common), "{text:?}");
        }
        assert!(COMMON.len() >= 3000);
        assert!(COMMON.iter().all(|word| word.len() >= Password::MIN));
    }

    #[test]
    fn the_own_name_and_words_of_this_site_make_no_password() {
        for text in [
            "amara.q1",
            "AmaraQ-2026",
            "clearlot",
            "Clearlot2026!",
            "my-lottery-77",
            "lotteryamaraq",
            "dailydraw1",
        ] {
            assert_eq!(refused(text), Some(PasswordError::Predictable), "{text:?}");
        }
        assert_eq!(refused("lottery horse staple"), None);
        assert!(Password::parse("amara.q.1", "").is_ok(), "no name, no rule");
    }

    #[test]
    fn debug_shows_nothing_of_a_password() {
        let password = Password::parse("three ordinary words", "").unwrap();
        let attempt = PasswordAttempt::new("three ordinary words");
        let hash = PasswordHash::parse("$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ".into()).unwrap();
        let shown = format!("{password:?} {attempt:?} {hash:?}");
        assert!(
            !shown.contains("words") && !shown.contains("argon2"),
            "{shown}"
        );
    }
}
