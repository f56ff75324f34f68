//! Reads one Rust source file as far as the arrows need it: the paths it names, with their lines.
//! Not a parser of Rust: comments, literals and test modules are blanked out, then names joined by `::` are collected.

/// A path as it stands in the text, `use` trees spelt out: `use a::{b, c::d}` gives `a::b` and `a::c::d`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedPath {
    /// Its segments; a glob ends in `*`.
    pub segments: Vec<String>,
    /// The last segment, or the name given with `as`.
    pub name: String,
    /// Line in the file, counted from 1.
    pub line: usize,
    /// Whether it stands in a `pub use`.
    pub is_reexport: bool,
}

/// The text with comments, string and character literals blanked, line breaks kept.
pub fn without_comments_and_literals(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let end = literal_end(&chars, at);
        if end == at {
            out.push(chars[at]);
            at += 1;
            continue;
        }
        out.extend(
            chars[at..end]
                .iter()
                .map(|c| if *c == '\n' { '\n' } else { ' ' }),
        );
        at = end;
    }
    out
}

/// Where the comment or literal that begins at `at` ends; `at` itself if none begins there.
fn literal_end(chars: &[char], at: usize) -> usize {
    let rest = &chars[at..];
    let in_word = at > 0 && is_word(chars[at - 1]);
    match rest {
        ['/', '/', ..] => at + position(rest, |c| c == '\n'),
        ['/', '*', ..] => at + block_comment_length(rest),
        ['"', ..] => at + string_length(rest),
        ['r', '"' | '#', ..] if !in_word => at + raw_string_length(rest, 1),
        ['b', 'r', '"' | '#', ..] if !in_word => at + raw_string_length(rest, 2),
        ['\'', '\\', ..] => at + 3 + position(&rest[3..], |c| c == '\'') + 1,
        // 'x' is a character, 'x without the second mark a lifetime
        ['\'', _, '\'', ..] => at + 3,
        _ => at,
    }
}

fn position(chars: &[char], wanted: impl Fn(char) -> bool) -> usize {
    chars.iter().position(|c| wanted(*c)).unwrap_or(chars.len())
}

fn block_comment_length(chars: &[char]) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at + 1 < chars.len() {
        match (chars[at], chars[at + 1]) {
            ('/', '*') => depth += 1,
            ('*', '/') => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return at;
        }
    }
    chars.len()
}

fn string_length(chars: &[char]) -> usize {
    let mut at = 1;
    while at < chars.len() {
        match chars[at] {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    chars.len()
}

/// `prefix` is the length of `r` or `br`. A raw identifier (`r#type`) is no literal: length 0.
fn raw_string_length(chars: &[char], prefix: usize) -> usize {
    let hashes = position(&chars[prefix..], |c| c != '#');
    if chars.get(prefix + hashes) != Some(&'"') {
        return 0;
    }
    let closing: Vec<char> = std::iter::once('"')
        .chain(std::iter::repeat_n('#', hashes))
        .collect();
    let body = prefix + hashes + 1;
    chars[body..]
        .windows(closing.len())
        .position(|window| window == closing)
        .map_or(chars.len(), |at| body + at + closing.len())
}

/// Blanks each `#[cfg(test)]` item that has braces: tests may reach across rooms, what ships may not.
/// Expects a text without comments and literals.
pub fn without_test_modules(text: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let mut out = text.to_owned();
    let mut from = 0;
    while let Some(start) = out[from..].find(MARK).map(|at| from + at) {
        let after = start + MARK.len();
        let end = match out[after..].find(['{', ';']) {
            Some(at) if out.as_bytes()[after + at] == b'{' => closing_brace(&out, after + at),
            Some(at) => after + at + 1,
            None => out.len(),
        };
        let blank: String = out[start..end]
            .chars()
            .map(|c| if c == '\n' { '\n' } else { ' ' })
            .collect();
        out.replace_range(start..end, &blank);
        from = start + blank.len();
    }
    out
}

/// The place after the brace that closes the one at `open`.
fn closing_brace(text: &str, open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, c) in text[open..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return open + at + 1;
        }
    }
    text.len()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Word(String),
    PathSeparator,
    Other(char),
}

