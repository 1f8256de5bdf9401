//! Documents of doctype OAuth Client.

use shared::{
    protocol::{
        client::{AuthMethod, Client, ResponseType, StoredSecret, words},
        redirect_uri,
        roles::DESK_USER,
        scope::Scope,
    },
    secret::Secret,
};

use super::document::{Document, DocumentError};

/// What Frappe asks for where a client says nothing.
const DEFAULT_SCOPES: &str = "all openid";

/// The field for a secret of which only the hash is known.
pub(super) const SECRET_HASH: &str = "client_secret_hash";

/// A client as a fixture has it; its secret is not sealed yet.
#[derive(Clone, Debug)]
pub(super) struct ClientEntry {
    pub(super) client: Client,
    pub(super) secret: Option<Secret>,
}

/// Reads an OAuth Client.
pub(super) fn read(document: &Document<'_>) -> Result<ClientEntry, DocumentError> {
    let field = if document.has("client_id") { "client_id" } else { "name" };
    let client_id = document.short(field)?.ok_or_else(|| document.fault(field, "missing"))?;
    // RFC 6749 appendix A.1.
    if !client_id.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(document.fault(field, "a client_id has ASCII letters, digits and signs only"));
    }
    let method = auth_method(document)?;
    let (redirect_uris, default_redirect_uri) = redirects(document)?;
    let client = Client {
        client_id: client_id.to_owned(),
        app_name: document.short("app_name")?.unwrap_or(client_id).to_owned(),
        skip_authorization: document.check("skip_authorization", false)?,
        scopes: scopes(document)?,
        redirect_uris,
        default_redirect_uri,
        response_type: response_type(document)?,
        allowed_roles: allowed_roles(document)?,
        token_endpoint_auth_method: method,
        client_uri: document.text("client_uri")?.map(|uri| uri.trim().to_owned()),
        is_frappe_site: document.check("is_frappe_site", false)?,
        is_resource_server: document.check("is_resource_server", false)?,
        is_self_registered: document.check("is_self_registered", false)?,
        client_secret: secret_hash(document)?,
        allows_id_token_response_types: document.check("allows_id_token_response_types", false)?,
        ..Client::default()
    };
    let secret = document.text("client_secret")?.map(Secret::new);
    let is_hashed = client.client_secret != StoredSecret::None;
    if is_hashed && (secret.is_some() || client.is_public()) {
        return Err(document.fault(SECRET_HASH, "only for a client whose secret nobody knows"));
    }
    if secret.is_none() && !is_hashed && !client.is_public() {
        return Err(document.fault(
            "client_secret",
            "missing (only a client with token_endpoint_auth_method \"None\" has none)",
        ));
    }
    let secret = secret.filter(|_| !client.is_public());
    Ok(ClientEntry { client, secret })
}

/// What `export` writes where the store has only the hash of a secret.
fn secret_hash(document: &Document<'_>) -> Result<StoredSecret, DocumentError> {
    let Some(text) = document.text(SECRET_HASH)? else { return Ok(StoredSecret::None) };
    let hash = serde_json::from_value(text.into());
    let hash = hash.map_err(|_| document.fault(SECRET_HASH, "not a SHA-256 in base64url"))?;
    Ok(StoredSecret::Hashed(hash))
}

fn auth_method(document: &Document<'_>) -> Result<AuthMethod, DocumentError> {
    match document.text("token_endpoint_auth_method")? {
        None | Some("Client Secret Basic") => Ok(AuthMethod::ClientSecretBasic),
        Some("Client Secret Post") => Ok(AuthMethod::ClientSecretPost),
        Some("None") => Ok(AuthMethod::None),
        Some(_) => Err(document.fault(
            "token_endpoint_auth_method",
            "not one of \"Client Secret Basic\", \"Client Secret Post\", \"None\"",
        )),
    }
}

/// Frappe's rule, in Frappe's words; a field that is left out goes with the other.
fn response_type(document: &Document<'_>) -> Result<ResponseType, DocumentError> {
    let (grant, response) = (document.text("grant_type")?, document.text("response_type")?);
    match (grant, response) {
        (Some("Authorization Code") | None, Some("Code") | None) => Ok(ResponseType::Code),
        (Some("Implicit"), Some("Token") | None) | (None, Some("Token")) => Ok(ResponseType::Token),
        (grant, response) => Err(document.fault(
            "grant_type",
            format!(
                "Combination of Grant Type ({}) and Response Type ({}) not allowed",
                grant.unwrap_or("Authorization Code"),
                response.unwrap_or("Code"),
            ),
        )),
    }
}

