//! Lists: the documents of a doctype, page by page of a scan, or straight from where they must be.

use serde_json::Value;
use shared::{
    App,
    admin::{AdminError, grants},
    protocol::grant::Grant,
    store::lists::Cursor,
};

use super::{
    acts,
    doctype::Doctype,
    documents,
    query::{Filters, Query, QueryError},
    refusal::Refused,
    rows::Rows,
};

/// How many pages of a scan are looked through, each of 1 MB: what is done within the function's 25
/// seconds.
const MOST_PAGES: usize = 100;

/// How many bytes the name of a user has at most: 140 characters.
const LONGEST_USER: usize = 560;

/// The documents that a list asks for.
pub(crate) async fn list(
    app: &App,
    doctype: Doctype,
    query: &Query,
) -> Result<Vec<Value>, Refused> {
    let mut rows = Rows::new(query)?;
    look_through(app, doctype, &query.filters, |document| rows.take(document)).await?;
    Ok(rows.finish()?)
}

/// How many documents there are.
pub(crate) async fn count(
    app: &App,
    doctype: Doctype,
    filters: &Filters,
) -> Result<usize, Refused> {
    let mut count = 0;
    let add = |document: &Value| {
        count += usize::from(filters.hold(document));
        Ok(())
    };
    look_through(app, doctype, filters, add).await?;
    Ok(count)
}

/// Shows every document that may be meant.
async fn look_through(
    app: &App,
    doctype: Doctype,
    filters: &Filters,
    mut show: impl FnMut(&Value) -> Result<(), QueryError>,
) -> Result<(), Refused> {
    if let Some(name) = doctype.only().or_else(|| filters.exactly("name")) {
        match acts::read(app, doctype, name).await {
            Ok(document) => show(&document)?,
            Err(Refused::Admin(AdminError::NoSuch { .. })) => {}
            Err(refused) => return Err(refused),
        }
        return Ok(());
    }
    let mut from = None;
    for _ in 0..MOST_PAGES {
        let (documents, next) = page(app, doctype, filters, from).await?;
        documents.iter().try_for_each(&mut show)?;
        if next.is_none() {
            return Ok(());
        }
        from = next;
    }
    Err(QueryError::TooMuch(
        "the table is too large to be looked through. Ask by name, or for tokens by user and \
         status = Active",
    )
    .into())
}

/// A part of a doctype's documents, and where the next begins.
async fn page(
    app: &App,
    doctype: Doctype,
    filters: &Filters,
    from: Option<Cursor>,
) -> Result<(Vec<Value>, Option<Cursor>), Refused> {
    match doctype {
        Doctype::OAuthClient => {
            let page = app.store().clients_page(from).await?;
            Ok((page.entries.iter().map(documents::client).collect(), page.next))
        }
        Doctype::User => {
            let page = app.store().users_page(from).await?;
            Ok((page.entries.iter().map(documents::user).collect(), page.next))
        }
        Doctype::BearerToken => tokens_page(app, filters, from).await,
        Doctype::ProviderSettings | Doctype::OAuthSettings | Doctype::SocialLoginKey => {
            Ok((Vec::new(), None))
        }
    }
}

async fn tokens_page(
    app: &App,
    filters: &Filters,
    from: Option<Cursor>,
) -> Result<(Vec<Value>, Option<Cursor>), Refused> {
    let now = app.now();
    let write = |grants: Vec<Grant>| {
        let tokens = grants.iter().filter(|grant| grants::is_token(grant));
        tokens.map(|grant| documents::bearer_token(grant, now)).collect()
    };
    // The index has the live ones only, and is not asked for what no user is called.
    let is_active = filters.exactly("status").is_some_and(|s| s.eq_ignore_ascii_case("active"));
    let is_possible = |user: &&str| is_active && (1..=LONGEST_USER).contains(&user.len());
    if let Some(user) = filters.exactly("user").filter(is_possible) {
        let grants = app.store().grants_of_user(&user.to_lowercase(), now).await?;
        return Ok((write(grants.into_iter().map(|seen| seen.grant).collect()), None));
    }
    let page = app.store().grants_page(filters.exactly("client"), from).await?;
    Ok((write(page.entries), page.next))
}
