//! OAuth Bearer Tokens: what apps were allowed. They are read and revoked, and never shown.

use serde_json::Value;
use shared::{
    App,
    admin::{AdminError, grants},
};

use super::{documents, refusal::Refused, sent::Fields};
use crate::guard::Program;

/// Reads one.
pub(super) async fn read(app: &App, name: &str) -> Result<Value, Refused> {
    let seen = grants::read(app, name).await?;
    Ok(documents::bearer_token(&seen.grant, app.now()))
}

/// Revokes one, by `status`; nothing else of it can be changed.
pub(super) async fn save(program: &Program, name: &str, sent: &Fields) -> Result<Value, Refused> {
    if sent.get("status").and_then(Value::as_str) != Some("Revoked") {
        let words = "An OAuth Bearer Token can be revoked (status Revoked), and not changed.";
        return Err(AdminError::Forbidden(words).into());
    }
    revoke(program, name).await
}

/// Revokes one. The document stays until its end.
pub(super) async fn revoke(program: &Program, name: &str) -> Result<Value, Refused> {
    let grant = grants::revoke(&program.app, name).await?;
    program.trail().act("grant revoked").client(&grant.client_id).subject(&grant.sub).done();
    read(&program.app, name).await
}

/// A token is made by its user's consent alone.
pub(super) fn not_made() -> Refused {
    AdminError::Forbidden("An OAuth Bearer Token is made by its user's consent alone.").into()
}
