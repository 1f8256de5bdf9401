//! The live grants of a user or a client, with a button each to take them back.

use std::collections::BTreeSet;

use axum::response::Response;
use shared::{
    App, admin,
    protocol::{claims, client::Client, grant::Grant, params::encode, user::User},
    store::{lists::Page, many::for_each},
    web::Failure,
};

use crate::{
    answer::{self, Done},
    guard::Admitted,
    listing::{self, Asked},
    oauth_client,
    pages::{GrantEntry, Grants},
    user,
};

/// How many grants of a user are shown.
const MOST: usize = 100;

/// A user's: not those of whoever had the e-mail before him.
pub(crate) async fn of_user(app: &App, user: &User) -> Result<Grants, Failure> {
    let grants = app.store().grants_of_user(&user.name, app.now()).await?;
    let mut grants: Vec<Grant> = grants.into_iter().map(|seen| seen.grant).collect();
    grants.retain(|grant| user.vouches_for(&grant.sub, grant.created_at));
    grants.sort_by_key(|grant| std::cmp::Reverse(grant.last_used()));
    grants.truncate(MOST);
    let clients = clients_of(app, &grants).await?;
    let entry = |grant: Grant| {
        let href = oauth_client::path(&grant.client_id);
        let client = clients.iter().find(|client| client.client_id == grant.client_id);
        entry((grant.client_id.clone(), href), &grant, client)
    };
    Ok(Grants { entries: grants.into_iter().map(entry).collect(), next: None })
}

/// A client's: looked for in the whole table, a part at a time.
pub(crate) async fn of_client(
    app: &App,
    client: &Client,
    asked: &Asked,
    path: &str,
) -> Result<Grants, Failure> {
    let now = app.now();
    let read = |from| app.store().grants_page(Some(&client.client_id), from);
    let is_live = |grant: &Grant| grant.is_live(now) && grant.created_at > client.valid_from;
    let page: Page<Grant> = listing::collect(asked, read, is_live).await?;
    let next = asked.next(path, &page);
    let entry =
        |grant: Grant| entry((grant.user.clone(), user::path(&grant.user)), &grant, Some(client));
    Ok(Grants { entries: page.entries.into_iter().map(entry).collect(), next })
}

/// Takes one back, and leads to the page that it stood on.
pub(crate) async fn revoke(admitted: &Admitted, path: &str) -> Result<Response, Failure> {
    match admin::grants::revoke(&admitted.app, admitted.field("grant")).await {
        Ok(grant) => {
            let trail = admitted.trail().act("grant revoked").client(&grant.client_id);
            trail.subject(&grant.sub).done();
            answer::back(path, Done::Revoked)
        }
        Err(error) => answer::refuse(admitted, error),
    }
}

/// The address of a document, whatever its name holds.
pub(crate) fn path(folder: &str, name: &str) -> String {
    format!("{folder}/{}", encode(name))
}

/// The clients of grants, each read once: by whose policy it is told follows what it was allowed.
async fn clients_of(app: &App, grants: &[Grant]) -> Result<Vec<Client>, Failure> {
    let ids: BTreeSet<String> = grants.iter().map(|grant| grant.client_id.clone()).collect();
    let clients = for_each(ids, |id| {
        let app = app.clone();
        async move { app.client(&id).await }
    });
    Ok(clients.await?.into_iter().flatten().collect())
}

fn entry((of, href): (String, String), grant: &Grant, client: Option<&Client>) -> GrantEntry {
    GrantEntry {
        id: grant.id.as_str().to_owned(),
        of,
        href,
        scopes: claims::words(client, &grant.scope, &grant.claims),
        since: grant.created_at,
        last_used: grant.last_used(),
    }
}
