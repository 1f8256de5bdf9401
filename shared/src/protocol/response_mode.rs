//! The parameter `response_mode`: where the parameters of an answer stand.
//!
//! [OAuth 2.0 Multiple Response Types section 2.1](https://openid.net/specs/oauth-v2-multiple-response-types-1_0.html#ResponseModes),
//! [Form Post Response Mode](https://openid.net/specs/oauth-v2-form-post-response-mode-1_0.html).

use super::{
    authorization::Cause,
    error::ErrorCode,
    params::{Params, ParamsError},
    redirect_uri::RegisteredRedirectUri,
    response_type::ResponseTypes,
};

/// Where the parameters of an answer stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ResponseMode {
    /// Behind `?`.
    #[default]
    Query,
    /// Behind `#`.
    Fragment,
    /// In a form that a page of ours sends.
    FormPost,
}

impl ResponseMode {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Query, Self::Fragment, Self::FormPost];

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Fragment => "fragment",
            Self::FormPost => "form_post",
        }
    }

    /// What a request wants; what its response type stands for where it does not say.
    ///
    /// # Errors
    ///
    /// `invalid_request`, which is told by the mode of the response type: for a mode that we do not
    /// know; for a query with tokens in it, which every server on the way would log (section 3.2 and
    /// others: it "MUST NOT be used"); and for a form to an app's private scheme, which no form can
    /// be sent to.
    pub fn read(
        params: &Params,
        types: ResponseTypes,
        redirect_uri: &RegisteredRedirectUri,
    ) -> Result<Self, Cause> {
        let sent: Result<_, ParamsError> = params.get("response_mode");
        let Some(word) = sent? else { return Ok(types.mode()) };
        let refuse = |words| Err(Cause::new(ErrorCode::InvalidRequest, words));
        match Self::ALL.into_iter().find(|mode| mode.as_str() == word) {
            None => refuse("The response_mode is not supported."),
            Some(Self::Query) if types.mode() != Self::Query => {
                refuse("The response_mode query is not for tokens.")
            }
            Some(Self::FormPost) if !redirect_uri.is_of_the_web() => {
                refuse("The response_mode form_post needs an http or https redirect URI.")
            }
            Some(mode) => Ok(mode),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mode_goes_with_the_response_type_and_the_redirect_uri() {
        let read = |uri: &str, types: &str, query: &str| {
            let uri = RegisteredRedirectUri::find(Some(uri), &[uri.to_owned()], None).unwrap();
            let params = Params::from_urlencoded(query.as_bytes()).unwrap();
            let mode = ResponseMode::read(&params, ResponseTypes::parse(types).unwrap(), &uri);
            mode.map_or_else(|cause| cause.description, |mode| mode.as_str().to_owned())
        };
        let mut table = Vec::new();
        for types in ["code", "token", "id_token", "code id_token"] {
            for mode in ["", "query", "fragment", "form_post", "Query", "query.jwt", "web_message"]
            {
                let query = format!("response_mode={mode}");
                let web = read("https://app.example/cb", types, &query);
                let own = read("myapp://cb", types, &query);
                assert_eq!(web, read("HTTP://[::1]:9/cb", types, &query));
                assert_eq!(web == own, mode != "form_post", "{mode}");
                table.push(format!("{types}, {mode:?}: {web}"));
            }
        }
        assert_eq!(
            read("myapp://cb", "code", "response_mode=form_post"),
            "The response_mode form_post needs an http or https redirect URI."
        );
        let twice =
            read("https://app.example/cb", "code", "response_mode=query&response_mode=query");
        assert_eq!(twice, "Duplicate response_mode parameter.");
        insta::assert_snapshot!(table.join("\n"), @r#"
        code, "": query
        code, "query": query
        code, "fragment": fragment
        code, "form_post": form_post
        code, "Query": The response_mode is not supported.
        code, "query.jwt": The response_mode is not supported.
        code, "web_message": The response_mode is not supported.
        token, "": fragment
        token, "query": The response_mode query is not for tokens.
        token, "fragment": fragment
        token, "form_post": form_post
        token, "Query": The response_mode is not supported.
        token, "query.jwt": The response_mode is not supported.
        token, "web_message": The response_mode is not supported.
        id_token, "": fragment
        id_token, "query": The response_mode query is not for tokens.
        id_token, "fragment": fragment
        id_token, "form_post": form_post
        id_token, "Query": The response_mode is not supported.
        id_token, "query.jwt": The response_mode is not supported.
        id_token, "web_message": The response_mode is not supported.
        code id_token, "": fragment
        code id_token, "query": The response_mode query is not for tokens.
        code id_token, "fragment": fragment
        code id_token, "form_post": form_post
        code id_token, "Query": The response_mode is not supported.
        code id_token, "query.jwt": The response_mode is not supported.
        code id_token, "web_message": The response_mode is not supported.
        "#);
    }
}
