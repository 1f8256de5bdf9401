//! The record of a client that registered itself: made, and changed by the app that it is of.

use super::{error::RegistrationError, metadata::Metadata};
use crate::{
    clock::Timestamp,
    protocol::{
        claims::ClaimsPolicy,
        client::{Client, StoredSecret},
        retention,
        roles::DESK_USER,
        scope::{SUPPORTED, Scope},
    },
    secret::SecretHash,
};

/// A client of which nothing is known but what it says, so nobody vouches for it and each of its users is
/// asked each time.
pub fn unvouched(metadata: Metadata, client_id: String) -> Client {
    let scopes = metadata.scope.clone().unwrap_or_else(|| Scope::parse(&SUPPORTED.join(" ")));
    let record = Client {
        client_id,
        scopes,
        is_self_registered: true,
        claims_policy: ClaimsPolicy::OpenIdConnect,
        // As Frappe saves a client without roles: website users are refused.
        allowed_roles: vec![DESK_USER.to_owned()],
        ..Client::default()
    };
    over(record, metadata)
}

/// A client that has just registered itself. It is kept for a day, unless somebody authorizes it.
pub fn made(
    metadata: Metadata,
    client_id: String,
    access_token: SecretHash,
    now: Timestamp,
) -> Client {
    let record = Client {
        registration_access_token: Some(access_token),
        unused_until: Some(now + retention::UNUSED),
        ..unvouched(metadata, client_id)
    };
    record.made(now)
}

/// The record after the app has said anew what it is.
///
/// [RFC 7592 section 2.2](https://www.rfc-editor.org/rfc/rfc7592#section-2.2). What an administrator has
/// decided of it stays.
///
/// # Errors
///
/// If it acts for a user by itself, and wants more scopes than it has or nothing to prove itself by.
pub fn changed(
    existing: &Client,
    metadata: Metadata,
    now: Timestamp,
) -> Result<Client, RegistrationError> {
    let scopes = metadata.scope.clone().unwrap_or_else(|| existing.scopes.clone());
    let may_grow = existing.service_user.is_none() && existing.may_have(&scopes);
    if !existing.scopes.covers(&scopes) && !may_grow {
        // Nobody is asked where it acts for a user by itself: what is on its record is the limit.
        let words = "scope may not grow, for the client acts for a user by itself";
        return Err(RegistrationError::metadata(words));
    }
    if existing.service_user.is_some() && metadata.said.is_public() {
        // Whoever knows its id would act for that user.
        let words =
            "a client that acts for a user by itself cannot have token_endpoint_auth_method 'none'";
        return Err(RegistrationError::metadata(words));
    }
    let mut client = over(Client { scopes, ..existing.clone() }, metadata);
    // A secret of which only the hash is known signs nothing: a new one has to be made.
    if !client.has_secret() || (client.signs_id_tokens() && !client.has_readable_secret()) {
        client.client_secret = StoredSecret::None;
        client.next_client_secret = StoredSecret::None;
    }
    Ok(client.saved_over(existing, now))
}

/// A record with what the app says. Every field that is not named here is somebody else's to say.
fn over(record: Client, Metadata { said, .. }: Metadata) -> Client {
    Client {
        app_name: said.app_name,
        redirect_uris: said.redirect_uris,
        default_redirect_uri: said.default_redirect_uri,
        response_type: said.response_type,
        allows_id_token_response_types: said.allows_id_token_response_types,
        allows_device_grant: said.allows_device_grant,
        registered_grant_types: said.registered_grant_types,
        registered_response_types: said.registered_response_types,
        token_endpoint_auth_method: said.token_endpoint_auth_method,
        application_type: said.application_type,
        jwks: said.jwks,
        jwks_uri: said.jwks_uri,
        id_token_signed_response_alg: said.id_token_signed_response_alg,
        userinfo_signed_response_alg: said.userinfo_signed_response_alg,
        default_max_age: said.default_max_age,
        require_auth_time: said.require_auth_time,
        post_logout_redirect_uris: said.post_logout_redirect_uris,
        backchannel_logout_uri: said.backchannel_logout_uri,
        initiate_login_uri: said.initiate_login_uri,
        client_uri: said.client_uri,
        logo_uri: said.logo_uri,
        tos_uri: said.tos_uri,
        policy_uri: said.policy_uri,
        contacts: said.contacts,
        software_id: said.software_id,
        software_version: said.software_version,
        ..record
    }
}
