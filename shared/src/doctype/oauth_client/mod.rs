//! Documents of doctype OAuth Client: which apps may log people in.

mod choices;
mod registration;
mod uris;
mod written;

use serde_json::{Map, Value};

use self::{
    choices::{
        access_token_format, application_type, auth_method, claims_policy, id_token_algorithm,
        response_type, userinfo_algorithm,
    },
    uris::{addresses, keys, own_way, redirects, resources, website},
};
use super::{
    document::{Document, DocumentError},
    fields::put,
    lifetimes::{self, LifetimeFields},
};
use crate::{
    protocol::{
        client::{AuthMethod, Client, StoredSecret, words},
        client_authentication::Unsealed,
        max_age::LONGEST_DEFAULT,
        roles::DESK_USER,
        scope::Scope,
    },
    secret::Secret,
};

pub use self::written::write;

/// The doctype.
pub const DOCTYPE: &str = "OAuth Client";

/// What Frappe asks for where a client says nothing.
pub const DEFAULT_SCOPES: &str = "all openid";

/// The fields for secrets of which only the hash is known.
const SECRET_HASH: &str = "client_secret_hash";
const NEXT_SECRET_HASH: &str = "next_client_secret_hash";

/// A client as a fixture has it; its secrets are not sealed yet.
#[derive(Clone, Debug)]
pub struct ClientEntry {
    /// The client.
    pub client: Client,
    /// Its secrets, where the document has them.
    pub secrets: Unsealed,
    /// The lifetimes that the document speaks of.
    pub lifetimes: LifetimeFields,
}

/// Reads a client with its secrets.
///
/// # Errors
///
/// Names the field that is wrong.
pub fn read(document: &Document<'_>) -> Result<ClientEntry, DocumentError> {
    let lifetimes = lifetimes::read(document)?;
    let mut client = registration::read(document, fields(document)?)?;
    client.lifetimes = lifetimes.over(client.lifetimes);
    client.client_secret = hash(document, SECRET_HASH)?;
    client.next_client_secret = hash(document, NEXT_SECRET_HASH)?;
    let current = document.text("client_secret")?.map(Secret::new);
    let next = document.text("next_client_secret")?.map(Secret::new);
    let is_hashed = client.client_secret != StoredSecret::None;
    if is_hashed && (current.is_some() || !client.has_secret()) {
        return Err(document.fault(SECRET_HASH, "only for a client whose secret nobody knows"));
    }
    if current.is_none() && !is_hashed && client.has_secret() {
        return Err(document.fault(
            "client_secret",
            "missing (only a client with token_endpoint_auth_method \"None\" or \"Private Key JWT\" has none)",
        ));
    }
    let secrets =
        if client.has_secret() { Unsealed { current, next } } else { Unsealed::default() };
    Ok(ClientEntry { client, secrets, lifetimes })
}

/// Makes a new client of the fields that somebody sent. Its id is drawn, and so is its secret.
///
/// # Errors
///
/// Names the field that is wrong.
pub fn make(client_id: &str, sent: &Map<String, Value>) -> Result<Client, DocumentError> {
    let made = Client { client_id: client_id.to_owned(), ..Client::default() };
    let (mut value, hidden) = (sent.clone(), ["client_secret", "is_self_registered"]);
    value.retain(|field, _| !hidden.contains(&field.as_str()));
    put(&mut value, "doctype", DOCTYPE);
    put(&mut value, "name", "new");
    put(&mut value, "client_id", client_id);
    change_of(&made, &Value::Object(value))
}

/// A client with the fields that somebody changed.
///
/// # Errors
///
/// Names the field that is wrong.
pub fn change(existing: &Client, sent: &Map<String, Value>) -> Result<Client, DocumentError> {
    const FIXED: [&str; 4] = ["doctype", "name", "client_id", "is_self_registered"];
    let mut value = write(existing, &Unsealed::default());
    if let Some(fields) = value.as_object_mut() {
        let sent = sent.iter().filter(|(field, _)| !FIXED.contains(&field.as_str()));
        fields.extend(sent.map(|(field, value)| (field.clone(), value.clone())));
    }
    change_of(existing, &value)
}

/// Reads what can be changed, and takes the rest from what is there.
fn change_of(existing: &Client, value: &Value) -> Result<Client, DocumentError> {
    let document = &Document::new(1, value)?;
    // A fixture may leave it out; a person should not see twenty letters instead of a name.
    if document.short("app_name")?.is_none() {
        return Err(document.fault("app_name", "missing"));
    }
    let lifetimes = lifetimes::read(document)?.over(existing.lifetimes);
    let client = registration::keep(existing, fields(document)?);
    Ok(Client {
        client_secret: existing.client_secret.clone(),
        next_client_secret: existing.next_client_secret.clone(),
        valid_from: existing.valid_from,
        creation: existing.creation,
        modified: existing.modified,
        lifetimes,
        ..client
    })
}

