//! A request without `response_type`.

use crate::suite::{
    answer::Answer,
    browser::Arrival,
    run::{Mode, Run},
};

/// The client is told, or else the user. Where no type is named the answer stands in the query,
/// unless the request says where.
pub(crate) fn oidcc_response_type_missing(run: &Run<'_>) {
    let request = run.request().without("response_type");
    match run.visit(&run.browser(), &request).arrival {
        Arrival::Page(page) => drop(Arrival::Page(page).at_error_page()),
        Arrival::Client(callback) => {
            let mode = if run.variant.is_form_post { Mode::FormPost } else { Mode::Query };
            let answer = Answer::read(&callback, mode, &request, &run.provider);
            let words = ["invalid_request", "unsupported_response_type"];
            assert!(words.contains(&answer.error()), "{answer:?}");
        }
    }
}
