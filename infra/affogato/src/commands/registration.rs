//! `affogato registration token`: the initial access token
//! ([RFC 7591 section 3](https://www.rfc-editor.org/rfc/rfc7591#section-3)), by which clients register
//! themselves where not everybody may.

use clap::{Args, Subcommand};
use serde_json::json;
use shared::{
    admin::{Seen, settings},
    protocol::oauth_settings::RegistrationAccess,
};

use super::{Answer, CommandError, Common};
use crate::place::IfMissing;

/// What, and where.
#[derive(Args, Clone, Debug)]
pub struct RegistrationOptions {
    #[command(subcommand)]
    command: Command,

    /// Where, and how to answer.
    #[command(flatten)]
    pub common: Common,
}

#[derive(Clone, Copy, Debug, Subcommand)]
enum Command {
    /// Make an initial access token, in the place of the one that is there
    Token,
}

/// Does it.
///
/// # Errors
///
/// The place's, the store's.
pub async fn run(options: &RegistrationOptions) -> Result<Answer, CommandError> {
    let place = options.common.place(IfMissing::Refuse).await?;
    let Command::Token = options.command;
    let (settings, token) =
        settings::make_initial_access_token(place.app(), Seen::default()).await?;
    let access = settings.oauth.registration_access;
    let answer = Answer::new(json!({
        "initial_access_token": token.expose(),
        "registration_access": access.as_str(),
    }))
    .field("Initial access token", token.expose())
    .line("The token is not shown again: keep it now. An earlier one is worth nothing any more.");
    Ok(match access {
        RegistrationAccess::InitialAccessToken => answer,
        RegistrationAccess::Open => answer
            .line("It is not asked for yet: Registration Access of the OAuth Settings is Open."),
    })
}
