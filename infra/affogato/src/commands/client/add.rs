//! `affogato client add`.

use clap::{Args, ValueEnum};
use serde_json::json;
use shared::{
    admin::{
        AdminError,
        clients::{self, Written},
    },
    doctype::oauth_client,
    protocol::client::Client,
    secret::Secret,
};

use super::{
    super::{Answer, CommandError, Common},
    json_with_secret,
};
use crate::place::IfMissing;

/// The new client.
#[derive(Args, Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "they are the command's switches")]
pub(super) struct Options {
    /// What people are shown when the app asks for their consent
    #[arg(value_name = "NAME")]
    app_name: String,

    /// Where the app takes answers, exactly as it will send it; may be repeated, and left out with
    /// --service-user or --device
    #[arg(long, value_name = "URI", required_unless_present_any = ["service_user", "device"])]
    redirect_uri: Vec<String>,

    /// A scope that it may ask for; may be repeated [default: all and openid]
    #[arg(long, value_name = "SCOPE")]
    scope: Vec<String>,

    /// A role whose users may use it; may be repeated, and All is everybody [default: Desk User,
    /// which is whoever has a role]
    #[arg(long, value_name = "ROLE")]
    role: Vec<String>,

    /// An app that cannot keep a secret, in a browser or on a phone: it gets none, and must use
    /// PKCE
    #[arg(long)]
    public: bool,

    /// Where the public keys are of an app that signs for itself (private key JWT); it gets no secret
    #[arg(long, value_name = "URI", conflicts_with = "public")]
    jwks_uri: Option<String>,

    /// What signs its ID tokens: hs256 is Frappe's, with the client's secret; rs256 and es256 are
    /// signed with a key that apps find by discovery [default: hs256, and rs256 with --public]
    #[arg(long, value_name = "ALG")]
    id_token_alg: Option<Algorithm>,

    /// Do not ask people for their consent: the app is your own
    #[arg(long)]
    skip_authorization: bool,

    /// By whose rule it is told of its users: Frappe, or OpenID Connect [default: Frappe]
    #[arg(long, value_name = "POLICY")]
    claims_policy: Option<String>,

    /// Where the app may send its users after a logout that it begins, exactly as it will send it; may be
    /// repeated
    #[arg(long, value_name = "URI")]
    post_logout_redirect_uri: Vec<String>,

    /// Where the app is told that a user has logged out
    #[arg(long, value_name = "URI")]
    backchannel_logout_uri: Option<String>,

    /// The app is a Frappe site: refusals are shown here, because its callback crashes on them
    #[arg(long)]
    frappe_site: bool,

    /// The app acts by itself, too, for this user (client credentials)
    #[arg(long, value_name = "EMAIL", conflicts_with = "public")]
    service_user: Option<String>,

    /// The app may ask for its user's answer on another device: for a television or a command line
    #[arg(long)]
    device: bool,

    /// The app is an API, and may introspect the tokens of other clients
    #[arg(long)]
    resource_server: bool,
}

/// How ID Tokens are signed.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Algorithm {
    Hs256,
    Rs256,
    Es256,
}

impl Algorithm {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
        }
    }
}

impl Options {
    fn method(&self) -> Option<&'static str> {
        match (&self.jwks_uri, self.public) {
            (Some(_), _) => Some("Private Key JWT"),
            (None, true) => Some("None"),
            (None, false) => None,
        }
    }
}

pub(super) async fn run(options: &Options, common: &Common) -> Result<Answer, CommandError> {
    let roles: Vec<_> = options.role.iter().map(|role| json!({"role": role})).collect();
    let fields = json!({
        "app_name": options.app_name,
        "redirect_uris": options.redirect_uri.join(" "),
        "default_redirect_uri": options.redirect_uri.first(),
        "scopes": options.scope.join(" "),
        "allowed_roles": roles,
        "token_endpoint_auth_method": options.method(),
        "jwks_uri": options.jwks_uri,
        "id_token_signed_response_alg": options.id_token_alg.map(Algorithm::as_str),
        "skip_authorization": options.skip_authorization,
        "claims_policy": options.claims_policy,
        "post_logout_redirect_uris": options.post_logout_redirect_uri.join(" "),
        "backchannel_logout_uri": options.backchannel_logout_uri,
        "is_frappe_site": options.frappe_site,
        "is_resource_server": options.resource_server,
        "service_user": options.service_user,
        "allows_device_grant": options.device,
    });
    let fields = fields.as_object().cloned().unwrap_or_default();
    // What is refused should leave no data folder behind.
    oauth_client::make("new", &fields).map_err(AdminError::from)?;
    let place = common.place(IfMissing::Create).await?;
    let Written { client, secret } = clients::create(place.app(), &fields).await?;
    let issuer = place.app().issuer().await?;
    Ok(answer(&client, secret.as_ref().map(Secret::expose), &issuer))
}

fn answer(client: &Client, secret: Option<&str>, issuer: &str) -> Answer {
    let mut json = json_with_secret(client, secret);
    if let Some(fields) = json.as_object_mut() {
        fields.insert("issuer".to_owned(), issuer.into());
    }
    let no_secret = if client.is_public() {
        "none: it must use PKCE with S256"
    } else {
        "none: it signs for itself"
    };
    let answer = Answer::new(json)
        .field("Client ID", &client.client_id)
        .field("Client secret", secret.unwrap_or(no_secret))
        .field("Issuer", issuer)
        .field("Redirect URIs", client.redirect_uris.join(" "))
        .field("Scopes", client.scopes.to_string())
        .field("Allowed roles", client.allowed_roles.join(", "));
    match secret {
        Some(_) => answer.line("The secret is not shown again: keep it now."),
        None => answer,
    }
}
