//! An authorization's answer on its way to the client: a place to redirect to, or a form to send.

use std::fmt;

use super::{redirect_uri::RegisteredRedirectUri, response_mode::ResponseMode};

/// An answer. Where it goes, a [`RegisteredRedirectUri`] says.
#[derive(Debug)]
pub enum ClientAnswer {
    /// By a redirect to this place.
    Redirect(String),
    /// By a form.
    Form(AnswerForm),
}

/// A form with the parameters of an answer. Holding one is the permission to send it: only
/// [`ClientAnswer::to`] makes one, and of a registered place.
///
/// `Debug` shows the names only: codes and tokens are among the values.
pub struct AnswerForm {
    action: RegisteredRedirectUri,
    fields: Vec<(String, String)>,
}

impl ClientAnswer {
    /// Parameters for a client, in the mode that it wants them in.
    pub fn to(
        redirect_uri: &RegisteredRedirectUri,
        mode: ResponseMode,
        parameters: &[(&str, &str)],
    ) -> Self {
        match mode {
            ResponseMode::Query => Self::Redirect(redirect_uri.with_query(parameters)),
            // A form goes over the web alone; reading the mode has made sure of that.
            ResponseMode::FormPost if redirect_uri.is_of_the_web() => Self::Form(AnswerForm {
                action: redirect_uri.clone(),
                fields: parameters.iter().map(|(n, v)| ((*n).into(), (*v).into())).collect(),
            }),
            ResponseMode::Fragment | ResponseMode::FormPost => {
                Self::Redirect(redirect_uri.with_fragment(parameters))
            }
        }
    }
}

impl AnswerForm {
    /// Where it goes.
    pub fn action(&self) -> &RegisteredRedirectUri {
        &self.action
    }

    /// Names and values, in their order.
    pub fn into_fields(self) -> Vec<(String, String)> {
        self.fields
    }
}

impl fmt::Debug for AnswerForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.fields.iter().map(|(name, _)| name)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uri(text: &str) -> RegisteredRedirectUri {
        RegisteredRedirectUri::find(Some(text), &[text.to_owned()], None).unwrap()
    }

    #[test]
    fn parameters_stand_where_the_mode_says_and_a_form_goes_to_the_web_alone() {
        let parameters = [("code", "c"), ("state", "a b&\"<")];
        let to = |text, mode| match ClientAnswer::to(&uri(text), mode, &parameters) {
            ClientAnswer::Redirect(to) => to,
            ClientAnswer::Form(form) => {
                assert!(!format!("{form:?}").contains("a b"));
                let action = form.action().as_str().to_owned();
                format!("{action}: {:?}", form.into_fields())
            }
        };
        let web = "https://a.example/cb?x=1";
        assert_eq!(
            to(web, ResponseMode::Query),
            "https://a.example/cb?x=1&code=c&state=a%20b%26%22%3C"
        );
        let in_fragment = "https://a.example/cb?x=1#code=c&state=a%20b%26%22%3C";
        assert_eq!(to(web, ResponseMode::Fragment), in_fragment);
        assert_eq!(
            to(web, ResponseMode::FormPost),
            r#"https://a.example/cb?x=1: [("code", "c"), ("state", "a b&\"<")]"#
        );
        let in_fragment = "app://cb#code=c&state=a%20b%26%22%3C";
        assert_eq!(to("app://cb", ResponseMode::FormPost), in_fragment);
    }
}
