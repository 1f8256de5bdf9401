//! Documents of doctype User: who logs in.

use serde_json::{Map, Value, json};

use super::{
    document::{Document, DocumentError},
    fields::{Fields, put, put_check, put_some, rows},
    standard_claims,
};
use crate::{
    protocol::{
        password, password_rule, roles,
        standard_claims::StandardClaims,
        user::{User, login_id},
    },
    secret::Secret,
};

/// The provider under which Frappe keeps the subject of its own tokens.
const PROVIDER: &str = "frappe";
/// Frappe's own accounts, which are no e-mail addresses.
const STANDARD: [&str; 2] = ["administrator", "guest"];

/// The doctype.
pub const DOCTYPE: &str = "User";

/// `new_password`: a password in the clear.
#[derive(Clone, Debug)]
pub struct Password(pub Secret);

/// A user as a fixture has it; `sub` is empty where the fixture says nothing.
#[derive(Clone, Debug)]
pub struct UserEntry {
    /// The user.
    pub user: User,
    /// The password, where the document has one.
    pub password: Option<Password>,
}

/// Reads a User.
///
/// # Errors
///
/// Names the field that is wrong.
pub fn read(document: &Document<'_>) -> Result<UserEntry, DocumentError> {
    let field =
        if document.has("email") && !is_standard(document.name()) { "email" } else { "name" };
    let name = document.short(field)?.ok_or_else(|| document.fault(field, "missing"))?;
    let name = login_id(name);
    if !STANDARD.contains(&name.as_str()) && !is_address(&name) {
        return Err(document.fault(field, "not an e-mail address"));
    }
    let words = |field| Ok(document.short(field)?.map(str::to_owned));
    let user = User {
        sub: subject(document)?,
        enabled: document.check("enabled", true)?,
        first_name: words("first_name")?.unwrap_or_default(),
        last_name: words("last_name")?.unwrap_or_default(),
        user_image: document.text("user_image")?.map(|text| text.trim().to_owned()),
        user_type: words("user_type")?,
        language: words("language")?,
        claims: standard_claims::read(document)?,
        roles: document.column("roles", "role")?,
        name,
        ..User::default()
    };
    let password = document.text("new_password")?;
    if password.is_some_and(|password| password.chars().count() > password::LONGEST) {
        let problem = format!("longer than {} characters", password::LONGEST);
        return Err(document.fault("new_password", problem));
    }
    let password = password.map(|password| Password(Secret::new(password)));
    Ok(UserEntry { user, password })
}

/// Makes a new user of the fields that somebody sent.
///
/// # Errors
///
/// Names the field that is wrong.
pub fn make(sent: &Map<String, Value>) -> Result<UserEntry, DocumentError> {
    let mut value = sent.clone();
    put(&mut value, "doctype", DOCTYPE);
    value.remove("social_logins");
    checked(&Value::Object(value), &StandardClaims::default(), true)
}

/// A user with the fields that somebody changed; the name and the subject stay.
///
/// # Errors
///
/// Names the field that is wrong.
pub fn change(existing: &User, sent: &Map<String, Value>) -> Result<UserEntry, DocumentError> {
    const FIXED: [&str; 4] = ["doctype", "name", "email", "social_logins"];
    let mut value = write(existing);
    if let Some(fields) = value.as_object_mut() {
        let sent = sent.iter().filter(|(field, _)| !FIXED.contains(&field.as_str()));
        fields.extend(sent.map(|(field, value)| (field.clone(), value.clone())));
    }
    let speaks_of_verification = sent.contains_key("phone_number_verified");
    let UserEntry { user, password } = checked(&value, &existing.claims, speaks_of_verification)?;
    let user = User {
        name: existing.name.clone(),
        sub: existing.sub.clone(),
        api_key: existing.api_key.clone(),
        valid_from: existing.valid_from,
        creation: existing.creation,
        modified: existing.modified,
        ..user
    };
    Ok(UserEntry { user, password })
}

/// Reads what a person sent, who is told of what an import takes in silence.
fn checked(
    value: &Value,
    before: &StandardClaims,
    speaks_of_verification: bool,
) -> Result<UserEntry, DocumentError> {
    let document = &Document::new(1, value)?;
    let mut entry = read(document)?;
    let claims = &mut entry.user.claims;
    standard_claims::judge(document, (claims, before), speaks_of_verification)?;
    if let Some(role) = entry.user.roles.iter().find(|role| roles::is_automatic(role)) {
        let words = format!(
            "{role} cannot be given: All and Guest are everybody's, and Desk User is of whoever \
             has another role"
        );
        return Err(document.fault("roles", words));
    }
    if let Some(Password(password)) = &entry.password {
        let checked = password_rule::check(password);
        checked.map_err(|error| document.fault("new_password", error.to_string()))?;
    }
    Ok(entry)
}

/// Writes a user without his password.
pub fn write(user: &User) -> Value {
    let mut fields = Fields::new();
    let name = frappes_name(&user.name);
    put(&mut fields, "doctype", DOCTYPE);
    put(&mut fields, "name", name);
    // Frappe's own accounts go by a name that is no address.
    if name.contains('@') {
        put(&mut fields, "email", name);
    }
    put_check(&mut fields, "enabled", user.enabled);
    put(&mut fields, "first_name", user.first_name.as_str());
    put(&mut fields, "last_name", user.last_name.as_str());
    put_some(&mut fields, "user_image", user.user_image.as_deref());
    put_some(&mut fields, "user_type", user.user_type.as_deref());
    put_some(&mut fields, "language", user.language.as_deref());
    standard_claims::write(&mut fields, &user.claims);
    put(&mut fields, "roles", rows(&user.roles));
    if !user.sub.is_empty() {
        let row = json!({"provider": PROVIDER, "userid": user.sub});
        put(&mut fields, "social_logins", json!([row]));
    }
    Value::Object(fields)
}

