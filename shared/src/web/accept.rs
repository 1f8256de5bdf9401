//! Who reads the answer: a person in a browser, or a program.

use http::{HeaderMap, header::ACCEPT};

/// Whether a browser asks for a page: it names `text/html`; programs ask for JSON or anything.
pub fn wants_page(headers: &HeaderMap) -> bool {
    let mut accepts = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepts.any(|accept| accept.contains("text/html"))
}
