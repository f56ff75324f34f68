//! What a feature keeps about a person, as plain data: how to list it for them and how to erase it when they leave.
//! Features hand theirs to the application, which gives them to accounts. Which features there are is not known here.

use std::collections::HashMap;

use crate::store::{Conn, StoreError};

/// Where a page of a list begins: after the row of these two numbers.
pub type After = Option<(i64, i64)>;

/// Some rows of a list, and where the next page begins if there is one.
pub type PersonPage = (Vec<serde_json::Value>, After);

/// One list of rows about a person, read page by page: it may be long.
#[derive(Debug, Clone, Copy)]
pub struct PersonList {
    /// Its name in the file a person downloads.
    pub name: &'static str,
    /// A page of the list of this account.
    pub page: fn(&mut Conn, i64, After) -> Result<PersonPage, StoreError>,
}

/// How many ballots each of these accounts has put in.
pub type CountBallots = fn(&mut Conn, &[i64]) -> Result<HashMap<i64, u64>, StoreError>;

/// What one feature keeps about people.
#[derive(Debug, Clone, Copy)]
pub struct PersonRecords {
    /// What a person can download.
    pub lists: &'static [PersonList],
    /// Erases what tells who somebody was, in the transaction that deletes the account.
    pub erase: fn(&mut Conn, i64) -> Result<(), StoreError>,
    /// How many ballots these accounts have put in, those with none left out.
    pub ballots: Option<CountBallots>,
}
