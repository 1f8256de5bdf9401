//! What is known of a user beside his name, e-mail and picture
//! ([OpenID Connect Core section 5.1](https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims)).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::claim_form::phone_number;

/// The standard claims that are no fields of [`User`](super::user::User) itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StandardClaims {
    /// `preferred_username`; nobody logs in with it.
    pub username: Option<String>,
    /// Between the given name and the family name.
    pub middle_name: Option<String>,
    /// What friends say.
    pub nickname: Option<String>,
    /// The address of a page about the user.
    pub profile: Option<String>,
    /// The address of the user's own page.
    pub website: Option<String>,
    /// As Frappe has it, such as `Female`.
    pub gender: Option<String>,
    /// `YYYY-MM-DD`, `0000-MM-DD` or `YYYY`.
    pub birthdate: Option<String>,
    /// A name of the time zone database, such as `Europe/Berlin`.
    pub zoneinfo: Option<String>,
    /// Frappe's `mobile_no`: the telephone number by which it knows the user.
    pub mobile_no: Option<String>,
    /// Frappe's `phone`: told where there is no other.
    pub phone: Option<String>,
    /// Whether the telephone number that is told is known to be the user's.
    pub phone_number_verified: bool,
    /// Whether the e-mail is known to be the user's: only if somebody has said so.
    pub email_verified: bool,
    /// Where the user lives.
    pub address: Address,
}

/// An address (section 5.1.1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Address {
    /// The whole of it, as it stands on a letter.
    pub formatted: Option<String>,
    /// Street, house, and whatever stands with them.
    pub street_address: Option<String>,
    /// The town.
    pub locality: Option<String>,
    /// The state or province.
    pub region: Option<String>,
    /// The postal code.
    pub postal_code: Option<String>,
    /// The country.
    pub country: Option<String>,
}

impl StandardClaims {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The telephone number that is told. Frappe takes any text for one; what is none stays here.
    pub fn phone_number(&self) -> Option<&str> {
        let mut numbers = [&self.mobile_no, &self.phone].into_iter().flatten();
        numbers.find(|number| phone_number(number).is_ok()).map(String::as_str)
    }

    /// The gender in the words of the specification, which are lower case; Frappe's other ones as
    /// they are.
    pub fn told_gender(&self) -> Option<String> {
        let gender = self.gender.as_deref()?;
        let is_standard = ["female", "male"].iter().any(|word| gender.eq_ignore_ascii_case(word));
        Some(if is_standard { gender.to_lowercase() } else { gender.to_owned() })
    }
}

impl Address {
    /// Its members that are known; nothing if none is.
    pub fn told(&self) -> Option<Value> {
        let members = [
            ("formatted", &self.formatted),
            ("street_address", &self.street_address),
            ("locality", &self.locality),
            ("region", &self.region),
            ("postal_code", &self.postal_code),
            ("country", &self.country),
        ];
        let known = members.into_iter().filter_map(|(name, text)| Some((name, text.as_deref()?)));
        let known: Map<String, Value> =
            known.map(|(name, text)| (name.to_owned(), text.into())).collect();
        (!known.is_empty()).then_some(Value::Object(known))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_that_is_told_is_the_mobile_one_if_it_is_a_number() {
        let told = |mobile_no: &str, phone: &str| {
            let (mobile_no, phone) = (Some(mobile_no.to_owned()), Some(phone.to_owned()));
            let claims = StandardClaims { mobile_no, phone, ..StandardClaims::default() };
            claims.phone_number().map(str::to_owned)
        };
        assert_eq!(told("+49 1", "+49 30 1").as_deref(), Some("+49 1"));
        assert_eq!(told("ask Bob", "+49 30 1").as_deref(), Some("+49 30 1"));
        assert_eq!(told("ask Bob", "#1,2"), None);
    }

    #[test]
    fn only_the_two_words_of_the_specification_change_their_case() {
        let told = |gender: &str| {
            let gender = Some(gender.to_owned());
            StandardClaims { gender, ..StandardClaims::default() }.told_gender().unwrap()
        };
        assert_eq!(
            (told("Female").as_str(), told("Genderqueer").as_str()),
            ("female", "Genderqueer")
        );
    }
}
