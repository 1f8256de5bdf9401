//! The `Authorization` header ([RFC 7617](https://www.rfc-editor.org/rfc/rfc7617),
//! [RFC 6750](https://www.rfc-editor.org/rfc/rfc6750)).

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use http::{HeaderMap, header::AUTHORIZATION};

use crate::secret::Secret;

/// Takes base64 with and without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What stands in the header.
#[derive(Debug)]
pub enum Authorization {
    /// No header, or one of a scheme that is not ours.
    None,
    /// `Basic`, decoded: `id:secret`, both still form-encoded.
    Basic(Vec<u8>),
    /// `Bearer`.
    Bearer(Secret),
    /// One of these schemes, but not in its form; or two headers.
    Malformed,
}

/// Reads the header.
pub fn read(headers: &HeaderMap) -> Authorization {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = match (values.next(), values.next()) {
        (None, _) => return Authorization::None,
        (Some(value), None) => value,
        // Which of two would be checked, and which one used?
        (Some(_), Some(_)) => return Authorization::Malformed,
    };
    let Ok(text) = value.to_str() else { return Authorization::Malformed };
    let (scheme, rest) = text.trim().split_once(' ').unwrap_or_else(|| (text.trim(), ""));
    let rest = rest.trim();
    if scheme.eq_ignore_ascii_case("basic") {
        BASE64.decode(rest).map_or(Authorization::Malformed, Authorization::Basic)
    } else if scheme.eq_ignore_ascii_case("bearer") {
        match rest {
            "" => Authorization::Malformed,
            token if token.contains(char::is_whitespace) => Authorization::Malformed,
            token => Authorization::Bearer(Secret::new(token)),
        }
    } else {
        Authorization::None
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn read_one(text: &'static str) -> String {
        let headers = HeaderMap::from_iter([(AUTHORIZATION, HeaderValue::from_static(text))]);
        match read(&headers) {
            Authorization::Basic(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Authorization::Bearer(token) => token.expose().to_owned(),
            Authorization::None => "none".to_owned(),
            Authorization::Malformed => "malformed".to_owned(),
        }
    }

    #[test]
    fn schemes_are_told_apart_in_any_case() {
        assert_eq!(read_one("Basic aWQ6c2VjcmV0"), "id:secret");
        assert_eq!(read_one("basic aWQ6eA"), "id:x");
        assert_eq!(read_one("BEARER affa1"), "affa1");
        assert_eq!(read_one("token key:secret"), "none");
        for malformed in ["Basic not-base64", "Basic", "Bearer", "Bearer a b"] {
            let expected = if malformed == "Basic" { "" } else { "malformed" };
            assert_eq!(read_one(malformed), expected, "{malformed}");
        }
    }
}
