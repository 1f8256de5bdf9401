//! Frappe's methods for documents, `frappe.client.*`, as its client library calls them: what the
//! resource API does, with the names of the documents among the parameters.

mod reading;
mod writing;

use axum::{
    Router,
    response::Response,
    routing::{get, post},
};
use http::StatusCode;
use serde_json::{Value, json};
use shared::{
    App,
    web::{
        Failure,
        answer::{self, message},
        routes,
    },
};

use crate::resource::{
    acts,
    doctype::Doctype,
    refusal::Refused,
    sent::{self, Fields},
};

/// Their names.
pub(crate) const METHODS: [&str; 10] = [
    "frappe.client.get",
    "frappe.client.get_list",
    "frappe.client.get_count",
    "frappe.client.get_value",
    "frappe.client.insert",
    "frappe.client.insert_many",
    "frappe.client.set_value",
    "frappe.client.delete",
    "frappe.client.bulk_update",
    "frappe.core.doctype.user.user.generate_keys",
];

/// Their routes: what changes something is a `POST`.
pub(crate) fn router() -> Router<App> {
    let handlers = [
        get(reading::get).post(reading::get),
        get(reading::get_list).post(reading::get_list),
        get(reading::get_count).post(reading::get_count),
        get(reading::get_value).post(reading::get_value),
        post(writing::insert),
        post(writing::insert_many),
        post(writing::set_value),
        post(writing::delete).delete(writing::delete),
        post(writing::bulk_update),
        post(writing::generate_keys),
    ];
    let methods = METHODS.iter().zip(&handlers);
    methods.fold(Router::new(), |router, (name, handler)| routes::method(router, name, handler))
}

/// The doctype that a call is about.
fn doctype(sent: &Fields) -> Result<Doctype, Refused> {
    acts::doctype(sent::text(sent, "doctype")?)
}

fn answer(result: Result<Value, Refused>) -> Result<Response, Failure> {
    match result {
        // A method without a value answers without a message.
        Ok(Value::Null) => answer::json(StatusCode::OK, &json!({})),
        Ok(value) => message(&value),
        Err(refused) => Ok(refused.into_answer()),
    }
}