/// The name as Frappe writes it: ours are in lower case.
pub fn frappes_name(name: &str) -> &str {
    match name {
        "administrator" => "Administrator",
        "guest" => "Guest",
        name => name,
    }
}

fn subject(document: &Document<'_>) -> Result<String, DocumentError> {
    let cell = |row: &Map<String, Value>, column: &str| {
        row.get(column).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let rows = document.rows("social_logins")?;
    let sub = rows.into_iter().find(|row| cell(row, "provider") == PROVIDER);
    let sub = sub.map(|row| cell(row, "userid")).unwrap_or_default();
    // OpenID Connect Core section 2: a subject has at most 255 ASCII characters.
    if sub.len() > 255 || !sub.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(document.fault("social_logins", "a userid has up to 255 ASCII characters"));
    }
    Ok(sub)
}

fn is_standard(name: &str) -> bool {
    STANDARD.contains(&login_id(name).as_str())
}

fn is_address(text: &str) -> bool {
    let is_half = |half: &str| !half.is_empty() && !half.contains(char::is_whitespace);
    text.rsplit_once('@').is_some_and(|(local, host)| is_half(local) && is_half(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(value: &Value) -> Result<UserEntry, String> {
        read(&Document::new(1, value).unwrap()).map_err(|error| error.to_string())
    }

    #[test]
    fn a_user_is_read_with_frappes_fields() {
        let entry = parse(&json!({
            "doctype": "User", "name": "Alice@Example.com", "email": "Alice@Example.com",
            "first_name": "Alice", "last_name": null, "enabled": 0, "new_password": "p w",
            "roles": [{"role": "Blogger", "idx": 1}],
            "social_logins": [{"provider": "github", "userid": "7"}, {"provider": "frappe", "userid": "abc"}],
        }));
        let UserEntry { user, password } = entry.unwrap();
        assert_eq!((user.name.as_str(), user.sub.as_str()), ("alice@example.com", "abc"));
        assert_eq!((user.enabled, user.roles), (false, vec!["Blogger".to_owned()]));
        assert!(matches!(password, Some(Password(secret)) if secret.expose() == "p w"));
    }

    #[test]
    fn frappes_own_accounts_go_by_their_names() {
        let value =
            json!({"doctype": "User", "name": "Administrator", "email": "admin@example.com"});
        let user = parse(&value).unwrap().user;
        assert_eq!(user.name, "administrator");
    }

    #[test]
    fn what_openid_connect_knows_comes_in_and_goes_out_under_the_same_names() {
        let value = json!({
            "doctype": "User", "name": "ada@x", "email": "ada@x", "enabled": 1,
            "first_name": "Ada", "last_name": "Lovelace", "username": "ada", "middle_name": "King",
            "nickname": "Enchantress", "profile": "https://people.example/ada",
            "website": "https://ada.example/", "gender": "Female", "birth_date": "1815-12-10",
            "time_zone": "Europe/London", "mobile_no": "+44 20 1234567", "phone": "ask Charles",
            "address": "12 St James's Sq.\nLondon", "street_address": "12 St James's Sq.",
            "locality": "London", "region": "Middlesex", "postal_code": "SW1Y", "country": "UK",
            "email_verified": 1, "phone_number_verified": 1, "roles": [],
        });
        let user = parse(&value).unwrap().user;
        assert_eq!(write(&user), value);
        // Nothing of it is stored of who has nothing of it.
        let bare = parse(&json!({"doctype": "User", "name": "b@x"})).unwrap().user;
        assert!(!serde_json::to_string(&bare).unwrap().contains("claims"));
    }

    #[test]
    fn a_person_who_types_a_telephone_number_is_told_what_is_none() {
        let sent = |value: Value| value.as_object().unwrap().clone();
        let existing = parse(&json!({
            "doctype": "User", "name": "b@x", "phone": "ask Bob", "mobile_no": "+49 30 1",
            "phone_number_verified": 1,
        }));
        let existing = existing.unwrap().user;
        let claims = |fields| change(&existing, &sent(fields)).map(|entry| entry.user.claims);
        let error = claims(json!({"mobile_no": "mine"})).unwrap_err().to_string();
        assert_eq!(error, "User b@x: mobile_no: not a telephone number such as +49 30 1234567");
        // What he leaves alone is no mistake of his; another number is not verified.
        assert!(claims(json!({"nickname": "B"})).unwrap().phone_number_verified);
        let other = json!({"mobile_no": "+49 30 2"});
        assert!(!claims(other).unwrap().phone_number_verified);
        let verified = json!({"mobile_no": "+49 30 2", "phone_number_verified": 1});
        assert!(claims(verified).unwrap().phone_number_verified);
    }

    #[test]
    fn a_bad_user_is_named() {
        let text = |value| parse(&value).unwrap_err();
        assert_eq!(text(json!({"doctype": "User"})), "User (document 1): name: missing");
        assert_eq!(
            text(json!({"doctype": "User", "name": "bob"})),
            "User bob: name: not an e-mail address"
        );
        assert_eq!(
            text(json!({"doctype": "User", "name": "b@x", "time_zone": "Berlin time"})),
            "User b@x: time_zone: not the name of a time zone such as Europe/Berlin"
        );
        assert_eq!(
            text(json!({"doctype": "User", "name": "b@x", "birth_date": "1990-02-30"})),
            "User b@x: birth_date: not a date such as 1990-12-31, 0000-12-31 without the year, or \
             a year"
        );
        assert_eq!(
            text(json!({"doctype": "User", "name": "b@x", "roles": [{"rol": "x"}]})),
            "User b@x: roles: a row has no `role`"
        );
    }
}
