//! The logout that an app begins
//! ([OpenID Connect RP-Initiated Logout](https://openid.net/specs/openid-connect-rpinitiated-1_0.html)):
//! whether the user is asked, and where he goes afterwards.

use super::{
    authorization::Cause,
    client::Client,
    error::ErrorCode,
    id_token::{Hint, claimed_audience},
    params::{Params, ParamsError},
    redirect_uri::RegisteredRedirectUri,
    session::Session,
};

/// What was asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EndSessionRequest {
    /// The ID Token that the app was given; not yet believed.
    pub id_token_hint: Option<String>,
    /// The app, by its own word.
    client_id: Option<String>,
    /// Where the user is to go.
    post_logout_redirect_uri: Option<String>,
    /// What is sent along.
    state: Option<String>,
}

/// What is done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EndSession {
    /// The user is asked: whoever sent him here did not prove to be an app that he is logged in to.
    Ask,
    /// His session ends, if he has one.
    End,
}

impl EndSessionRequest {
    /// Reads the parameters. Those that are not known here (`logout_hint`: there is one user in a
    /// browser) are ignored.
    ///
    /// # Errors
    ///
    /// For a parameter that came twice.
    pub fn read(params: &Params) -> Result<Self, ParamsError> {
        let value = |name| Ok(params.get(name)?.map(str::to_owned));
        Ok(Self {
            id_token_hint: value("id_token_hint")?,
            client_id: value("client_id")?,
            post_logout_redirect_uri: value("post_logout_redirect_uri")?,
            state: value("state")?,
        })
    }

    /// Which client it may come from: what it says itself, or for whom the hint is.
    pub fn claimed_client(&self) -> Option<String> {
        self.client_id.clone().or_else(|| claimed_audience(self.id_token_hint.as_deref()?))
    }

    /// Where the user goes in the end, with `state`.
    ///
    /// Nowhere, where the request names no client of ours: a hint that cannot be read, of a key that
    /// is long gone, is as good as none. `is_believed` tells whether the hint was read.
    ///
    /// # Errors
    ///
    /// For a `client_id` that nobody has, and a URI that is not exactly one of the client's (section 3):
    /// it could be the attacker's, and the page before it was ours.
    pub fn target(
        &self,
        client: Option<&Client>,
        is_believed: bool,
    ) -> Result<Option<String>, Cause> {
        let refuse = |words: &str| Err(Cause::new(ErrorCode::InvalidRequest, words));
        let client = match client {
            Some(client) if self.client_id.is_some() || is_believed => client,
            None if self.client_id.is_some() => {
                return refuse("Invalid client_id parameter value.");
            }
            Some(_) | None => return Ok(None),
        };
        let Some(uri) = &self.post_logout_redirect_uri else { return Ok(None) };
        let registered = &client.post_logout_redirect_uris;
        let Ok(uri) = RegisteredRedirectUri::find(Some(uri), registered, None) else {
            return refuse("The post_logout_redirect_uri is not one of the client's.");
        };
        let state: Vec<_> =
            self.state.as_deref().map(|state| ("state", state)).into_iter().collect();
        Ok(Some(match state.as_slice() {
            [] => uri.as_str().to_owned(),
            state => uri.with_query(state),
        }))
    }
}

/// Decides whether the user is asked (section 2).
///
/// Not where the app shows what only it was given in this very session, else always, or any page
/// could log its visitors out. Where nobody is logged in there is nothing to ask.
pub fn decide(hint: Option<&Hint>, session: Option<&Session>) -> EndSession {
    let Some(session) = session else { return EndSession::End };
    let is_of_session = |hint: &Hint| {
        hint.sub == session.sub && hint.sid.as_ref().is_none_or(|sid| *sid == session.sid)
    };
    if hint.is_some_and(is_of_session) { EndSession::End } else { EndSession::Ask }
}

#[cfg(test)]
#[path = "end_session_tests.rs"]
mod tests;
