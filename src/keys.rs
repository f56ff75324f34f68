//! The server's secret files: the key from which others are derived for single purposes, and the one that signs its logs.
//! Whoever has the first and the database knows every seed before it is shown; whoever has the second can speak in the
//! server's name. Both are made with owner-only rights.

use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::private;

/// How many random bytes the key file holds.
const LENGTH: usize = 64;
/// How many random bytes the file of the signing key holds.
const SIGNING_LENGTH: usize = 32;

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
    #[error("{} does not hold a Clearlot key ({} bytes); restore it from your backup", .0.display(), .1)]
    NotAKey(PathBuf, usize),
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
        load_or_create(path).map(ServerKey)
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

/// Where the signing key and what belongs to it are kept.
#[derive(Debug, Clone)]
pub struct SigningFiles {
    /// The secret key.
    pub key: PathBuf,
    /// How far each log was signed.
    pub heads: PathBuf,
    /// All public keys so far.
    pub vkeys: PathBuf,
}

impl SigningFiles {
    /// The files in this folder.
    pub fn in_folder(folder: &Path) -> Self {
        SigningFiles {
            key: folder.join("clearlot.signing-key"),
            heads: folder.join("clearlot.signed-heads"),
            vkeys: folder.join("clearlot.vkeys"),
        }
    }
}

/// The secret that signs the server's logs.
#[derive(Clone)]
pub struct SigningSecret([u8; SIGNING_LENGTH]);

impl std::fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningSecret(…)")
    }
}

impl SigningSecret {
    /// Reads the file, or makes one at first start.
    ///
    /// # Errors
    /// [`KeyError`]: unreadable, too openly readable, or not a key.
    pub fn load_or_create(path: &Path) -> Result<Self, KeyError> {
        load_or_create(path).map(SigningSecret)
    }

    /// Puts a new secret in the place of the one that is there, which is gone then.
    ///
    /// # Errors
    /// [`KeyError`]; the old one is still there.
    pub fn replace(path: &Path) -> Result<Self, KeyError> {
        let secret = random()?;
        write_secret(path, &secret, |draft| std::fs::rename(draft, path))
            .map_err(|(path, source)| KeyError::File { path, source })?;
        Ok(SigningSecret(secret))
    }

    /// The secret itself, for whoever signs with it.
    pub fn expose(&self) -> &[u8; SIGNING_LENGTH] {
        &self.0
    }
}

fn load_or_create<const N: usize>(path: &Path) -> Result<[u8; N], KeyError> {
    match File::open(path) {
        Ok(file) => read_secret(path, file),
        Err(e) if e.kind() == ErrorKind::NotFound => create(path),
        Err(source) => Err(KeyError::File {
            path: path.into(),
            source,
        }),
    }
}

fn read_secret<const N: usize>(path: &Path, file: File) -> Result<[u8; N], KeyError> {
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
    let mut bytes = Vec::with_capacity(N);
    file.take(N as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    match bytes.try_into() {
        Ok(key) => Ok(key),
        Err(_) => Err(KeyError::NotAKey(path.into(), N)),
    }
}

/// Of two processes that start at once one wins, and both use its secret.
fn create<const N: usize>(path: &Path) -> Result<[u8; N], KeyError> {
    let secret = random()?;
    match write_secret(path, &secret, |draft| std::fs::hard_link(draft, path)) {
        Ok(()) => {}
        Err((_, e)) if e.kind() == ErrorKind::AlreadyExists => return load_or_create(path),
        Err((path, source)) => return Err(KeyError::File { path, source }),
    }
    log::info!(
        "keys: made {}; back it up with the database, and keep both secret",
        path.display()
    );
    Ok(secret)
}

/// Written under another name, synced and then put into place: a crash leaves a whole secret or what was there before.
fn write_secret(
    path: &Path,
    secret: &[u8],
    put: impl FnOnce(&Path) -> std::io::Result<()>,
) -> Result<(), (PathBuf, std::io::Error)> {
    let folder = path
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| (path, source)
    };
    private::create_folder(folder).map_err(failed(folder))?;
    let mut suffix = [0; 8];
    rand::TryRng::try_fill_bytes(&mut rand::rngs::SysRng, &mut suffix)
        .map_err(|e| (path.to_owned(), std::io::Error::other(e)))?;
    let draft = folder.join(format!(".key-{}", hex::encode(suffix)));
    let mut options = private::file_options();
    options.write(true).create_new(true);
    let mut file = options.open(&draft).map_err(failed(&draft))?;
    let done = file
        .write_all(secret)
        .and_then(|()| file.sync_all())
        .and_then(|()| put(&draft));
    match std::fs::remove_file(&draft) {
        Err(e) if e.kind() != ErrorKind::NotFound => return Err((draft, e)),
        _ => {}
    }
    done.map_err(failed(path))?;
    File::open(folder)
        .and_then(|f| f.sync_all())
        .map_err(failed(folder))
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
            Err(KeyError::NotAKey(_, 64))
        ));
    }

    #[test]
    fn a_signing_key_is_made_once_and_replaced_when_asked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clearlot.signing-key");
        let first = SigningSecret::load_or_create(&path).unwrap();
        let read = || SigningSecret::load_or_create(&path).unwrap();
        assert_eq!(first.expose(), read().expose());
        let second = SigningSecret::replace(&path).unwrap();
        assert_ne!(first.expose(), second.expose());
        assert_eq!(second.expose(), read().expose());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
