//! The files the rules read: those of this crate, or made-up ones. Knows no rule.

use std::collections::BTreeMap;
use std::path::Path;

/// Folders and files that are read, relative to the repository.
const READ: &[&str] = &[
    "src",
    "tests",
    "benches",
    "templates",
    "static",
    "migrations",
    "docs",
    "deploy",
    ".ci",
    "Cargo.toml",
    "build.rs",
    "README.md",
    "Dockerfile",
    "docker-compose.yml",
];

/// Texts by their path in the repository, `/` between folders.
#[derive(Debug, Default)]
pub struct Files(BTreeMap<String, String>);

impl Files {
    /// The files of this repository. What is not UTF-8 is no text and left out.
    pub fn of_this_crate() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files = Files::default();
        for name in READ {
            files.read(root, name);
        }
        assert!(files.under("src/").count() > 5, "no sources under {root:?}");
        files
    }

    fn read(&mut self, root: &Path, name: &str) {
        let path = root.join(name);
        if path.is_dir() {
            for entry in std::fs::read_dir(&path).unwrap() {
                let entry = entry.unwrap().file_name();
                self.read(root, &format!("{name}/{}", entry.to_str().unwrap()));
            }
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            self.0.insert(name.to_owned(), text);
        }
    }

    /// Made-up files.
    pub fn made_up(files: &[(&str, &str)]) -> Self {
        Files(
            files
                .iter()
                .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
                .collect(),
        )
    }

    /// Path and text of every file.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Path and text of the files in a folder; the folder's name ends in `/`.
    pub fn under(&self, folder: &str) -> impl Iterator<Item = (&str, &str)> {
        self.all().filter(move |(path, _)| path.starts_with(folder))
    }

    /// The sources of the crate that ship. Files of unit tests (`tests.rs`, `…_tests.rs`) do not.
    pub fn sources(&self) -> impl Iterator<Item = (&str, &str)> {
        self.under("src/")
            .filter(|(path, _)| path.ends_with(".rs") && !path.ends_with("tests.rs"))
    }

    /// Whether there is such a file.
    pub fn has(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }
}
