//! How often somebody may try, and the names under which tries are counted. The counting itself is `store/throttles.rs`.
//!
//! A try is counted before any work is done for it, so that many at once are no way around the limit.
//! Nobody is ever locked out: a count ends with its window, which no further try makes longer, and the count over all
//! addresses does not hold where the account has signed in from before.

use std::net::IpAddr;

use chrono::TimeDelta;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::Username;
use crate::keys::ServerKey;
use crate::web::i18n::tn;

/// So many tries in so much time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// How many tries a window has.
    pub tries: i64,
    /// How long it lasts, from its first try.
    pub window: TimeDelta,
}

/// The limits of this feature.
#[derive(Debug, Clone)]
pub struct AccountLimits {
    /// Sign-ins to one account from one address.
    pub sign_in_pair: Limit,
    /// Sign-ins from one address.
    pub sign_in_address: Limit,
    /// Sign-ins to one account from all addresses that it has not signed in from before.
    pub sign_in_account: Limit,
    /// New accounts from one address.
    pub sign_up_address: Limit,
    /// Failed sign-ins of the whole site that the audit log lists one by one; the rest of the window it counts.
    pub failures_listed: Limit,
}

impl Default for AccountLimits {
    fn default() -> Self {
        let per_quarter = |tries| Limit {
            tries,
            window: TimeDelta::minutes(15),
        };
        AccountLimits {
            sign_in_pair: per_quarter(10),
            sign_in_address: per_quarter(30),
            sign_in_account: per_quarter(100),
            sign_up_address: Limit {
                tries: 20,
                window: TimeDelta::hours(1),
            },
            failures_listed: per_quarter(1000),
        }
    }
}

impl AccountLimits {
    /// Limits no test meets by accident: it makes many accounts from one address.
    pub fn for_tests() -> Self {
        let many = |limit: Limit| Limit {
            tries: 1_000_000,
            ..limit
        };
        let limits = Self::default();
        AccountLimits {
            sign_in_address: many(limits.sign_in_address),
            sign_up_address: many(limits.sign_up_address),
            ..limits
        }
    }
}

/// Too many tries; this one was not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", wait(*.retry_after))]
pub struct Throttled {
    /// Seconds until there is room again.
    pub retry_after: u64,
}

fn wait(seconds: u64) -> String {
    tn(
        "Too many tries in a short time. Wait a minute, then try once more.",
        "Too many tries in a short time. Wait {n} minutes, then try once more.",
        seconds.div_ceil(60).max(1),
    )
}

/// One thing that is counted, with its limit. The name is a keyed hash: the table tells nobody who tried from where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bucket(String);

impl Bucket {
    pub(in crate::accounts) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Names buckets and places. A place is an address as limits count it: of IPv6 the whole /64 of one household.
#[derive(Clone)]
pub struct ThrottleKey([u8; 32]);

impl ThrottleKey {
    /// The key for this purpose.
    pub fn new(server: &ServerKey) -> Self {
        ThrottleKey(server.derive("throttle"))
    }

    /// Sign-ins with this name (as typed: it need not exist) from this place.
    pub(in crate::accounts) fn sign_in_pair(&self, name: &str, place: IpAddr) -> Bucket {
        self.bucket("pair", &[&name.trim().to_lowercase(), &place.to_string()])
    }

    /// Sign-ins from this place.
    pub(in crate::accounts) fn sign_in_address(&self, place: IpAddr) -> Bucket {
        self.bucket("address", &[&place.to_string()])
    }

    /// Sign-ins with this name.
    pub(in crate::accounts) fn sign_in_account(&self, name: &str) -> Bucket {
        self.bucket("account", &[&name.trim().to_lowercase()])
    }

    /// New accounts from this place.
    pub(in crate::accounts) fn sign_up_address(&self, place: IpAddr) -> Bucket {
        self.bucket("sign-up", &[&place.to_string()])
    }

    /// What is kept of the name of a deleted account, to refuse it to others.
    pub(in crate::accounts) fn retired_name(&self, name: &Username) -> String {
        self.bucket("retired name", &[&name.key()]).0
    }

    /// Failed sign-ins, all of them.
    pub(in crate::accounts) fn failures(&self) -> Bucket {
        self.bucket("failures", &[])
    }

    /// What a place is remembered as.
    pub(in crate::accounts) fn known_address(&self, place: IpAddr) -> String {
        self.bucket("known", &[&place.to_string()]).0
    }

    /// Letters that this account asks for.
    pub(in crate::accounts) fn letters_of(&self, account: i64) -> Bucket {
        self.bucket("letters of", &[&account.to_string()])
    }

    /// Letters to this address, in lower case, whoever asks for them.
    pub(in crate::accounts) fn letters_to(&self, address: &str) -> Bucket {
        self.bucket("letters to", &[address])
    }

    /// Names typed on the page about forgotten passwords, from this place.
    pub(in crate::accounts) fn resets_from(&self, place: IpAddr) -> Bucket {
        self.bucket("resets from", &[&place.to_string()])
    }

    /// Links that set a new password for this account.
    pub(in crate::accounts) fn resets_of(&self, account: i64) -> Bucket {
        self.bucket("resets of", &[&account.to_string()])
    }

    /// Each part with its length in front, so that no two lists of parts read alike.
    fn bucket(&self, kind: &str, parts: &[&str]) -> Bucket {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.0)
            .expect("invariant: HMAC takes keys of any length");
        for part in [kind].iter().chain(parts) {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        Bucket(hex::encode(mac.finalize().into_bytes()))
    }
}

impl std::fmt::Debug for ThrottleKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ThrottleKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_bucket_is_named_by_what_it_counts_and_by_the_key() {
        let key = ThrottleKey::new(&ServerKey::for_tests());
        let here = address("192.0.2.7");
        assert_eq!(
            key.sign_in_pair("Amara", here),
            key.sign_in_pair(" amara", here)
        );
        let names = [
            key.sign_in_pair("amara", here),
            key.sign_in_pair("amara", address("192.0.2.8")),
            key.sign_in_account("amara"),
            key.sign_in_address(here),
            key.sign_up_address(here),
            ThrottleKey([0; 32]).sign_in_address(here),
        ];
        for (i, one) in names.iter().enumerate() {
            assert!(!names[..i].contains(one), "{i}");
        }
    }

    #[test]
    fn a_refusal_says_how_long_to_wait() {
        let text = |retry_after| Throttled { retry_after }.to_string();
        assert!(text(1).contains("Wait a minute,"));
        assert!(text(61).contains("Wait 2 minutes,"));
        assert!(text(900).contains("Wait 15 minutes,"));
    }
}