/// Reads a client but for its secrets and lifetimes.
fn fields(document: &Document<'_>) -> Result<Client, DocumentError> {
    let field = if document.has("client_id") { "client_id" } else { "name" };
    let client_id = document.short(field)?.ok_or_else(|| document.fault(field, "missing"))?;
    // RFC 6749 appendix A.1.
    if !client_id.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(document.fault(field, "a client_id has ASCII letters, digits and signs only"));
    }
    let (redirect_uris, default_redirect_uri) = redirects(document)?;
    let text = |field| Ok(document.short(field)?.map(str::to_owned));
    let token_endpoint_auth_method = auth_method(document)?;
    let (jwks, jwks_uri) = keys(document, token_endpoint_auth_method)?;
    let has_secret = token_endpoint_auth_method.has_secret();
    Ok(Client {
        client_id: client_id.to_owned(),
        app_name: document.short("app_name")?.unwrap_or(client_id).to_owned(),
        skip_authorization: document.check("skip_authorization", false)?,
        scopes: scopes(document)?,
        redirect_uris,
        default_redirect_uri,
        response_type: response_type(document)?,
        claims_policy: claims_policy(document)?,
        post_logout_redirect_uris: addresses(document, "post_logout_redirect_uris")?,
        backchannel_logout_uri: own_way(document, "backchannel_logout_uri")?,
        default_max_age: document.number("default_max_age", 0..=LONGEST_DEFAULT)?,
        require_auth_time: document.check("require_auth_time", false)?,
        allowed_roles: allowed_roles(document)?,
        token_endpoint_auth_method,
        jwks,
        jwks_uri,
        id_token_signed_response_alg: id_token_algorithm(document, has_secret)?,
        userinfo_signed_response_alg: userinfo_algorithm(document)?,
        client_uri: website(document, "client_uri")?,
        logo_uri: website(document, "logo_uri")?,
        tos_uri: website(document, "tos_uri")?,
        policy_uri: website(document, "policy_uri")?,
        contacts: words(document.text("contacts")?.unwrap_or_default()),
        software_id: text("software_id")?,
        software_version: text("software_version")?,
        is_frappe_site: document.check("is_frappe_site", false)?,
        is_resource_server: document.check("is_resource_server", false)?,
        is_self_registered: document.check("is_self_registered", false)?,
        application_type: application_type(document)?,
        initiate_login_uri: own_way(document, "initiate_login_uri")?,
        access_token_format: access_token_format(document)?,
        resources: resources(document)?,
        service_user: service_user(document, token_endpoint_auth_method)?,
        allows_device_grant: document.check("allows_device_grant", false)?,
        allows_id_token_response_types: document.check("allows_id_token_response_types", false)?,
        ..Client::default()
    })
}

/// What an export writes where the store has only the hash of a secret.
fn hash(document: &Document<'_>, field: &'static str) -> Result<StoredSecret, DocumentError> {
    let Some(text) = document.text(field)? else { return Ok(StoredSecret::None) };
    let hash = serde_json::from_value(text.into());
    let hash = hash.map_err(|_| document.fault(field, "not a SHA-256 in base64url"))?;
    Ok(StoredSecret::Hashed(hash))
}

fn scopes(document: &Document<'_>) -> Result<Scope, DocumentError> {
    let scopes = Scope::parse(document.text("scopes")?.unwrap_or(DEFAULT_SCOPES));
    if scopes.is_well_formed() {
        Ok(scopes)
    } else {
        Err(document.fault("scopes", "a scope has printable ASCII without \" and \\"))
    }
}

/// For whom the client acts by itself. A public one has nothing to show that it is itself (RFC 6749
/// section 4.4).
fn service_user(
    document: &Document<'_>,
    method: AuthMethod,
) -> Result<Option<String>, DocumentError> {
    let user = document.short("service_user")?.map(str::to_lowercase);
    if user.is_some() && method == AuthMethod::None {
        return Err(document.fault("service_user", "not for a client without a secret or key"));
    }
    Ok(user)
}

/// What is said of a service user who is not there.
pub fn no_such_service_user(client: &Client) -> DocumentError {
    DocumentError::Field {
        document: format!("{DOCTYPE} {}", client.client_id),
        field: "service_user",
        problem: "there is no user of this name".to_owned(),
    }
}

/// Frappe adds Desk User on saving a client without roles, so website users are refused.
fn allowed_roles(document: &Document<'_>) -> Result<Vec<String>, DocumentError> {
    let roles = document.column("allowed_roles", "role")?;
    Ok(if roles.is_empty() { vec![DESK_USER.to_owned()] } else { roles })
}

#[cfg(test)]
mod tests;
