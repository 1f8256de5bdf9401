//! Logout that the client asks for
//! ([OpenID Connect RP-Initiated Logout](https://openid.net/specs/openid-connect-rpinitiated-1_0.html)).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use crate::suite::{
    browser::{Arrival, Browser, Callback, Page},
    entropy, fixtures, forms,
    id_token::IdToken,
    request::Request,
    run::Run,
};

/// Back to the client with nothing but the state, and the session is over.
pub(crate) fn oidcc_rp_initiated_logout(run: &Run<'_>) {
    let (browser, hint) = logged_in(run);
    let state = entropy::random(128);
    let callback = log_out(run, &browser, &full(run, &hint.text).with("state", &state)).at_client();
    assert_returned(run, &callback, Some(&state));
    assert!(is_logged_out(run, &browser));
}

/// Back to the client with nothing at all.
pub(crate) fn no_state(run: &Run<'_>) {
    let (browser, hint) = logged_in(run);
    let callback = log_out(run, &browser, &full(run, &hint.text)).at_client();
    assert_returned(run, &callback, None);
    assert!(is_logged_out(run, &browser));
}

/// An address that is not registered.
pub(crate) fn bad_post_logout_redirect_uri(run: &Run<'_>) {
    let elsewhere = format!("{}/{}", registered(run), entropy::random(10));
    let (browser, hint) = logged_in(run);
    let request = full(run, &hint.text).with("post_logout_redirect_uri", &elsewhere);
    stays_here(run, &browser, &request);
}

/// A registered address with a query behind it.
pub(crate) fn query_added_to_post_logout_redirect_uri(run: &Run<'_>) {
    let (browser, hint) = logged_in(run);
    let added = format!("{}?foo=bar", registered(run));
    let request = full(run, &hint.text).with("post_logout_redirect_uri", &added);
    stays_here(run, &browser, &request);
}

/// A hint without a signature.
pub(crate) fn modified_id_token_hint(run: &Run<'_>) {
    let (browser, hint) = logged_in(run);
    let claims = hint.text.split('.').nth(1).unwrap();
    let unsigned = format!("{}.{claims}.", URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#));
    stays_here(run, &browser, &full(run, &unsigned));
}

/// A hint of another hand: issuer and audience changed places, and a stranger's key signed it.
pub(crate) fn bad_id_token_hint(run: &Run<'_>) {
    let (browser, hint) = logged_in(run);
    let mut claims = hint.claims;
    claims["iss"] = json!(run.client.id);
    claims["aud"] = json!(run.provider.issuer());
    let secret = EncodingKey::from_secret(entropy::random(64).as_bytes());
    let header = Header::new(Algorithm::HS256);
    let foreign = jsonwebtoken::encode::<Value>(&header, &claims, &secret).unwrap();
    stays_here(run, &browser, &full(run, &foreign));
}

/// An address, and nobody knows whose.
pub(crate) fn no_id_token_hint(run: &Run<'_>) {
    let (browser, _) = logged_in(run);
    let request = Request::default().with("post_logout_redirect_uri", &registered(run));
    stays_here(run, &browser, &request.with("state", &entropy::random(32)));
}

/// Nothing: the user is logged out here, and told so.
pub(crate) fn no_params(run: &Run<'_>) {
    ends_here(run, |_| Request::default());
}

/// A hint, and no address to go back to.
pub(crate) fn no_post_logout_redirect_uri(run: &Run<'_>) {
    ends_here(run, |hint| {
        Request::default().with("id_token_hint", &hint.text).with("state", &entropy::random(32))
    });
}

/// A state that nobody is going to get.
pub(crate) fn only_state(run: &Run<'_>) {
    ends_here(run, |_| Request::default().with("state", &entropy::random(32)));
}

/// A browser that is logged in, and the ID Token of its login.
pub(crate) fn logged_in(run: &Run<'_>) -> (Browser, IdToken) {
    let browser = run.browser();
    let grant = run.sign_in(&browser, &run.request());
    (browser, grant.id_token().clone())
}

/// Whether the browser's user is a stranger again.
pub(crate) fn is_logged_out(run: &Run<'_>, browser: &Browser) -> bool {
    let request = run.request().with("prompt", "none");
    let (answer, _) = run.authorize(browser, &request);
    answer.get("error") == Some("login_required")
}

/// The request of a client that knows what it wants.
pub(crate) fn full(run: &Run<'_>, hint: &str) -> Request {
    Request::default()
        .with("id_token_hint", hint)
        .with("post_logout_redirect_uri", &registered(run))
}

/// Asks for the logout, and confirms it where the user is asked.
pub(crate) fn log_out(run: &Run<'_>, browser: &Browser, request: &Request) -> Arrival {
    confirmed(browser, browser.open(&request.at(&run.provider.endpoint("end_session_endpoint"))))
}

/// The same once it has been asked for.
pub(crate) fn confirmed(browser: &Browser, arrival: Arrival) -> Arrival {
    match arrival {
        Arrival::Page(page) => confirm(browser, page),
        Arrival::Client(callback) => Arrival::Client(callback),
    }
}

/// Presses the last button of the form, which is the one that does what is asked.
fn confirm(browser: &Browser, page: Page) -> Arrival {
    let forms = forms::read(&page.html);
    let is_question = |form: &&forms::Form| form.method == "post" && !form.buttons.is_empty();
    match forms.iter().find(is_question) {
        None => Arrival::Page(page),
        Some(form) => {
            let fields = form.filled(&[], form.buttons.last());
            browser.submit(&page, form, &fields)
        }
    }
}

fn registered(run: &Run<'_>) -> String {
    fixtures::post_logout_redirect_uri(run.folder)
}

/// Whatever the user answers, he is not sent anywhere.
fn stays_here(run: &Run<'_>, browser: &Browser, request: &Request) {
    let page = log_out(run, browser, request).at_page();
    assert!(page.status < 500, "{} {}", page.status, page.html);
}

/// The user ends at a page here, and his session has ended.
fn ends_here(run: &Run<'_>, request: impl Fn(&IdToken) -> Request) {
    let (browser, hint) = logged_in(run);
    let page = log_out(run, &browser, &request(&hint)).at_page();
    assert_eq!(page.status, 200, "{}", page.html);
    assert!(is_logged_out(run, &browser));
}

/// Nothing but the state comes back.
fn assert_returned(run: &Run<'_>, callback: &Callback, state: Option<&str>) {
    let query = state.map(|state| format!("?state={state}")).unwrap_or_default();
    assert_eq!(callback.url.as_str(), format!("{}{query}", registered(run)));
}
