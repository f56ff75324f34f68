//! The audit log: what managers did and who signed in, as one chain of rows that is only ever added to.
//!
//! 1. One row for each manager action and each sign-in event, written in the transaction of what it tells of.
//! 2. Rows are numbered from 1 without gaps, in the order of their commits, whichever instance wrote them.
//! 3. A row's hash covers the hash before it and every field of the row: one that is edited, deleted or put in shows.
//! 4. The database itself refuses to change or delete a row.
//! 5. Names and addresses are kept beside the chain, which holds a salted hash of them: they can be forgotten when an
//!    account is deleted or grows old, and cannot be changed.
//! 6. A row says who (account, visitor, command line, the clock), from where, what, to which object, and a small detail.
//! 7. A detail holds no secret and no name: accounts are named by their number.
//! 8. Failed sign-ins are bounded: each checked password is a row up to a limit for the whole site, each throttled
//!    window is one row, and what went unlisted is counted in one row when the window ends.
//! 9. [`record`] locks the end of the chain until the commit, so it is the last statement of its transaction.
//! 10. Whoever can rewrite the whole database can write another chain: note its head elsewhere and compare.

mod from_request;
mod model;
mod operations;
mod rules;
mod store;

pub use model::{Actor, ActorKind, Filter, Person, Row};
pub use operations::{ChainError, ChainHead, list_rows, list_rows_in, verify_chain};
pub use rules::account_object;
pub use store::{forget_account, forget_people_before, record};
