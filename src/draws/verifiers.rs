//! The verifiers that people can take with them: the page that is one file, and the Python program. They are the same for
//! every draw and every server of this version, so anybody can compare a copy with another one's.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::web::single_file::single_file;

/// A file to take away.
#[derive(Clone, Debug)]
pub struct VerifierFile {
    /// Its name.
    pub name: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// What is in it.
    pub text: Cow<'static, str>,
}

/// The page that is one file.
pub const PAGE: &str = "clearlot-verify.html";
/// The Python program.
pub const PROGRAM: &str = "vdraw_verify.py";
/// What the program needs to check drand's signatures.
pub const PROGRAM_BLS: &str = "bls12381.py";

static FILES: LazyLock<[VerifierFile; 3]> = LazyLock::new(|| {
    let page = single_file(
        "Check a draw",
        "<div class=\"stack wide\" data-verify=\"file\"></div>",
        "verifier.js",
        "This page checks draws with JavaScript, which is off here. Use vdraw_verify.py instead. / \
         Diese Seite prüft Ziehungen mit JavaScript, das hier aus ist. Nehmen Sie stattdessen vdraw_verify.py.",
    );
    let program = |name, text: &'static str| VerifierFile {
        name,
        media_type: "text/x-python; charset=utf-8",
        text: Cow::Borrowed(text),
    };
    [
        VerifierFile {
            name: PAGE,
            media_type: "text/html; charset=utf-8",
            text: Cow::Owned(page),
        },
        program(PROGRAM, include_str!("../../tools/verify/vdraw_verify.py")),
        program(PROGRAM_BLS, include_str!("../../tools/verify/bls12381.py")),
    ]
});

/// All of them.
pub fn verifier_files() -> &'static [VerifierFile] {
    &*FILES
}

/// The one of this name.
pub fn find_verifier(name: &str) -> Option<&'static VerifierFile> {
    verifier_files().iter().find(|file| file.name == name)
}
