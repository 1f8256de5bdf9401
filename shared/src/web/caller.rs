//! Who calls, where a program may come as well as a browser: by API key, by bearer token, or by the
//! session of a cookie.

use axum::response::Response;
use http::{HeaderMap, header::AUTHORIZATION};

use super::{
    Failure, bearer,
    credentials::{self, Authorization},
    failure::exception,
    session::{self, Held},
};
use crate::{
    App,
    protocol::{api_key, grant::AccessToken, user::User},
};

/// Somebody who has proved who he is.
#[derive(Debug)]
pub struct Caller {
    /// The user.
    pub user: User,
    /// How he proved it.
    pub proof: Proof,
}

/// How somebody proved who he is, on which depends what he may do by it.
#[derive(Debug)]
pub enum Proof {
    /// By the cookie, which a browser sends whoever's page asks it to.
    Session(Box<Held>),
    /// By this access token.
    Bearer(Box<AccessToken>),
    /// By an API key, which may do what its user may.
    ApiKey,
}

/// Finds out who calls; `Ok(None)` for who shows nothing.
///
/// A header that proves nobody is refused even beside a good cookie: who sends a token wants to act
/// by it, and with Frappe's silence would act as somebody else.
///
/// # Errors
///
/// [`Failure`]; inside, the refusal.
pub async fn identify(
    app: &App,
    headers: &HeaderMap,
) -> Result<Result<Option<Caller>, Box<Response>>, Failure> {
    let refused = || Ok(Err(Box::new(bearer::refuse())));
    if let Some(text) = api_key_text(headers) {
        let Some(presented) = api_key::Presented::parse(&text) else { return refused() };
        let user = by_api_key(app, &presented).await?;
        let caller = user.map(|user| Caller { user, proof: Proof::ApiKey });
        return caller.map_or_else(refused, |caller| Ok(Ok(Some(caller))));
    }
    match credentials::read(headers) {
        Authorization::Bearer(token) => match bearer::load(app, &token).await? {
            Some(bearer) => {
                let proof = Proof::Bearer(Box::new(bearer.token));
                Ok(Ok(Some(Caller { user: bearer.user, proof })))
            }
            None => refused(),
        },
        Authorization::Basic(_) | Authorization::Malformed => refused(),
        Authorization::None => {
            let current = session::current(app, headers).await?;
            if current.is_none() && has_two_words(headers) {
                // Frappe's rule: two words in the header mean to prove somebody.
                return refused();
            }
            let caller = |current: session::Current| Caller {
                user: current.user,
                proof: Proof::Session(Box::new(current.held)),
            };
            Ok(Ok(current.map(caller)))
        }
    }
}

/// Frappe's refusal of who may not call a method.
pub fn not_whitelisted(method: &str) -> Response {
    let words = format!("Function <strong>{method}</strong> is not whitelisted.");
    exception(http::StatusCode::FORBIDDEN, "PermissionError", &words)
}

/// Two rounds of reads: the key, then its user.
async fn by_api_key(app: &App, presented: &api_key::Presented) -> Result<Option<User>, Failure> {
    let Some(key) = app.store().api_key(&presented.api_key).await? else { return Ok(None) };
    let user = app.user(&key.user).await?;
    Ok(user.filter(|user| key.acts_for(presented, user)))
}

/// `<api_key>:<api_secret>` of `Authorization: token ...` or, as Frappe takes them too, of Basic.
fn api_key_text(headers: &HeaderMap) -> Option<String> {
    if let Authorization::Basic(decoded) = credentials::read(headers) {
        return String::from_utf8(decoded).ok();
    }
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return None };
    let (scheme, rest) = value.to_str().ok()?.trim().split_once(' ')?;
    scheme.eq_ignore_ascii_case("token").then(|| rest.trim().to_owned())
}

fn has_two_words(headers: &HeaderMap) -> bool {
    let text = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    text.is_some_and(|text| text.split(' ').count() == 2)
}
