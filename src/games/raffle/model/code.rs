//! Verification codes: what they look like, how one is made of random bytes, and how a typed one is read.
//! How they are hashed is in `codes.rs`.

use crate::web::i18n::tr;

/// Bits of a code from which on a fast hash is enough: nobody tries 2^80 codes.
pub const STRONG_BITS: f64 = 80.0;
/// The fewest characters.
const LENGTH_MIN: usize = 4;
/// The most characters.
const LENGTH_MAX: usize = 64;
/// The fewest different characters.
const ALPHABET_MIN: usize = 10;

/// Letters and digits without I, L, O and U: none looks like another.
///
/// Source: Douglas Crockford, "Base 32".
const USUAL: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const USUAL_LENGTH: usize = 16;

/// What the verification codes of a raffle look like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeFormat {
    alphabet: String,
    length: usize,
}

/// The codes cannot look like this. The text is for the operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeFormatError {
    /// The length.
    #[error("a verification code has 4 to 64 characters")]
    Length,
    /// The alphabet.
    #[error(
        "the alphabet of verification codes has 10 or more letters and digits of ASCII, each once"
    )]
    Alphabet,
}

impl Default for CodeFormat {
    /// Sixteen characters of 32: 80 bits.
    fn default() -> Self {
        CodeFormat {
            alphabet: USUAL.to_owned(),
            length: USUAL_LENGTH,
        }
    }
}

impl CodeFormat {
    /// Codes of so many characters of this alphabet.
    ///
    /// # Errors
    /// [`CodeFormatError`]
    pub fn new(alphabet: Option<&str>, length: Option<usize>) -> Result<Self, CodeFormatError> {
        let alphabet = alphabet.unwrap_or(USUAL);
        let length = length.unwrap_or(USUAL_LENGTH);
        if !(LENGTH_MIN..=LENGTH_MAX).contains(&length) {
            return Err(CodeFormatError::Length);
        }
        let mut seen: Vec<u8> = alphabet.bytes().collect();
        seen.sort_unstable();
        seen.dedup();
        let is_each_once = seen.len() == alphabet.len();
        let is_plain = alphabet.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !is_each_once || !is_plain || seen.len() < ALPHABET_MIN {
            return Err(CodeFormatError::Alphabet);
        }
        Ok(CodeFormat {
            alphabet: alphabet.to_owned(),
            length,
        })
    }

    /// Its characters.
    pub fn alphabet(&self) -> &str {
        &self.alphabet
    }

    /// How many characters a code has.
    pub fn length(&self) -> usize {
        self.length
    }

    /// How many bits of chance a code holds.
    pub fn bits(&self) -> f64 {
        // at most 62 and 64
        self.length as f64 * (self.alphabet.len() as f64).log2()
    }

    /// Whether trying codes leads nowhere, however fast.
    pub fn is_strong(&self) -> bool {
        self.bits() >= STRONG_BITS
    }

    /// A code of random bytes, each character equally likely; `None` if there were too few of them. Bytes beyond the
    /// largest multiple of the alphabet are thrown away.
    pub fn make(&self, random: &[u8]) -> Option<Code> {
        let letters = self.alphabet.as_bytes();
        let usable = 256 - 256 % letters.len();
        let fair = random.iter().filter(|byte| usize::from(**byte) < usable);
        let code: String = fair
            .take(self.length)
            .map(|byte| char::from(letters[usize::from(*byte) % letters.len()]))
            .collect();
        (code.len() == self.length).then_some(Code(code))
    }

    /// What somebody typed, as one of these codes is written: without spaces and hyphens, in the case of the alphabet, and
    /// with O, I and L read as the digits they look like. It need not be a code.
    pub fn read(&self, typed: &str) -> TypedCode {
        let has = |c: char| self.alphabet.contains(c);
        let one = |c: char| {
            let other_case = match c.is_ascii_lowercase() {
                true => c.to_ascii_uppercase(),
                false => c.to_ascii_lowercase(),
            };
            if has(c) {
                return c;
            }
            if has(other_case) {
                return other_case;
            }
            match c.to_ascii_uppercase() {
                'O' if has('0') => '0',
                'I' | 'L' if has('1') => '1',
                _ => c,
            }
        };
        let signs = typed.chars().filter(|c| !c.is_whitespace() && *c != '-');
        // a longer one is none, and must not cost more than a code does
        TypedCode(signs.map(one).take(LENGTH_MAX + 1).collect())
    }
}

/// A verification code, shown once.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    /// The code.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// In groups of four, as it is easiest to copy by hand.
    pub fn in_groups(&self) -> String {
        let groups: Vec<&str> = (0..self.0.len())
            .step_by(4)
            .map(|at| &self.0[at..(at + 4).min(self.0.len())])
            .collect();
        groups.join("-")
    }
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code(…)")
    }
}

/// What somebody typed for a code.
#[derive(Clone, PartialEq, Eq)]
pub struct TypedCode(String);

impl TypedCode {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for TypedCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TypedCode(…)")
    }
}

/// A refusal of a code, wherever it is asked for.
pub fn invalid_code() -> &'static str {
    tr("Invalid verification code")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_code_has_eighty_bits() {
        let usual = CodeFormat::default();
        assert!(usual.is_strong());
        assert_eq!(CodeFormat::new(None, None), Ok(usual.clone()));
        assert_eq!(CodeFormat::new(Some(USUAL), Some(16)), Ok(usual));
        assert!(!CodeFormat::new(None, Some(15)).unwrap().is_strong());
        assert!(
            !CodeFormat::new(Some("0123456789"), Some(8))
                .unwrap()
                .is_strong()
        );
    }

    #[test]
    fn an_alphabet_has_each_sign_once() {
        for wrong in ["012345678", "00123456789", "0123456789-", "0123456789é", ""] {
            let refused = CodeFormat::new(Some(wrong), None);
            assert_eq!(refused, Err(CodeFormatError::Alphabet), "{wrong}");
        }
        assert_eq!(CodeFormat::new(None, Some(3)), Err(CodeFormatError::Length));
        assert_eq!(
            CodeFormat::new(None, Some(65)),
            Err(CodeFormatError::Length)
        );
    }

    #[test]
    fn each_sign_is_as_likely_as_any_other() {
        let format = CodeFormat::new(Some("0123456789"), Some(4)).unwrap();
        // 250 to 255 would favour 0 to 5
        let bytes: Vec<u8> = (250..=255).chain([9, 19, 249, 0]).collect();
        assert_eq!(format.make(&bytes).unwrap().reveal(), "9990");
        assert_eq!(format.make(&bytes[..9]), None, "too few");
    }

    #[test]
    fn a_code_is_read_as_it_was_meant() {
        let format = CodeFormat::default();
        let code = format.make(&(0..16).collect::<Vec<u8>>()).unwrap();
        assert_eq!(code.reveal(), "0123456789ABCDEF");
        assert_eq!(code.in_groups(), "0123-4567-89AB-CDEF");
        for typed in [
            "0123-4567-89AB-CDEF",
            " oI23 4567 89ab cdef ",
            "0l23456789ABCDEF",
        ] {
            assert_eq!(format.read(typed).as_str(), code.reveal(), "{typed}");
        }
        let small = CodeFormat::new(Some("abcdefghij0"), Some(4)).unwrap();
        assert_eq!(small.read("ABCO").as_str(), "abc0");
        assert!(format.read(&"A".repeat(1000)).as_str().len() <= 65);
    }
}
