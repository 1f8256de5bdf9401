//! The standard claims: which scope stands for which, and of which type each is
//! ([OpenID Connect Core sections 5.1 and 5.4](https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims)).

use serde_json::Value;

/// The scopes with their claims.
pub(crate) const OF_SCOPES: [(&str, &[&str]); 4] = [
    (
        "profile",
        &[
            "name",
            "given_name",
            "family_name",
            "middle_name",
            "nickname",
            "profile",
            "picture",
            "website",
            "gender",
            "birthdate",
            "zoneinfo",
            "locale",
            "updated_at",
            "preferred_username",
        ],
    ),
    ("email", &["email", "email_verified"]),
    ("address", &["address"]),
    ("phone", &["phone_number", "phone_number_verified"]),
];

/// The claims of a scope.
pub(crate) fn of(scope: &str) -> &'static [&'static str] {
    let found = OF_SCOPES.iter().find(|(name, _)| *name == scope);
    found.unwrap_or_else(|| panic!("no scope {scope}")).1
}

/// Fails if one that is there is of another type.
pub(crate) fn judge_types(claims: &Value) {
    for name in OF_SCOPES.iter().flat_map(|(_, names)| *names) {
        let Some(value) = claims.get(*name) else { continue };
        let is_right = match *name {
            "email_verified" | "phone_number_verified" => value.is_boolean(),
            "updated_at" => value.is_number(),
            "address" => {
                let members = value.as_object();
                members.is_some_and(|members| members.values().all(Value::is_string))
            }
            _ => value.as_str().is_some_and(|text| !text.is_empty()),
        };
        assert!(is_right, "G5: {name} is {value}");
    }
}
