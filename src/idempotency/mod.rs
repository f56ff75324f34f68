//! Doing a thing once, however often a program asks for it: what was done under an `Idempotency-Key` is kept for a day.
//!
//! 1. A key belongs to whoever sent it: two accounts may number their requests alike.
//! 2. Its row is written in the transaction that does the thing: both are there, or neither.
//! 3. The same key with the same values gets the first answer again, status and body.
//! 4. The same key with other values is refused, and nothing is done.
//! 5. A request that was refused has used up no key.
//! 6. Of several at once one does it, and the others wait for its answer.
//! 7. After a day a key is forgotten; sent then, it is a new request.
//!
//! Ballots keep their keys elsewhere, in the batch that takes them (`draws`). What can be made here, is not known here.

mod api;
mod jobs;
mod model;
mod operations;
mod store;

pub use api::{mark_replayed, respond};
pub use jobs::forget_old_keys;
pub use model::{Answer, Fingerprint, Once, OnceError, Owner};
pub use operations::{find_answer, forget_name, once};
