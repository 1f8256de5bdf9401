//! Where the demo client's users come back to: a text that shows the code, to be pasted into the
//! command that waits in the terminal. Only the local server has it.

use std::collections::HashMap;

use axum::{
    Router,
    extract::Query,
    http::header::{CACHE_CONTROL, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS},
    response::IntoResponse,
    routing::get,
};

/// Its path.
pub const PATH: &str = "/demo";

/// Its route.
pub fn router() -> Router {
    Router::new().route(PATH, get(page))
}

/// Plain text that no browser takes for HTML: the parameters come from wherever the link did.
async fn page(Query(parameters): Query<HashMap<String, String>>) -> impl IntoResponse {
    let headers = [
        (CACHE_CONTROL, "no-store"),
        (REFERRER_POLICY, "no-referrer"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, text(&parameters))
}

fn text(parameters: &HashMap<String, String>) -> String {
    let word = |name: &str| {
        let word = parameters.get(name).map(String::as_str).unwrap_or_default();
        let is_plain = word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if is_plain { word } else { "" }
    };
    match (word("code"), word("error")) {
        ("", "") => "This is where the demo client's users come back to.\n".to_owned(),
        ("", error) => format!("No code this time: {error}\n"),
        (code, _) => format!(
            "Logged in. Here is the code; paste it behind the curl command in the terminal:\n\n\
             {code}\n\n\
             It is good for one use, within ten minutes.\n"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(name: &str, value: &str) -> String {
        text(&HashMap::from([(name.to_owned(), value.to_owned())]))
    }

    #[test]
    fn only_a_codes_letters_are_shown() {
        assert!(shown("code", "affcABC123").contains("\naffcABC123\n"));
        assert!(shown("error", "access_denied").ends_with("access_denied\n"));
        for foreign in ["$(rm -r ~)", "<script>", "a\nb", "`id`"] {
            assert!(!shown("code", foreign).contains(foreign), "{foreign}");
        }
    }
}
