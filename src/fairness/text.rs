//! The field types of spec §1: names, free text, times, decimal numbers.
//! Not the lines they stand on: those are `lines`.

use std::fmt;

/// The largest number that *dec* can write: 19 digits.
pub(super) const DEC_MAX: u64 = 9_999_999_999_999_999_999;
/// The largest *time*, in seconds since 1970-01-01 UTC.
const TIME_MAX: u64 = 1 << 40;
const NAME_BYTES_MAX: usize = 200;
const SEGMENT_BYTES_MAX: usize = 63;
const FREE_TEXT_CHARS_MAX: usize = 200;

/// What is wrong with one field; the text is meant for the person who wrote it.
///
/// Source: spec §1 and §3.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FieldError {
    /// A number with a sign, a leading zero, more than 19 digits, or something else.
    #[error("not a plain decimal number of at most 19 digits")]
    Decimal,
    /// A number outside its range, both ends included.
    #[error("the number must be between {min} and {max}")]
    Range {
        /// The smallest number allowed.
        min: u64,
        /// The largest number allowed.
        max: u64,
    },
    /// Not lower-case hexadecimal of the right length.
    #[error("not {bytes} bytes in lower-case hexadecimal")]
    Hex {
        /// How many bytes the field has.
        bytes: usize,
    },
    /// Not canonical, padded base64 of 32 bytes.
    #[error("not 32 bytes in padded base64")]
    Base64,
    /// Not a server name or an origin.
    #[error(
        "a name is made of segments of a-z, 0-9, '.' and '-', separated by '/', 200 bytes at most"
    )]
    Name,
    /// Free text that is empty, too long, or has control characters.
    #[error("the text must have 1 to 200 characters and no control characters")]
    FreeText,
    /// A drand chain that the specification does not list.
    #[error("this drand chain is not known")]
    Chain,
    /// Not the published value of a public event.
    #[error(
        "the value must be words of 0-9, A-Z, a-z and '.', separated by one space, 500 characters at most"
    )]
    PublicValue,
    /// A word that is not one of the alternatives at this place.
    #[error("this word is not allowed here")]
    Word,
    /// A line that does not begin as it should, is missing, or is one too many.
    #[error("this line is not the one expected here")]
    Line,
    /// A byte that no text may contain.
    #[error("control characters are not allowed")]
    ControlCharacter,
    /// The text does not end with a line feed.
    #[error("the text must end with a line feed")]
    Unterminated,
    /// Leaf indices that are not strictly ascending.
    #[error("the numbers must be in ascending order")]
    NotAscending,
    /// The list of ticket numbers is not as long as the entry has ballots.
    #[error("there must be one ticket number for each ballot")]
    TicketNumberCount,
}

/// Reads *dec*: ASCII digits, no sign, no leading zero, at most 19 of them.
/// (`Display` of an unsigned integer up to [`DEC_MAX`] writes it.)
pub(super) fn parse_dec(text: &str) -> Result<u64, FieldError> {
    let is_canonical = (1..=19).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && (text == "0" || !text.starts_with('0'));
    if !is_canonical {
        return Err(FieldError::Decimal);
    }
    text.parse().ok().ok_or(FieldError::Decimal)
}

/// Reads *dec* within a range, both ends included.
pub(super) fn parse_dec_in(text: &str, min: u64, max: u64) -> Result<u64, FieldError> {
    in_range(parse_dec(text)?, min, max)
}

/// Passes a number that lies in a range, both ends included.
pub(super) fn in_range(number: u64, min: u64, max: u64) -> Result<u64, FieldError> {
    if (min..=max).contains(&number) {
        Ok(number)
    } else {
        Err(FieldError::Range { min, max })
    }
}

/// Reads exactly `N` bytes of lower-case hexadecimal.
pub(super) fn parse_hex<const N: usize>(text: &str) -> Result<[u8; N], FieldError> {
    let mut bytes = [0; N];
    let is_lower = !text.bytes().any(|byte| byte.is_ascii_uppercase());
    if is_lower && hex::decode_to_slice(text, &mut bytes).is_ok() {
        Ok(bytes)
    } else {
        Err(FieldError::Hex { bytes: N })
    }
}

