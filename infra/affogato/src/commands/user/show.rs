//! `affogato user show`.

use serde_json::Value;
use shared::protocol::roles;

use super::{
    super::{Answer, CommandError, Common, moment},
    Who, find,
};
use crate::place::IfMissing;

pub(super) async fn run(who: &Who, common: &Common) -> Result<Answer, CommandError> {
    let place = common.place(IfMissing::Refuse).await?;
    let app = place.app();
    let user = find(app, &who.email).await?;
    let has_password = app.store().password(&user.name).await?.is_some();
    let apps = app.store().grants_of_user(&user.name, app.now()).await?;
    let mut apps: Vec<String> = apps.into_iter().map(|seen| seen.grant.client_id).collect();
    apps.sort();
    apps.dedup();

    let mut json = serde_json::to_value(&user).unwrap_or_default();
    if let Value::Object(fields) = &mut json {
        fields.insert("all_roles".to_owned(), roles::of(&user).into());
        fields.insert("has_password".to_owned(), has_password.into());
        fields.insert("apps".to_owned(), apps.clone().into());
    }
    let yes_or_no = |yes: bool| if yes { "yes" } else { "no" };
    Ok(Answer::new(json)
        .field("E-mail", &user.name)
        .field("Name", format!("{} {}", user.first_name, user.last_name).trim())
        .field("Enabled", yes_or_no(user.enabled))
        .field("Password", yes_or_no(has_password))
        .field("Roles", roles::of(&user).join(", "))
        .field("Subject", &user.sub)
        .field("Has allowed", apps.join(", "))
        .field("Signed out at", moment(user.valid_from)))
}
