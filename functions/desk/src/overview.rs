//! `/app`: what is here, at a glance.

use axum::response::Response;
use http::StatusCode;
use shared::{
    App,
    store::{StoreError, counts::Counts},
    web::{Failure, answer::redirect},
};

use crate::{
    guard::Admitted,
    pages::{Count, OverviewPage},
};

/// The address.
pub(crate) const PATH: &str = "/app";

/// Shows what was counted last; counts, if nobody has yet.
pub(crate) async fn show(admitted: Admitted) -> Result<Response, Failure> {
    let counts = match admitted.app.store().counts().await? {
        Some(counts) => counts,
        None => count(&admitted.app).await?,
    };
    let number = |label, number, href| Count { label, number, href };
    let page = OverviewPage {
        here: "overview",
        counts: vec![
            number("OAuth clients", counts.clients, Some("/app/oauth-client")),
            number("Users", counts.users, Some("/app/user")),
            number("Live grants", counts.grants, None),
            number("Failed logins, last ten minutes", counts.failed_logins, None),
        ],
        counted_at: counts.at,
        issuer: admitted.issuer.to_string(),
        csrf_token: admitted.csrf_token.clone(),
    };
    admitted.show(StatusCode::OK, &page)
}

/// Counts again.
pub(crate) async fn recount(admitted: Admitted) -> Result<Response, Failure> {
    count(&admitted.app).await?;
    redirect(StatusCode::SEE_OTHER, PATH)
}

/// Counts by looking at every item: what that costs grows with the tables, so it is kept.
async fn count(app: &App) -> Result<Counts, StoreError> {
    let (store, at) = (app.store(), app.now());
    let (clients, users, grants, failed_logins) = tokio::try_join!(
        store.count_clients(),
        store.count_users(),
        store.count_grants(at),
        store.count_failed_logins(at),
    )?;
    let counts = Counts { at, clients, users, grants, failed_logins };
    store.keep_counts(&counts).await?;
    Ok(counts)
}
