//! Users: who logs in.

use serde_json::Value;
use shared::admin::{Seen, users};

use super::{
    documents,
    refusal::Refused,
    sent::{Fields, seen},
};
use crate::guard::Program;

/// Makes a user.
pub(super) async fn create(program: &Program, sent: &Fields) -> Result<Value, Refused> {
    let user = users::create(&program.app, sent).await?;
    program.trail().act("user created").subject(&user.sub).done();
    Ok(documents::user(&user))
}

/// Changes a user; `new_password` sets his password.
pub(super) async fn save(program: &Program, name: &str, sent: &Fields) -> Result<Value, Refused> {
    let (app, manager) = (&program.app, &program.manager);
    let user = users::save(app, manager, name, seen(sent), sent).await?;
    program.trail().act("user changed").subject(&user.sub).done();
    Ok(documents::user(&user))
}

/// Deletes a user, with all that he was given.
pub(super) async fn remove(program: &Program, name: &str) -> Result<(), Refused> {
    let user = users::remove(&program.app, &program.manager, name, Seen(None)).await?;
    program.trail().act("user deleted").subject(&user.sub).done();
    Ok(())
}
