//! `/third_party_apps`: what the user has allowed, and the way to take it back.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::StatusCode;
use shared::{
    App,
    pages::{AppEntry, AppsPage, Language},
    protocol::{
        allowed::{self, AllowedApp},
        claims,
        client::Client,
        grant::{Attempt, Grant},
        redirect_uri::host,
        revocation,
        user::User,
    },
    store::{grants::Seen, many::for_each},
    web::{
        Failure, Incoming,
        answer::{json, login_location, redirect},
        cookies,
        failure::exception,
        language, page, session,
        trail::{Event, Trail},
    },
};

use crate::form::{self, value};

/// The page's address.
pub(crate) const PATH: &str = "/third_party_apps";
/// Frappe's method behind the button of its page.
pub(crate) const DELETE_CLIENT: &str = "frappe.www.third_party_apps.delete_client";

/// Shows the apps, or the one that is asked for.
pub(crate) async fn show(State(app): State<App>, incoming: Incoming) -> Result<Response, Failure> {
    let query = incoming.query().unwrap_or_default();
    let Some(current) = session::current(&app, &incoming.headers).await? else {
        let path = incoming.uri.path_and_query().map_or(PATH, |path| path.as_str());
        return redirect(StatusCode::FOUND, &login_location(path));
    };
    let language = language::of(&incoming.headers, Some(&current.user));
    let only = value(&query, "app");
    let mut grants = grants_of(&app, &current.user).await?;
    grants.retain(|seen| only.is_empty() || seen.grant.client_id == only);
    let apps = allowed::apps(grants.iter().map(|seen| &seen.grant));
    let page = AppsPage {
        apps: entries(&app, apps).await?,
        is_one: !only.is_empty(),
        asks_for_all: query.has("all"),
        notice: notice(language, value(&query, "revoked")),
        csrf_token: current.held.token.csrf_token(),
    };
    let cookie = current.held.touch(&app, &app.issuer().await?).await?;
    let page = page::render(&app, language, StatusCode::OK, &page)?;
    Ok(cookies::beside(page, cookie))
}

/// Takes back one app, or all.
pub(crate) async fn submit(
    State(app): State<App>,
    incoming: Incoming,
) -> Result<Response, Failure> {
    let Some(current) = session::current(&app, &incoming.headers).await? else {
        return redirect(StatusCode::SEE_OTHER, &login_location(PATH));
    };
    let form = incoming.form().unwrap_or_default();
    if !form::is_ours(&incoming, &form, &current, &app.issuer().await?) {
        let language = language::of(&incoming.headers, Some(&current.user));
        return form::expired(&app, language, PATH, "expired.apps");
    }
    let (client_id, all) = (value(&form, "client_id"), value(&form, "all") == "1");
    if client_id.is_empty() && !all {
        return redirect(StatusCode::SEE_OTHER, PATH);
    }
    revoke(&app, &current.user, |grant| all || grant.client_id == client_id).await?;
    let trail = Trail::of(Event::Revocation, &incoming).actor(Some(&current.user));
    let trail = if all { trail } else { trail.client(client_id) };
    trail.done();
    let done = if all { "all" } else { "1" };
    redirect(StatusCode::SEE_OTHER, &format!("{PATH}?revoked={done}"))
}

/// Frappe's method: takes back one app, and answers nothing.
///
/// By the session alone: an app must not cut off the user's other apps by its token.
pub(crate) async fn delete_client(
    State(app): State<App>,
    incoming: Incoming,
) -> Result<Response, Failure> {
    let Some(current) = session::current(&app, &incoming.headers).await? else {
        let words = format!("Function <strong>{DELETE_CLIENT}</strong> is not whitelisted.");
        return Ok(exception(StatusCode::FORBIDDEN, "PermissionError", &words));
    };
    let body = incoming.form_or_json().unwrap_or_default();
    if !form::is_ours(&incoming, &body, &current, &app.issuer().await?) {
        return Ok(exception(StatusCode::BAD_REQUEST, "CSRFTokenError", "Invalid Request"));
    }
    let params = incoming.all().unwrap_or_default();
    let client_id = value(&params, "client_id");
    if client_id.is_empty() {
        let words = "Missing client_id parameter.";
        return Ok(exception(StatusCode::BAD_REQUEST, "ValidationError", words));
    }
    revoke(&app, &current.user, |grant| grant.client_id == client_id).await?;
    let trail = Trail::of(Event::Revocation, &incoming).client(client_id);
    trail.actor(Some(&current.user)).done();
    json(StatusCode::OK, &serde_json::json!({}))
}

/// The grants of a user, and of nobody who had the e-mail before him.
async fn grants_of(app: &App, user: &User) -> Result<Vec<Seen>, Failure> {
    let mut grants = app.store().grants_of_user(&user.name, app.now()).await?;
    grants.retain(|seen| user.vouches_for(&seen.grant.sub, seen.grant.created_at));
    Ok(grants)
}

/// Takes back the grants that are such: one conditional write each.
async fn revoke(app: &App, user: &User, is_such: impl Fn(&Grant) -> bool) -> Result<(), Failure> {
    let mut grants = grants_of(app, user).await?;
    grants.retain(|seen| is_such(&seen.grant));
    let user = Arc::new(user.clone());
    let attempt = Attempt::draw(app.random());
    for_each(grants, |seen| {
        let (app, user, attempt) = (app.clone(), Arc::clone(&user), attempt.clone());
        async move {
            let decide = |grant: &Grant| revocation::by_user(grant, &user);
            app.store().step(seen, &attempt, decide).await
        }
    })
    .await?;
    Ok(())
}

/// What the page tells of each app. One whose client is gone can still be revoked.
async fn entries(app: &App, apps: Vec<AllowedApp>) -> Result<Vec<AppEntry>, Failure> {
    let ids: Vec<String> = apps.iter().map(|app| app.client_id.clone()).collect();
    let clients = for_each(ids, |id| {
        let app = app.clone();
        async move { app.client(&id).await }
    });
    let clients: Vec<Client> = clients.await?.into_iter().flatten().collect();
    let entry = |app: AllowedApp| {
        let client = clients.iter().find(|client| client.client_id == app.client_id);
        let name = client.map(|client| client.app_name.clone()).filter(|name| !name.is_empty());
        AppEntry {
            name: name.unwrap_or_else(|| app.client_id.clone()),
            host: client.and_then(home).unwrap_or_default(),
            client_id: app.client_id,
            scopes: claims::words(client, &app.scope, &app.claims),
            since: app.since,
            last_used: app.last_used,
        }
    };
    Ok(apps.into_iter().map(entry).collect())
}

/// Where a client lives: where it is called back. Its own page it may have made up.
fn home(client: &Client) -> Option<String> {
    let uris = client.default_redirect_uri.iter().chain(&client.redirect_uris);
    uris.map(|uri| host(uri)).find(|host| !host.is_empty())
}

fn notice(language: Language, revoked: &str) -> Option<String> {
    match revoked {
        "1" => Some(language.say("apps.revoked")),
        "all" => Some(language.say("apps.revoked_all")),
        _ => None,
    }
}
