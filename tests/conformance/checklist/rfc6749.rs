//! [RFC 6749](https://www.rfc-editor.org/rfc/rfc6749) at the authorization endpoint.

use super::{
    Demand,
    Held::{By, Here},
};
use crate::suite::{client::http, forms, run::Run};

#[rustfmt::skip]
pub(super) const DEMANDS: &[Demand] = &[
    (1, "rfc6749_3_1_a_repeated_parameter_is_refused_and_an_unknown_one_ignored", Here(a_repeated_parameter)),
    (2, "rfc6749_3_1_a_parameter_without_a_value_is_none", Here(a_parameter_without_a_value)),
    (3, "rfc6749_3_1_1_an_unknown_response_type_is_told", Here(an_unknown_response_type)),
    (4, "rfc6749_3_1_2_a_redirection_uri_is_absolute_and_has_no_fragment", By(&[
        "shared::protocol::redirect_uri::what_runs_or_names_nobody_is_never_redirected_to",
        "shared::doctype::oauth_client::tests::a_bad_client_is_named",
    ])),
    (5, "rfc6749_3_1_2_4_nobody_is_redirected_for_a_stranger", Here(nobody_is_redirected_for_a_stranger)),
    (10, "rfc6749_3_3_a_scope_that_is_not_the_clients_is_refused", Here(a_scope_that_is_not_the_clients)),
    (11, "rfc6749_3_3_without_a_scope_there_is_a_default", Here(without_a_scope)),
    (15, "rfc6749_4_1_2_1_a_denial_is_told_with_its_state", Here(a_denial)),
    (23, "rfc6749_10_12_forms_are_bound_to_the_browser_and_shown_in_no_frame", Here(forms_are_bound)),
];

/// A `state` that came twice could not even be handed back; here it is another one.
fn a_repeated_parameter(run: &Run<'_>) {
    let mut request = run.request();
    request.0.push(("scope".to_owned(), "openid".to_owned()));
    assert_eq!(run.refusal(&run.browser(), &request), "invalid_request");
    run.sign_in(&run.browser(), &run.request().with("unheard_of", "1"));
}

fn a_parameter_without_a_value(run: &Run<'_>) {
    let request = run.request().with("prompt", "").with("max_age", "").with("claims", "");
    run.sign_in(&run.browser(), &request);
    let request = run.request().with("response_type", "");
    let error = run.refusal(&run.browser(), &request);
    assert!(["invalid_request", "unsupported_response_type"].contains(&error.as_str()), "{error}");
}

fn an_unknown_response_type(run: &Run<'_>) {
    for response_type in ["foo", "code foo", "Code"] {
        let request = run.request().with("response_type", response_type);
        assert_eq!(run.refusal(&run.browser(), &request), "unsupported_response_type");
    }
}

/// An unknown client, and places that are none of the client's: a redirect would make this server
/// send people wherever somebody likes.
fn nobody_is_redirected_for_a_stranger(run: &Run<'_>) {
    let uri = &run.client.redirect_uri;
    let elsewhere = [
        format!("{uri}/"),
        format!("{uri}?a=b"),
        format!("{uri}#a"),
        uri.replace("rp.example", "rp.example@evil.example"),
        uri.to_uppercase(),
        "//evil.example".to_owned(),
        "javascript:alert(1)".to_owned(),
    ];
    let mut requests: Vec<_> =
        elsewhere.iter().map(|uri| run.request().with("redirect_uri", uri)).collect();
    requests.push(run.request().with("client_id", "nobody"));
    requests.push(run.request().without("client_id"));
    for request in requests {
        drop(run.visit(&run.browser(), &request).arrival.at_error_page());
    }
}

fn a_scope_that_is_not_the_clients(run: &Run<'_>) {
    let request = run.request().with("scope", "openid unheard_of");
    assert_eq!(run.refusal(&run.browser(), &request), "invalid_scope");
    let grant = run.sign_in(&run.browser(), &run.request().with("scope", "openid email"));
    assert_eq!(grant.body["scope"], "openid email");
}

/// All of the client's own, and the client is told which those are.
fn without_a_scope(run: &Run<'_>) {
    let request = run.request().without("scope");
    let grant = run.sign_in(&run.browser(), &request);
    assert_eq!(grant.body["scope"], "openid profile email phone address offline_access");
}

fn a_denial(run: &Run<'_>) {
    let (browser, request) = (run.browser(), run.request().with("prompt", "consent"));
    let page = browser.question(&request.at(&run.provider.endpoint("authorization_endpoint")));
    let forms = forms::read(&page.html);
    let form = forms.iter().find(|form| form.button("decision", "deny").is_some()).unwrap();
    let fields = form.filled(&[], form.button("decision", "deny"));
    let callback = browser.submit(&page, form, &fields).at_client();
    assert_eq!(run.read(&callback, &request).error(), "access_denied");
}

/// Section 10.12 and 10.13: no foreign page answers for the user, or has him answer unawares.
fn forms_are_bound(run: &Run<'_>) {
    let request = run.request().with("prompt", "consent");
    let url = request.at(&run.provider.endpoint("authorization_endpoint"));
    let login = run.browser().open(&url).at_page();
    let browser = run.browser();
    let question = browser.question(&url);
    for page in [&login, &question] {
        assert_eq!(page.header("x-frame-options"), "DENY");
        assert!(page.header("content-security-policy").contains("frame-ancestors 'none'"));
        assert!(page.header("cache-control").contains("no-store"), "{:?}", page.headers);
        assert!(!page.header("referrer-policy").is_empty());
    }
    // The same form from a page that could not read the token.
    let forms = forms::read(&question.html);
    let form = forms.iter().find(|form| form.button("decision", "allow").is_some()).unwrap();
    let forged = [("decision".to_owned(), "allow".to_owned())];
    let seen = browser.submit(&question, form, &forged);
    let page = seen.at_page();
    assert!(!page.html.contains("code="), "{}", page.html);
    // And without the session's cookie.
    let action = question.url.join(form.action.as_deref().unwrap_or_default()).unwrap();
    let stranger = http().post(action).form(&form.filled(&[], None)).send().unwrap();
    let location = stranger.headers().get("location").map(|value| value.to_str().unwrap());
    assert!(location.is_none_or(|place| !place.starts_with(&run.client.redirect_uri)));
}
