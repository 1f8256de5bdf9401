//! `affogato client rotate-secret` and `affogato client retire-secret`.

use clap::Args;
use shared::{
    admin::{
        Seen,
        clients::{self, Written},
    },
    secret::Secret,
};

use super::{
    super::{Answer, CommandError, Common},
    Which, json, json_with_secret,
};
use crate::place::IfMissing;

/// Which client, and what becomes of the secret that it has.
#[derive(Args, Clone, Debug)]
pub(super) struct Options {
    #[command(flatten)]
    which: Which,

    /// Let the old secret live on beside the new one, until `affogato client retire-secret`
    #[arg(long)]
    keep_old: bool,
}

pub(super) async fn run(options: &Options, common: &Common) -> Result<Answer, CommandError> {
    let place = common.place(IfMissing::Refuse).await?;
    let (app, id) = (place.app(), &options.which.client_id);
    if !clients::read(app, id).await?.has_secret() {
        return Err(CommandError::NoSecret(id.clone()));
    }
    let Written { client, secret } = if options.keep_old {
        clients::add_secret(app, id, Seen::default()).await?
    } else {
        clients::replace_secret(app, id, Seen::default()).await?
    };
    let secret = secret.as_ref().map(Secret::expose).unwrap_or_default();
    let old = if options.keep_old {
        "The old one lives on until `affogato client retire-secret`."
    } else {
        "The old one has ended."
    };
    Ok(Answer::new(json_with_secret(&client, Some(secret)))
        .field("Client ID", id)
        .field("Client secret", secret)
        .line(format!("The secret is not shown again: keep it now. {old}"))
        .line("Tokens that are out stay good; the app needs the new secret to get others."))
}

pub(super) async fn retire(which: &Which, common: &Common) -> Result<Answer, CommandError> {
    let place = common.place(IfMissing::Refuse).await?;
    let client = clients::retire_secret(place.app(), &which.client_id, Seen::default()).await?;
    let words = format!("The older secret of {} has ended.", client.client_id);
    Ok(Answer::new(json(&client)).line(words))
}
