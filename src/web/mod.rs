//! What every page and endpoint shares; knows no feature.
//!
//! - An error is a [`WebError`]; what is not listed there is a 500 with a request id and nothing else.
//! - An unsafe method is served only to a form of this site ([`same_origin`]).
//! - Every response carries the same security headers ([`headers`]); static files are in the binary ([`assets`]).
//! - Every answer is counted ([`metrics`]) and logged; what comes too often is refused ([`limits`]).
//! - Texts are in the reader's language ([`i18n`]).
//! - A handler that shows a page takes a [`Page`]; one that takes a form takes a [`Form`].
//! - A handler of the API takes a [`json::Body`] and answers a [`Problem`] where it cannot do what was asked ([`problem`]).

pub mod access_log;
pub mod address;
pub mod api;
pub mod assets;
pub mod checks;
pub mod csv;
pub mod error;
pub mod error_pages;
pub mod feature;
pub mod flash;
pub mod form_view;
pub mod forms;
pub mod headers;
pub mod health;
pub mod i18n;
pub mod ics;
pub mod idempotency_key;
pub mod json;
pub mod layout;
pub mod limits;
pub mod live;
pub mod metrics;
pub mod page;
pub mod paging;
pub mod problem;
pub mod public_url;
pub mod request_id;
pub mod same_origin;
pub mod show;
pub mod single_file;
pub mod site;
pub mod texts;
pub mod views;

pub use error::WebError;
pub use feature::Feature;
pub use forms::Form;
pub use page::Page;
pub use problem::{Problem, ProblemKind};
pub use site::Site;
