//! Files and folders that only their owner may look into: keys, what was signed, the database, and whatever lies beside them.

use std::fs::{DirBuilder, OpenOptions};
use std::path::Path;

/// Options to open a file with, which make it, where they make one, readable and writable for its owner alone.
pub fn file_options() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes a folder that only its owner can enter. One that exists is left as it is: it may be a mounted volume.
///
/// # Errors
/// What the system says.
pub fn create_folder(folder: &Path) -> std::io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
