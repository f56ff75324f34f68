//! The table `account_emails`: at most one row for an account. Nothing is sent to what is only pending.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::accounts::model::email::{Choices, Email, Recipient, Topic};
use crate::mail::EmailAddress;
use crate::on_each;
use crate::schema::{account_emails, accounts};
use crate::store::{Conn, Moment, MultiBackend, StoreError};

fn parsed(account: i64, text: &str) -> Result<EmailAddress, StoreError> {
    EmailAddress::parse(text)
        .map_err(|e| StoreError::corrupt(format!("e-mail address of account {account}"), e))
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = account_emails, check_for_backend(MultiBackend))]
struct EmailRow {
    account_id: i64,
    address: Option<String>,
    pending: Option<String>,
    wants_results: bool,
    wants_cancelled: bool,
}

/// What is known of an account's address.
pub fn find_email(conn: &mut Conn, account: i64) -> Result<Option<Email>, StoreError> {
    let row: Option<EmailRow> = account_emails::table
        .find(account)
        .select(EmailRow::as_select())
        .first(conn)
        .optional()?;
    let email = |row: EmailRow| {
        let read = |text: Option<String>| text.map(|t| parsed(row.account_id, &t)).transpose();
        Ok(Email {
            address: read(row.address)?,
            pending: read(row.pending)?,
            choices: Choices {
                results: row.wants_results,
                cancelled: row.wants_cancelled,
            },
        })
    };
    row.map(email).transpose()
}

/// An address to be confirmed, in place of any that was to be.
pub fn save_pending_email(
    conn: &mut Conn,
    account: i64,
    address: &EmailAddress,
    token_hash: &str,
    until: DateTime<Utc>,
    language: &str,
) -> Result<(), StoreError> {
    let pending = (
        account_emails::pending.eq(Some(address.as_str())),
        account_emails::pending_hash.eq(Some(token_hash)),
        account_emails::pending_until.eq(Some(Moment::from(until))),
        account_emails::language.eq(language),
    );
    let row = (
        account_emails::account_id.eq(account),
        pending,
        account_emails::wants_results.eq(true),
        account_emails::wants_cancelled.eq(true),
    );
    on_each!(conn, |c| diesel::insert_into(account_emails::table)
        .values(row)
        .on_conflict(account_emails::account_id)
        .do_update()
        .set(pending)
        .execute(c))?;
    Ok(())
}

