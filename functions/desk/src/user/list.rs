//! The list of users.

use axum::response::Response;
use http::StatusCode;
use shared::{
    pages::Link,
    protocol::{roles, user::User},
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
    let read = |from| admitted.app.store().users_page(from);
    let is_such = |user: &User| {
        let roles = user.roles.iter().map(String::as_str);
        asked.is_in([user.name.as_str(), &user.full_name()].into_iter().chain(roles))
    };
    let mut found = listing::collect(&asked, read, is_such).await?;
    let (is_whole, next) = (asked.is_whole(&found), asked.next(PATH, &found));
    // A whole address is looked up: the list may be long before it comes there.
    if !is_whole
        && let Some(user) = admitted.app.store().user(&asked.query).await?
        && found.entries.iter().all(|found| found.name != user.name)
    {
        found.entries.insert(0, user);
    }
    if is_whole {
        found.entries.sort_by_key(|user| user.full_name().to_lowercase());
    }
    let page = ListPage {
        here: "users",
        title: "Users",
        path: PATH,
        query: asked.query,
        search_hint: "A whole e-mail address, or a part of one, of a name or of a role.",
        new: Link { href: format!("{PATH}/new"), label: "New user".to_owned() },
        entries: found.entries.iter().map(entry).collect(),
        is_whole,
        next,
        notice: answer::notice(&query),
    };
    admitted.show(StatusCode::OK, &page)
}

fn entry(user: &User) -> Entry {
    let tags = [
        (!user.enabled, "disabled"),
        (roles::is_system_manager(user), roles::SYSTEM_MANAGER),
        (user.api_key.is_some(), "API key"),
    ];
    Entry {
        href: path(&user.name),
        title: user.full_name(),
        name: user.name.clone(),
        tags: tags.into_iter().filter(|(is_set, _)| *is_set).map(|(_, tag)| tag).collect(),
    }
}
