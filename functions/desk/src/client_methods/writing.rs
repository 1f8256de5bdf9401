//! `frappe.client.insert`, `insert_many`, `set_value`, `delete` and `bulk_update`, and
//! `generate_keys`.

use axum::response::Response;
use serde_json::{Map, Value, json};
use shared::{admin::users, web::Failure};

use super::{answer, doctype};
use crate::{
    guard::Program,
    resource::{
        acts,
        doctype::Doctype,
        refusal::Refused,
        sent::{self, Fields, parsed},
    },
};

/// How many documents are written in one request. Frappe's 200, each with a password to hash, would
/// not be done within the function's time.
const MOST: usize = 100;
/// What cannot be set.
const STANDARD: [&str; 7] =
    ["doctype", "name", "owner", "creation", "modified", "modified_by", "docstatus"];

/// Makes a document.
pub(super) async fn insert(program: Program) -> Result<Response, Failure> {
    let made = async {
        let sent = sent::parameters(&program.incoming)?;
        let document = sent::object(sent.get("doc").ok_or(Refused::Missing("doc"))?)?;
        acts::create(&program, doctype(&document)?, &document).await
    };
    answer(made.await)
}

/// Makes documents, one after the other until the first that is refused; answers their names.
pub(super) async fn insert_many(program: Program) -> Result<Response, Failure> {
    let made = async {
        let mut names = Vec::new();
        for document in documents(&program)? {
            let made = acts::create(&program, doctype(&document)?, &document).await?;
            names.push(made.get("name").cloned().unwrap_or_default());
        }
        Ok(names.into())
    };
    answer(made.await)
}

/// Sets one field of a document, or several by a JSON object in the place of the field.
pub(super) async fn set_value(program: Program) -> Result<Response, Failure> {
    let set = async {
        let sent = sent::parameters(&program.incoming)?;
        let (doctype, name) = (doctype(&sent)?, sent::text(&sent, "name")?);
        let field = sent.get("fieldname").ok_or(Refused::Missing("fieldname"))?;
        let one = field.as_str().filter(|field| !field.trim_start().starts_with('{'));
        let fields = match one {
            Some(one) => {
                let value = sent.get("value").map(cell).unwrap_or_default();
                Map::from_iter([(one.to_owned(), value)])
            }
            None => sent::object(field)?,
        };
        if fields.keys().any(|field| STANDARD.contains(&field.as_str())) {
            return Err(Refused::Value("The standard fields of a document cannot be set."));
        }
        acts::save(&program, doctype, name, &fields).await
    };
    answer(set.await)
}

/// Deletes a document.
pub(super) async fn delete(program: Program) -> Result<Response, Failure> {
    let deleted = async {
        let sent = sent::parameters(&program.incoming)?;
        acts::remove(&program, doctype(&sent)?, sent::text(&sent, "name")?).await?;
        Ok(Value::Null)
    };
    answer(deleted.await)
}

/// Changes documents, each named by `docname`; answers those that were refused.
pub(super) async fn bulk_update(program: Program) -> Result<Response, Failure> {
    let changed = async {
        let mut failed = Vec::new();
        for mut document in documents(&program)? {
            let name = document.remove("docname").unwrap_or_default();
            let change = async {
                let name = name.as_str().ok_or(Refused::Missing("docname"))?;
                acts::save(&program, doctype(&document)?, name, &document).await
            };
            match change.await {
                Ok(_) => {}
                Err(Refused::Admin(shared::admin::AdminError::App(error))) => {
                    return Err(error.into());
                }
                Err(refused) => failed.push(failure(&document, &name, &refused)),
            }
        }
        Ok(json!({ "failed_docs": failed }))
    };
    answer(changed.await)
}

/// What is said of a document that was not changed. Not the document itself: it may hold a password.
fn failure(document: &Fields, name: &Value, refused: &Refused) -> Value {
    let (_, exc_type) = refused.exception();
    let doctype = document.get("doctype");
    json!({
        "doc": { "doctype": doctype, "docname": name },
        "exc": format!("frappe.exceptions.{exc_type}: {refused}"),
    })
}

/// Makes a user's API key; its secret is in this answer and nowhere else.
pub(super) async fn generate_keys(program: Program) -> Result<Response, Failure> {
    let made = async {
        let sent = sent::parameters(&program.incoming)?;
        let name = sent::text(&sent, "user")?;
        let made = users::make_api_key(&program.app, name).await.map_err(Refused::from);
        let (user, key) = acts::tell(&program, "make an API key", (Doctype::User, name), made)?;
        program.trail().act("API key made").subject(&user.sub).done();
        Ok(json!({ "api_key": key.api_key, "api_secret": key.api_secret.expose() }))
    };
    answer(made.await)
}

/// The documents in `docs`.
fn documents(program: &Program) -> Result<Vec<Fields>, Refused> {
    let sent = sent::parameters(&program.incoming)?;
    match parsed(sent.get("docs").ok_or(Refused::Missing("docs"))?) {
        Some(Value::Array(documents)) if documents.len() <= MOST => {
            documents.iter().map(sent::object).collect()
        }
        Some(Value::Array(_)) => Err(Refused::Value("More than 100 documents in one request.")),
        _ => Err(Refused::Value("docs is not a JSON list.")),
    }
}

/// A field's value. The rows of a child table come as JSON where the rest is a form.
fn cell(value: &Value) -> Value {
    let is_table = value.as_str().is_some_and(|text| text.starts_with('['));
    let rows = parsed(value).filter(|rows| is_table && rows.is_array());
    rows.unwrap_or_else(|| value.clone())
}
