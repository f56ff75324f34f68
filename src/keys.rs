//! The server's secret key file, and the keys derived from it for single purposes.
//! Whoever has this file and the database knows every seed before it is shown: it is made with owner-only rights.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// How many random bytes the file holds.
const LENGTH: usize = 64;

/// The secret all others are derived from.
#[derive(Clone)]
pub struct ServerKey([u8; LENGTH]);

impl std::fmt::Debug for ServerKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ServerKey(…)")
    }
}

/// Why the key file cannot be used. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The system refused.
    #[error("{}: {source}", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Others on this machine can read the file.
    #[error("{} can be read by others; run: chmod 600 {}", .0.display(), .0.display())]
    TooOpen(PathBuf),
    /// The file was cut short or is something else.
    #[error("{} does not hold a Clearlot key (64 bytes); restore it from your backup", .0.display())]
    NotAKey(PathBuf),
    /// The system has no random numbers to give.
    #[error("the system's random source failed: {0}")]
    Random(rand::rngs::SysError),
}

impl ServerKey {
    /// Reads the key file, or makes one at first start.
    ///
    /// # Errors
    /// [`KeyError`]: unreadable, too openly readable, or not a key.
    pub fn load_or_create(path: &Path) -> Result<Self, KeyError> {
        match File::open(path) {
            Ok(file) => Self::read(path, file),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Self::create(path),
            Err(source) => Err(KeyError::File {
                path: path.into(),
                source,
            }),
        }
    }

    fn read(path: &Path, file: File) -> Result<Self, KeyError> {
        let failed = |source| KeyError::File {
            path: path.into(),
            source,
        };
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            if file.metadata().map_err(failed)?.permissions().mode() & 0o077 != 0 {
                return Err(KeyError::TooOpen(path.into()));
            }
        }
        let mut bytes = Vec::with_capacity(LENGTH);
        file.take(LENGTH as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(failed)?;
        match bytes.try_into() {
            Ok(key) => Ok(ServerKey(key)),
            Err(_) => Err(KeyError::NotAKey(path.into())),
        }
    }

    /// Written under another name, synced and then linked into place: a crash leaves a whole key or none,
    /// and of two processes that start at once one wins and both use its key.
    fn create(path: &Path) -> Result<Self, KeyError> {
        let folder = path
            .parent()
            .filter(|p| !p.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |source| KeyError::File { path, source }
        };
        create_private_folder(folder).map_err(failed(folder))?;
        let key = ServerKey(random()?);
        let draft = folder.join(format!(".key-{}", hex::encode(random::<8>()?)));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&draft).map_err(failed(&draft))?;
        let linked = file
            .write_all(&key.0)
            .and_then(|()| file.sync_all())
            .and_then(|()| std::fs::hard_link(&draft, path));
        std::fs::remove_file(&draft).map_err(failed(&draft))?;
        match linked {
            Ok(()) => {}
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {
                return Self::load_or_create(path);
            }
            Err(source) => {
                return Err(KeyError::File {
                    path: path.into(),
                    source,
                });
            }
        }
        File::open(folder)
            .and_then(|f| f.sync_all())
            .map_err(failed(folder))?;
        log::info!(
            "keys: made {}; back it up with the database, and keep both secret",
            path.display()
        );
        Ok(key)
    }

    /// A 32-byte key for one purpose: HMAC-SHA-256 of the purpose's name. Purposes never share a key.
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.0)
            .expect("invariant: HMAC takes keys of any length");
        mac.update(b"clearlot key ");
        mac.update(purpose.as_bytes());
        mac.finalize().into_bytes().into()
    }

    /// A short public name of this key, to notice when a database is opened with another one.
    pub fn fingerprint(&self) -> String {
        hex::encode(&self.derive("fingerprint")[..8])
    }

    /// A fixed key for tests.
    pub fn for_tests() -> Self {
        ServerKey([7; LENGTH])
    }
}

/// A folder only its owner can enter. One that exists is left as it is: it may be a mounted volume.
fn create_private_folder(folder: &Path) -> std::io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Bytes from the system's random source, for everything that must not be guessed.
///
/// # Errors
/// [`KeyError::Random`] when the system has none to give.
pub fn random<const N: usize>() -> Result<[u8; N], KeyError> {
    use rand::TryRng;
    let mut bytes = [0; N];
    rand::rngs::SysRng
        .try_fill_bytes(&mut bytes)
        .map_err(KeyError::Random)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data/clearlot.key");
        let first = ServerKey::load_or_create(&path).unwrap();
        let second = ServerKey::load_or_create(&path).unwrap();
        assert_eq!(first.fingerprint(), second.fingerprint());
        assert_ne!(first.derive("a"), first.derive("b"));
        assert_eq!(
            std::fs::read_dir(path.parent().unwrap()).unwrap().count(),
            1,
            "no draft stays behind"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_others_can_read_or_that_is_cut_short_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clearlot.key");
        ServerKey::load_or_create(&path).unwrap();
        assert_eq!(
            std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(
            ServerKey::load_or_create(&path),
            Err(KeyError::TooOpen(_))
        ));
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        std::fs::write(&path, b"short").unwrap();
        assert!(matches!(
            ServerKey::load_or_create(&path),
            Err(KeyError::NotAKey(_))
        ));
    }
}
