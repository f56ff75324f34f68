//! What a transaction about draws needs besides its connection. No [`Draws`](super::Draws) goes into one: the last must not
//! be dropped on the database's own thread.

use super::dealing::Dealers;
use crate::clock::Clock;
use crate::draws::seal::SealingKey;

/// Cheap to clone; all clones share what they remember.
#[derive(Clone)]
pub struct Tools {
    pub(super) clock: Clock,
    pub(super) sealing: SealingKey,
    pub(super) dealers: Dealers,
}

impl Tools {
    pub(super) fn new(clock: Clock, sealing: SealingKey) -> Self {
        Tools {
            clock,
            sealing,
            dealers: Dealers::default(),
        }
    }
}