/// Reads `yes` or `no`.
pub(super) fn parse_yes_no(text: &str) -> Result<bool, FieldError> {
    match text {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(FieldError::Word),
    }
}

/// Writes `yes` or `no`.
pub(super) fn yes_no(claim: bool) -> &'static str {
    if claim { "yes" } else { "no" }
}

/// No text of the protocol may contain these, whatever the field.
pub(super) fn is_control(character: char) -> bool {
    character < '\u{20}' || character == '\u{7f}'
}

fn is_segment(segment: &str) -> bool {
    let is_alphanumeric = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = segment.as_bytes();
    bytes.len() <= SEGMENT_BYTES_MAX
        && bytes.first().is_some_and(is_alphanumeric)
        && bytes.last().is_some_and(is_alphanumeric)
        && bytes
            .iter()
            .all(|byte| is_alphanumeric(byte) || matches!(byte, b'.' | b'-'))
        // These two would collide with the paths under which a log is served.
        && !matches!(segment, "checkpoint" | "tile")
}

fn is_name(text: &str) -> bool {
    text.len() <= NAME_BYTES_MAX && text.split('/').all(is_segment)
}

/// The name of a server: a URL without scheme, such as `lotto.example/vdraw`.
///
/// Source: spec §1, *server name*.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ServerName(String);

impl ServerName {
    /// Reads a server name.
    ///
    /// # Errors
    /// [`FieldError::Name`] if a segment is malformed or reserved, or the whole has more than 200 bytes.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        if is_name(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(FieldError::Name)
        }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ServerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The world-wide name of one draw and of its log: server name, `/`, draw id. It is used once.
///
/// Source: spec §1, *origin*.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin(String);

impl Origin {
    /// Reads an origin.
    ///
    /// # Errors
    /// [`FieldError::Name`] if it is not a name of at least two segments (server and draw id).
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        if is_name(text) && text.contains('/') {
            Ok(Self(text.to_owned()))
        } else {
            Err(FieldError::Name)
        }
    }

    /// The origin of a draw of this server.
    ///
    /// # Errors
    /// [`FieldError::Name`] if the draw id is not made of segments, or the whole is too long.
    pub fn below(server: &ServerName, draw_id: &str) -> Result<Self, FieldError> {
        Self::parse(&format!("{server}/{draw_id}"))
    }

    /// Whether this draw belongs to the server.
    pub fn is_below(&self, server: &ServerName) -> bool {
        self.0
            .strip_prefix(server.as_str())
            .is_some_and(|rest| rest.starts_with('/'))
    }

    /// The origin as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// 1 to 200 code points without control characters; spaces count, also at both ends.
///
/// Source: spec §1, *free text*.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FreeText(String);

impl FreeText {
    /// Reads free text. Nothing is trimmed or normalised.
    ///
    /// # Errors
    /// [`FieldError::FreeText`] if it is empty, too long, or has control characters.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let is_short = text
            .chars()
            .take(FREE_TEXT_CHARS_MAX.saturating_add(1))
            .count()
            <= FREE_TEXT_CHARS_MAX;
        if text.is_empty() || !is_short || text.contains(is_control) {
            return Err(FieldError::FreeText);
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FreeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whole seconds since 1970-01-01 UTC, at most 2^40.
///
/// Source: spec §1, *time*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixTime(u64);

impl UnixTime {
    /// Reads a time in seconds.
    ///
    /// # Errors
    /// [`FieldError::Decimal`] or [`FieldError::Range`].
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        parse_dec(text)?.try_into()
    }

    /// Seconds since 1970-01-01 UTC.
    pub fn secs(self) -> u64 {
        self.0
    }
}

impl TryFrom<u64> for UnixTime {
    type Error = FieldError;

    fn try_from(secs: u64) -> Result<Self, FieldError> {
        in_range(secs, 0, TIME_MAX).map(Self)
    }
}

impl fmt::Display for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
