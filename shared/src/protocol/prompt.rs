//! The parameter `prompt`
//! ([OpenID Connect Core section 3.1.2.1](https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest)).

/// What the client wants the user to be shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Prompt {
    /// Nothing: answer at once, if need be with an error.
    pub none: bool,
    /// The login, even if he is logged in; `select_account` asks for the same here, because one
    /// browser has one account.
    pub login: bool,
    /// The question, even if he has answered it.
    pub consent: bool,
}

impl Prompt {
    /// Reads the parameter; unknown words are ignored, as Frappe does.
    ///
    /// # Errors
    ///
    /// Frappe's words for `none` beside anything else.
    pub fn parse(text: Option<&str>) -> Result<Self, &'static str> {
        let words: Vec<&str> = text.unwrap_or_default().split_whitespace().collect();
        let has = |word| words.contains(&word);
        if has("none") && words.iter().any(|word| *word != "none") {
            return Err("Prompt none is mutually exclusive with other values.");
        }
        Ok(Self {
            none: has("none"),
            login: has("login") || has("select_account"),
            consent: has("consent"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_stands_alone() {
        assert!(Prompt::parse(Some("none login")).is_err());
        assert_eq!(Prompt::parse(Some("none")), Ok(Prompt { none: true, ..Prompt::default() }));
        assert_eq!(Prompt::parse(None), Ok(Prompt::default()));
        let both = Prompt::parse(Some("consent  select_account whatever")).unwrap();
        assert!(both.login && both.consent && !both.none);
    }
}
