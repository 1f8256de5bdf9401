//! Another login: where `prompt=login` or `max_age` demands one of a user who is logged in.

use axum::response::Response;
use shared::{
    App,
    clock::Timestamp,
    protocol::{
        client::Client, lifetimes::LOGIN_DEMAND, max_age::MaxAge, params::Params, prompt::Prompt,
        roles,
    },
    web::{Failure, Incoming, session::Current},
};

use crate::{Loaded, parked};

/// The parameter with which we remember that the user was sent to log in.
const LOGGED_IN_AFTER: &str = "logged_in_after";

/// Whether the user has to log in again. What is malformed demands nothing here: it is refused when
/// the request is read.
pub(crate) fn is_due(app: &App, loaded: &Loaded, current: &Current) -> bool {
    let (auth_time, now) = (current.held.session.created_at, app.now());
    let (prompt, max_age) = demands(loaded);
    let is_due = prompt.login || max_age.is_some_and(|age| age.is_exceeded(auth_time, now));
    is_due && !has_logged_in_since(&loaded.params, auth_time, now)
}

/// Sends to the login, and remembers since when: who comes back has done what was demanded, and is
/// not sent in circles.
pub(crate) async fn log_in(
    app: &App,
    incoming: &Incoming,
    loaded: &Loaded,
) -> Result<Response, Failure> {
    let params = remembering(&loaded.params, app.now());
    parked::log_in(app, incoming, &params, "&again=1").await
}

/// Sends a guest to the login. If the request demands a fresh one, this is it.
pub(crate) async fn log_in_guest(
    app: &App,
    incoming: &Incoming,
    loaded: &Loaded,
) -> Result<Response, Failure> {
    let (prompt, max_age) = demands(loaded);
    if prompt.login || max_age.is_some() {
        // There is no login yet that could be taken for the one to come.
        let params = remembering(&loaded.params, app.now().a_moment_before());
        return parked::log_in(app, incoming, &params, "").await;
    }
    parked::log_in(app, incoming, &loaded.params, "").await
}

fn demands(loaded: &Loaded) -> (Prompt, Option<MaxAge>) {
    let prompt = Prompt::parse(loaded.params.get("prompt").ok().flatten());
    // A client that is not for this user looks like one that does not exist, which has no default.
    let is_for = |client: &&Client| {
        let user = loaded.current.as_ref().map(|current| &current.user);
        user.is_none_or(|user| roles::may_use(user, &client.allowed_roles))
    };
    let nobody = Client::default();
    let client = loaded.client.as_ref().filter(is_for).unwrap_or(&nobody);
    let max_age = MaxAge::read(&loaded.params, client);
    (prompt.unwrap_or_default(), max_age.ok().flatten())
}

fn remembering(params: &Params, now: Timestamp) -> Params {
    let since = vec![(LOGGED_IN_AFTER.to_owned(), now.millis().to_string())];
    params.without(LOGGED_IN_AFTER).and(Params::from_pairs(since).unwrap_or_default())
}

/// Whether the login is newer than our demand for it. The parameter can be forged by whoever sits
/// at the browser, to spare himself a login that is younger than [`LOGIN_DEMAND`]; an older one,
/// which might be somebody else's who has left, it does not make fresh. The client sees by
/// `auth_time`.
fn has_logged_in_since(params: &Params, auth_time: Timestamp, now: Timestamp) -> bool {
    let demanded = params.get(LOGGED_IN_AFTER).ok().flatten().and_then(|text| text.parse().ok());
    let demanded = demanded.map(Timestamp::from_millis);
    demanded.is_some_and(|demanded| auth_time > demanded && now < demanded + LOGIN_DEMAND)
}
