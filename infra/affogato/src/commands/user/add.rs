//! `affogato user add`.

use clap::Args;
use serde_json::json;
use shared::{
    admin::{AdminError, users},
    doctype,
    protocol::user::User,
};

use super::{
    super::{Answer, CommandError, Common},
    check_roles,
};
use crate::{password_input, place::IfMissing};

/// The new user.
#[derive(Args, Clone, Debug)]
pub(super) struct Options {
    /// The e-mail address to log in with
    email: String,

    /// Given name
    #[arg(long, value_name = "NAME")]
    first_name: Option<String>,

    /// Family name
    #[arg(long, value_name = "NAME")]
    last_name: Option<String>,

    /// A role, as clients ask for it; may be repeated
    #[arg(long, value_name = "ROLE")]
    role: Vec<String>,

    /// Take the password from the first line of the standard input instead of asking
    #[arg(long)]
    password_stdin: bool,
}

pub(super) async fn run(options: &Options, common: &Common) -> Result<Answer, CommandError> {
    check_roles(options.role.iter())?;
    let roles: Vec<_> = options.role.iter().map(|role| json!({"role": role})).collect();
    let fields = json!({
        "email": options.email,
        "first_name": options.first_name,
        "last_name": options.last_name,
        "roles": roles,
    });
    let mut fields = fields.as_object().cloned().unwrap_or_default();
    let name = doctype::user::make(&fields).map_err(AdminError::from)?.user.name;
    let place = common.place(IfMissing::Create).await?;
    // Nobody should type a password in vain. The write asks again.
    if place.app().store().user(&name).await?.is_some() {
        return Err(CommandError::UserExists(name));
    }
    let password = password_input::read(options.password_stdin, &name)?;
    fields.insert("new_password".to_owned(), password.expose().into());
    let user = users::create(place.app(), &fields).await?;
    let login = format!("{}/login", place.app().issuer().await?);
    Ok(answer(&user, &login, place.stack().is_some()))
}

fn answer(user: &User, login: &str, is_deployed: bool) -> Answer {
    let mut who = format!("Added {}", user.name);
    if user.full_name() != user.name {
        who = format!("{who} ({})", user.full_name());
    }
    let roles = match user.roles.as_slice() {
        [] => "without a role: only clients that allow All are for him".to_owned(),
        [role] => format!("with the role {role}"),
        roles => format!("with the roles {}", roles.join(", ")),
    };
    let when = if is_deployed { "" } else { " while `affogato` serves" };
    let json = json!({
        "name": user.name,
        "sub": user.sub,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "enabled": user.enabled,
        "roles": user.roles,
        "login": login,
    });
    Answer::new(json).line(format!("{who}, {roles}.")).line(format!("Log in at {login}{when}."))
}
