//! Everything a SQLite database holds, as text to compare. Left out: when a session was last seen.

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel::{Connection, SqliteConnection};

use crate::database::Database;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    value: String,
}

fn lines(conn: &mut SqliteConnection, query: &str) -> Vec<String> {
    let lines: Vec<Line> = diesel::sql_query(query).load(conn).unwrap();
    lines.into_iter().map(|line| line.value).collect()
}

pub fn dump(database: &Database) -> Vec<String> {
    let mut conn = SqliteConnection::establish(&database.file().to_string_lossy()).unwrap();
    let tables = lines(
        &mut conn,
        "SELECT name AS value FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    );
    let mut all = Vec::new();
    for table in tables {
        let columns = lines(
            &mut conn,
            &format!("SELECT name AS value FROM pragma_table_info('{table}')"),
        );
        let columns: Vec<String> = columns
            .into_iter()
            .filter(|name| {
                !(table == "sessions" && matches!(name.as_str(), "last_seen_at" | "expires_at"))
            })
            .map(|name| format!("quote(\"{name}\")"))
            .collect();
        let rows = format!(
            "SELECT '{table}: ' || {} AS value FROM \"{table}\" ORDER BY 1",
            columns.join(" || ', ' || ")
        );
        all.extend(lines(&mut conn, &rows));
    }
    all
}
