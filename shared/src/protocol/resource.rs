//! Resource indicators: for which API a token is meant
//! ([RFC 8707 section 2](https://www.rfc-editor.org/rfc/rfc8707#section-2)).

use thiserror::Error;
use url::Url;

/// The longest name of an API.
const LONGEST: usize = 1000;

/// Why a text names no API.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("a resource is an absolute URI without a fragment")]
pub struct NoResource;

/// Whether a text can name an API.
///
/// # Errors
///
/// [`NoResource`].
pub fn check(uri: &str) -> Result<(), NoResource> {
    let is_plain = uri.len() <= LONGEST && uri.bytes().all(|byte| byte.is_ascii_graphic());
    let is_absolute = Url::parse(uri).is_ok();
    if is_plain && is_absolute && !uri.contains('#') { Ok(()) } else { Err(NoResource) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_is_an_absolute_uri_without_a_fragment() {
        for good in ["https://api.example", "https://api.example/mcp?x=1", "urn:example:api"] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        let long = format!("https://api.example/{}", "a".repeat(LONGEST));
        for bad in ["", "api", "/mcp", "https://api.example/#x", "https://a b", &long] {
            assert_eq!(check(bad), Err(NoResource), "{bad}");
        }
    }
}
