//! The parameter `claims`
//! ([OpenID Connect Core section 5.5](https://openid.net/specs/openid-connect-core-1_0.html#ClaimsParameter)):
//! claims that a client asks for one by one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use thiserror::Error;

use super::{
    authentication::{ACR_VALUES, AuthenticationClaims},
    claims::can_be_asked_for,
    members::Members,
};

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
    /// What the `id_token` is to tell of the login: a grant keeps it beside this.
    #[serde(skip)]
    pub authentication: AuthenticationClaims,
    /// Whether a login is essential that is stronger than any here.
    #[serde(skip)]
    needs_another_login: bool,
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
        request.read_authentication(members.get("id_token"))?;
        Ok(request)
    }

    /// What is asked for of the login alone, and nothing of the user.
    #[must_use]
    pub fn of_the_login(self) -> Self {
        let Self { authentication, needs_another_login, .. } = self;
        Self { authentication, needs_another_login, ..Self::default() }
    }

    /// Whether nothing is asked for that is kept.
    pub fn is_empty(&self) -> bool {
        self.userinfo.is_empty() && self.id_token.is_empty()
    }

    /// The claims that are asked for, wherever.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.userinfo.keys().chain(self.id_token.keys()).map(String::as_str)
    }

    /// Whether the client is content with this user.
    pub fn is_content_with(&self, sub: &str) -> bool {
        self.subjects.iter().all(|subjects| subjects.iter().any(|subject| subject == sub))
    }

    /// Whether a login here is as strong as the client needs it. What is essential and not there
    /// is a failed login (section 5.5.1.1); anything else is a wish.
    pub fn is_content_with_our_login(&self) -> bool {
        !self.needs_another_login
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

    fn read_authentication(&mut self, id_token: Option<&Value>) -> Result<(), ClaimsRequestError> {
        let asked = |name| id_token.and_then(|claims| claims.get(name));
        let acr = asked("acr");
        self.authentication =
            AuthenticationClaims { auth_time: asked("auth_time").is_some(), acr: acr.is_some() };
        if let Some(Value::Object(acr)) = acr {
            let is_ours = |value: &String| ACR_VALUES.contains(&value.as_str());
            let can_be_had = values(acr)?.iter().all(|values| values.iter().any(is_ours));
            self.needs_another_login = is_essential(acr)? && !can_be_had;
        }
        Ok(())
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
        let AuthenticationClaims { auth_time, acr } = request.authentication;
        assert!(auth_time && acr && request.is_content_with_our_login());
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
    fn an_essential_login_that_is_stronger_than_ours_cannot_be_had_and_a_wish_is_none() {
        for (acr, is_content) in [
            ("null", true),
            (r#"{"essential": true}"#, true),
            (r#"{"essential": true, "value": "1"}"#, true),
            (r#"{"essential": true, "values": ["2", "1"]}"#, true),
            (r#"{"essential": false, "values": ["2"]}"#, true),
            (r#"{"values": ["2"]}"#, true),
            (r#"{"essential": true, "value": "2"}"#, false),
            (r#"{"essential": true, "values": []}"#, false),
            (r#"{"essential": true, "values": [1]}"#, false),
            (r#"{"essential": true, "value": "1", "values": ["2"]}"#, false),
        ] {
            let of_id_token = format!(r#"{{"id_token": {{"acr": {acr}}}}}"#);
            let request = ClaimsRequest::parse(&of_id_token).unwrap();
            assert_eq!(request.is_content_with_our_login(), is_content, "{acr}");
            assert_eq!(request.of_the_login().is_content_with_our_login(), is_content, "{acr}");
            // It is a claim of the ID Token.
            let of_userinfo = format!(r#"{{"userinfo": {{"acr": {acr}, "auth_time": null}}}}"#);
            let request = ClaimsRequest::parse(&of_userinfo).unwrap();
            assert!(request.is_content_with_our_login() && request.authentication.is_empty());
        }
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
