//! Columns: what goes in comes out, the same on both databases.

use chrono::{DateTime, Utc};
use clearlot::schema;
use clearlot::store::{Conn, Moment, StoreError};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::insert;
use crate::database::databases;

/// Selects every column that `schema.rs` names, from each table.
macro_rules! select_from_each {
    ($conn:expr, $($table:ident),+ $(,)?) => {
        vec![$({
            schema::$table::table
                .select(schema::$table::all_columns)
                .limit(1)
                .execute($conn)?;
            stringify!($table)
        }),+]
    };
}

fn read_each_table(conn: &mut Conn) -> Result<Vec<&'static str>, StoreError> {
    Ok(select_from_each!(
        conn,
        accounts,
        sessions,
        sign_in_throttles,
        known_addresses,
        setup_links,
        server_facts,
        letters,
        draw_mailings,
        account_emails,
        reset_requests,
        password_resets,
        mail_outages,
        draws,
        entries,
        participations,
        submission_keys,
        results,
        drawn_ballots,
        lotteries,
        lottery_prizes,
        daily_draws,
        deleted_accounts,
        lottery_changes,
        claims,
        claim_steps,
        audit_log,
        audit_people,
        beacons,
        tree_nodes,
        tree_backlog,
        server_log,
        anchors,
        audit_head,
        api_tokens,
        idempotency_keys,
        cosignatures,
        raffles,
        tickets,
        raffle_invites,
    ))
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

#[actix_web::test]
async fn every_table_can_be_read_and_none_is_missing_from_the_schema() {
    for database in databases() {
        let db = database.open();
        let mut read = db.read(read_each_table).await.unwrap();
        let catalogue = if database.is_postgres() {
            "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public'"
        } else {
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        };
        let mut there: Vec<String> = db
            .read(move |conn| Ok::<_, StoreError>(diesel::sql_query(catalogue).load::<Name>(conn)?))
            .await
            .unwrap()
            .into_iter()
            .map(|table| table.name)
            .filter(|name| name != "__diesel_schema_migrations")
            .collect();
        there.sort();
        read.sort_unstable();
        assert_eq!(read, there, "{database}");
    }
}

#[actix_web::test]
async fn a_moment_comes_back_to_the_microsecond_and_sorts_by_time() {
    use schema::accounts::{
        created_at, disabled_at, password_hash, role, table, username, username_key,
    };
    let moments: Vec<DateTime<Utc>> = [
        "1969-12-31T23:59:59.999999Z",
        "2026-11-21T00:00:00Z",
        "2026-11-21T00:00:00.000001Z",
        "2026-11-21T00:00:00.5Z",
        "2026-11-21T00:00:00.500001Z",
        "2026-11-21T00:00:01Z",
        "2036-02-29T23:59:59.999999Z",
    ]
    .map(|text| text.parse().unwrap())
    .to_vec();
    for database in databases() {
        let db = database.open();
        let written = moments.clone();
        db.write(move |conn| {
            for moment in written.iter().rev() {
                // what is finer than a microsecond is cut off
                let finer = Moment::from(*moment + chrono::Duration::nanoseconds(999));
                diesel::insert_into(table)
                    .values((
                        username.eq("somebody"),
                        username_key.eq(moment.to_rfc3339()),
                        password_hash.eq(""),
                        role.eq("participant"),
                        created_at.eq(finer),
                        disabled_at.eq(Some(finer)),
                    ))
                    .execute(conn)?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
        let read = db
            .read(|conn| {
                Ok::<Vec<(Moment, Option<Moment>)>, StoreError>(
                    table
                        .select((created_at, disabled_at))
                        .order(created_at)
                        .load(conn)?,
                )
            })
            .await
            .unwrap();
        let read: Vec<_> = read
            .into_iter()
            .map(|(a, b)| {
                assert_eq!(Some(a), b, "{database}");
                a.utc()
            })
            .collect();
        assert_eq!(read, moments, "{database}");
    }
}

#[actix_web::test]
async fn a_second_row_of_the_same_key_is_known_as_such() {
    for database in databases() {
        let db = database.open();
        db.write(|conn| insert(conn, "one")).await.unwrap();
        let error = db.write(|conn| insert(conn, "one")).await.unwrap_err();
        assert!(error.is_unique_violation(), "{database}: {error}");
        let other = db
            .write(|conn| {
                diesel::sql_query("INSERT INTO server_facts (name) VALUES ('no value')")
                    .execute(conn)?;
                Ok::<_, StoreError>(())
            })
            .await
            .unwrap_err();
        assert!(!other.is_unique_violation(), "{database}: {other}");
    }
}

#[actix_web::test]
async fn numbered_parameters_work_and_may_be_used_twice() {
    #[derive(QueryableByName)]
    struct Sum {
        #[diesel(sql_type = BigInt)]
        sum: i64,
    }
    for database in databases() {
        let db = database.open();
        let row = db
            .read(|conn| {
                Ok::<Sum, StoreError>(
                    diesel::sql_query("SELECT $1 + $2 + $1 AS sum")
                        .bind::<BigInt, _>(20)
                        .bind::<BigInt, _>(2)
                        .get_result(conn)?,
                )
            })
            .await
            .unwrap();
        assert_eq!(row.sum, 42, "{database}");
    }
}
