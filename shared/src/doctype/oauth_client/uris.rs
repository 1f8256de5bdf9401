//! The fields of an OAuth Client that are addresses, and its keys, which may be one.

use crate::{
    doctype::document::{Document, DocumentError},
    protocol::{
        client::{AuthMethod, words},
        client_keys, redirect_uri, resource,
    },
};

const JWKS: &str = "jwks";
const JWKS_URI: &str = "jwks_uri";

/// Where answers may go, and where they go when nothing is said. A client that registered itself for
/// devices alone has neither.
pub(super) fn redirects(
    document: &Document<'_>,
) -> Result<(Vec<String>, Option<String>), DocumentError> {
    let uris = addresses(document, "redirect_uris")?;
    let default = document.text("default_redirect_uri")?.map(|uri| uri.trim().to_owned());
    match &default {
        Some(uri) => check(document, "default_redirect_uri", uri)?,
        None if uris.is_empty() && !needs_no_redirect(document)? => {
            return Err(document.fault("redirect_uris", "missing"));
        }
        None => {}
    }
    Ok((uris, default))
}

/// Whether the client has another way to tokens than a browser that comes back to it: by itself, or by its
/// user's answer on another device.
fn needs_no_redirect(document: &Document<'_>) -> Result<bool, DocumentError> {
    Ok(document.short("service_user")?.is_some() || document.check("allows_device_grant", false)?)
}

/// Where a browser may go, under the rule of redirect URIs.
pub(super) fn addresses(
    document: &Document<'_>,
    field: &'static str,
) -> Result<Vec<String>, DocumentError> {
    let uris = words(document.text(field)?.unwrap_or_default());
    uris.iter().try_for_each(|uri| check(document, field, uri))?;
    Ok(uris)
}

/// Where we go ourselves: one address, and no app's private scheme.
pub(super) fn own_way(
    document: &Document<'_>,
    field: &'static str,
) -> Result<Option<String>, DocumentError> {
    let uris = addresses(document, field)?;
    let is_web = |uri: &String| uri.starts_with("https://") || uri.starts_with("http://");
    if uris.len() > 1 || !uris.iter().all(is_web) {
        return Err(document.fault(field, "not one https address"));
    }
    Ok(uris.into_iter().next())
}

/// The APIs that a resource server is ([RFC 8707](https://www.rfc-editor.org/rfc/rfc8707#section-2)).
pub(super) fn resources(document: &Document<'_>) -> Result<Vec<String>, DocumentError> {
    let names = words(document.text("resources")?.unwrap_or_default());
    for name in &names {
        resource::check(name).map_err(|error| document.fault("resources", error.to_string()))?;
    }
    Ok(names)
}

/// The app's own pages.
pub(super) fn website(
    document: &Document<'_>,
    field: &'static str,
) -> Result<Option<String>, DocumentError> {
    Ok(document.text(field)?.map(|uri| uri.trim().to_owned()))
}

/// The keys of a client that signs for itself, or where they are: one of the two
/// ([RFC 7591 section 2](https://www.rfc-editor.org/rfc/rfc7591#section-2)).
pub(super) fn keys(
    document: &Document<'_>,
    method: AuthMethod,
) -> Result<(Option<String>, Option<String>), DocumentError> {
    let (set, uri) = (document.text(JWKS)?.map(str::to_owned), own_way(document, JWKS_URI)?);
    if let Some(text) = &set {
        client_keys::read(text).map_err(|error| document.fault(JWKS, error.to_string()))?;
    }
    match (&set, &uri) {
        (Some(_), Some(_)) => Err(document.fault(JWKS_URI, "not beside jwks: one of the two")),
        (None, None) if method == AuthMethod::PrivateKeyJwt => {
            Err(document.fault(JWKS_URI, "missing (or jwks), for the method Private Key JWT"))
        }
        (_, _) => Ok((set, uri)),
    }
}

fn check(document: &Document<'_>, field: &'static str, uri: &str) -> Result<(), DocumentError> {
    redirect_uri::check(uri).map_err(|error| document.fault(field, format!("{uri:?}: {error}")))
}
