//! Counts the tries of one sign-in under all its names, and takes them off again. How many are allowed is `throttle.rs`.

use std::net::IpAddr;

use chrono::{DateTime, Utc};

use crate::accounts::Accounts;
use crate::accounts::model::throttle::{AccountLimits, Bucket, Limit, Throttled};
use crate::accounts::store;
use crate::store::{Conn, StoreError};

/// The names under which one try of a password is counted.
#[derive(Debug, Clone)]
pub(super) struct SignInTries {
    pair: Bucket,
    address: Bucket,
    account: Bucket,
    known_address: String,
    limits: AccountLimits,
}

impl SignInTries {
    /// A try for this name, which nobody need have, from this address.
    pub(super) fn new(accounts: &Accounts, name: &str, place: IpAddr) -> Self {
        let key = &accounts.throttle_key;
        SignInTries {
            pair: key.sign_in_pair(name, place),
            address: key.sign_in_address(place),
            account: key.sign_in_account(name),
            known_address: key.known_address(place),
            limits: accounts.config.limits.clone(),
        }
    }

    /// What is to be counted. An attack on the account from everywhere does not count against its owner at home.
    pub(super) fn limits(
        &self,
        conn: &mut Conn,
        account: Option<i64>,
    ) -> Result<Vec<(Bucket, Limit)>, StoreError> {
        let mut limits = vec![
            (self.pair.clone(), self.limits.sign_in_pair),
            (self.address.clone(), self.limits.sign_in_address),
        ];
        let is_at_home = match account {
            Some(id) => store::is_known_address(conn, id, &self.known_address)?,
            None => false,
        };
        if !is_at_home {
            limits.push((self.account.clone(), self.limits.sign_in_account));
        }
        Ok(limits)
    }
}

/// Counts one try in each bucket. Where one is full, the caller rolls back, so that a refused try fills no other.
/// In the order of their names: two tries at once wait for each other instead of locking each other out.
pub(super) fn count_try(
    conn: &mut Conn,
    limits: &[(Bucket, Limit)],
    now: DateTime<Utc>,
) -> Result<Result<(), Throttled>, StoreError> {
    let mut limits: Vec<_> = limits.iter().collect();
    limits.sort_by(|one, two| one.0.cmp(&two.0));
    for (bucket, limit) in limits {
        if let Err(throttled) = store::insert_try(conn, bucket, *limit, now)? {
            return Ok(Err(throttled));
        }
    }
    Ok(Ok(()))
}

/// Takes the try off again. `owner` is the account whose password it was: then its pair starts anew, and the address is
/// one it is known at.
pub(super) async fn forgive(
    accounts: &Accounts,
    tries: SignInTries,
    owner: Option<i64>,
) -> Result<(), StoreError> {
    let now = accounts.clock.now();
    accounts
        .db
        .write_locked(move |conn| {
            let mut others = vec![&tries.address, &tries.account];
            match owner {
                Some(_) => store::delete_tries(conn, &tries.pair)?,
                None => others.push(&tries.pair),
            }
            others.sort();
            for bucket in others {
                store::mark_try_forgiven(conn, bucket)?;
            }
            match owner {
                Some(id) => store::insert_known_address(conn, id, &tries.known_address, now),
                None => Ok(()),
            }
        })
        .await
}
