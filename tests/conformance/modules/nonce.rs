//! A request without `nonce`: enough where the ID Token comes by the back, refused where it does not.

use crate::suite::{browser::Arrival, run::Run};

/// For `code` and `code token`.
pub(crate) fn oidcc_ensure_request_without_nonce_succeeds_for_code_flow(run: &Run<'_>) {
    run.sign_in(&run.browser(), &run.request().without("nonce"));
}

/// For the types with `id_token`.
pub(crate) fn oidcc_ensure_request_without_nonce_fails(run: &Run<'_>) {
    let request = run.request().without("nonce");
    match run.visit(&run.browser(), &request).arrival {
        Arrival::Page(page) => drop(Arrival::Page(page).at_error_page()),
        Arrival::Client(callback) => {
            assert_eq!(run.read(&callback, &request).error(), "invalid_request");
        }
    }
}
