//! Where the database is and how it is used. Not here: opening it.

use std::path::PathBuf;

use super::error::OpenError;

/// Where the database is.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file on this machine.
    Sqlite(PathBuf),
    /// A PostgreSQL server, as libpq takes it.
    Postgres(String),
}

impl DatabaseUrl {
    /// Reads `sqlite://path` or `postgres://…`.
    ///
    /// # Errors
    /// [`OpenError::BadUrl`] for anything else, for parameters after a path, and for SQLite's own
    /// names (`:memory:`, `file:…`): a database in memory keeps nothing.
    pub fn parse(text: &str) -> Result<Self, OpenError> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(DatabaseUrl::Postgres(text.to_owned()));
        }
        let path = text.strip_prefix("sqlite://").ok_or(OpenError::BadUrl)?;
        let is_plain = !path.is_empty()
            && !path.contains(['?', '\0'])
            && !path.starts_with(':')
            && !path.starts_with("file:");
        is_plain
            .then(|| DatabaseUrl::Sqlite(path.into()))
            .ok_or(OpenError::BadUrl)
    }
}

impl std::fmt::Debug for DatabaseUrl {
    /// Never shows a password, wherever in the URL it is.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            DatabaseUrl::Sqlite(path) => write!(f, "sqlite://{}", path.display()),
            DatabaseUrl::Postgres(text) => {
                let place = text.rsplit_once('@').map_or("", |(_, place)| place);
                let place = place.split('?').next().unwrap_or_default();
                write!(f, "postgres://…@{place}")
            }
        }
    }
}

/// How the database is used.
#[derive(Debug, Clone)]
pub struct StoreConfig {
    /// Where it is.
    pub url: DatabaseUrl,
    /// Connections for reading; on PostgreSQL as many again for writing.
    pub connections: u32,
    /// Start although the PostgreSQL server would lose confirmed writes in a power cut.
    pub allow_unsafe: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_url_never_shows_its_password() {
        for url in [
            "postgres://me:secret@db.example/clearlot",
            "postgres://me:secr@et@db.example/clearlot",
            "postgres://db.example/clearlot?user=me&password=secret",
            "postgres://me@db.example/clearlot?password=secret",
        ] {
            let shown = format!("{:?}", DatabaseUrl::parse(url).unwrap());
            assert!(!shown.contains("secr"), "{shown}");
        }
    }

    #[test]
    fn what_is_no_plain_file_and_no_server_is_refused() {
        for url in [
            "mysql://x",
            "sqlite://",
            "sqlite://:memory:",
            "sqlite://file:x",
            "sqlite://x.db?mode=rwc",
            "data.db",
            "",
        ] {
            assert!(
                matches!(DatabaseUrl::parse(url), Err(OpenError::BadUrl)),
                "{url}"
            );
        }
        assert_eq!(
            DatabaseUrl::parse("sqlite:///srv/clearlot.db").unwrap(),
            DatabaseUrl::Sqlite("/srv/clearlot.db".into())
        );
    }
}
