//! Resource indicators: for which APIs a token is meant
//! ([RFC 8707 section 2](https://www.rfc-editor.org/rfc/rfc8707#section-2)).

use serde::{Deserialize, Serialize, Serializer};
use thiserror::Error;
use url::Url;

use super::{params::Params, redirect_uri};

/// The longest name of an API.
const LONGEST: usize = 1000;
/// How many APIs a request may name: all of them are kept with the grant and with each token.
const MOST: usize = 8;
/// How long their names may be together: a JWT that names them has to fit into a header.
const LONGEST_TOGETHER: usize = 2000;

/// Why a text names no API.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("a resource is an absolute URI without a fragment")]
pub struct NoResource;

/// Why a request for tokens of an API is refused: `invalid_target`, whichever it is.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum ResourceError {
    /// It names something that is no API's name.
    #[error("A resource is an absolute URI without a fragment.")]
    Malformed,
    /// It names more than anybody needs at once.
    #[error("The request names too many resources.")]
    TooMany,
    /// It names an API that this server makes no tokens for.
    #[error("The resource is unknown.")]
    Unknown,
    /// It names an API that the authorization did not name.
    #[error("The resource exceeds what was granted.")]
    Exceeded,
}

/// The APIs that a token is meant for, each once; none is any. Serializes as a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Resources(Vec<String>);

impl Resources {
    /// Reads `resource`, which alone of all parameters may be repeated.
    ///
    /// # Errors
    ///
    /// [`ResourceError::Malformed`] and [`ResourceError::TooMany`].
    pub fn read(params: &Params) -> Result<Self, ResourceError> {
        let mut named = Self::default();
        for uri in params.all("resource") {
            check(uri).map_err(|NoResource| ResourceError::Malformed)?;
            if named.includes(uri) {
                continue;
            }
            let together = named.0.iter().map(String::len).sum::<usize>() + uri.len();
            if named.0.len() >= MOST || together > LONGEST_TOGETHER {
                return Err(ResourceError::TooMany);
            }
            named.0.push(uri.to_owned());
        }
        Ok(named)
    }

    /// Whether this server makes tokens for these APIs. Where it names none that it supports, it makes
    /// them for any.
    ///
    /// # Errors
    ///
    /// [`ResourceError::Unknown`].
    pub fn check_supported(&self, supported: &[String]) -> Result<(), ResourceError> {
        let is_supported = |uri: &String| supported.iter().any(|known| is_same(known, uri));
        if supported.is_empty() || self.0.iter().all(is_supported) {
            Ok(())
        } else {
            Err(ResourceError::Unknown)
        }
    }

    /// What a token is meant for, of which `asked` is said and these were granted: what is asked for, or
    /// else everything that was granted (section 2.2). Where nothing was granted by name there was no
    /// limit, and to name an API is to set one.
    ///
    /// # Errors
    ///
    /// [`ResourceError::Exceeded`].
    pub fn narrowed(&self, asked: &Self) -> Result<Self, ResourceError> {
        if asked.is_empty() {
            return Ok(self.clone());
        }
        if self.is_empty() || asked.0.iter().all(|uri| self.includes(uri)) {
            return Ok(asked.clone());
        }
        Err(ResourceError::Exceeded)
    }

    /// Whether who was asked about these APIs was asked about the others too. That no API was named is
    /// another question: such a token is good anywhere, and nobody was told where it would be used.
    pub fn answer(&self, asked: &Self) -> bool {
        self.is_empty() == asked.is_empty() && asked.0.iter().all(|uri| self.includes(uri))
    }

    /// Whether one of these is among them.
    pub fn include_one_of(&self, uris: &[String]) -> bool {
        uris.iter().any(|uri| self.includes(uri))
    }

    /// Whether they leave room for the API at `origin`: they name none, or this one, or a part of it.
    pub fn leave_room_for(&self, origin: &str) -> bool {
        let is_of = |uri: &String| {
            let path = uri.strip_prefix(origin);
            path.is_some_and(|path| path.is_empty() || path.starts_with('/'))
        };
        self.is_empty() || self.0.iter().any(is_of)
    }

    /// Whether no API is named.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Their names, as they were sent.
    pub fn uris(&self) -> &[String] {
        &self.0
    }

    /// Where they are, for people: host and port, or the whole name of what has none; each once.
    pub fn hosts(&self) -> Vec<String> {
        let mut hosts: Vec<String> = Vec::new();
        for uri in &self.0 {
            let has_host = Url::parse(uri).is_ok_and(|url| url.has_host());
            let host = if has_host { redirect_uri::host(uri) } else { uri.clone() };
            if !hosts.contains(&host) {
                hosts.push(host);
            }
        }
        hosts
    }

    fn includes(&self, uri: &str) -> bool {
        self.0.iter().any(|known| is_same(known, uri))
    }
}

/// The value of the claim or member `aud`: a text if it is one API, a list if there are more
/// ([RFC 7519 section 4.1.3](https://www.rfc-editor.org/rfc/rfc7519#section-4.1.3)).
///
/// # Errors
///
/// The serializer's.
pub fn audience<S: Serializer>(resources: &Resources, serializer: S) -> Result<S::Ok, S::Error> {
    match resources.uris() {
        [one] => serializer.serialize_str(one),
        several => several.serialize(serializer),
    }
}

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

/// Whether two names are one API's: some clients write `https://api.example/` for `https://api.example`,
/// which RFC 3986 section 6.2.3 calls the same.
fn is_same(one: &str, other: &str) -> bool {
    one == other
        || matches!((Url::parse(one), Url::parse(other)), (Ok(one), Ok(other)) if one == other)
}

#[cfg(test)]
#[path = "resource_tests.rs"]
mod tests;
