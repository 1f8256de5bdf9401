//! The cookies of a login and a logout, and Frappe's words.

use http::HeaderMap;
use shared::{
    protocol::{params::encode, roles, user::User},
    web::cookies::{self, KNOWN_BROWSER, Kind, SID},
};

use crate::login::LoggedIn;

/// The longest value of a cookie for scripts, in bytes. A browser sends all cookies with every
/// request, and API Gateway refuses one whose head has more than 10,240 bytes: who gave himself the
/// longest name and picture there are would be locked out by his own browser.
const LONGEST_READABLE: usize = 1_024;

/// Where a desk user goes, and where everybody else does.
const DESK: &str = "/app";
const WEBSITE: &str = "/me";

/// Whether a user works at the desk.
pub(crate) fn is_desk_user(user: &User) -> bool {
    roles::of(user).iter().any(|role| role == roles::DESK_USER)
}

/// Where Frappe says that a user goes after a login that leads nowhere else.
pub(crate) fn home_page(user: &User) -> &'static str {
    if is_desk_user(user) { DESK } else { WEBSITE }
}

/// Where a user goes after a login at the page that leads nowhere else: our desk is for System
/// Managers alone.
pub(crate) fn home_of(user: &User) -> &'static str {
    if roles::is_system_manager(user) { DESK } else { WEBSITE }
}

/// The cookies of a login: Frappe's six, and the one by which the browser is known.
pub(crate) fn login_cookies(login: &LoggedIn, issuer: &str) -> HeaderMap {
    let user = &login.user;
    let sid = login.session.to_cookie();
    let is_system_user = if is_desk_user(user) { "yes" } else { "no" };
    let full_name = user.full_name();
    let mut cookies = vec![
        (SID, sid.expose(), Kind::Session),
        ("system_user", is_system_user, Kind::Readable),
        ("full_name", &full_name, Kind::Readable),
        ("user_id", &user.name, Kind::Readable),
    ];
    cookies.extend(user.user_image.as_deref().map(|image| ("user_image", image, Kind::Readable)));
    cookies.push(("user_lang", language(user), Kind::Readable));
    cookies.push((KNOWN_BROWSER, login.browser.expose(), Kind::Remembered));
    set(&cookies, issuer)
}

/// The cookies that a changed profile renews.
pub(crate) fn profile_cookies(user: &User, issuer: &str) -> HeaderMap {
    let image = match user.user_image.as_deref() {
        Some(image) => ("user_image", image, Kind::Readable),
        None => ("user_image", "", Kind::Gone),
    };
    let full_name = user.full_name();
    let name = ("full_name", full_name.as_str(), Kind::Readable);
    set(&[name, image, ("user_lang", language(user), Kind::Readable)], issuer)
}

fn language(user: &User) -> &str {
    user.language.as_deref().unwrap_or("en")
}

/// The picture that our own pages show: a path is one of the site that the user came from, and
/// here is no such file.
pub(crate) fn picture(user: &User) -> Option<String> {
    user.user_image.clone().filter(|image| image.starts_with("https://"))
}

fn set(cookies: &[(&str, &str, Kind)], issuer: &str) -> HeaderMap {
    let values = cookies.iter().map(|(name, value, kind)| {
        // The one before must not stand in its place.
        let is_too_long = *kind == Kind::Readable && encode(value).len() > LONGEST_READABLE;
        if is_too_long { (*name, "", Kind::Gone) } else { (*name, *value, *kind) }
    });
    cookies::set_all(values, issuer)
}
