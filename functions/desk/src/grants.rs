//! The live grants of a user or a client, with a button each to take them back.

use axum::response::Response;
use shared::{
    App, admin,
    protocol::{client::Client, grant::Grant, params::encode, user::User},
    store::lists::Page,
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
    let entry = |grant: Grant| {
        let href = oauth_client::path(&grant.client_id);
        entry(grant.client_id.clone(), href, &grant)
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
    let entry = |grant: Grant| entry(grant.user.clone(), user::path(&grant.user), &grant);
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

fn entry(of: String, href: String, grant: &Grant) -> GrantEntry {
    GrantEntry {
        id: grant.id.as_str().to_owned(),
        of,
        href,
        scopes: grant.scope.words().map(str::to_owned).collect(),
        since: grant.created_at,
        last_used: grant.last_used(),
    }
}