fn redirects(document: &Document<'_>) -> Result<(Vec<String>, Option<String>), DocumentError> {
    let check = |field, uri: &str| {
        redirect_uri::check(uri).map_err(|error| document.fault(field, format!("{uri:?}: {error}")))
    };
    let uris = words(document.text("redirect_uris")?.unwrap_or_default());
    for uri in &uris {
        check("redirect_uris", uri)?;
    }
    let default = document.text("default_redirect_uri")?.map(|uri| uri.trim().to_owned());
    match &default {
        Some(uri) => check("default_redirect_uri", uri)?,
        None if uris.is_empty() => return Err(document.fault("redirect_uris", "missing")),
        None => {}
    }
    Ok((uris, default))
}

fn scopes(document: &Document<'_>) -> Result<Scope, DocumentError> {
    let scopes = Scope::parse(document.text("scopes")?.unwrap_or(DEFAULT_SCOPES));
    if scopes.is_well_formed() {
        Ok(scopes)
    } else {
        Err(document.fault("scopes", "a scope has printable ASCII without \" and \\"))
    }
}

/// Frappe adds Desk User on saving a client without roles, so website users are refused.
fn allowed_roles(document: &Document<'_>) -> Result<Vec<String>, DocumentError> {
    let roles = document.column("allowed_roles", "role")?;
    Ok(if roles.is_empty() { vec![DESK_USER.to_owned()] } else { roles })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn parse(change: &Value) -> Result<ClientEntry, String> {
        let mut value = json!({
            "doctype": "OAuth Client", "name": "c", "client_secret": "s",
            "redirect_uris": "https://a.example/1\nhttps://a.example/2 app:/cb",
        });
        for (field, new) in change.as_object().unwrap() {
            value[field] = new.clone();
        }
        read(&Document::new(1, &value).unwrap()).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_left_out_is_as_frappe_saves_it() {
        let ClientEntry { client, secret } = parse(&json!({})).unwrap();
        assert_eq!(client.redirect_uris.len(), 3);
        assert_eq!(client.scopes.to_string(), "all openid");
        assert_eq!(client.allowed_roles, ["Desk User"]);
        assert_eq!(client.app_name, "c");
        assert_eq!(client.token_endpoint_auth_method, AuthMethod::ClientSecretBasic);
        assert!(secret.is_some() && !client.skip_authorization);
    }

    #[test]
    fn a_public_client_has_no_secret() {
        let entry = parse(&json!({"token_endpoint_auth_method": "None"})).unwrap();
        assert!(entry.secret.is_none() && entry.client.is_public());
    }

    #[test]
    fn grant_and_response_type_must_pair() {
        let pair = |grant: &str, response: &str| {
            parse(&json!({"grant_type": grant, "response_type": response}))
                .map(|entry| entry.client.response_type)
        };
        assert_eq!(pair("Authorization Code", "Code"), Ok(ResponseType::Code));
        assert_eq!(pair("Implicit", "Token"), Ok(ResponseType::Token));
        assert_eq!(pair("", "Token"), Ok(ResponseType::Token));
        assert_eq!(
            pair("Implicit", "Code").unwrap_err(),
            "OAuth Client c: grant_type: Combination of Grant Type (Implicit) and Response Type (Code) not allowed"
        );
        assert!(pair("Authorization Code", "Token").is_err());
        assert!(pair("Password", "Code").is_err());
    }

    #[test]
    fn a_bad_client_is_named() {
        let text = |change: Value| parse(&change).unwrap_err();
        assert_eq!(
            text(json!({"redirect_uris": "javascript:alert(1)"})),
            "OAuth Client c: redirect_uris: \"javascript:alert(1)\": the redirect URI is not an \
             absolute URI that a browser can safely go to"
        );
        assert!(text(json!({"client_secret": ""})).contains("client_secret: missing"));
        assert!(text(json!({"redirect_uris": ""})).ends_with("redirect_uris: missing"));
        assert!(text(json!({"token_endpoint_auth_method": "Basic"})).contains("not one of"));
        assert!(text(json!({"client_id": "ä"})).contains("client_id: a client_id has"));
    }
}
