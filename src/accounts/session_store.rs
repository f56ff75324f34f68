//! Keeps sessions in the database for actix-session: loads a session with its account in one read, and lets none that
//! was revoked come back. What a session says is `session.rs`; the rows are `store/sessions.rs`.

use std::collections::HashMap;
use std::sync::Arc;

use actix_session::storage::{LoadError, SaveError, SessionKey, SessionStore, UpdateError};
use actix_web::cookie::time;
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};

use super::model::{Account, Role};
use super::session::{OPENING, Opening, SIGNED_IN, SignedIn};
use super::store::{self, NewSession, StoredSession};
use crate::clock::Clock;
use crate::store::{Db, Kept, StoreError};

/// How long the cookie lasts: as long as any session may. The row decides.
pub const SESSION_TTL: time::Duration = time::Duration::days(30);

/// How long a session lasts at most, and how long unused.
struct Lifetime {
    absolute: TimeDelta,
    idle: TimeDelta,
}

const PARTICIPANT: Lifetime = Lifetime {
    absolute: TimeDelta::days(30),
    idle: TimeDelta::hours(12),
};
const MANAGER: Lifetime = Lifetime {
    absolute: TimeDelta::hours(12),
    idle: TimeDelta::hours(2),
};
/// Somebody who is not signed in and is to be told something on the next page.
const VISITOR: Lifetime = Lifetime {
    absolute: TimeDelta::hours(1),
    idle: TimeDelta::hours(1),
};
/// Use is noted at most this often, so that reading pages does not write; a session may end this much earlier.
const TOUCH: TimeDelta = TimeDelta::minutes(10);

impl Lifetime {
    fn of(account: Option<&Account>) -> &'static Self {
        match account.map(|account| account.role) {
            None => &VISITOR,
            Some(Role::Participant) => &PARTICIPANT,
            Some(Role::Manager) => &MANAGER,
        }
    }

    fn end(&self, created: DateTime<Utc>, seen: DateTime<Utc>) -> DateTime<Utc> {
        (created + self.absolute).min(seen + self.idle)
    }
}

/// How many sessions are kept in memory, of a few hundred bytes each.
const KEPT: usize = 10_000;

/// The sessions in the database.
#[derive(Clone, Debug)]
pub struct SessionTable {
    db: Db,
    clock: Clock,
    /// As they were read. Every write empties it but those of ballots, so a session that was ended is gone at once.
    kept: Arc<Kept<String, Arc<StoredSession>>>,
}

type State = HashMap<String, String>;

impl SessionTable {
    /// Sessions in this database.
    pub fn new(db: Db, clock: Clock) -> Self {
        SessionTable {
            db,
            clock,
            kept: Arc::new(Kept::new(KEPT)),
        }
    }

    async fn find(&self, id: &str) -> Result<Option<Arc<StoredSession>>, StoreError> {
        let (version, now) = (self.db.calm_version(), self.clock.now());
        let kept = self.kept.find(version, id);
        if kept.as_ref().is_some_and(|kept| now < kept.expires_at) {
            return Ok(kept);
        }
        let key = id.to_owned();
        let found = self
            .db
            .read_short(move |conn| store::find_session(conn, &key, now))
            .await?
            .map(Arc::new);
        if let Some(found) = &found {
            self.kept.keep(version, id.to_owned(), found.clone());
        }
        Ok(found)
    }

    /// Use that could not be noted is no reason not to show a page.
    async fn touch(&self, id: &str, session: &StoredSession) {
        let now = self.clock.now();
        if now - session.last_seen_at < TOUCH {
            return;
        }
        let expires = Lifetime::of(session.account.as_ref()).end(session.created_at, now);
        let (id, account) = (id.to_owned(), session.account.as_ref().map(|a| a.id));
        let noted: Result<(), StoreError> = self
            .db
            .write(move |conn| {
                if let Some(account) = account {
                    store::mark_account_seen(conn, account, now)?;
                }
                store::mark_session_seen(conn, &id, now, expires)
            })
            .await;
        if let Err(e) = noted {
            log::warn!("accounts: the use of a session was not noted: {e}");
        }
    }

