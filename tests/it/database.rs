//! A fresh database for each test: SQLite always, PostgreSQL too when `CLEARLOT_TEST_POSTGRES_URL` names a server.
//! Not here: tables' contents; a test fills in what it needs.
//!
//! ```ignore
//! #[actix_web::test]
//! async fn a_ballot_is_kept() {
//!     for database in databases() {
//!         let db = database.open();
//!         …
//!     }
//! }
//! ```

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use clearlot::store::{Conn, DatabaseUrl, Db, OpenError, StoreConfig};
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};
use tempfile::TempDir;
use url::Url;

/// The databases a test runs on, each made when its turn comes and removed when it is dropped.
pub fn databases() -> impl Iterator<Item = Database> {
    std::iter::once_with(Database::sqlite).chain(postgres_databases())
}

/// As [`databases`], for what only PostgreSQL can do: empty when no server is named.
pub fn postgres_databases() -> impl Iterator<Item = Database> {
    std::env::var("CLEARLOT_TEST_POSTGRES_URL")
        .ok()
        .filter(|url| !url.is_empty())
        .into_iter()
        .map(|url| Database::postgres(&url))
}

/// One fresh database. A test that fails while it holds one says which it was.
pub struct Database {
    place: Place,
    data: Arc<TempDir>,
}

enum Place {
    Sqlite(TempDir),
    Postgres { admin: String, name: String },
}

impl Database {
    /// A file in a folder of its own.
    pub fn sqlite() -> Self {
        Database {
            place: Place::Sqlite(tempfile::tempdir().unwrap()),
            data: Arc::new(tempfile::tempdir().unwrap()),
        }
    }

    fn postgres(admin: &str) -> Self {
        let name = format!("clearlot_test_{:016x}", rand::random::<u64>());
        PgConnection::establish(admin)
            .unwrap_or_else(|e| panic!("CLEARLOT_TEST_POSTGRES_URL: {e}"))
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .unwrap();
        Database {
            place: Place::Postgres {
                admin: admin.to_owned(),
                name,
            },
            data: Arc::new(tempfile::tempdir().unwrap()),
        }
    }

    /// The data folder of the servers on this database: keys, and how far logs were signed. It stays when one restarts.
    pub fn data(&self) -> Arc<TempDir> {
        self.data.clone()
    }

    /// Whether this is PostgreSQL, where a second [`Database::open`] is a second instance of the program.
    pub fn is_postgres(&self) -> bool {
        matches!(self.place, Place::Postgres { .. })
    }

    /// The settings to open it with, as the program would have them.
    pub fn config(&self) -> StoreConfig {
        StoreConfig {
            url: DatabaseUrl::parse(&self.url()).unwrap(),
            connections: 4,
            allow_unsafe: false,
        }
    }

    /// The value of `DATABASE_URL` that names it.
    pub fn url(&self) -> String {
        match &self.place {
            Place::Sqlite(folder) => format!("sqlite://{}", file_in(folder).display()),
            Place::Postgres { .. } => self.postgres_url(),
        }
    }

    /// Opens it, with the schema up to date.
    pub fn open(&self) -> Db {
        self.try_open().unwrap_or_else(|e| panic!("{self}: {e}"))
    }

    /// Opens it, or says why not.
    pub fn try_open(&self) -> Result<Db, OpenError> {
        Db::open(&self.config())
    }

    /// A plain connection beside the program: no checks, no migrations, no file lock.
    pub fn raw(&self) -> Conn {
        match &self.place {
            Place::Sqlite(folder) => Conn::Sqlite(
                SqliteConnection::establish(&file_in(folder).to_string_lossy()).unwrap(),
            ),
            Place::Postgres { .. } => {
                Conn::Postgres(PgConnection::establish(&self.postgres_url()).unwrap())
            }
        }
    }

    /// Where SQLite's file is, or will be.
    ///
    /// # Panics
    /// On PostgreSQL.
    pub fn file(&self) -> std::path::PathBuf {
        match &self.place {
            Place::Sqlite(folder) => file_in(folder),
            Place::Postgres { .. } => panic!("{self} is not a file"),
        }
    }

    fn postgres_url(&self) -> String {
        let Place::Postgres { admin, name } = &self.place else {
            panic!("{self} is no server's");
        };
        let mut url = Url::parse(admin).unwrap();
        url.set_path(name);
        url.into()
    }
}

fn file_in(folder: &TempDir) -> std::path::PathBuf {
    Path::join(folder.path(), "data/clearlot.db")
}

impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::Sqlite(_) => f.write_str("SQLite"),
            Place::Postgres { name, .. } => write!(f, "PostgreSQL ({name})"),
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the test failed on {self}");
        }
        if let Place::Postgres { admin, name } = &self.place {
            let dropped = PgConnection::establish(admin)
                .map_err(|e| e.to_string())
                .and_then(|mut pg| {
                    pg.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)"))
                        .map_err(|e| e.to_string())
                });
            if let Err(e) = dropped {
                eprintln!("cannot drop {self}: {e}");
            }
        }
    }
}
