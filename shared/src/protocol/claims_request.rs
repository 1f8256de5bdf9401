//! The parameter `claims`
//! ([OpenID Connect Core section 5.5](https://openid.net/specs/openid-connect-core-1_0.html#ClaimsParameter)):
//! claims that a client asks for one by one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use thiserror::Error;

use super::{claims::can_be_asked_for, members::Members};

/// The claims that one place is asked for, and whether each is essential. A claim without a value
/// is left out all the same: the specification wants no error for it.
pub type Wanted = BTreeMap<String, bool>;

/// What is asked for. Of claims that nobody knows nothing is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClaimsRequest {
    /// Of `openid_profile`.
    pub userinfo: Wanted,
    /// Of the `id_token`.
    pub id_token: Wanted,
    /// The values that are asked for `sub`: only a user who is in each of these lists will do. It
    /// is judged at the authorization, and not kept.
    #[serde(skip)]
    subjects: Vec<Vec<String>>,
}

/// Why the parameter is refused.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum ClaimsRequestError {
    /// No JSON object, or one that names a member twice.
    #[error("The claims parameter is not a JSON object.")]
    NotAnObject,
    /// `userinfo` or `id_token` is no object.
    #[error("The members userinfo and id_token of the claims parameter are JSON objects.")]
    Member,
    /// What is asked of a claim is in no form of the specification.
    #[error(
        "A claim that is asked for is null or an object, essential is true or false, and values \
         is a list."
    )]
    Claim,
}

impl ClaimsRequest {
    /// Reads the parameter.
    ///
    /// # Errors
    ///
    /// The first thing that has not the form of the specification.
    pub fn parse(text: &str) -> Result<Self, ClaimsRequestError> {
        let members = Members::from_json(text.as_bytes()).and_then(|members| members.to_map());
        let members = members.map_err(|_| ClaimsRequestError::NotAnObject)?;
        let mut request = Self::default();
        request.userinfo = request.read(members.get("userinfo"))?;
        request.id_token = request.read(members.get("id_token"))?;
        Ok(request)
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The claims that are asked for, wherever.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.userinfo.keys().chain(self.id_token.keys()).map(String::as_str)
    }

    /// Whether the client is content with this user.
    pub fn is_content_with(&self, sub: &str) -> bool {
        self.subjects.iter().all(|subjects| subjects.iter().any(|subject| subject == sub))
    }

    /// This and another.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        self.userinfo.extend(other.userinfo.clone());
        self.id_token.extend(other.id_token.clone());
        self
    }

    fn read(&mut self, member: Option<&Value>) -> Result<Wanted, ClaimsRequestError> {
        let claims = match member {
            None | Some(Value::Null) => return Ok(Wanted::new()),
            Some(Value::Object(claims)) => claims,
            Some(Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) => {
                return Err(ClaimsRequestError::Member);
            }
        };
        let mut wanted = Wanted::new();
        for (name, asked) in claims {
            let asked = match asked {
                Value::Null => &Map::new(),
                Value::Object(asked) => asked,
                Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                    return Err(ClaimsRequestError::Claim);
                }
            };
            let is_essential = is_essential(asked)?;
            let values = values(asked)?;
            if name == "sub" {
                self.subjects.extend(values);
            } else if can_be_asked_for(name) {
                wanted.insert(name.clone(), is_essential);
            }
        }
        Ok(wanted)
    }
}

fn is_essential(asked: &Map<String, Value>) -> Result<bool, ClaimsRequestError> {
    match asked.get("essential") {
        None => Ok(false),
        Some(Value::Bool(is_essential)) => Ok(*is_essential),
        Some(
            Value::Null | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_),
        ) => Err(ClaimsRequestError::Claim),
    }
}

/// The texts of `value` and of `values`: a list each, empty where nothing in it is a text.
fn values(asked: &Map<String, Value>) -> Result<Vec<Vec<String>>, ClaimsRequestError> {
    let texts = |values: &[Value]| -> Vec<String> {
        values.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let one = asked.get("value").map(|value| texts(std::slice::from_ref(value)));
    let many = match asked.get("values") {
        None => None,
        Some(Value::Array(values)) => Some(texts(values)),
        Some(
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_),
        ) => return Err(ClaimsRequestError::Claim),
    };
    Ok(one.into_iter().chain(many).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_openid_connect_core_section_5_5() {
        let request = ClaimsRequest::parse(
            r#"{
                "userinfo": {
                    "given_name": {"essential": true}, "nickname": null,
                    "email": {"essential": true}, "email_verified": {"essential": true},
                    "picture": null, "http://example.info/claims/groups": null
                },
                "id_token": {
                    "auth_time": {"essential": true},
                    "acr": {"values": ["urn:mace:incommon:iap:silver"]}
                }
            }"#,
        );
        let request = request.unwrap();
        let essential: Vec<&str> =
            request.userinfo.iter().filter(|(_, is)| **is).map(|(name, _)| name.as_str()).collect();
        assert_eq!(essential, ["email", "email_verified", "given_name"]);
        // Nobody knows of groups, and auth_time and acr are not about the user.
        assert_eq!(request.names().count(), 5);
        assert!(request.is_content_with("anybody"));
    }

    #[test]
    fn a_subject_that_is_asked_for_is_the_only_one_that_will_do() {
        let content = |text: &str| ClaimsRequest::parse(text).unwrap().is_content_with("alice");
        assert!(content(r#"{"id_token": {"sub": {"value": "alice"}}}"#));
        assert!(content(r#"{"id_token": {"sub": {"values": ["bob", "alice"]}}}"#));
        assert!(content(r#"{"id_token": {"sub": null}}"#));
        assert!(!content(r#"{"id_token": {"sub": {"value": "bob"}}}"#));
        assert!(!content(r#"{"userinfo": {"sub": {"values": []}}}"#));
        assert!(!content(r#"{"userinfo": {"sub": {"value": 7}}}"#));
        assert!(!content(
            r#"{"userinfo": {"sub": {"value": "alice"}}, "id_token": {"sub": {"value": "bob"}}}"#
        ));
    }

    #[test]
    fn what_has_not_the_form_of_the_specification_is_refused() {
        for (text, error) in [
            ("", ClaimsRequestError::NotAnObject),
            ("[]", ClaimsRequestError::NotAnObject),
            ("{", ClaimsRequestError::NotAnObject),
            (r#"{"userinfo": {}, "userinfo": {}}"#, ClaimsRequestError::NotAnObject),
            (r#"{"userinfo": []}"#, ClaimsRequestError::Member),
            (r#"{"id_token": "name"}"#, ClaimsRequestError::Member),
            (r#"{"id_token": {"name": true}}"#, ClaimsRequestError::Claim),
            (r#"{"id_token": {"name": {"essential": 1}}}"#, ClaimsRequestError::Claim),
            (r#"{"id_token": {"sub": {"values": "alice"}}}"#, ClaimsRequestError::Claim),
        ] {
            assert_eq!(ClaimsRequest::parse(text), Err(error), "{text}");
        }
        for empty in ["{}", r#"{"userinfo": null}"#, r#"{"other": 1, "id_token": {"x": null}}"#] {
            assert!(ClaimsRequest::parse(empty).unwrap().is_empty(), "{empty}");
        }
    }
}
