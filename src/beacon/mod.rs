//! Public randomness from the drand network: rounds that are fetched, checked and kept until a draw needs them.
//! Which draws need which round is not known here.
//!
//! 1. A draw announces in its open leaf whether a round of the network decides it; what is decided here is only whether
//!    new draws announce one.
//! 2. With `auto` they do while a relay has answered in the last minutes: a draw that waits for a network that this
//!    server cannot reach would never be drawn.
//! 3. Only rounds that a closed draw waits for are fetched, and none before its time.
//! 4. A relay is a messenger. What it says counts if the chain signed it, and for nothing else.
//! 5. Relays are asked in turn, each for a few seconds and a few kilobytes; when none has the round, all of them are
//!    left alone for a while that doubles up to a minute.
//! 6. No request and no draw waits for a relay: asking has a task of its own.
//! 7. Draws read rows, never the network. A row is checked again when it is read.
//! 8. A server without outgoing network is handed its rounds as files; they are checked in the same way.

mod inbox;
mod model;
mod operations;
mod relays;
mod rules;
mod store;

pub use model::{Awaited, BeaconConfig, BeaconMode, Relay, RelayError, SignedRound, Trouble};
pub use operations::{Beacons, ImportError, import_rounds, leave_rounds, read_rounds};
pub use rules::MARGIN;
pub use store::{find_round, has_round};
