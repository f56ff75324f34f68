//! Where to go after signing in. Anybody can write the address of a login page, so only paths on this site are taken.

/// A path on this site, with its query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalPath(String);

/// The longest path that is taken, in bytes.
const LONGEST: usize = 2000;

impl LocalPath {
    /// Reads a path that came from outside; anything that a browser could take for another site is `/`.
    pub fn parse_or_home(text: &str) -> Self {
        // once more decoded, because something on the way may do so
        let is_local = is_local(text.as_bytes())
            && is_local(&decoded(text))
            && text.bytes().all(|b| b.is_ascii_graphic())
            && text.len() <= LONGEST;
        LocalPath(if is_local { text } else { "/" }.to_owned())
    }

    /// The path, for `Location` and for the form's hidden field.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One slash, then neither slash nor backslash; nowhere a backslash or what browsers drop from addresses.
fn is_local(text: &[u8]) -> bool {
    text.first() == Some(&b'/')
        && text.get(1) != Some(&b'/')
        && !text.iter().any(|b| *b == b'\\' || b.is_ascii_control())
}

fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let mut byte = [0];
        match after.get(..2) {
            Some(digits) if first == b'%' && hex::decode_to_slice(digits, &mut byte).is_ok() => {
                bytes.push(byte[0]);
                rest = &after[2..];
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_on_this_site_is_kept() {
        for path in [
            "/",
            "/ballots",
            "/lotteries/daily?page=2&q=a%20b",
            "/check-winner?date=2026-11-21",
            "/a/../b",
            "/100%",
        ] {
            assert_eq!(LocalPath::parse_or_home(path).as_str(), path);
        }
    }

    #[test]
    fn everything_else_leads_home() {
        let long = format!("/{}", "a".repeat(LONGEST));
        for path in [
            "",
            " ",
            "e",
            "//e",
            "///e",
            "/\\e",
            "\\/e",
            "\\\\e",
            "/\t/e",
            "\t//e",
            "/\n/e",
            "/\r\n/e",
            " //e",
            "/%09/e",
            "/%0a/e",
            "/%0D%0ASet-Cookie:a=b",
            "/%2Fe",
            "/%2f%2fe",
            "/%5Ce",
            "/%5c/e",
            "/a%5C..%5C",
            "/a\\b",
            "/\u{0}",
            "/%00",
            "/\u{7f}",
            "http://e",
            "https://e",
            "https:e",
            "https:/e",
            "http:\\\\e",
            "HTTPS://e",
            "javascript:alert(1)",
            "data:text/html,x",
            "//e@f",
            "//[::1]",
            "mailto:a@b",
            ".//e",
            "..//e",
            "?next=//e",
            "#//e",
            "/\u{e9}",
            "/a b",
            "／/e",
            "/\u{2028}/e",
            "\u{feff}/e",
            long.as_str(),
        ] {
            assert_eq!(LocalPath::parse_or_home(path).as_str(), "/", "{path:?}");
        }
    }
}
