//! The database with no feature in it.
//!
//! - [`Db::read`] runs on connections that cannot write, in one snapshot.
//! - [`Db::write`] answers `Ok` only after the commit is on disk; writes happen as if one after the other.
//! - [`Db::write_locked`] is for transactions that begin by locking the rows they change.
//! - SQLite has one writer thread that commits waiting writes in groups; PostgreSQL has a pool.
//! - A failing or panicking write never takes its neighbours with it.
//! - Both databases get the same migrations by name, applied at start.
//!
//! This kit knows no table of any feature: those are in each feature's `store.rs` over `crate::schema`.

mod columns;
mod conn;
mod db;
mod error;
mod migrate;
mod open;
mod pool;
mod timings;
mod url;
mod writer;

pub use columns::Moment;
pub use conn::{Conn, ForUpdate, MultiBackend, columns, is_unique_violation};
pub use db::Db;
pub use error::{OpenError, StoreError};
pub use timings::Timings;
pub use url::{DatabaseUrl, StoreConfig};
