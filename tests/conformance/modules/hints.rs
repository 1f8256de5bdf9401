//! Parameters that a provider may follow, and must not stumble over.

use crate::suite::{browser::Screen, run::Run};

pub(crate) fn oidcc_display_page(run: &Run<'_>) {
    succeeds_with(run, "display", "page");
}

pub(crate) fn oidcc_display_popup(run: &Run<'_>) {
    succeeds_with(run, "display", "popup");
}

pub(crate) fn oidcc_login_hint(run: &Run<'_>) {
    let host = run.provider.endpoint("authorization_endpoint").host_str().unwrap().to_owned();
    succeeds_with(run, "login_hint", &format!("buffy@{host}"));
}

pub(crate) fn oidcc_ui_locales(run: &Run<'_>) {
    succeeds_with(run, "ui_locales", "se");
}

pub(crate) fn oidcc_claims_locales(run: &Run<'_>) {
    succeeds_with(run, "claims_locales", "se");
}

/// Those that discovery offers; the ID Token names one of them.
pub(crate) fn oidcc_ensure_request_with_acr_values_succeeds(run: &Run<'_>) {
    let offered = run.provider.list("acr_values_supported");
    let asked = if offered.is_empty() { vec!["1", "2"] } else { offered };
    let request = run.request().with("acr_values", &asked.join(" "));
    let grant = run.sign_in(&run.browser(), &request);
    let acr = grant.id_token().claim("acr").as_str().unwrap_or_else(|| panic!("no acr"));
    assert!(asked.contains(&acr), "{acr} is none of {asked:?}");
}

/// The user of an ID Token is there, so nobody is asked.
pub(crate) fn oidcc_id_token_hint(run: &Run<'_>) {
    let browser = run.browser();
    let first = run.sign_in(&browser, &run.request());
    let hint = &first.id_token().text;
    let again = run.request().with("prompt", "none").with("id_token_hint", hint);
    let second = run.sign_in(&browser, &again);
    assert_eq!(second.screens, Vec::<Screen>::new());
    assert_eq!(second.id_token().claim("sub"), first.id_token().claim("sub"));
}

fn succeeds_with(run: &Run<'_>, name: &str, value: &str) {
    run.sign_in(&run.browser(), &run.request().with(name, value));
}
