//! A redirection URI that is not registered (RFC 9700 section 4.1.3).

use crate::suite::{entropy, run::Run};

/// The user is told, and nobody is redirected.
pub(crate) fn oidcc_ensure_registered_redirect_uri(run: &Run<'_>) {
    let elsewhere = format!("{}/{}", run.client.redirect_uri, entropy::random(10));
    let request = run.request().with("redirect_uri", &elsewhere);
    drop(run.visit(&run.browser(), &request).arrival.at_error_page());
}