fn tokens(text: &str) -> Vec<(Token, usize)> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < chars.len() {
        let c = chars[at];
        if is_word(c) {
            let length = position(&chars[at..], |c| !is_word(c));
            found.push((Token::Word(chars[at..at + length].iter().collect()), line));
            at += length;
            continue;
        }
        if chars[at..].starts_with(&[':', ':']) {
            found.push((Token::PathSeparator, line));
            at += 2;
            continue;
        }
        if c == '\n' {
            line += 1;
        } else if !c.is_whitespace() && c != '$' {
            // `$crate` in a macro is `crate`
            found.push((Token::Other(c), line));
        }
        at += 1;
    }
    found
}

/// Every path of two segments or more, and everything that `use` brings in.
/// Expects a text without comments and literals.
pub fn paths(text: &str) -> Vec<NamedPath> {
    let tokens = tokens(text);
    let mut reader = Reader {
        tokens: &tokens,
        at: 0,
        found: Vec::new(),
    };
    let mut is_public = false;
    while let Some(token) = reader.peek() {
        match token {
            Token::Word(word) if word == "use" => {
                reader.at += 1;
                reader.use_tree(&[], is_public);
                is_public = false;
            }
            Token::Word(word) => {
                is_public = word == "pub"
                    || (is_public && matches!(word.as_str(), "crate" | "super" | "in"));
                reader.inline_path();
            }
            Token::Other('(' | ')') => reader.at += 1,
            Token::PathSeparator | Token::Other(_) => {
                is_public = false;
                reader.at += 1;
            }
        }
    }
    reader.found
}

struct Reader<'a> {
    tokens: &'a [(Token, usize)],
    at: usize,
    found: Vec<NamedPath>,
}

impl Reader<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(token, _)| token)
    }

    fn take(&mut self, wanted: &Token) -> bool {
        let taken = self.peek() == Some(wanted);
        if taken {
            self.at += 1;
        }
        taken
    }

    fn word(&mut self) -> Option<String> {
        match self.peek() {
            Some(Token::Word(word)) => {
                let word = word.clone();
                self.at += 1;
                Some(word)
            }
            _ => None,
        }
    }

    fn push(
        &mut self,
        segments: Vec<String>,
        name: Option<String>,
        line: usize,
        is_reexport: bool,
    ) {
        let name = name
            .or_else(|| segments.last().cloned())
            .unwrap_or_default();
        self.found.push(NamedPath {
            segments,
            name,
            line,
            is_reexport,
        });
    }

    fn line(&self) -> usize {
        self.tokens.get(self.at).map_or(0, |(_, line)| *line)
    }

    /// One branch of a `use` tree, from its first segment.
    fn use_tree(&mut self, before: &[String], is_public: bool) {
        let mut segments = before.to_vec();
        let line = self.line();
        self.take(&Token::PathSeparator);
        loop {
            if self.take(&Token::Other('{')) {
                while !self.take(&Token::Other('}')) && self.peek().is_some() {
                    self.use_tree(&segments, is_public);
                    self.take(&Token::Other(','));
                }
                return;
            }
            if self.take(&Token::Other('*')) {
                segments.push("*".into());
                break;
            }
            match self.word() {
                Some(word) if word == "self" && !segments.is_empty() => break,
                Some(word) => segments.push(word),
                None => {
                    // not a `use` after all (a capture list `use<…>`): leave one token so that reading goes on
                    self.at += 1;
                    return;
                }
            }
            if !self.take(&Token::PathSeparator) {
                break;
            }
        }
        let renamed = if self.take(&Token::Word("as".into())) {
            self.word()
        } else {
            None
        };
        self.push(segments, renamed, line, is_public);
    }

    /// `a::b::c` in the middle of code; a single word is no path.
    fn inline_path(&mut self) {
        let line = self.line();
        let mut segments = Vec::new();
        while let Some(word) = self.word() {
            segments.push(word);
            if !self.take(&Token::PathSeparator) {
                break;
            }
        }
        if segments.len() > 1 {
            self.push(segments, None, line, false);
        }
    }
}
