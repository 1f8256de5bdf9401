//! Redirection URIs: registered and matched exactly (RFC 9700 section 4.1.3).

use serde_json::json;

use crate::suite::{
    entropy,
    registration::{Registered, ask, metadata},
    request::Request,
    run::{Mode, Run},
};

/// The user is told, and nobody is redirected.
pub(crate) fn oidcc_ensure_registered_redirect_uri(run: &Run<'_>) {
    let elsewhere = format!("{}/{}", run.client.redirect_uri, entropy::random(10));
    refused(run, &run.request().with("redirect_uri", &elsewhere));
}

/// Of two addresses one has to be named.
pub(crate) fn oidcc_ensure_redirect_uri_in_authorization_request(run: &Run<'_>) {
    let uri = &run.client.redirect_uri;
    let (run, registered) = run.registering(&json!({ "redirect_uris": [uri, format!("{uri}2")] }));
    refused(&run, &run.request().without("redirect_uri"));
    registered.unregister();
}

/// A query is a part of the address, and is still there when the client is called.
pub(crate) fn oidcc_redirect_uri_query_ok(run: &Run<'_>) {
    let (run, registered) = with_query(run);
    let callback = run.visit(&run.browser(), &run.request()).arrival.at_client();
    let pairs: Vec<_> = callback.url.query_pairs().into_owned().collect();
    assert_eq!(pairs[0], ("foo".to_owned(), "bar".to_owned()), "{callback:?}");
    let (query, fragment) = (callback.url.query(), callback.url.fragment());
    let answer = if run.mode() == Mode::Query { query } else { fragment }.unwrap();
    let mut pairs = form_urlencoded::parse(answer.as_bytes());
    let code = pairs.find(|(name, _)| name == "code").unwrap().1.into_owned();
    run.redeem(&code, &[]).success();
    registered.unregister();
}

/// Another query.
pub(crate) fn oidcc_redirect_uri_query_mismatch(run: &Run<'_>) {
    let (run, registered) = with_query(run);
    let other = run.client.redirect_uri.replace("foo=bar", "bar=foo");
    refused(&run, &run.request().with("redirect_uri", &other));
    registered.unregister();
}

/// A query where none is registered.
pub(crate) fn oidcc_redirect_uri_query_added(run: &Run<'_>) {
    let added = format!("{}?foo=bar", run.client.redirect_uri);
    refused(run, &run.request().with("redirect_uri", &added));
}

/// An address with a fragment cannot be registered.
pub(crate) fn oidcc_redirect_uri_regfrag(run: &Run<'_>) {
    let mut metadata = metadata(run.folder, run.variant, &run.registry.key);
    metadata["redirect_uris"] = json!([format!("{}#foobar", run.client.redirect_uri)]);
    assert_eq!(ask(&run.provider, &metadata).refused(400), "invalid_redirect_uri");
}

fn with_query<'a>(run: &Run<'a>) -> (Run<'a>, Registered) {
    let uri = format!("{}?foo=bar", run.client.redirect_uri);
    run.registering(&json!({ "redirect_uris": [uri] }))
}

fn refused(run: &Run<'_>, request: &Request) {
    drop(run.visit(&run.browser(), request).arrival.at_error_page());
}
