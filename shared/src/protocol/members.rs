//! What a body holds before anybody has judged it: names and values as they were sent.
//!
//! The OAuth endpoints read [`Params`], whose values are short texts. Documents have lists and long
//! texts, so the resource API reads this; it is bounded by what is read of a body at all.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::{Map, Value};

use super::params::{self, Params, ParamsError, printable};

/// Names and values in their order. `Debug` shows the names only, as that of [`Params`] does.
#[derive(Clone, Default, PartialEq)]
pub struct Members(Vec<(String, Value)>);

impl Members {
    /// Reads a query string or the body of a form.
    ///
    /// # Errors
    ///
    /// [`ParamsError::Malformed`].
    pub fn from_urlencoded(text: &[u8]) -> Result<Self, ParamsError> {
        params::pairs(text).map(Self::from_pairs)
    }

    /// Reads a JSON object.
    ///
    /// # Errors
    ///
    /// [`ParamsError::Malformed`].
    pub fn from_json(text: &[u8]) -> Result<Self, ParamsError> {
        serde_json::from_slice(text).map_err(|_| ParamsError::Malformed)
    }

    /// Takes decoded names and values, of a multipart form for example.
    pub fn from_pairs(pairs: Vec<(String, String)>) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name, value.into())).collect())
    }

    /// These and those of another part of the request behind them.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// The plain ones as parameters.
    ///
    /// # Errors
    ///
    /// [`ParamsError::NotText`] for lists and objects: Frappe hands them to its database as a
    /// filter, and answers for somebody else's token. Otherwise as [`Params::from_pairs`].
    pub fn to_params(&self) -> Result<Params, ParamsError> {
        let mut pairs = Vec::new();
        for (name, value) in &self.0 {
            match value {
                Value::String(text) => pairs.push((name.clone(), text.clone())),
                Value::Null => {}
                Value::Number(number) => pairs.push((name.clone(), number.to_string())),
                Value::Bool(flag) => pairs.push((name.clone(), flag.to_string())),
                Value::Array(_) | Value::Object(_) => {
                    return Err(ParamsError::NotText(printable(name)));
                }
            }
        }
        Params::from_pairs(pairs)
    }

    /// All of them by name.
    ///
    /// # Errors
    ///
    /// [`ParamsError::Duplicate`]: of two values an attacker chooses which one is checked and
    /// which one is used.
    pub fn to_map(&self) -> Result<Map<String, Value>, ParamsError> {
        let mut map = Map::new();
        for (name, value) in &self.0 {
            if map.insert(name.clone(), value.clone()).is_some() {
                return Err(ParamsError::Duplicate(printable(name)));
            }
        }
        Ok(map)
    }
}

/// Every member that was sent: a map would keep one of two and hide the other.
impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

impl fmt::Debug for Members {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_document_may_be_long_and_have_lists_where_parameters_may_not() {
        let long = "x".repeat(params::LONGEST_VALUE + 1);
        let members = Members::from_urlencoded(format!("data={long}").as_bytes()).unwrap();
        assert_eq!(members.to_map().unwrap().get("data"), Some(&json!(long)));
        assert_eq!(members.to_params(), Err(ParamsError::TooLong("data".to_owned())));
        let members = Members::from_json(br#"{"roles": [{"role": "Blogger"}]}"#).unwrap();
        assert_eq!(members.to_map().unwrap().get("roles"), Some(&json!([{"role": "Blogger"}])));
        assert_eq!(members.to_params(), Err(ParamsError::NotText("roles".to_owned())));
    }

    #[test]
    fn of_two_members_of_one_name_none_is_taken() {
        let members = Members::from_json(br#"{"enabled": 0, "enabled": 1}"#).unwrap();
        assert_eq!(members.to_map(), Err(ParamsError::Duplicate("enabled".to_owned())));
        assert_eq!(format!("{members:?}"), r#"{"enabled", "enabled"}"#);
    }
}
