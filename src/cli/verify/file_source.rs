//! A proof file on disk, read from its beginning as often as the verifier asks, with a progress bar if it is large.
//! Not its meaning.

use std::fs::File;
use std::io::{self, BufReader, Seek as _};
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};
use serde::de::DeserializeSeed;

use crate::fairness::ProofSource;

/// Smaller files are verified before a bar could be seen.
const LARGE_BYTES: u64 = 8 << 20;
const BUFFER_BYTES: usize = 256 << 10;

/// A file and the bar that shows how much of it was read.
pub(super) struct FileSource {
    file: File,
    bar: ProgressBar,
}

impl FileSource {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        let bar = if length > LARGE_BYTES {
            // Read twice: for its small members, and for its entries. Hidden unless stderr is a terminal.
            ProgressBar::new(length.saturating_mul(2)).with_style(style())
        } else {
            ProgressBar::hidden()
        };
        Ok(Self { file, bar })
    }

    /// Takes the bar away before results are printed.
    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{wide_bar} {bytes} of {total_bytes}, {eta} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
}

impl ProofSource for FileSource {
    type Error = io::Error;

    fn parse<T, S>(&mut self, seed: S) -> io::Result<Result<T, String>>
    where
        S: for<'de> DeserializeSeed<'de, Value = T>,
    {
        self.file.rewind()?;
        let reader = BufReader::with_capacity(BUFFER_BYTES, self.bar.wrap_read(&self.file));
        let mut json = serde_json::Deserializer::from_reader(reader);
        let value = seed.deserialize(&mut json);
        match value.and_then(|value| json.end().map(|()| value)) {
            Ok(value) => Ok(Ok(value)),
            Err(error) if error.is_io() => Err(error.into()),
            Err(error) => Ok(Err(error.to_string())),
        }
    }
}
