//! [RFC 8628](https://www.rfc-editor.org/rfc/rfc8628), the device grant.

use reqwest::Url;
use serde_json::Value;

use super::{Demand, Held::Here};
use crate::suite::{
    browser::{Browser, Page, Screen},
    client::Reply,
    entropy, forms,
    id_token::IdToken,
    run::Run,
};

#[rustfmt::skip]
pub(super) const DEMANDS: &[Demand] = &[
    (118, "rfc8628_3_2_device_authorization", Here(device_authorization)),
    (119, "rfc8628_3_5_polling", Here(polling)),
    (120, "rfc8628_5_1_user_codes", Here(user_codes)),
];

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// What a device is told when it begins.
fn begin(run: &Run<'_>) -> Value {
    let endpoint = run.provider.endpoint("device_authorization_endpoint");
    let reply = run.client.post(&endpoint, &[("scope", "openid email")]);
    assert!(reply.header("cache-control").contains("no-store"), "{reply:?}");
    reply.success()
}

fn poll(run: &Run<'_>, told: &Value) -> Reply {
    let code = told["device_code"].as_str().unwrap();
    run.token(&[("grant_type", GRANT), ("device_code", code)])
}

/// Types a code, or has it typed by the link, and gives what comes then.
fn enter(browser: &Browser, link: &str, code: Option<&str>) -> Page {
    let page = browser.visit(&Url::parse(link).unwrap()).arrival.at_page();
    let forms = forms::read(&page.html);
    let form = forms.iter().find(|form| form.field(&["text"]).is_some()).unwrap();
    let name = form.field(&["text"]).unwrap();
    let typed: Vec<_> = code.map(|code| (name, code)).into_iter().collect();
    browser.submit(&page, form, &form.filled(&typed, form.buttons.first())).at_page()
}

/// Answers the question of a page.
fn decide(browser: &Browser, page: &Page, decision: &str) -> Page {
    let forms = forms::read(&page.html);
    let press =
        |form: &forms::Form| Some(form.filled(&[], Some(form.button("decision", decision)?)));
    let (form, fields) = forms.iter().find_map(|form| Some((form, press(form)?))).unwrap();
    browser.submit(page, form, &fields).at_page()
}

/// The device shows a code, its user allows it elsewhere, and the device has tokens for him.
fn device_authorization(run: &Run<'_>) {
    let tv = run.by("tv");
    assert!(run.provider.list("grant_types_supported").contains(&GRANT));
    let told = begin(&tv);
    let text = |name: &str| told[name].as_str().unwrap_or_else(|| panic!("no {name}: {told}"));
    assert!(told["expires_in"].as_u64().unwrap() > 0 && told["interval"].is_u64(), "{told}");
    entropy::demand("the device code", text("device_code"));
    assert!(text("verification_uri_complete").starts_with(text("verification_uri")), "{told}");
    let browser = tv.browser();
    let question = enter(&browser, text("verification_uri_complete"), None);
    // Section 3.3.1: he compares the codes, though he has not typed it.
    assert!(question.html.contains(text("user_code")), "{}", question.html);
    assert_eq!(decide(&browser, &question, "allow").status, 200);
    let body = poll(&tv, &told).success();
    let id_token = body["id_token"].as_str().unwrap();
    let id_token = IdToken::judge(&tv.provider, id_token, &tv.client.id, None);
    let profile = tv.profile(body["access_token"].as_str().unwrap()).success();
    assert_eq!(&profile["sub"], id_token.claim("sub"));
    assert_eq!(profile["email"], super::user_of(super::FOLDER).as_str());
    assert_eq!(poll(&tv, &told).refused(400), "invalid_grant");
    // Who may not begin cannot.
    let endpoint = run.provider.endpoint("device_authorization_endpoint");
    assert_eq!(run.client.post(&endpoint, &[]).refused(400), "unauthorized_client");
}

/// Each state of the grant has its word, and a code is its device's own.
fn polling(run: &Run<'_>) {
    let tv = run.by("tv");
    let told = begin(&tv);
    assert_eq!(poll(&tv, &told).refused(400), "authorization_pending");
    assert_eq!(poll(&tv, &told).refused(400), "slow_down");
    let other = begin(&tv);
    assert_eq!(poll(&run.by("client2"), &other).refused(400), "invalid_grant");
    let browser = tv.browser();
    let link = other["verification_uri"].as_str().unwrap();
    let question = enter(&browser, link, other["user_code"].as_str());
    assert_eq!(decide(&browser, &question, "deny").status, 200);
    assert_eq!(poll(&tv, &other).refused(400), "access_denied");
    let unknown = [("grant_type", GRANT), ("device_code", "unheard-of")];
    assert_eq!(tv.token(&unknown).refused(400), "invalid_grant");
    assert_eq!(tv.token(&unknown[..1]).refused(400), "invalid_request");
}

/// Easy to type and hard to guess; nobody's question is shown for a wrong one, and nobody is spared it.
fn user_codes(run: &Run<'_>) {
    let tv = run.by("tv");
    let told = begin(&tv);
    let code = told["user_code"].as_str().unwrap();
    let letters: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    assert!(letters.len() >= 8 && !letters.contains(|c| "AEIOU01".contains(c)), "{code}");
    let browser = tv.browser();
    let link = told["verification_uri"].as_str().unwrap();
    let visit = browser.visit(&Url::parse(link).unwrap());
    assert_eq!(visit.screens, [Screen::Login]);
    let wrong = enter(&browser, link, Some("BBBB-BBBB"));
    assert!((400..500).contains(&wrong.status), "{}", wrong.status);
    assert!(!wrong.html.contains("name=\"decision\""), "{}", wrong.html);
    // However it is typed; and asked each time, as somebody may have been sent the code (section 5.4).
    for _ in 0..2 {
        let told = begin(&tv);
        let code = told["user_code"].as_str().unwrap().to_lowercase().replace('-', " ");
        let question = enter(&browser, link, Some(&code));
        assert_eq!(decide(&browser, &question, "allow").status, 200);
    }
}
