//! What an app says of itself, read and judged
//! ([RFC 7591 section 2](https://www.rfc-editor.org/rfc/rfc7591#section-2)).

use serde_json::{Map, Value};

use super::{
    addresses,
    error::{RegistrationCode, RegistrationError},
    fields::Fields,
    types::Types,
};
use crate::protocol::{
    client::{ApplicationType, AuthMethod, Client, IdTokenAlgorithm},
    client_keys::{self, KeySetError},
    max_age,
    redirect_uri::host,
    scope::{self, Scope},
    signing_key::SigningAlgorithm,
};

/// How long a registration may be, in bytes. Those of real apps have less than two thousand; who fills
/// the table with the longest that we take should not get far.
const LONGEST: usize = 32 * 1024;

const AUTH_METHODS: [(&str, AuthMethod); 4] = [
    ("client_secret_basic", AuthMethod::ClientSecretBasic),
    ("client_secret_post", AuthMethod::ClientSecretPost),
    ("private_key_jwt", AuthMethod::PrivateKeyJwt),
    ("none", AuthMethod::None),
];
const APPLICATION_TYPES: [(&str, ApplicationType); 2] =
    [("web", ApplicationType::Web), ("native", ApplicationType::Native)];
const ID_TOKEN_ALGORITHMS: [(&str, IdTokenAlgorithm); 3] = [
    ("RS256", IdTokenAlgorithm::RS256),
    ("ES256", IdTokenAlgorithm::ES256),
    ("HS256", IdTokenAlgorithm::HS256),
];
const USERINFO_ALGORITHMS: [(&str, SigningAlgorithm); 2] =
    [("RS256", SigningAlgorithm::RS256), ("ES256", SigningAlgorithm::ES256)];

/// The word of a method of authentication.
pub(super) fn auth_method_name(method: AuthMethod) -> &'static str {
    match method {
        AuthMethod::ClientSecretBasic => "client_secret_basic",
        AuthMethod::ClientSecretPost => "client_secret_post",
        AuthMethod::PrivateKeyJwt => "private_key_jwt",
        AuthMethod::None => "none",
    }
}

/// What was said, with RFC 7591's defaults where nothing was.
#[derive(Clone, Debug)]
pub struct Metadata {
    /// The fields of a client's record that are the app's to say; the others are not looked at.
    pub(super) said: Client,
    /// What it wants to ask for, if it says so.
    pub(super) scope: Option<Scope>,
}

impl Metadata {
    /// Reads a registration.
    ///
    /// # Errors
    ///
    /// Every fault that it has.
    pub fn read(sent: &Map<String, Value>) -> Result<Self, RegistrationError> {
        if serde_json::to_string(sent).map_or(true, |text| text.len() > LONGEST) {
            let words = format!("a registration has at most {LONGEST} bytes");
            return Err(RegistrationError::metadata(words));
        }
        let mut fields = Fields::of(sent);
        let metadata = read(&mut fields);
        fields.verdict().map(|()| metadata)
    }
}

fn read(fields: &mut Fields<'_>) -> Metadata {
    if fields.value("software_statement").is_some() {
        let words = "software_statement is signed by nobody whom this server trusts";
        fields.blame_as(RegistrationCode::InvalidSoftwareStatement, words);
    }
    let method = fields.choice("token_endpoint_auth_method", &AUTH_METHODS).unwrap_or_default();
    let application_type =
        fields.choice("application_type", &APPLICATION_TYPES).unwrap_or_default();
    let types = Types::read(fields, method);
    let redirect_uris = addresses::redirect_uris(fields, application_type, &types);
    // A name stands in the question to the user; without one the place where the answer goes does.
    let by_host = || redirect_uris.first().map(|uri| host(uri)).unwrap_or_default();
    let app_name = fields.name("client_name").unwrap_or_else(by_host);
    let (jwks, jwks_uri) = keys(fields, method);
    only_public(fields);
    let said = Client {
        app_name,
        token_endpoint_auth_method: method,
        application_type,
        jwks,
        jwks_uri,
        id_token_signed_response_alg: id_token_algorithm(fields, method),
        userinfo_signed_response_alg: fields
            .choice("userinfo_signed_response_alg", &USERINFO_ALGORITHMS),
        default_max_age: fields.seconds("default_max_age", max_age::LONGEST_DEFAULT),
        require_auth_time: fields.flag("require_auth_time"),
        post_logout_redirect_uris: addresses::post_logout_redirect_uris(fields),
        backchannel_logout_uri: addresses::secure(fields, "backchannel_logout_uri"),
        initiate_login_uri: addresses::secure(fields, "initiate_login_uri"),
        client_uri: addresses::page(fields, "client_uri"),
        logo_uri: addresses::page(fields, "logo_uri"),
        tos_uri: addresses::page(fields, "tos_uri"),
        policy_uri: addresses::page(fields, "policy_uri"),
        contacts: fields.list("contacts").unwrap_or_default(),
        software_id: fields.name("software_id"),
        software_version: fields.name("software_version"),
        default_redirect_uri: redirect_uris.first().filter(|_| redirect_uris.len() == 1).cloned(),
        redirect_uris,
        ..Client::default()
    };
    Metadata { said: types.onto(said), scope: scope(fields) }
}

/// `admin` is left out without a word, for documents tell of it: by that scope a System Manager's program
/// is he, and a stranger's app would need no more than one of them to say yes.
fn scope(fields: &mut Fields<'_>) -> Option<Scope> {
    let scope = Scope::parse(fields.text("scope")?);
    if !scope.is_well_formed() {
        fields.blame("scope must be words of printable ASCII without \" and \\");
    }
    let words: Vec<&str> = scope.words().filter(|word| *word != scope::ADMIN).collect();
    Some(Scope::parse(&words.join(" "))).filter(|scope| !scope.is_empty())
}

fn id_token_algorithm(fields: &mut Fields<'_>, method: AuthMethod) -> IdTokenAlgorithm {
    const NAME: &str = "id_token_signed_response_alg";
    let algorithm = fields.choice(NAME, &ID_TOKEN_ALGORITHMS).unwrap_or(IdTokenAlgorithm::RS256);
    if algorithm == IdTokenAlgorithm::HS256 && !method.has_secret() {
        fields.blame(format!("{NAME} HS256 is for a client with a secret"));
    }
    algorithm
}

/// Its keys, or where they are. What is no use to us is kept from who does not sign with it.
fn keys(fields: &mut Fields<'_>, method: AuthMethod) -> (Option<String>, Option<String>) {
    let must_sign = method == AuthMethod::PrivateKeyJwt;
    let uri = addresses::secure(fields, "jwks_uri");
    let set = fields.value("jwks").map(Value::to_string);
    match set.as_deref().map(client_keys::read) {
        Some(_) if uri.is_some() => fields.blame("jwks and jwks_uri cannot be used together"),
        Some(Err(KeySetError::Useless)) if !must_sign => return (None, uri),
        Some(Err(error)) => fields.blame(format!("jwks: {error}")),
        None if must_sign && fields.value("jwks_uri").is_none() => {
            fields.blame("private_key_jwt needs jwks or jwks_uri");
        }
        Some(Ok(_)) | None => {}
    }
    (set, uri)
}

/// Everybody is told the same `sub` of a user.
fn only_public(fields: &mut Fields<'_>) {
    let _ = fields.choice("subject_type", &[("public", ())]);
}
