//! The rows of the table: a function, and a request that has it do its whole work.

use serde_json::{Value, json};

use crate::{
    Result,
    event::Event,
    world::{CALLBACK, EMAIL, ISSUER, PASSWORD, SECRET, World},
};

const METHOD: &str = "/api/method/frappe.integrations.oauth2.";

/// A row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    Hello,
    Discovery,
    Code,
    Consent,
    Redeem,
    Refresh,
    Introspect,
    Profile,
    Revoke,
    LoginPage,
    Login,
    Authorizer,
}

impl Case {
    /// All of them, the measure first.
    pub(crate) const ALL: [Self; 12] = [
        Self::Hello,
        Self::Discovery,
        Self::Code,
        Self::Consent,
        Self::Redeem,
        Self::Refresh,
        Self::Introspect,
        Self::Profile,
        Self::Revoke,
        Self::LoginPage,
        Self::Login,
        Self::Authorizer,
    ];

    /// The function's package.
    pub(crate) fn function(self) -> &'static str {
        match self {
            Self::Hello => "hello",
            Self::Discovery => "discovery",
            Self::Code | Self::Consent => "authorize",
            Self::Redeem | Self::Refresh => "get_token",
            Self::Introspect => "introspect",
            Self::Profile => "openid_profile",
            Self::Revoke => "revoke",
            Self::LoginPage | Self::Login => "session",
            Self::Authorizer => "authorizer",
        }
    }

    /// The function, and what it is asked for where it does several things.
    pub(crate) fn name(self) -> String {
        let what = match self {
            Self::Code | Self::Redeem => "a code",
            Self::Consent => "consent page",
            Self::Refresh => "refresh",
            Self::LoginPage => "login page",
            Self::Login => "password",
            Self::Hello => return "hello world".to_owned(),
            Self::Discovery
            | Self::Introspect
            | Self::Profile
            | Self::Revoke
            | Self::Authorizer => return self.function().to_owned(),
        };
        format!("{} ({what})", self.function())
    }

    /// Whether template.yaml lets the function use the data key.
    pub(crate) fn has_data_key(self) -> bool {
        !matches!(self, Self::Hello | Self::Discovery | Self::Profile | Self::Authorizer)
    }

    /// A request that no process has answered yet.
    pub(crate) async fn event(self, world: &World) -> Result<Value> {
        let event = match self {
            Self::Hello => Event::new("GET", "/"),
            Self::Discovery => Event::new("GET", "/.well-known/openid-configuration"),
            Self::Code => authorization("trusted").cookies(world.session()),
            Self::Consent => authorization("web").cookies(world.session()),
            Self::Redeem => post("get_token", &redemption(&world.code().await?)),
            Self::Refresh => {
                let token = world.token("refresh_token").await?;
                let form = [("grant_type", "refresh_token"), ("refresh_token", token.as_str())];
                post("get_token", &form)
            }
            Self::Introspect => {
                post("introspect_token", &[("token", &world.token("access_token").await?)])
            }
            Self::Revoke => post("revoke_token", &[("token", &world.token("access_token").await?)]),
            Self::Profile => {
                let token = world.token("access_token").await?;
                let event = Event::new("GET", &format!("{METHOD}openid_profile"));
                event.header("authorization", &format!("Bearer {token}"))
            }
            Self::LoginPage => Event::new("GET", "/login?redirect-to=/me"),
            Self::Login => login(),
            Self::Authorizer => {
                let authorization = format!("Bearer {}", world.token("access_token").await?);
                return Ok(json!({
                    "version": "2.0", "type": "REQUEST", "routeKey": "GET /orders",
                    "identitySource": [authorization],
                    "headers": { "authorization": authorization },
                }));
            }
        };
        Ok(event.into_json())
    }

    /// What is in an answer only if the request was granted.
    fn sign(self) -> &'static str {
        match self {
            Self::Hello => "Hello",
            Self::Discovery => "introspection_endpoint",
            Self::Code => "code=",
            Self::Consent => "The web app",
            Self::Redeem => "id_token",
            Self::Refresh => "refresh_token",
            Self::Introspect => "client_id",
            Self::Profile => EMAIL,
            Self::Revoke => "\"statusCode\":200",
            Self::LoginPage => "csrf_token",
            Self::Login => "\"statusCode\":303",
            Self::Authorizer => "\"isAuthorized\":true",
        }
    }

    /// Fails unless the answer is the one that was meant to be measured.
    pub(crate) fn check(self, answer: &Value) -> Result<()> {
        let text = answer.to_string();
        if text.contains(self.sign()) { Ok(()) } else { Err(format!("it answers {text}").into()) }
    }
}

/// A form for an OAuth method, by a client that proves itself.
pub(crate) fn post(name: &str, form: &[(&str, &str)]) -> Event {
    Event::new("POST", &format!("{METHOD}{name}")).form(form).basic("trusted", SECRET)
}

/// The address of the authorization endpoint, for this client.
pub(crate) fn authorization(client_id: &str) -> Event {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", client_id)
        .append_pair("response_type", "code")
        .append_pair("scope", "all openid")
        .append_pair("state", "af0ifjsldkj")
        .append_pair("redirect_uri", CALLBACK)
        .finish();
    Event::new("GET", &format!("{METHOD}authorize?{query}"))
}

/// The form that redeems a code.
pub(crate) fn redemption(code: &str) -> [(&str, &str); 3] {
    [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK)]
}

/// The login page's form, with the right password.
pub(crate) fn login() -> Event {
    // The form and the cookie hold the same secret, whichever the browser was given.
    let secret = "0123456789abcdefghijklmnopqrstuv";
    let form = [("csrf_token", secret), ("redirect-to", "/me"), ("usr", EMAIL), ("pwd", PASSWORD)];
    let event = Event::new("POST", "/login").form(&form).header("origin", ISSUER);
    event.cookies(&[format!("csrf={secret}")])
}
