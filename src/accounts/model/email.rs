//! The e-mail address of an account, what is sent to it, and the tokens of the links in mails.

use chrono::TimeDelta;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::accounts::model::throttle::Limit;
use crate::keys::{KeyError, ServerKey};
use crate::mail::EmailAddress;

/// How long a link that confirms an address works.
pub const CONFIRM_VALID: TimeDelta = TimeDelta::hours(24);
/// How long a link that sets a new password works.
pub const RESET_VALID: TimeDelta = TimeDelta::minutes(30);
/// Letters asked for by one account.
pub const PER_ACCOUNT: Limit = Limit {
    tries: 6,
    window: TimeDelta::days(1),
};
/// Letters asked for to one address, whoever asks.
pub const PER_RECIPIENT: Limit = Limit {
    tries: 4,
    window: TimeDelta::hours(6),
};
/// Names typed on the page about forgotten passwords, from one address.
pub const RESETS_PER_PLACE: Limit = Limit {
    tries: 10,
    window: TimeDelta::hours(1),
};
/// Links to set a new password, for one account.
pub const RESETS_PER_ACCOUNT: Limit = Limit {
    tries: 3,
    window: TimeDelta::hours(1),
};

/// What people can choose to be told by mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// What came of a draw they took part in.
    Results,
    /// That a draw or an entry of theirs was cancelled.
    Cancelled,
}

impl Topic {
    /// Every topic.
    pub const ALL: [Topic; 2] = [Topic::Results, Topic::Cancelled];

    /// The word in links.
    pub const fn as_str(self) -> &'static str {
        match self {
            Topic::Results => "results",
            Topic::Cancelled => "cancelled",
        }
    }
}

/// What an account has chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choices {
    /// To be told results.
    pub results: bool,
    /// To be told what was cancelled.
    pub cancelled: bool,
}

/// The address of an account, as far as there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email {
    /// Confirmed by its owner.
    pub address: Option<EmailAddress>,
    /// Waiting to be confirmed; until then the confirmed one counts.
    pub pending: Option<EmailAddress>,
    /// What is sent to the confirmed one.
    pub choices: Choices,
}

/// Somebody a letter can be sent to: an account in use, with a confirmed address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// The account.
    pub account_id: i64,
    /// Its name.
    pub username: String,
    /// Its confirmed address.
    pub address: EmailAddress,
    /// The code of its language.
    pub language: String,
}

/// The secret in a link of a mail: 256 random bits. The database has its hash.
pub struct LinkToken(String);

impl LinkToken {
    /// A new one.
    ///
    /// # Errors
    /// The system has no random numbers to give.
    pub fn generate() -> Result<Self, KeyError> {
        Ok(LinkToken(hex::encode(crate::keys::random::<32>()?)))
    }

    /// The text in the link.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What the database has of it.
    pub fn hash(&self) -> String {
        token_hash(&self.0)
    }
}

impl std::fmt::Debug for LinkToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LinkToken(…)")
    }
}

/// What the database would have of a token as it stands in an address. It has 256 random bits, so a plain hash is enough.
pub fn token_hash(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// Signs the links that stop mails: they work without signing in, for ever, and can do nothing else.
#[derive(Clone)]
pub struct StopKey([u8; 32]);

impl std::fmt::Debug for StopKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StopKey(…)")
    }
}

impl StopKey {
    /// The key for this purpose.
    pub fn new(server: &ServerKey) -> Self {
        StopKey(server.derive("links that stop mails"))
    }

    /// The last part of the link that stops this topic for this account.
    pub fn token(&self, account: i64, topic: Topic) -> String {
        format!(
            "{}-{account}-{}",
            topic.as_str(),
            hex::encode(self.mac(account, topic))
        )
    }

    /// Whose mails a link stops, and which; nothing for a link that this server did not make.
    pub fn parse(&self, token: &str) -> Option<(i64, Topic)> {
        let mut parts = token.splitn(3, '-');
        let (word, account, mac) = (parts.next()?, parts.next()?, parts.next()?);
        let topic = Topic::ALL
            .into_iter()
            .find(|topic| topic.as_str() == word)?;
        let account: i64 = account.parse().ok()?;
        let sent = hex::decode(mac).ok()?;
        let own = self.mac(account, topic);
        // every byte is looked at, so that the time tells nothing
        let differs = own.iter().zip(&sent).fold(0, |sum, (a, b)| sum | (a ^ b));
        (sent.len() == own.len() && differs == 0).then_some((account, topic))
    }

    fn mac(&self, account: i64, topic: Topic) -> [u8; 20] {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.0)
            .expect("invariant: HMAC takes keys of any length");
        mac.update(&account.to_be_bytes());
        mac.update(topic.as_str().as_bytes());
        let full = mac.finalize().into_bytes();
        let mut short = [0; 20];
        short.copy_from_slice(&full[..20]);
        short
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_stops_what_it_was_signed_for_and_nothing_else() {
        let key = StopKey::new(&ServerKey::for_tests());
        let token = key.token(17, Topic::Results);
        assert_eq!(key.parse(&token), Some((17, Topic::Results)));
        let mac = token.rsplit('-').next().unwrap();
        for forged in [
            format!("results-18-{mac}"),
            format!("cancelled-17-{mac}"),
            format!("results-17-{}", &mac[2..]),
            format!("results-17-{mac}00"),
            "results-17-".to_owned(),
            "results-17".to_owned(),
            String::new(),
        ] {
            assert_eq!(key.parse(&forged), None, "{forged}");
        }
        assert_eq!(StopKey([0; 32]).parse(&token), None);
    }

    #[test]
    fn a_token_is_long_and_its_hash_is_not_it() {
        let token = LinkToken::generate().unwrap();
        assert_eq!(token.expose().len(), 64);
        assert_eq!(token.hash(), token_hash(token.expose()));
        assert_ne!(token.hash(), token.expose());
    }
}
