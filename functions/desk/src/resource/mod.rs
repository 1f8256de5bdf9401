//! Frappe's resource API for programs: `/api/resource/<DocType>[/<name>]`.

pub(crate) mod acts;
mod bearer_token;
pub(crate) mod doctype;
pub(crate) mod documents;
pub(crate) mod list;
mod oauth_client;
pub(crate) mod query;
pub(crate) mod refusal;
mod rows;
pub(crate) mod sent;
mod settings;
#[cfg(test)]
mod strangers_tests;
mod user;

use axum::{
    Router,
    extract::{Path, rejection::PathRejection},
    response::Response,
    routing::get,
};
use http::StatusCode;
use serde_json::{Value, json};
use shared::{
    App,
    web::{Failure, answer},
};

use crate::guard::Program;
use doctype::Doctype;
use query::Query;
use refusal::Refused;

/// Frappe's address of documents, and the same of its first version.
pub(crate) const PATHS: [&str; 2] = ["/api/resource/{*rest}", "/api/v1/resource/{*rest}"];

/// The routes of the API.
pub(crate) fn router() -> Router<App> {
    let verbs = get(read).post(create).put(save).delete(remove);
    PATHS.iter().fold(Router::new(), |router, path| router.route(path, verbs.clone()))
}

/// What a path names: a doctype, and one of its documents.
type Rest = Result<Path<String>, PathRejection>;

async fn read(rest: Rest, program: Program) -> Result<Response, Failure> {
    let read = async {
        match place(&rest)? {
            (doctype, Some(name)) => acts::read(&program.app, doctype, name).await,
            (doctype, None) => {
                let query = Query::parse(doctype, &sent::parameters(&program.incoming)?)?;
                Ok(list::list(&program.app, doctype, &query).await?.into())
            }
        }
    };
    data(read.await)
}

async fn create(rest: Rest, program: Program) -> Result<Response, Failure> {
    let created = async {
        let (doctype, None) = place(&rest)? else {
            return Err(Refused::Value("A document is made at the address of its doctype."));
        };
        acts::create(&program, doctype, &sent::document(&program.incoming)?).await
    };
    data(created.await)
}

async fn save(rest: Rest, program: Program) -> Result<Response, Failure> {
    let saved = async {
        let (doctype, Some(name)) = place(&rest)? else { return Err(Refused::Missing("name")) };
        acts::save(&program, doctype, name, &sent::document(&program.incoming)?).await
    };
    data(saved.await)
}

async fn remove(rest: Rest, program: Program) -> Result<Response, Failure> {
    let removed = async {
        let (doctype, Some(name)) = place(&rest)? else { return Err(Refused::Missing("name")) };
        acts::remove(&program, doctype, name).await
    };
    match removed.await {
        Ok(()) => answer::json(StatusCode::ACCEPTED, &json!({ "message": "ok" })),
        Err(refused) => Ok(refused.into_answer()),
    }
}

/// Doctype and name; a name may have slashes.
fn place(rest: &Rest) -> Result<(Doctype, Option<&str>), Refused> {
    let Ok(Path(rest)) = rest else { return Err(Refused::Value("The address is not text.")) };
    let (doctype, name) = rest.split_once('/').unwrap_or((rest, ""));
    let name = name.strip_suffix('/').unwrap_or(name);
    Ok((acts::doctype(doctype)?, Some(name).filter(|name| !name.is_empty())))
}

fn data(result: Result<Value, Refused>) -> Result<Response, Failure> {
    match result {
        Ok(data) => answer::json(StatusCode::OK, &json!({ "data": data })),
        Err(refused) => Ok(refused.into_answer()),
    }
}
