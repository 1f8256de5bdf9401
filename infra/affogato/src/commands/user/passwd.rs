//! `affogato user passwd`.

use clap::Args;
use serde_json::json;
use shared::protocol::password::Hash;

use super::{
    super::{Answer, CommandError, Common},
    change, find,
};
use crate::{import::ImportError, password_input, place::IfMissing};

/// Whose password.
#[derive(Args, Clone, Debug)]
pub(super) struct Options {
    /// The user's e-mail address
    email: String,

    /// Take the password from the first line of the standard input instead of asking
    #[arg(long)]
    password_stdin: bool,
}

pub(super) async fn run(options: &Options, common: &Common) -> Result<Answer, CommandError> {
    let mut place = common.place(IfMissing::Refuse).await?;
    let app = place.app();
    let name = find(app, &options.email).await?.name;
    let password = password_input::read(options.password_stdin, &name)?;
    let hash = Hash::of(&password, app.random());
    let hash = hash.map_err(|_| ImportError::Password(name.clone()))?;
    // In this order: who logs in with the old password until it is gone is cut off behind it.
    app.store().put_password(&name, &hash).await?;
    change(app, &name, true, |_| {})
        .await
        .map_err(|error| CommandError::NotCutOff { name: name.clone(), cause: Box::new(error) })?;
    let words = format!("{name} has the new password; his sessions and tokens are dead.");
    let answer = Answer::new(json!({"name": name, "changed": true})).line(words);
    Ok(answer.unheard(place.tell_apps().await))
}
