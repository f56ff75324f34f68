//! How a form is shown again after a failed submit: what was typed, and what is wrong with it. It judges nothing.

/// One form field as last typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    /// What was typed. Passwords are never put back.
    pub value: String,
    /// What is wrong with it, in whole sentences.
    pub errors: Vec<String>,
}

impl Field {
    /// A field that holds `value`.
    #[must_use]
    pub fn new(value: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            errors: Vec::new(),
        }
    }

    /// The same field with one more error.
    #[must_use]
    pub fn with_error(mut self, error: impl Into<String>) -> Self {
        self.errors.push(error.into());
        self
    }

    /// Whether something is wrong with it.
    #[must_use]
    pub fn is_bad(&self) -> bool {
        !self.errors.is_empty()
    }

    /// Whether it holds exactly `value`, for radio buttons and lists.
    #[must_use]
    pub fn is(&self, value: &str) -> bool {
        self.value == value
    }
}

/// One line of the summary above a form that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem<'a> {
    /// The id of the field to go to; empty if the whole form is meant.
    pub target: String,
    /// What is wrong.
    pub text: &'a str,
}

/// Collects the summary: first what is wrong with the whole form, then field by field in their order on the page.
pub fn problems<'a>(
    form: &'a [String],
    fields: impl IntoIterator<Item = (String, &'a Field)>,
) -> Vec<Problem<'a>> {
    let whole = form.iter().map(|text| Problem {
        target: String::new(),
        text,
    });
    let single = fields.into_iter().flat_map(|(id, field)| {
        field.errors.iter().map(move |text| Problem {
            target: id.clone(),
            text,
        })
    });
    whole.chain(single).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_follows_the_page() {
        let form = ["The draw has closed.".to_owned()];
        let name = Field::new("amara").with_error("That name is taken.");
        let password = Field::default();
        let found = problems(
            &form,
            [
                ("username".to_owned(), &name),
                ("password".to_owned(), &password),
            ],
        );
        assert_eq!(
            found.iter().map(|problem| problem.text).collect::<Vec<_>>(),
            ["The draw has closed.", "That name is taken."]
        );
        assert_eq!(found[1].target, "username");
    }
}
