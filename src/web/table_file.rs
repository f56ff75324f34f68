//! Tables as files for spreadsheets (CSV, RFC 4180). Cells that a spreadsheet would take for a formula are made plain
//! text by an apostrophe in front, which [`original`] takes away again. What the tables hold is the features' business.

use std::borrow::Cow;

use actix_web::http::header;
use actix_web::{HttpResponse, HttpResponseBuilder};

use super::error::WebError;

/// What a spreadsheet reads as the beginning of a formula, and the apostrophe itself, so that nothing is lost.
const NEUTRALISED: [char; 8] = ['=', '+', '-', '@', '\t', '\r', '\n', '\''];

/// A cell that no spreadsheet takes for a formula.
#[must_use]
pub fn neutral(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(NEUTRALISED) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// What [`neutral`] was given.
#[must_use]
pub fn original(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(NEUTRALISED) => rest,
        _ => cell,
    }
}

/// Rows as CSV, every cell made neutral.
///
/// # Errors
/// [`WebError::Internal`]: rows of different lengths.
pub fn csv<I, R>(rows: I) -> Result<Vec<u8>, WebError>
where
    I: IntoIterator<Item = R>,
    R: AsRef<[String]>,
{
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    for row in rows {
        let cells = row.as_ref().iter();
        writer
            .write_record(cells.map(|cell| neutral(cell).into_owned()))
            .map_err(WebError::internal)?;
    }
    writer
        .into_inner()
        .map_err(|e| WebError::internal(e.to_string()))
}

/// An answer that is saved as a file. `name` is made of letters, digits, dots and hyphens.
#[must_use]
pub fn download(name: &str) -> HttpResponseBuilder {
    let mut answer = HttpResponse::Ok();
    answer
        .content_type("text/csv; charset=utf-8")
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ))
        .insert_header((header::CACHE_CONTROL, "private, no-store"));
    answer
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_become_text() {
        for cell in ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "'x", "\nx"] {
            assert_eq!(neutral(cell), format!("'{cell}"));
        }
        for cell in ["", "anna", "1=1", "0042", "a'b"] {
            assert_eq!(neutral(cell), cell);
        }
    }

    #[test]
    fn rows_end_with_a_line_break_of_the_standard_and_are_quoted_where_needed() {
        let row = |cells: &[&str]| -> Vec<String> {
            cells.iter().map(|cell| (*cell).to_owned()).collect()
        };
        let bytes = csv([row(&["a", "b"]), row(&["x,\"y\"", "=1\nz"])]).unwrap();
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "a,b\r\n\"x,\"\"y\"\"\",\"'=1\nz\"\r\n"
        );
    }

    proptest! {
        #[test]
        fn what_is_read_again_is_what_was_written(
            rows in proptest::collection::vec(
                proptest::collection::vec("[=+@'\\-\\t\\r\\n,\";a-zé0-9 ]{0,8}", 3),
                1..8,
            ),
        ) {
            let bytes = csv(&rows).unwrap();
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .from_reader(bytes.as_slice());
            let read: Vec<Vec<String>> = reader
                .records()
                .map(|row| row.unwrap().iter().map(|cell| original(cell).to_owned()).collect())
                .collect();
            prop_assert_eq!(read, rows);
        }
    }
}
