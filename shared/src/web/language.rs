//! Which language the page of an answer speaks.

use http::{HeaderMap, header::ACCEPT_LANGUAGE};

use crate::{
    pages::{Language, Wishes},
    protocol::{params::Params, user::User},
};

/// The language for a browser and whoever is logged in there.
pub fn of(headers: &HeaderMap, user: Option<&User>) -> Language {
    asked(&Params::default(), headers, user)
}

/// The same where an app may ask for one: by `ui_locales` among the parameters of its authorization
/// request. It goes before what the user has chosen, as the app knows in which language it is used.
pub fn asked(request: &Params, headers: &HeaderMap, user: Option<&User>) -> Language {
    let values = headers.get_all(ACCEPT_LANGUAGE).iter();
    let values: Vec<&str> = values.filter_map(|value| value.to_str().ok()).collect();
    Language::choose(Wishes {
        ui_locales: request.get("ui_locales").ok().flatten(),
        user: user.and_then(|user| user.language.as_deref()),
        accept_language: Some(&values.join(",")),
    })
}

/// The same at the login, where the request stands in the address that it leads to.
pub fn asked_behind(redirect_to: &str, headers: &HeaderMap) -> Language {
    let (_, query) = redirect_to.split_once('?').unwrap_or_default();
    let request = Params::from_urlencoded(query.as_bytes()).unwrap_or_default();
    asked(&request, headers, None)
}
