//! Which scopes a call asks for, by the table of `REQUIRED_SCOPES`: pure.

use std::collections::BTreeMap;

use shared::protocol::scope::Scope;

/// What is called, as far as an event says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// A route by its own name: `GET /orders/{id}`, `ANY /orders`, `$default`.
    Named(String),
    /// A method and the path as it was called: a REST API's TOKEN authorizer is told no more.
    Called {
        /// `GET` and the like.
        method: String,
        /// `/orders/7`.
        path: String,
    },
    /// An event that does not say.
    Unknown,
}

/// The scopes that a route asks for; `None` if it is shut.
///
/// A route is looked up by its name, then as `ANY` of its path, then as `*`. One that none of them
/// names is shut: who adds a route and forgets its scope has not opened it.
pub fn required(route: &Route, entries: &BTreeMap<String, String>) -> Option<Scope> {
    let found = match route {
        Route::Named(name) => named(name, entries),
        Route::Called { method, path } => called(method, path, entries),
        Route::Unknown => Found::Shut,
    };
    let text = match found {
        Found::Scopes(text) => text,
        Found::Nothing => entries.get("*")?.clone(),
        Found::Shut => return None,
    };
    Some(Scope::parse(&text))
}

/// What the table says of a route, `*` aside.
enum Found {
    Scopes(String),
    Nothing,
    Shut,
}

fn named(name: &str, entries: &BTreeMap<String, String>) -> Found {
    let (method, path) = name.split_once(' ').unwrap_or((name, ""));
    if let Some(text) = entries.get(name).or_else(|| entries.get(&format!("ANY {path}"))) {
        return Found::Scopes(text.clone());
    }
    // A route for all methods, of which the table knows some: an answer that is kept for the route
    // would be one for all of them, and `*` is not what they were meant to ask for.
    let is_partly_named = method == "ANY" && entries.keys().any(|entry| path_of(entry) == path);
    if is_partly_named { Found::Shut } else { Found::Nothing }
}

/// Which of several entries API Gateway has chosen is not told, so all that fit are asked for.
fn called(method: &str, path: &str, entries: &BTreeMap<String, String>) -> Found {
    // API Gateway may find a route for another spelling of its path, where we would find `*`.
    if !is_plain(path) {
        return Found::Shut;
    }
    let fits = |entry: &str| {
        let (of, template) = entry.split_once(' ').unwrap_or((entry, ""));
        (of == method || of == "ANY") && matches(template, path)
    };
    let texts: Vec<&str> =
        entries.iter().filter(|(entry, _)| fits(entry)).map(|(_, text)| text.as_str()).collect();
    if texts.is_empty() { Found::Nothing } else { Found::Scopes(texts.join(" ")) }
}

fn path_of(entry: &str) -> &str {
    entry.split_once(' ').map_or("", |(_, path)| path)
}

/// Whether a path can be spelled in this one way only.
fn is_plain(path: &str) -> bool {
    let is_plain_segment = |segment: &str| {
        let is_plain_byte =
            |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()+,;=:@".contains(&byte);
        !matches!(segment, "" | "." | "..") && segment.bytes().all(is_plain_byte)
    };
    match path.strip_prefix('/') {
        Some("") => true,
        Some(rest) => rest.split('/').all(is_plain_segment),
        None => false,
    }
}

/// Whether a path fits a route's: `{id}` stands for one segment, `{proxy+}` for all that follow.
fn matches(template: &str, path: &str) -> bool {
    let mut segments = path.split('/');
    for part in template.split('/') {
        let Some(segment) = segments.next() else { return false };
        if part.starts_with('{') && part.ends_with("+}") {
            return true;
        }
        let is_variable = part.starts_with('{') && part.ends_with('}') && !segment.is_empty();
        if part != segment && !is_variable {
            return false;
        }
    }
    segments.next().is_none()
}

#[cfg(test)]
#[path = "routes_tests.rs"]
mod tests;
