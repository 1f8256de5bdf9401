//! Documents of doctype User, and the rows of Frappe's table `__Auth` with their passwords.

use serde_json::Value;
use shared::{
    protocol::{
        password::{self, Hash},
        user::{User, login_id},
    },
    secret::Secret,
};

use super::document::{Document, DocumentError};

/// The provider under which Frappe keeps the subject of its own tokens.
const PROVIDER: &str = "frappe";
/// Frappe's own accounts, which are no e-mail addresses.
const STANDARD: [&str; 2] = ["administrator", "guest"];

/// `new_password`: a password in the clear.
#[derive(Clone, Debug)]
pub(super) struct Password(pub(super) Secret);

/// A user as a fixture has it; `sub` is empty where the fixture says nothing.
#[derive(Clone, Debug)]
pub(super) struct UserEntry {
    pub(super) user: User,
    pub(super) password: Option<Password>,
}

/// Reads a User.
pub(super) fn read(document: &Document<'_>) -> Result<UserEntry, DocumentError> {
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

/// Whether the document is a row of `__Auth`. In the table's own column `doctype` stands whose
/// password it is, so a dumped row says `User` there and is told by its `fieldname`.
pub(super) fn is_auth_row(document: &Document<'_>) -> bool {
    document.doctype() == "__Auth" || (document.has("fieldname") && document.has("password"))
}

/// Reads a row of `__Auth`; `None` if it is not a user's password.
pub(super) fn read_auth_row(
    document: &Document<'_>,
) -> Result<Option<(String, Hash)>, DocumentError> {
    let is_user = matches!(document.doctype(), "User" | "__Auth");
    let is_password = document.text("fieldname")?.is_none_or(|field| field == "password");
    if !is_user || !is_password {
        return Ok(None);
    }
    if document.check("encrypted", false)? {
        return Err(document.fault("encrypted", "a user's password is hashed, not encrypted"));
    }
    let name = document.short("name")?.ok_or_else(|| document.fault("name", "missing"))?;
    let hash = document.text("password")?.ok_or_else(|| document.fault("password", "missing"))?;
    let hash = Hash::import(hash).map_err(|error| document.fault("password", error.to_string()))?;
    Ok(Some((login_id(name), hash)))
}

fn subject(document: &Document<'_>) -> Result<String, DocumentError> {
    let cell = |row: &serde_json::Map<String, Value>, column: &str| {
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
    use serde_json::json;

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
    fn a_bad_user_is_named() {
        let text = |value| parse(&value).unwrap_err();
        assert_eq!(text(json!({"doctype": "User"})), "User (document 1): name: missing");
        assert_eq!(
            text(json!({"doctype": "User", "name": "bob"})),
            "User bob: name: not an e-mail address"
        );
        assert_eq!(
            text(json!({"doctype": "User", "name": "b@x", "roles": [{"rol": "x"}]})),
            "User b@x: roles: a row has no `role`"
        );
    }

    #[test]
    fn rows_of_auth_are_told_from_users() {
        let row = |value: Value| {
            let document = Document::new(1, &value).unwrap();
            assert!(is_auth_row(&document));
            read_auth_row(&document).map(|row| row.map(|(name, _)| name)).map_err(|e| e.to_string())
        };
        let hash = "$pbkdf2-sha256$29000$MDAwMDAwMDAwMDAwMDAwMA$MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA";
        let user = json!({"doctype": "User", "name": "A@x", "fieldname": "password", "password": hash, "encrypted": 0});
        assert_eq!(row(user), Ok(Some("a@x".to_owned())));
        let other = json!({"doctype": "Email Account", "name": "A@x", "fieldname": "password", "password": "gAAA", "encrypted": 1});
        assert_eq!(row(other), Ok(None));
        let bad = json!({"doctype": "__Auth", "name": "A@x", "password": "md5"});
        assert!(row(bad).unwrap_err().starts_with("__Auth A@x: password: the password hash"));
    }
}
