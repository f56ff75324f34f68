//! What every page needs. (The face's version replaces this file.)

/// Who sees a menu entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// All.
    Everyone,
    /// Who is signed in.
    SignedIn,
    /// Managers.
    Managers,
}

/// An entry of the menu.
#[derive(Debug, Clone)]
pub struct MenuItem {
    /// Its words.
    pub title: &'static str,
    /// Its path.
    pub href: &'static str,
    /// Who sees it.
    pub audience: Audience,
}

/// Who is looking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// The account.
    pub account_id: i64,
    /// Its username.
    pub name: String,
    /// Whether it may manage.
    pub is_manager: bool,
}
