//! The database with no feature in it.
//!
//! - [`Db::read`] runs on connections that cannot write, in one snapshot; [`Db::read_short`] too, without changing threads.
//! - [`Db::write`] answers `Ok` only after the commit is on disk; writes happen as if one after the other.
//! - [`Db::write_locked`] is for transactions that begin by locking the rows they change.
//! - [`Db::write_frequent`] is the same for what comes by the thousand; [`Kept`] values of the calm version outlive it.
//! - SQLite has one writer thread that commits waiting writes in groups; PostgreSQL has a pool.
//! - A failing or panicking write never takes its neighbours with it.
//! - Both databases get the same migrations by name, applied at start.
//!
//! This kit knows no table of any feature: those are in each feature's `store.rs` over `crate::schema`.

mod check;
mod columns;
mod conn;
mod copies;
mod db;
mod error;
mod failpoint;
mod kept;
mod migrate;
mod open;
mod pool;
mod short;
mod timings;
mod url;
mod writer;

pub use columns::Moment;
pub use conn::{Conn, ForUpdate, MultiBackend, columns, is_unique_violation};
pub use copies::{
    TakenFile, copy_private, copy_sqlite, list_migrations, named_beside, remove_beside,
    remove_sqlite, sync_folder_of,
};
pub use db::Db;
pub use error::{OpenError, StoreError};
pub use failpoint::reach;
pub use kept::{Kept, Version, Watch};
pub use timings::Timings;
pub use url::{DatabaseUrl, StoreConfig};
