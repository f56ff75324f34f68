//! The paper a ticket is printed on. One stock per lottery, so that people can tell them apart; never the only mark.

use crate::web::i18n::tr;

/// The colour of a ticket's stub.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stock {
    /// Pale yellow, the default.
    #[default]
    Buff,
    /// Pale red.
    Rose,
    /// Pale green.
    Mint,
    /// Pale blue.
    Sky,
}

impl Stock {
    /// Every stock, in the order a form offers them.
    pub const ALL: [Self; 4] = [Self::Buff, Self::Rose, Self::Mint, Self::Sky];

    /// The name used in forms, in the database and as a CSS class.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Buff => "buff",
            Self::Rose => "rose",
            Self::Mint => "mint",
            Self::Sky => "sky",
        }
    }

    /// The name as a label.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Buff => tr("Buff"),
            Self::Rose => tr("Rose"),
            Self::Mint => tr("Mint"),
            Self::Sky => tr("Sky"),
        }
    }

    /// The stock of that name, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stock| stock.name() == name)
    }
}
