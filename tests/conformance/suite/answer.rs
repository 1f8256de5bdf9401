//! The answer of the authorization endpoint: where it stands, and what must and must not be in it.

use super::{browser::Callback, provider::Provider, request::Request, run::Mode};

/// The parameters that a client is called with.
#[derive(Clone, Debug)]
pub(crate) struct Answer(Vec<(String, String)>);

/// What may stand in an error, and nothing else.
const OF_ERRORS: [&str; 5] = ["error", "error_description", "error_uri", "state", "iss"];

impl Answer {
    /// Reads a call from the place where the request wanted it, and fails if anything stands
    /// elsewhere; then the gate check G6: `state` and `iss`.
    pub(crate) fn read(
        callback: &Callback,
        mode: Mode,
        request: &Request,
        provider: &Provider,
    ) -> Self {
        let url = &callback.url;
        let expected = request.get("redirect_uri").unwrap();
        let bare = [url.query(), url.fragment()]
            .into_iter()
            .flatten()
            .fold(url.as_str().to_owned(), |bare, part| bare.replacen(part, "", 1));
        assert_eq!(bare.trim_end_matches(['?', '#']), expected, "called elsewhere: {url}");
        let parse = |text: &str| form_urlencoded::parse(text.as_bytes()).into_owned().collect();
        let (query, fragment) = (url.query(), url.fragment());
        let pairs: Vec<(String, String)> = match (mode, &callback.posted) {
            (Mode::Query, None) if fragment.is_none() => parse(query.unwrap()),
            (Mode::Fragment, None) if query.is_none() => parse(fragment.unwrap()),
            (Mode::FormPost, Some(posted)) if query.or(fragment).is_none() => posted.clone(),
            _ => panic!("not by {mode:?}: {callback:?}"),
        };
        let answer = Self(pairs);
        assert_eq!(answer.get("state"), request.get("state"), "G6: state");
        // RFC 9207: whoever announces it sends it with every answer, or it protects nobody.
        let is_announced =
            provider.metadata["authorization_response_iss_parameter_supported"] == true;
        match answer.get("iss") {
            Some(iss) => assert_eq!(iss, provider.issuer(), "G6: iss"),
            None => assert!(!is_announced, "G6: no iss: {answer:?}"),
        }
        answer
    }

    /// A parameter, which stands there once if at all.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let mut found = self.0.iter().filter(|(key, _)| key == name).map(|(_, value)| value);
        let first = found.next()?;
        assert_eq!(found.next(), None, "{name} stands there twice");
        Some(first)
    }

    /// A parameter that has to be there.
    pub(crate) fn expect(&self, name: &str) -> &str {
        self.get(name).unwrap_or_else(|| panic!("no {name}: {self:?}"))
    }

    /// The error, which nothing else stands beside.
    pub(crate) fn error(&self) -> &str {
        let others: Vec<_> =
            self.0.iter().filter(|(n, _)| !OF_ERRORS.contains(&n.as_str())).collect();
        assert!(others.is_empty(), "beside an error: {others:?}");
        let description = self.get("error_description").unwrap_or_default();
        let is_lawful = |c: char| (' '..='~').contains(&c) && c != '"' && c != '\\';
        assert!(description.chars().all(is_lawful), "RFC 6749 section 4.1.2.1: {description}");
        self.expect("error")
    }

    /// Fails unless there is exactly what the response type asks for.
    pub(crate) fn demand_success(&self, response_type: &str) {
        assert_eq!(self.get("error"), None, "{self:?}");
        let has = |word: &str| response_type.split(' ').any(|found| found == word);
        for (name, is_asked) in
            [("code", has("code")), ("access_token", has("token")), ("id_token", has("id_token"))]
        {
            assert_eq!(self.get(name).is_some(), is_asked, "{name} for {response_type}: {self:?}");
        }
        if has("token") {
            assert_eq!(self.expect("token_type").to_lowercase(), "bearer");
            assert!(self.expect("expires_in").parse::<u32>().unwrap() > 0);
        }
    }
}
