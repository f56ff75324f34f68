//! The store's promises, each as a test on both databases.
//! Not here: any feature's tables in use.

use crate::database::databases;

#[actix_web::test]
async fn every_database_opens_and_reads() {
    for database in databases() {
        let db = database.open();
        let one = db
            .read(|conn| {
                diesel::RunQueryDsl::get_result::<i32>(
                    diesel::select(diesel::dsl::sql::<diesel::sql_types::Integer>("1")),
                    conn,
                )
                .map_err(clearlot::store::StoreError::from)
            })
            .await
            .unwrap();
        assert_eq!(one, 1, "{database}");
    }
}
