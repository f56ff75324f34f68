//! The first manager: a link that works once, made at start while there is no manager. There is no default account.
//! More managers are made on the command line.

use std::io::Write;
use std::net::IpAddr;
use std::path::Path;

use chrono::TimeDelta;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::accounts::Accounts;
use crate::accounts::hasher::HashError;
use crate::accounts::model::password::Password;
use crate::accounts::model::{Account, Role, Username};
use crate::accounts::store;
use crate::audit::{self, account_object};
use crate::keys::KeyError;
use crate::private;
use crate::store::StoreError;
use crate::web::i18n::tr;

/// How long a link works.
const VALID: TimeDelta = TimeDelta::hours(24);

/// Why there is no first manager. The text is the user's, but for the last.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The link was used, is too old, or never was.
    #[error(
        "{}",
        tr(
            "This link no longer works. Restart Clearlot to get a new one, if there is still no manager."
        )
    )]
    LinkUsed,
    /// A participant has the name.
    #[error("{}", tr("That name is taken. Names are not case-sensitive."))]
    NameTaken,
    /// No hash was made.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No token could be made.
    #[error(transparent)]
    Random(#[from] KeyError),
    /// The file could not be written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
}

/// At start: while there is no manager, makes a link and voids earlier ones, writes it to `setup-link.txt` in the data
/// folder (readable by the owner only), prints it on standard error and returns it. `origin` is the public URL.
/// Of several instances started at once, the last one's link works.
///
/// # Errors
/// [`SetupError`]
pub async fn prepare_setup_link(
    accounts: &Accounts,
    origin: &str,
) -> Result<Option<String>, SetupError> {
    let token = hex::encode(crate::keys::random::<32>()?);
    let (hash, expires) = (token_hash(&token), accounts.clock.now() + VALID);
    let is_needed = accounts
        .db
        .write(move |conn| {
            store::delete_setup_links(conn)?;
            let is_needed = store::count_managers(conn)? == 0;
            if is_needed {
                store::insert_setup_link(conn, &hash, expires)?;
            }
            Ok::<_, StoreError>(is_needed)
        })
        .await?;
    if !is_needed {
        remove_file(&accounts.config.setup_file);
        return Ok(None);
    }
    let link = format!("{origin}/set-up/{token}");
    write_file(&accounts.config.setup_file, &link).map_err(|source| SetupError::File {
        path: accounts.config.setup_file.display().to_string(),
        source,
    })?;
    print(&link);
    Ok(Some(link))
}

/// Not to the log, which others may read.
fn print(link: &str) {
    eprintln!(
        "There is no manager yet. To make the first, open this link within 24 hours:\n  {link}"
    );
}

/// Whether the link of this token can be used.
///
/// # Errors
/// The database failed.
pub async fn is_setup_link(accounts: &Accounts, token: &str) -> Result<bool, StoreError> {
    let (hash, now) = (token_hash(token), accounts.clock.now());
    accounts
        .db
        .read_short(move |conn| store::is_setup_link(conn, &hash, now))
        .await
}

/// Makes the first manager and uses up the link; of two at once, one does.
///
/// # Errors
/// [`SetupError`]; then there is no new account, and where the name was taken the link still works.
pub async fn set_up(
    accounts: &Accounts,
    token: &str,
    username: Username,
    password: &Password,
    address: IpAddr,
) -> Result<Account, SetupError> {
    if !is_setup_link(accounts, token).await? {
        return Err(SetupError::LinkUsed);
    }
    let hash = accounts.hasher.hash(password).await?;
    let (token, now) = (token_hash(token), accounts.clock.now());
    let retired = accounts.throttle_key.retired_name(&username);
    let account = accounts
        .db
        .write(move |conn| {
            if !store::delete_setup_link(conn, &token, now)? {
                return Err(SetupError::LinkUsed);
            }
            let made = store::insert_account(conn, &username, &hash, Role::Manager, &retired, now)?;
            let account = made.ok_or(SetupError::NameTaken)?;
            let (actor, object) = (account.actor(Some(address)), account_object(account.id));
            let detail = json!({"role": Role::Manager.as_str()});
            audit::record(conn, now, &actor, "account.set_up", &object, &detail)?;
            Ok(account)
        })
        .await?;
    remove_file(&accounts.config.setup_file);
    log::info!("accounts: the set-up link made manager {}", account.id);
    Ok(account)
}

/// The token has 256 random bits, so a plain hash is enough.
fn token_hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

/// Made anew each time, so that an older file's rights are not kept.
fn write_file(path: &Path, link: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    remove_file(path);
    let mut options = private::file_options();
    options.write(true).create_new(true);
    writeln!(options.open(path)?, "{link}")
}

/// The link in a file that stays behind no longer works.
fn remove_file(path: &Path) {
    match std::fs::remove_file(path) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
            log::warn!("accounts: {} was not removed: {e}", path.display());
        }
        _ => {}
    }
}
