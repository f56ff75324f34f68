//! Backups of a SQLite database while it is in use: taken, checked, kept, put back. And the same check for any database.
//!
//! 1. A backup is a whole database as it was at one moment, in one file; taking it stops nobody.
//! 2. It is checked before it gets its name: SQLite's own checks, every draw's numbers, tree and result, the audit chain.
//! 3. What is wrong in the database is wrong in its copy: then the copy is called faulty, and older ones are kept.
//! 4. Of each day but the last only the newest is kept, and of so many days as the settings say.
//! 5. The key file is not in it. Whoever has both knows the secrets of draws to come; whoever loses the key can only call
//!    those draws off. It is copied once, apart, and by hand: `clearlot backup --with-key` does that.
//! 6. A server takes one a day by itself, on no thread that others wait for; what goes wrong shows in health and metrics.
//! 7. Nothing is put back over a running server, and nothing that was there is deleted.
//! 8. PostgreSQL has tools of its own for all this; the check is for both.

mod check;
mod names;
mod restore;
mod schedule;
mod take;

use std::path::PathBuf;
use std::time::Duration;

pub use check::{Report, check_copy, check_database};
pub use restore::{Prepared, RestoreError, losses, prepare};
pub use schedule::{Backups, Trouble};
pub use take::{Backup, BackupError, take_backup};

/// Where backups go, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupConfig {
    /// The folder: better on another disk than the database.
    pub dir: PathBuf,
    /// Of how many days backups are kept.
    pub keep_days: usize,
    /// How often the server takes one by itself; never if none.
    pub every: Option<Duration>,
}