/// The account and the address that a link confirms, while it works.
pub fn find_pending_email(
    conn: &mut Conn,
    token_hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<(i64, EmailAddress)>, StoreError> {
    let row: Option<(i64, Option<String>)> = account_emails::table
        .filter(account_emails::pending_hash.eq(token_hash))
        .filter(account_emails::pending_until.gt(Moment::from(now)))
        .select((account_emails::account_id, account_emails::pending))
        .first(conn)
        .optional()?;
    match row {
        Some((account, Some(text))) => Ok(Some((account, parsed(account, &text)?))),
        _ => Ok(None),
    }
}

/// The pending address is confirmed. False where the link was used meanwhile: of two at once, one does.
pub fn mark_email_confirmed(
    conn: &mut Conn,
    account: i64,
    address: &EmailAddress,
    token_hash: &str,
) -> Result<bool, StoreError> {
    let row = account_emails::table
        .find(account)
        .filter(account_emails::pending_hash.eq(token_hash));
    let changed = diesel::update(row)
        .set((
            account_emails::address.eq(Some(address.as_str())),
            account_emails::pending.eq(None::<&str>),
            account_emails::pending_hash.eq(None::<&str>),
            account_emails::pending_until.eq(None::<Moment>),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Removes the address of an account, confirmed or not. False where there was none.
pub fn delete_email(conn: &mut Conn, account: i64) -> Result<bool, StoreError> {
    Ok(diesel::delete(account_emails::table.find(account)).execute(conn)? == 1)
}

/// What the account wants to be told from here on. False where it has no address.
pub fn mark_choices(
    conn: &mut Conn,
    account: i64,
    choices: Choices,
    language: &str,
) -> Result<bool, StoreError> {
    let changed = diesel::update(account_emails::table.find(account))
        .set((
            account_emails::wants_results.eq(choices.results),
            account_emails::wants_cancelled.eq(choices.cancelled),
            account_emails::language.eq(language),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// The account wants to hear no more of this. Nothing where it has no address.
pub fn mark_stopped(conn: &mut Conn, account: i64, topic: Topic) -> Result<(), StoreError> {
    let row = account_emails::table.find(account);
    match topic {
        Topic::Results => diesel::update(row)
            .set(account_emails::wants_results.eq(false))
            .execute(conn)?,
        Topic::Cancelled => diesel::update(row)
            .set(account_emails::wants_cancelled.eq(false))
            .execute(conn)?,
    };
    Ok(())
}

/// Accounts in use with a confirmed address that want this topic, or any topic: those after `after`, at most `limit`.
pub fn list_recipients(
    conn: &mut Conn,
    topic: Topic,
    after: i64,
    limit: u32,
) -> Result<Vec<Recipient>, StoreError> {
    let query = account_emails::table
        .inner_join(accounts::table)
        .filter(account_emails::address.is_not_null())
        .filter(account_emails::account_id.gt(after))
        .filter(accounts::disabled_at.is_null())
        .order(account_emails::account_id)
        .limit(limit.into())
        .select((
            account_emails::account_id,
            accounts::username,
            account_emails::address,
            account_emails::language,
        ));
    let rows: Vec<RecipientRow> = match topic {
        Topic::Results => query
            .filter(account_emails::wants_results.eq(true))
            .load(conn)?,
        Topic::Cancelled => query
            .filter(account_emails::wants_cancelled.eq(true))
            .load(conn)?,
    };
    rows.into_iter().filter_map(recipient).collect()
}

/// The account as a recipient of this topic; none where it does not want it, has no confirmed address, or is disabled.
/// Without a topic, what it wants does not matter.
pub fn find_recipient(
    conn: &mut Conn,
    account: i64,
    topic: Option<Topic>,
) -> Result<Option<Recipient>, StoreError> {
    let wanted = match topic {
        Some(topic) => find_email(conn, account)?.is_some_and(|email| match topic {
            Topic::Results => email.choices.results,
            Topic::Cancelled => email.choices.cancelled,
        }),
        None => true,
    };
    if !wanted {
        return Ok(None);
    }
    let row: Option<RecipientRow> = account_emails::table
        .inner_join(accounts::table)
        .filter(account_emails::account_id.eq(account))
        .filter(accounts::disabled_at.is_null())
        .select((
            account_emails::account_id,
            accounts::username,
            account_emails::address,
            account_emails::language,
        ))
        .first(conn)
        .optional()?;
    row.and_then(recipient).transpose()
}

type RecipientRow = (i64, String, Option<String>, String);

fn recipient(
    (account_id, username, address, language): RecipientRow,
) -> Option<Result<Recipient, StoreError>> {
    let address = parsed(account_id, &address?);
    Some(address.map(|address| Recipient {
        account_id,
        username,
        address,
        language,
    }))
}

/// Forgets addresses that nobody confirmed in time.
pub fn delete_expired_emails(conn: &mut Conn, now: DateTime<Utc>) -> Result<(), StoreError> {
    let expired = || account_emails::pending_until.le(Moment::from(now));
    diesel::delete(
        account_emails::table
            .filter(expired())
            .filter(account_emails::address.is_null()),
    )
    .execute(conn)?;
    diesel::update(account_emails::table.filter(expired()))
        .set((
            account_emails::pending.eq(None::<&str>),
            account_emails::pending_hash.eq(None::<&str>),
            account_emails::pending_until.eq(None::<Moment>),
        ))
        .execute(conn)?;
    Ok(())
}
