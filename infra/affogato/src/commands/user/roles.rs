//! `affogato user roles`.

use clap::Args;
use serde_json::json;
use shared::protocol::{roles, user::User};

use super::{
    super::{Answer, CommandError, Common},
    change, check_roles,
};
use crate::place::IfMissing;

/// Which roles of whom.
#[derive(Args, Clone, Debug)]
pub(super) struct Options {
    /// The user's e-mail address
    email: String,

    /// A role to give; may be repeated
    #[arg(long, value_name = "ROLE")]
    add: Vec<String>,

    /// A role to take; may be repeated
    #[arg(long, value_name = "ROLE")]
    remove: Vec<String>,
}

pub(super) async fn run(options: &Options, common: &Common) -> Result<Answer, CommandError> {
    let Options { email, add, remove } = options;
    check_roles(add.iter())?;
    let place = common.place(IfMissing::Refuse).await?;
    let changed = change(place.app(), email, false, |user| {
        for role in add {
            if !user.roles.contains(role) {
                user.roles.push(role.clone());
            }
        }
        user.roles.retain(|role| !remove.contains(role));
    });
    let changed = changed.await?;
    Ok(answer(&changed.user, changed.is_other))
}

fn answer(user: &User, is_changed: bool) -> Answer {
    let own = &user.roles;
    let all = roles::of(user);
    let automatic: Vec<&str> =
        all.iter().filter(|role| !own.contains(role)).map(String::as_str).collect();
    let json = json!({"name": user.name, "roles": own, "all_roles": all, "changed": is_changed});
    let own = if own.is_empty() { "none".to_owned() } else { own.join(", ") };
    Answer::new(json).field("Roles", own).field("By itself", automatic.join(", "))
}
