//! Pages of a list for programs: so many after a cursor, and a `Link` to the next. What a cursor stands for is the
//! feature's to know; to programs it is a text to hand back.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::IntoParams;

use super::json::json;
use super::problem::Problem;

/// How many one page has if nobody says.
const USUAL: u32 = 30;
/// How many it may have.
const MOST: u32 = 100;

/// How long a cursor may be: none is near.
const LONGEST: usize = 100;

/// Which page is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PageQuery {
    /// How many at most.
    #[param(minimum = 1, maximum = 100, default = 30, nullable = false)]
    #[serde(default, deserialize_with = "whole_number")]
    limit: Option<u32>,
    /// Where to go on: `next_cursor` of the page before. It has no meaning of its own.
    #[param(max_length = 100, nullable = false)]
    cursor: Option<String>,
}

/// A number that is there: an empty one, which the reader of queries would take for none, is refused like any other text.
///
/// # Errors
/// Anything but digits.
pub fn whole_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let is_written_plainly = text.bytes().all(|b| b.is_ascii_digit());
    let number = text.parse().ok().filter(|_| is_written_plainly);
    number
        .map(Some)
        .ok_or_else(|| D::Error::custom("not a whole number"))
}

impl PageQuery {
    /// The page of a list that has parameters of its own beside these two.
    pub fn new(limit: Option<u32>, cursor: Option<String>) -> Self {
        PageQuery { limit, cursor }
    }

    /// How many are asked for.
    ///
    /// # Errors
    /// A number out of range.
    pub fn limit(&self) -> Result<u32, Problem> {
        match self.limit {
            None => Ok(USUAL),
            Some(limit @ 1..=MOST) => Ok(limit),
            Some(_) => Err(Problem::invalid_field(
                "limit",
                format!("Write a whole number from 1 to {MOST}."),
            )),
        }
    }

    /// Where to go on, as the feature reads its cursors.
    ///
    /// # Errors
    /// A cursor that no page has given.
    pub fn cursor<T>(&self, read: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, Problem> {
        let Some(cursor) = &self.cursor else {
            return Ok(None);
        };
        let is_short = cursor.len() <= LONGEST;
        let at = is_short.then(|| read(cursor)).flatten().ok_or_else(|| {
            Problem::invalid_field("cursor", "Hand on the next_cursor of a page of this list.")
        })?;
        Ok(Some(at))
    }
}

/// One page in JSON, with a `Link` to the next, if there is one, at this path, which may have parameters of its own.
///
/// # Errors
/// The page cannot be written, which does not happen.
pub fn page(
    path: &str,
    limit: u32,
    next_cursor: Option<&str>,
    body: &impl Serialize,
) -> Result<HttpResponse, Problem> {
    let mut response = json(StatusCode::OK, body)?;
    if let Some(cursor) = next_cursor {
        let sign = if path.contains('?') { '&' } else { '?' };
        let next = format!("{path}{sign}limit={limit}&cursor={cursor}");
        link_to_next(&mut response, &next)?;
    }
    Ok(response)
}

/// Says where the next page is (RFC 8288).
///
/// # Errors
/// The address cannot be a header, which does not happen.
pub fn link_to_next(response: &mut HttpResponse, next: &str) -> Result<(), Problem> {
    let link = HeaderValue::try_from(format!("<{next}>; rel=\"next\""));
    let link = link.map_err(Problem::internal)?;
    response.headers_mut().insert(header::LINK, link);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_a_whole_number_or_left_out() {
        let read = |text: &str| serde_html_form::from_str::<PageQuery>(text);
        assert_eq!(read("").unwrap().limit().unwrap(), USUAL);
        assert_eq!(read("limit=7").unwrap().limit().unwrap(), 7);
        for wrong in ["limit=", "limit=x", "limit=%2B7", "limit=-7", "limit=7.0"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_page_has_one_to_a_hundred() {
        let limit = |limit| {
            let query = PageQuery {
                limit,
                cursor: None,
            };
            query.limit().ok()
        };
        assert_eq!(limit(None), Some(30));
        assert_eq!(limit(Some(1)), Some(1));
        assert_eq!(limit(Some(100)), Some(100));
        assert_eq!(limit(Some(0)), None);
        assert_eq!(limit(Some(101)), None);
    }
}
