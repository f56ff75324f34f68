//! Entries of a draw as managers' programs see them, and how they ask for them.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::ballots::Entry;
use crate::draws::{self, DrawName};
use crate::web::paging::whole_number;

/// An entry as managers see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct DrawEntry {
    /// The entry.
    #[serde(flatten)]
    pub entry: Entry,
    /// Whose it is; none once the person has left.
    #[schema(required, example = "amara")]
    pub username: Option<String>,
    /// Why it was cancelled, if it was: then its ballots cannot win.
    #[schema(required)]
    pub cancelled: Option<String>,
}

impl DrawEntry {
    /// The entry of the draw of this name.
    pub(super) fn new(draw: &DrawName, entry: &draws::Entry) -> Self {
        DrawEntry {
            entry: Entry::new(draw.as_str(), entry),
            username: entry.reference.clone(),
            cancelled: entry.cancelled.clone(),
        }
    }
}

/// A page of the entries of a draw.
#[derive(Debug, Serialize, ToSchema)]
pub struct DrawEntryList {
    /// In the order they were accepted.
    pub entries: Vec<DrawEntry>,
    /// Where the next page begins; none on the last.
    #[schema(required)]
    pub next_cursor: Option<String>,
}

/// Which entries are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct EntryQuery {
    /// How many at most.
    #[param(minimum = 1, maximum = 100, default = 30, nullable = false)]
    #[serde(default, deserialize_with = "whole_number")]
    pub limit: Option<u32>,
    /// Where to go on: `next_cursor` of the page before. It has no meaning of its own.
    #[param(max_length = 100, nullable = false)]
    pub cursor: Option<String>,
    /// The entries of this account alone.
    #[param(example = "amara", nullable = false)]
    pub username: Option<String>,
}
