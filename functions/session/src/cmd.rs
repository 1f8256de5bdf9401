//! Frappe's oldest way to call a method: the root, with its name in `cmd`. Its client library for
//! Python knows no other.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{Method, StatusCode, header::ALLOW};
use serde_json::Value;
use shared::{
    App,
    web::{Failure, Incoming, answer::redirect, routes},
};

use crate::{login_api, logout, me};

/// The longest name of a method.
const LONGEST: usize = 140;

/// Answers the root: without `cmd` it leads a person to his account.
pub(crate) async fn root(state: State<App>, incoming: Incoming) -> Result<Response, Failure> {
    let is_read = matches!(incoming.method, Method::GET | Method::HEAD);
    match cmd(&incoming).as_deref() {
        None if is_read => me::home().await,
        // A password is not read from a URL.
        Some("login") if !is_read => login_api::login(state, incoming).await,
        Some("logout") => logout::method(state, incoming).await,
        Some(method) if is_method(method) && method != "login" => {
            // 307 keeps method, body and credentials. The place is a path of ours, whatever was
            // sent: a method's name has no slash.
            let query = incoming.uri.query().map(|query| format!("?{query}")).unwrap_or_default();
            let path = format!("{}{method}{query}", routes::PREFIXES[0]);
            redirect(StatusCode::TEMPORARY_REDIRECT, &path)
        }
        None => wrong_http_method(incoming.method, "GET,HEAD").await,
        Some("login") => wrong_http_method(incoming.method, "POST").await,
        Some(_) => Ok(routes::nowhere(&incoming.uri)),
    }
}

async fn wrong_http_method(method: Method, allowed: &'static str) -> Result<Response, Failure> {
    let refusal = routes::wrong_http_method(method).await;
    Ok(([(ALLOW, allowed)], refusal).into_response())
}

/// The method's name, from URL or body; of two, none.
fn cmd(incoming: &Incoming) -> Option<String> {
    let in_query =
        incoming.query().ok().and_then(|query| query.get("cmd").ok().flatten().map(str::to_owned));
    let body = incoming.members().and_then(|members| members.to_map()).unwrap_or_default();
    let in_body = body.get("cmd").and_then(Value::as_str).filter(|cmd| !cmd.is_empty());
    match (in_query, in_body) {
        (Some(_), Some(_)) | (None, None) => None,
        (Some(cmd), None) => Some(cmd),
        (None, Some(cmd)) => Some(cmd.to_owned()),
    }
}

/// Whether a text is a method's name: words with single points between.
fn is_method(text: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    text.len() <= LONGEST && text.split('.').all(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_is_words_with_points_and_leads_nowhere_else() {
        assert!(is_method("frappe.client.get_list") && is_method("ping"));
        for foreign in [
            "",
            ".",
            "..",
            "a..b",
            "a.",
            "/evil.example.com",
            "//evil",
            "a/b",
            "a\\b",
            "a b",
            "a?b",
            "a#b",
            "a%2fb",
            "a@b",
            "a:b",
            "ä",
            "a\r\nb",
            &"a".repeat(141),
        ] {
            assert!(!is_method(foreign), "{foreign}");
        }
    }
}