    async fn insert(&self, id: String, mut state: State) -> anyhow::Result<()> {
        let opening: Option<Opening> = match state.remove(OPENING) {
            Some(json) => Some(serde_json::from_str(&json)?),
            None => None,
        };
        state.remove(SIGNED_IN);
        let (state, now) = (serde_json::to_string(&state)?, self.clock.now());
        let inserted: Result<(), StoreError> = self
            .db
            .write(move |conn| {
                let account = match &opening {
                    Some(opening) => store::find_account(conn, opening.account_id)?
                        // disabled, or the password changed while this sign-in was under way: signed in as nobody
                        .filter(|a| a.disabled_at.is_none())
                        .filter(|a| a.password_version == opening.password_version),
                    None => None,
                };
                if let Some(account) = &account {
                    store::mark_account_seen(conn, account.id, now)?;
                }
                let new = NewSession {
                    id: &id,
                    account_id: account.as_ref().map(|a| a.id),
                    state: &state,
                    user_agent: opening.as_ref().map_or("", |o| &o.user_agent),
                    expires_at: Lifetime::of(account.as_ref()).end(now, now),
                };
                store::insert_session(conn, &new, now)
            })
            .await;
        Ok(inserted?)
    }
}

impl SessionStore for SessionTable {
    async fn load(&self, key: &SessionKey) -> Result<Option<State>, LoadError> {
        let id = stored_id(key);
        let found = self
            .find(&id)
            .await
            .map_err(|e| LoadError::Other(e.into()))?;
        let Some(session) = found else {
            return Ok(None);
        };
        if session
            .account
            .as_ref()
            .is_some_and(|a| a.disabled_at.is_some())
        {
            return Ok(None);
        }
        self.touch(&id, &session).await;
        let unreadable = |e: serde_json::Error| LoadError::Deserialization(e.into());
        let mut state: State = serde_json::from_str(&session.state).map_err(unreadable)?;
        if let Some(account) = &session.account {
            let signed_in = SignedIn::new(account, id);
            let json = serde_json::to_string(&signed_in).map_err(unreadable)?;
            state.insert(SIGNED_IN.to_owned(), json);
        }
        Ok(Some(state))
    }

    async fn save(&self, state: State, _: &time::Duration) -> Result<SessionKey, SaveError> {
        let key = new_key().map_err(SaveError::Other)?;
        self.insert(stored_id(&key), state)
            .await
            .map_err(SaveError::Other)?;
        Ok(key)
    }

    async fn update(
        &self,
        key: SessionKey,
        mut state: State,
        _: &time::Duration,
    ) -> Result<SessionKey, UpdateError> {
        state.remove(SIGNED_IN);
        state.remove(OPENING);
        let json =
            serde_json::to_string(&state).map_err(|e| UpdateError::Serialization(e.into()))?;
        let id = stored_id(&key);
        let updated: Result<(), StoreError> = self
            .db
            .write(move |conn| store::mark_session_state(conn, &id, &json))
            .await;
        updated.map_err(|e| UpdateError::Other(e.into()))?;
        Ok(key)
    }

    /// Lifetimes are the store's own: see `TOUCH`.
    async fn update_ttl(&self, _: &SessionKey, _: &time::Duration) -> anyhow::Result<()> {
        Ok(())
    }

    async fn delete(&self, key: &SessionKey) -> anyhow::Result<()> {
        let id = stored_id(key);
        let deleted: Result<(), StoreError> = self
            .db
            .write(move |conn| store::delete_session(conn, &id))
            .await;
        Ok(deleted?)
    }
}

fn new_key() -> anyhow::Result<SessionKey> {
    Ok(SessionKey::try_from(hex::encode(
        crate::keys::random::<32>()?,
    ))?)
}

/// What is stored instead of the key, so that a copy of the database opens no session. The key has 256 random bits,
/// so a plain hash is enough.
fn stored_id(key: &SessionKey) -> String {
    hex::encode(Sha256::digest(key.as_ref().as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_by_idleness_or_by_age_whichever_comes_first() {
        let start = DateTime::UNIX_EPOCH;
        let hours = |n| start + TimeDelta::hours(n);
        assert_eq!(PARTICIPANT.end(start, start), hours(12));
        assert_eq!(PARTICIPANT.end(start, hours(24 * 29 + 20)), hours(24 * 30));
        assert_eq!(MANAGER.end(start, hours(1)), hours(3));
        assert_eq!(MANAGER.end(start, hours(11)), hours(12));
    }

    #[test]
    fn a_key_is_new_each_time_and_is_not_what_is_stored() {
        let (one, two) = (new_key().unwrap(), new_key().unwrap());
        assert_ne!(one, two);
        assert_eq!(one.as_ref().len(), 64);
        assert_ne!(one.as_ref(), stored_id(&one));
    }
}
