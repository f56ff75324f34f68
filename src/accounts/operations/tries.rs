//! Counts the tries of one sign-in under all its names, and takes them off again. How many are allowed is `throttle.rs`.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::accounts::Accounts;
use crate::accounts::model::throttle::{AccountLimits, Bucket, Limit, Throttled};
use crate::accounts::store;
use crate::audit::{self, Actor, account_object};
use crate::store::{Conn, StoreError};
use crate::web::address::place_of;

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
    pub(super) fn new(accounts: &Accounts, name: &str, address: IpAddr) -> Self {
        let (key, place) = (&accounts.throttle_key, place_of(address));
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

/// A try that was not made, and the bucket that was full.
#[derive(Debug)]
pub(super) struct Refused {
    pub throttled: Throttled,
    bucket: Bucket,
}

/// Counts one try in each bucket. Where one is full nothing is counted, so that a refused try fills no other and
/// costs no write. In the order of their names: two tries at once wait for each other instead of locking each other out.
pub(super) fn count_try(
    conn: &mut Conn,
    limits: &[(Bucket, Limit)],
    now: DateTime<Utc>,
) -> Result<Result<(), Refused>, StoreError> {
    if let Some((bucket, throttled)) = store::find_full(conn, limits, now)? {
        return Ok(Err(Refused { throttled, bucket }));
    }
    let mut limits: Vec<_> = limits.iter().collect();
    limits.sort_by(|one, two| one.0.cmp(&two.0));
    let mut counted = Vec::new();
    for (bucket, limit) in limits {
        let full = store::insert_try(conn, bucket, *limit, now)?.err();
        counted.push(bucket);
        // filled by another instance since it was looked at
        if let Some(throttled) = full {
            for bucket in counted {
                store::mark_try_forgiven(conn, bucket)?;
            }
            let bucket = bucket.clone();
            return Ok(Err(Refused { throttled, bucket }));
        }
    }
    Ok(Ok(()))
}

/// Records that somebody was turned away: the first time in a window, so that a thousand refusals are one row.
pub(super) fn note_refusal(
    conn: &mut Conn,
    actor: &Actor,
    action: &'static str,
    account: Option<i64>,
    refused: &Refused,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if !store::mark_refusal_noted(conn, &refused.bucket)? {
        return Ok(());
    }
    let object = account.map(account_object).unwrap_or_default();
    let detail = json!({"seconds": refused.throttled.retry_after});
    audit::record(conn, now, actor, action, &object, &detail)
}

/// Records that a password was checked and let nobody in. Throttling bounds how often that is for one account and one
/// address; for the whole site [`AccountLimits::failures_listed`] does, and the rest is counted.
pub(super) async fn note_failure(
    accounts: &Accounts,
    actor: Actor,
    action: &'static str,
    account: Option<i64>,
    why: &'static str,
) -> Result<(), StoreError> {
    let (accounts, now) = (accounts.clone(), accounts.clock.now());
    let db = accounts.db.clone();
    db.write_locked(move |conn| {
        let unlisted = take_unlisted(conn, &accounts, now)?;
        let (bucket, limit) = failures(&accounts);
        let is_listed = store::insert_try(conn, &bucket, limit, now)?.is_ok();
        note_unlisted(conn, unlisted, now)?;
        if !is_listed {
            return Ok(());
        }
        let object = account.map(account_object).unwrap_or_default();
        let detail = json!({"why": why});
        audit::record(conn, now, &actor, action, &object, &detail)
    })
    .await
}

fn failures(accounts: &Accounts) -> (Bucket, Limit) {
    let limit = accounts.config.limits.failures_listed;
    (accounts.throttle_key.failures(), limit)
}

/// How many failures of a window that has ended were not listed one by one.
pub(super) fn take_unlisted(
    conn: &mut Conn,
    accounts: &Accounts,
    now: DateTime<Utc>,
) -> Result<i64, StoreError> {
    let (bucket, limit) = failures(accounts);
    let tries = store::delete_ended_bucket(conn, &bucket, now)?;
    Ok(tries.map_or(0, |tries| (tries - limit.tries).max(0)))
}

/// Records how many those were, in one row.
pub(super) fn note_unlisted(
    conn: &mut Conn,
    count: i64,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if count == 0 {
        return Ok(());
    }
    let (action, detail) = ("sign_in.failed_unlisted", json!({"count": count}));
    audit::record(conn, now, &Actor::clock(), action, "", &detail)
}

/// Takes the try off again. `owner` is the account whose password it was: then its pair starts anew, and the address is
/// one it is known at. `signed_in` is recorded.
pub(super) async fn forgive(
    accounts: &Accounts,
    tries: SignInTries,
    owner: Option<i64>,
    signed_in: Option<Actor>,
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
            if let Some(id) = owner {
                store::insert_known_address(conn, id, &tries.known_address, now)?;
            }
            match (owner, &signed_in) {
                (Some(id), Some(actor)) => {
                    let object = account_object(id);
                    audit::record(conn, now, actor, "sign_in.ok", &object, &json!({}))
                }
                _ => Ok(()),
            }
        })
        .await
}
