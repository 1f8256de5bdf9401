//! Frappe's addresses: a method is served under three prefixes.

use axum::{Router, middleware::from_fn_with_state, response::Response, routing::MethodRouter};
use http::{StatusCode, Uri};

use super::{edge, failure::exception, headers, page, resource_metadata};
use crate::App;

/// Where Frappe serves its methods.
pub const PREFIXES: [&str; 3] = ["/api/method/", "/api/v1/method/", "/api/v2/method/"];

/// The paths of a method.
pub fn paths(method: &str) -> [String; 3] {
    PREFIXES.map(|prefix| format!("{prefix}{method}"))
}

/// Serves a method at its three paths, each with and without a slash at its end, as Frappe does.
pub fn method(router: Router<App>, name: &str, handler: &MethodRouter<App>) -> Router<App> {
    paths(name).into_iter().fold(router, |router, path| {
        router.route(&format!("{path}/"), handler.clone()).route(&path, handler.clone())
    })
}

/// A router that answers all these methods alike.
pub fn methods(names: &[&str], handler: &MethodRouter<App>) -> Router<App> {
    names.iter().fold(Router::new(), |router, name| method(router, name, handler))
}

/// Completes the router of a function that shows pages, too: a browser gets a page where the
/// answer is a fault of ours. Functions that speak to programs alone carry no page.
pub fn finish_pages(router: Router<App>, app: App) -> Router {
    finish(router.layer(from_fn_with_state(app.clone(), page::tell_faults)), app)
}

/// Completes a function's router: the answer to a wrong HTTP method, what a challenge names, and the
/// headers of every answer.
pub fn finish(router: Router<App>, app: App) -> Router {
    let router = router.method_not_allowed_fallback(wrong_http_method);
    let router = router.layer(from_fn_with_state(app.clone(), resource_metadata::name));
    let router = router.layer(from_fn_with_state(app.clone(), edge::admit));
    router.layer(from_fn_with_state(app.clone(), headers::finish)).with_state(app)
}

/// The answer to an HTTP method that an address does not take.
pub async fn wrong_http_method(method: http::Method) -> Response {
    // Frappe answers every OPTIONS so; without CORS headers it allows nothing.
    if method == http::Method::OPTIONS {
        return Response::default();
    }
    let words = format!("This address does not answer {method}.");
    exception(StatusCode::METHOD_NOT_ALLOWED, "PermissionError", &words)
}

/// The answer where nothing is, in Frappe's shape.
pub fn nowhere(uri: &Uri) -> Response {
    let words =
        format!("There is nothing at {}.", uri.path().chars().take(200).collect::<String>());
    exception(StatusCode::NOT_FOUND, "DoesNotExistError", &words)
}
