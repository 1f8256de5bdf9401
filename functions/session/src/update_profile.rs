//! `/update-profile`: what a user says of himself.

use std::collections::BTreeMap;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use shared::{
    App,
    pages::{Language, ProfilePage},
    protocol::{
        params::Params,
        profile::{LONGEST_IMAGE, LONGEST_LANGUAGE, LONGEST_NAME, Profile, ProfileError, Typed},
        user::User,
    },
    web::{
        Failure, Incoming,
        answer::{login_location, redirect},
        cookies, language, page,
        session::{self, Current},
        trail::{Event, Trail},
    },
};

use crate::{
    answer::{picture, profile_cookies},
    form::{self, value},
};

/// Frappe's address.
pub(crate) const PATH: &str = "/update-profile";

/// What is offered; Frappe is translated into more, and any other tag may be typed.
const LANGUAGES: &[(&str, &str)] = &[
    ("ar", "العربية"),
    ("de", "Deutsch"),
    ("en", "English"),
    ("es", "Español"),
    ("fr", "Français"),
    ("hi", "हिन्दी"),
    ("id", "Indonesia"),
    ("it", "Italiano"),
    ("ja", "日本語"),
    ("nl", "Nederlands"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("pt-BR", "Português (Brasil)"),
    ("ru", "Русский"),
    ("tr", "Türkçe"),
    ("zh", "简体中文"),
    ("zh-TW", "繁體中文"),
];

/// Shows the form.
pub(crate) async fn show(State(app): State<App>, incoming: Incoming) -> Result<Response, Failure> {
    let Some(current) = session::current(&app, &incoming.headers).await? else {
        return redirect(StatusCode::FOUND, &login_location(PATH));
    };
    let language = language::of(&incoming.headers, Some(&current.user));
    let is_saved = incoming.query().unwrap_or_default().has("saved");
    let page = ProfilePage {
        notice: is_saved.then(|| language.say("profile.saved")),
        ..page(language, &current, &Typed::of(&current.user), &[])
    };
    let cookie = current.held.touch(&app, &app.issuer().await?).await?;
    let page = page::render(&app, language, StatusCode::OK, &page)?;
    Ok(cookies::beside(page, cookie))
}

/// Takes the form.
pub(crate) async fn submit(
    State(app): State<App>,
    incoming: Incoming,
) -> Result<Response, Failure> {
    let Some(current) = session::current(&app, &incoming.headers).await? else {
        return redirect(StatusCode::SEE_OTHER, &login_location(PATH));
    };
    let language = language::of(&incoming.headers, Some(&current.user));
    let issuer = app.issuer().await?;
    let trail = Trail::of(Event::ProfileChange, &incoming).actor(Some(&current.user));
    let form = incoming.form().unwrap_or_default();
    if !form::is_ours(&incoming, &form, &current, &issuer) {
        trail.refused(&"not a form of this session");
        return form::expired(&app, language, PATH, "expired.profile");
    }
    let typed = read(&form);
    let profile = match typed.read(&current.user) {
        Ok(profile) => profile,
        Err(errors) => {
            // One cause a line is enough: the page tells all of them.
            if let Some(error) = errors.first() {
                trail.refused(error);
            }
            let page = page(language, &current, &typed, &errors);
            return page::render(&app, language, StatusCode::BAD_REQUEST, &page);
        }
    };
    let Some(user) = save(&app, &current, &profile).await? else {
        trail.refused(&"cut off meanwhile");
        return redirect(StatusCode::SEE_OTHER, &login_location(PATH));
    };
    trail.done();
    let answer = redirect(StatusCode::SEE_OTHER, &format!("{PATH}?saved=1"))?;
    Ok((profile_cookies(&user, &issuer), answer).into_response())
}

/// Writes the profile over the user as he is, whoever else changes him: roles that are taken
/// meanwhile stay taken. `None` if he was cut off since this request began.
async fn save(app: &App, current: &Current, profile: &Profile) -> Result<Option<User>, Failure> {
    let (session, now) = (&current.held.session, app.now());
    let is_still_his = |user: &&User| user.vouches_for(&session.sub, session.created_at);
    let decide = |user: Option<&User>| {
        let user = user.filter(is_still_his)?;
        Some(profile.of(user).saved_over(user, false, now))
    };
    Ok(app.store().change_user(&current.user.name, decide).await?.after)
}

fn read(form: &Params) -> Typed {
    let text = |name| value(form, name).to_owned();
    Typed {
        first_name: text("first_name"),
        last_name: text("last_name"),
        user_image: text("user_image"),
        language: text("language"),
    }
}

/// What is wrong with a field, in a sentence for who typed it.
fn fault(language: Language, error: ProfileError) -> String {
    let long = |key, longest: usize| language.say_with(key, &[("longest", &longest.to_string())]);
    match error {
        ProfileError::NoFirstName => language.say("profile.no_first_name"),
        ProfileError::LongFirstName => long("profile.long_first_name", LONGEST_NAME),
        ProfileError::LongLastName => long("profile.long_last_name", LONGEST_NAME),
        ProfileError::LongImage => long("profile.long_image", LONGEST_IMAGE),
        ProfileError::NotHttps => language.say("profile.not_https"),
        ProfileError::NotALanguage => language.say("profile.not_a_language"),
    }
}

fn page(
    language: Language,
    current: &Current,
    typed: &Typed,
    errors: &[ProfileError],
) -> ProfilePage {
    let typed = typed.clone();
    let faults = errors.iter().map(|error| (error.field(), fault(language, *error)));
    ProfilePage {
        full_name: current.user.full_name(),
        email: current.user.name.clone(),
        picture: picture(&current.user),
        fields: BTreeMap::from([
            ("first_name", typed.first_name),
            ("last_name", typed.last_name),
            ("user_image", typed.user_image),
            ("language", typed.language),
        ]),
        faults: faults.collect(),
        languages: LANGUAGES,
        longest: BTreeMap::from([
            ("first_name", LONGEST_NAME),
            ("last_name", LONGEST_NAME),
            ("user_image", LONGEST_IMAGE),
            ("language", LONGEST_LANGUAGE),
        ]),
        notice: None,
        csrf_token: current.held.token.csrf_token(),
    }
}
