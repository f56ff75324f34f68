//! What a person allows themselves. How limits change is `model/limits.rs`; that they hold is for whoever takes ballots.

use serde_json::json;

use crate::accounts::Accounts;
use crate::accounts::model::limits::{Exclusion, PersonalLimits, until_lifted};
use crate::accounts::store;
use crate::audit::{self, Actor, account_object};
use crate::store::StoreError;

/// A wish of a person about their own limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitWish {
    /// So many ballots a day, or any number.
    Daily(Option<u64>),
    /// No ballots for a while.
    StayAway(Exclusion),
    /// Ballots again, in a day.
    ComeBack,
}

/// Changes the limits of the actor's own account, and answers those that it has then. `None` where it is gone.
///
/// # Errors
/// The database failed.
pub async fn change_limits(
    accounts: &Accounts,
    actor: &Actor,
    wish: LimitWish,
) -> Result<Option<PersonalLimits>, StoreError> {
    let (actor, now) = (actor.clone(), accounts.clock.now());
    let Some(id) = actor.account_id() else {
        return Ok(None);
    };
    accounts
        .db
        .write(move |conn| {
            let Some(account) = store::find_account(conn, id)? else {
                return Ok(None);
            };
            let old = account.limits;
            let (new, action) = match wish {
                LimitWish::Daily(wanted) => (old.with_daily(wanted, now), "limit.daily"),
                LimitWish::StayAway(length) => (old.excluded_for(length, now), "limit.stay_away"),
                LimitWish::ComeBack => (old.lifted(now), "limit.come_back"),
            };
            if new != old {
                store::mark_limits(conn, id, &new)?;
                let until = new.excluded_until.map(|until| match until {
                    until if until == until_lifted() => "lifted".to_owned(),
                    until => until.to_rfc3339(),
                });
                let later = new
                    .later
                    .map(|later| json!({"daily": later.daily, "from": later.from}));
                let detail = json!({"daily": new.daily, "later": later, "away_until": until});
                audit::record(conn, now, &actor, action, &account_object(id), &detail)?;
            }
            Ok(Some(new))
        })
        .await
}
