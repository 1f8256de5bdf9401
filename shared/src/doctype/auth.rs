//! Rows of Frappe's table `__Auth`: the hashes of users' passwords.

use serde_json::{Value, json};

use super::{
    document::{Document, DocumentError},
    user,
};
use crate::protocol::{password::Hash, user::login_id};

/// The table.
pub const DOCTYPE: &str = "__Auth";

/// Whether the document is a row of `__Auth`. In the table's own column `doctype` stands whose
/// password it is, so a dumped row says `User` there and is told by its `fieldname`.
pub fn is_row(document: &Document<'_>) -> bool {
    document.doctype() == DOCTYPE || (document.has("fieldname") && document.has("password"))
}

/// Reads a row; `None` if it is not a user's password.
///
/// # Errors
///
/// Names the field that is wrong.
pub fn read(document: &Document<'_>) -> Result<Option<(String, Hash)>, DocumentError> {
    let is_user = matches!(document.doctype(), user::DOCTYPE | DOCTYPE);
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

/// Writes a password's hash as a row.
pub fn write(name: &str, hash: &Hash) -> Value {
    json!({
        "doctype": DOCTYPE,
        "name": user::frappes_name(name),
        "fieldname": "password",
        "password": hash,
        "encrypted": 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_auth_are_told_from_users() {
        let row = |value: Value| {
            let document = Document::new(1, &value).unwrap();
            assert!(is_row(&document));
            read(&document).map(|row| row.map(|(name, _)| name)).map_err(|e| e.to_string())
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
