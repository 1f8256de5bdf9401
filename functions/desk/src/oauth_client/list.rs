//! The list of clients.

use axum::response::Response;
use http::StatusCode;
use shared::{
    pages::Link,
    protocol::{client::Client, redirect_uri},
    web::Failure,
};

use super::{PATH, path};
use crate::{
    answer,
    guard::Admitted,
    listing::{self, Asked},
    pages::{Entry, ListPage},
};

/// Shows a page of it.
pub(super) async fn show(admitted: Admitted) -> Result<Response, Failure> {
    let query = admitted.incoming.query().unwrap_or_default();
    let asked = Asked::read(&query);
    let read = |from| admitted.app.store().clients_page(from);
    let is_such = |client: &Client| {
        let texts = [client.client_id.as_str(), &client.app_name];
        asked.is_in(texts.into_iter().chain(client.redirect_uris.iter().map(String::as_str)))
    };
    let mut found = listing::collect(&asked, read, is_such).await?;
    let (is_whole, next) = (asked.is_whole(&found), asked.next(PATH, &found));
    if is_whole {
        found.entries.sort_by_key(|client| client.app_name.to_lowercase());
    }
    let page = ListPage {
        here: "clients",
        title: "OAuth Clients",
        path: PATH,
        query: asked.query,
        search_hint: "A part of the name, the client ID or a redirect URI.",
        new: Link { href: format!("{PATH}/new"), label: "New client".to_owned() },
        entries: found.entries.iter().map(entry).collect(),
        is_whole,
        next,
        notice: answer::notice(&query),
    };
    admitted.show(StatusCode::OK, &page)
}

fn entry(client: &Client) -> Entry {
    let host = client.redirect_uris.first().map(|uri| redirect_uri::host(uri));
    let tags = [
        (client.is_public(), "public"),
        (client.signs_for_itself(), "signs for itself"),
        (client.skip_authorization, "asks nobody"),
        (client.is_frappe_site, "Frappe site"),
        (client.is_resource_server, "resource server"),
        (!client.claims_policy.is_frappes(), "OpenID Connect"),
        (client.is_self_registered, "registered itself"),
    ];
    Entry {
        href: path(&client.client_id),
        title: client.app_name.clone(),
        name: host.filter(|host| !host.is_empty()).unwrap_or_else(|| client.client_id.clone()),
        tags: tags.into_iter().filter(|(is_set, _)| *is_set).map(|(_, tag)| tag).collect(),
    }
}
