//! Files of comma-separated values that spreadsheets open without running anything in them.

use std::borrow::Cow;

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Bytes;
use futures_util::Stream;

use super::error::WebError;

/// A cell that no spreadsheet takes for a formula: one that would begin like one gets an apostrophe in front.
pub fn safe_cell(text: &str) -> Cow<'_, str> {
    let begins_like_a_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\'']);
    if begins_like_a_formula {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// What [`safe_cell`] was given.
pub fn original_cell(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if safe_cell(rest) != rest => rest,
        _ => cell,
    }
}

/// Some rows as text, quoted as RFC 4180 says.
///
/// # Errors
/// [`WebError::Internal`]: memory takes what is written to it.
pub fn rows<R, C>(rows: impl IntoIterator<Item = R>) -> Result<Bytes, WebError>
where
    R: IntoIterator<Item = C>,
    C: AsRef<str>,
{
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .flexible(true)
        .from_writer(Vec::new());
    for row in rows {
        let cells = row.into_iter();
        let cells = cells.map(|cell| safe_cell(cell.as_ref()).into_owned());
        writer
            .write_record(cells.collect::<Vec<_>>())
            .map_err(WebError::internal)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|e| WebError::internal(e.to_string()))?;
    Ok(Bytes::from(bytes))
}

/// A file to download under this name, sent while it is read.
pub fn download(
    name: &str,
    parts: impl Stream<Item = Result<Bytes, WebError>> + 'static,
) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ))
        .streaming(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_each_can_be_read_back() {
        let cells = [
            "=1+1",
            "+1",
            "-1",
            "@a",
            "\tx",
            "'a",
            "plain",
            "a,\"b\"\nc",
            "",
        ];
        let text = rows([cells]).unwrap();
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(&text[..]);
        let row = reader.records().next().unwrap().unwrap();
        for (written, cell) in cells.iter().zip(&row) {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t']), "{cell}");
            assert_eq!(cell.strip_prefix('\'').unwrap_or(cell), *written);
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_read_again_is_what_was_written(
            table in proptest::collection::vec(
                proptest::collection::vec("[=+@'\\-\\t\\r\\n,\";a-zé0-9 ]{0,8}", 3),
                1..8,
            ),
        ) {
            let text = rows(&table).unwrap();
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .from_reader(&text[..]);
            let read: Vec<Vec<String>> = reader
                .records()
                .map(|row| row.unwrap().iter().map(|cell| original_cell(cell).to_owned()).collect())
                .collect();
            proptest::prop_assert_eq!(read, table);
        }
    }
}
