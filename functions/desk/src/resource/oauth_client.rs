//! OAuth Clients: the apps that may log people in.

use serde_json::Value;
use shared::admin::clients::{self, Written};

use super::{
    documents,
    refusal::Refused,
    sent::{Fields, seen},
};
use crate::guard::Program;

/// Makes a client.
pub(super) async fn create(program: &Program, sent: &Fields) -> Result<Value, Refused> {
    let written = clients::create(&program.app, sent).await?;
    program.trail().act("client created").client(&written.client.client_id).done();
    Ok(with_secret(&written))
}

/// Changes a client. One that becomes confidential by it gets a secret.
pub(super) async fn save(program: &Program, name: &str, sent: &Fields) -> Result<Value, Refused> {
    let written = clients::save(&program.app, name, seen(sent), sent).await?;
    program.trail().act("client changed").client(&written.client.client_id).done();
    Ok(with_secret(&written))
}

/// Deletes a client, with all that it was given.
pub(super) async fn remove(program: &Program, name: &str) -> Result<(), Refused> {
    let client = clients::remove(&program.app, name, shared::admin::Seen(None)).await?;
    program.trail().act("client deleted").client(&client.client_id).done();
    Ok(())
}

/// The answer to the write that made a secret is the one place where it stands. Frappe shows it to
/// everybody who may read the client, for ever.
fn with_secret(written: &Written) -> Value {
    let mut document = documents::client(&written.client);
    if let (Some(fields), Some(secret)) = (document.as_object_mut(), &written.secret) {
        fields.insert("client_secret".to_owned(), secret.expose().into());
    }
    document
}
