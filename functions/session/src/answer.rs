//! The cookies of a login and a logout, and Frappe's words.

use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{RETRY_AFTER, SET_COOKIE},
};
use shared::{
    App,
    clock::Timestamp,
    protocol::{roles, user::User},
    web::cookies::{self, CSRF, FRAPPES, KNOWN_BROWSER, Kind, SID},
};

use crate::login::LoggedIn;

/// Where a desk user goes, and where everybody else does.
const DESK: &str = "/app";
const WEBSITE: &str = "/me";

/// Whether a user works at the desk.
pub(crate) fn is_desk_user(user: &User) -> bool {
    roles::of(user).iter().any(|role| role == roles::DESK_USER)
}

/// Where a user goes after a login that leads nowhere else.
pub(crate) fn home_page(user: &User) -> &'static str {
    if is_desk_user(user) { DESK } else { WEBSITE }
}

/// Where our own login page leads such a login. Frappe's desk is for every desk user, the one here for
/// System Managers alone: somebody else would be greeted by a refusal.
pub(crate) fn landing_page(user: &User) -> &'static str {
    if roles::is_system_manager(user) { DESK } else { WEBSITE }
}

/// The cookies of a login: Frappe's six, and the one by which the browser is known.
pub(crate) fn login_cookies(login: &LoggedIn, issuer: &str) -> HeaderMap {
    let user = &login.user;
    let sid = login.session.to_cookie();
    let full_name = user.full_name();
    let is_system_user = if is_desk_user(user) { "yes" } else { "no" };
    let language = user.language.as_deref().unwrap_or("en");
    let mut cookies = vec![
        (SID, sid.expose(), Kind::Session),
        ("system_user", is_system_user, Kind::Readable),
        ("full_name", &full_name, Kind::Readable),
        ("user_id", &user.name, Kind::Readable),
    ];
    cookies.extend(user.user_image.as_deref().map(|image| ("user_image", image, Kind::Readable)));
    cookies.push(("user_lang", language, Kind::Readable));
    cookies.push((KNOWN_BROWSER, login.browser.expose(), Kind::Remembered));
    set(&cookies, issuer)
}

/// The cookies of a logout. The browser stays known.
pub(crate) fn logout_cookies(issuer: &str) -> HeaderMap {
    let names = [SID, CSRF].into_iter().chain(FRAPPES);
    let cookies: Vec<_> = names.map(|name| (name, "", Kind::Gone)).collect();
    set(&cookies, issuer)
}

/// `Retry-After`, in seconds.
pub(crate) fn retry_after(app: &App, until: Timestamp) -> [(HeaderName, HeaderValue); 1] {
    [(RETRY_AFTER, HeaderValue::from(seconds_until(app, until)))]
}

/// How many seconds are left, at least one.
pub(crate) fn seconds_until(app: &App, until: Timestamp) -> u64 {
    app.now().until(until).as_secs().max(1)
}

fn set(cookies: &[(&str, &str, Kind)], issuer: &str) -> HeaderMap {
    let values = cookies.iter().filter_map(|(name, value, kind)| {
        Some((SET_COOKIE, cookies::set(name, value, *kind, issuer)?))
    });
    values.collect()
}
