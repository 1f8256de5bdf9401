//! `frappe.client.get`, `get_list`, `get_count` and `get_value`.

use axum::response::Response;
use serde_json::{Map, Value};
use shared::{App, web::Failure};

use super::{answer, doctype};
use crate::{
    guard::Program,
    resource::{
        acts,
        doctype::Doctype,
        list,
        query::{self, Filters, Query, QueryError},
        refusal::Refused,
        sent::{self, Fields, parsed},
    },
};

/// One document, by its name or by filters.
pub(super) async fn get(program: Program) -> Result<Response, Failure> {
    let got = async {
        let sent = sent::parameters(&program.incoming)?;
        let doctype = doctype(&sent)?;
        let name = match sent.get("name") {
            Some(name) => name.as_str().ok_or(Refused::Missing("name"))?.to_owned(),
            None => match doctype.only() {
                Some(name) => name.to_owned(),
                None => first_name(&program.app, doctype, &sent).await?,
            },
        };
        acts::read(&program.app, doctype, &name).await
    };
    answer(got.await)
}

/// A list, as of the resource API.
pub(super) async fn get_list(program: Program) -> Result<Response, Failure> {
    let listed = async {
        let sent = sent::parameters(&program.incoming)?;
        let doctype = doctype(&sent)?;
        let query = Query::parse(doctype, &sent)?;
        Ok(list::list(&program.app, doctype, &query).await?.into())
    };
    answer(listed.await)
}

/// How many documents there are.
pub(super) async fn get_count(program: Program) -> Result<Response, Failure> {
    let counted = async {
        let sent = sent::parameters(&program.incoming)?;
        let doctype = doctype(&sent)?;
        let filters = Filters::parse(doctype, sent.get("filters"), sent.get("or_filters"))?;
        Ok(list::count(&program.app, doctype, &filters).await?.into())
    };
    answer(counted.await)
}

/// Some fields of the first document of a list.
pub(super) async fn get_value(program: Program) -> Result<Response, Failure> {
    let got = async {
        let sent = sent::parameters(&program.incoming)?;
        let doctype = doctype(&sent)?;
        let fields = query::fields(doctype, sent.get("fieldname"))?;
        let query = Query::first(doctype, filters(doctype, &sent)?, fields);
        let rows = list::list(&program.app, doctype, &query).await?;
        // Of no document, nothing.
        Ok(rows.into_iter().next().unwrap_or(Value::Object(Map::new())))
    };
    answer(got.await)
}

/// Filters, or a plain name in their place.
fn filters(doctype: Doctype, sent: &Fields) -> Result<Filters, QueryError> {
    match sent.get("filters") {
        Some(Value::String(name)) if parsed(&name.as_str().into()).is_none() => {
            Filters::by_name(doctype, name)
        }
        filters => match filters.and_then(parsed) {
            Some(Value::String(name)) => Filters::by_name(doctype, &name),
            _ => Filters::parse(doctype, filters, None),
        },
    }
}

async fn first_name(app: &App, doctype: Doctype, sent: &Fields) -> Result<String, Refused> {
    let filters = filters(doctype, sent)?;
    if filters.is_empty() {
        return Err(Refused::Missing("name"));
    }
    let rows = list::list(app, doctype, &Query::first(doctype, filters, vec!["name"])).await?;
    let name = rows.first().and_then(|row| row.get("name")).and_then(Value::as_str);
    name.map(str::to_owned).ok_or(Refused::NoneSuch(doctype.as_str()))
}
