//! `affogato client show`.

use shared::protocol::client::{Client, StoredSecret};

use super::{
    super::{Answer, CommandError, Common, moment},
    Which, json,
};
use crate::place::IfMissing;

pub(super) async fn run(which: &Which, common: &Common) -> Result<Answer, CommandError> {
    let place = common.place(IfMissing::Refuse).await?;
    let client = place.app().client(&which.client_id).await?;
    let client = client.ok_or_else(|| CommandError::NoSuchClient(which.client_id.clone()))?;
    Ok(answer(&client))
}

fn answer(client: &Client) -> Answer {
    let secret = match client.client_secret {
        StoredSecret::None if client.is_public() => "none: a public client",
        StoredSecret::None => "none: it signs for itself",
        StoredSecret::Hashed(_) => "kept as a hash",
        StoredSecret::Sealed(_) => "kept sealed",
    };
    let flags = [
        (client.skip_authorization, "people are not asked"),
        (client.is_frappe_site, "a Frappe site"),
        (client.is_resource_server, "may introspect"),
        (client.allows_id_token_response_types, "id_token from the authorization endpoint"),
        (!client.claims_policy.is_frappes(), "claims by OpenID Connect"),
        (client.is_self_registered, "registered by itself"),
    ];
    let flags: Vec<&str> = flags.into_iter().filter(|(is_set, _)| *is_set).map(|f| f.1).collect();
    let lifetimes = client.lifetimes;
    Answer::new(json(client))
        .field("Client ID", &client.client_id)
        .field("Name", &client.app_name)
        .field("Secret", secret)
        .field("Redirect URIs", client.redirect_uris.join(" "))
        .field("Default", client.default_redirect_uri.clone().unwrap_or_default())
        .field("After a logout", client.post_logout_redirect_uris.join(" "))
        .field("Told of logouts", client.backchannel_logout_uri.clone().unwrap_or_default())
        .field("Scopes", client.scopes.to_string())
        .field("Allowed roles", client.allowed_roles.join(", "))
        .field("Also", flags.join(", "))
        .field(
            "Lifetimes",
            format!(
                "code {} s, access token {} s, refresh token {} s unused and {} s at most",
                lifetimes.code,
                lifetimes.access_token,
                lifetimes.refresh_token_idle,
                lifetimes.refresh_token_absolute
            ),
        )
        .field("Kept until", client.unused_until.map(moment).unwrap_or_default())
        .field("Cut off at", moment(client.valid_from))
}
