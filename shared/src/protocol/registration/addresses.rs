//! The addresses of a registration: where a browser may be sent, what a page may link to, and where we
//! go ourselves.

use url::Url;

use super::{
    error::RegistrationCode::{InvalidClientMetadata, InvalidRedirectUri},
    fields::Fields,
    types::Types,
};
use crate::protocol::{client::ApplicationType, loopback, redirect_uri};

/// The redirection URIs.
pub(super) fn redirect_uris(
    fields: &mut Fields<'_>,
    application_type: ApplicationType,
    types: &Types,
) -> Vec<String> {
    const NAME: &str = "redirect_uris";
    let was_sent = fields.value(NAME).is_some();
    let uris = fields.list(NAME);
    if types.need_a_redirect() && (!was_sent || uris.as_ref().is_some_and(Vec::is_empty)) {
        // The words are Frappe's.
        fields.blame("redirect_uris is required");
    }
    let uris = uris.unwrap_or_default();
    check_all(fields, NAME, &uris);
    // OpenID Connect Registration section 2: tokens in an address are for the page that is there, and on
    // the loopback or in an app's scheme that may be anybody's.
    let is_web = application_type.is_web() && types.are_implicit();
    if is_web && !uris.iter().all(|uri| is_https_elsewhere(uri)) {
        fields.blame_as(
            InvalidRedirectUri,
            "redirect_uris of a web application that uses the implicit grant must be https, and not localhost",
        );
    }
    uris
}

/// Where the browser may go after a logout, under the same rule.
pub(super) fn post_logout_redirect_uris(fields: &mut Fields<'_>) -> Vec<String> {
    const NAME: &str = "post_logout_redirect_uris";
    let uris = fields.list(NAME).unwrap_or_default();
    check_all(fields, NAME, &uris);
    uris
}

fn check_all(fields: &mut Fields<'_>, name: &str, uris: &[String]) {
    let code = if name == "redirect_uris" { InvalidRedirectUri } else { InvalidClientMetadata };
    let mut checked = uris.iter().map(|uri| redirect_uri::check_registered(uri));
    if let Some(error) = checked.find_map(Result::err) {
        // Frappe's words come first: "redirect_uris must be https".
        fields.blame_as(code, format!("{name} {error}"));
    }
}

fn is_https_elsewhere(uri: &str) -> bool {
    let host = |url: &Url| url.host_str().map(str::to_owned);
    let url = Url::parse(uri).ok().filter(|url| url.scheme() == "https");
    url.as_ref().and_then(host).is_some_and(|host| !loopback::is_host(&host))
}

/// A page of the app's, which ours may link to. It is never fetched.
pub(super) fn page(fields: &mut Fields<'_>, name: &str) -> Option<String> {
    let text = fields.text(name)?;
    if !is_address(text, &["https", "http"]) {
        fields.blame(format!("{name} must be an http or https address"));
    }
    Some(text.to_owned())
}

/// Where we, or others for us, go by ourselves.
pub(super) fn secure(fields: &mut Fields<'_>, name: &str) -> Option<String> {
    let text = fields.text(name)?;
    if !is_address(text, &["https"]) || text.contains('#') {
        fields.blame(format!("{name} must be https"));
    }
    Some(text.to_owned())
}

fn is_address(text: &str, schemes: &[&str]) -> bool {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic());
    let url = Url::parse(text).ok();
    let is_ours = |url: &Url| schemes.contains(&url.scheme()) && url.has_host();
    let names_nobody = |url: &Url| url.username().is_empty() && url.password().is_none();
    is_plain && url.is_some_and(|url| is_ours(&url) && names_nobody(&url))
}
