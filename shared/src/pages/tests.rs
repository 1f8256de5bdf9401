//! Tests of the pages: every one rendered, with samples.

mod account;
mod device;
mod form_post;
mod hostile;
mod languages;

use self::{
    account::{log_out, password, profile, sessions},
    form_post::form_post,
};
use super::*;
use crate::clock::Timestamp;

fn login() -> LoginPage {
    LoginPage {
        csrf_token: "csrf-7f3a".to_owned(),
        redirect_to: "/api/method/frappe.integrations.oauth2.authorize?client_id=a&scope=openid"
            .to_owned(),
        email: "demo@example.com".to_owned(),
        error: Some("Invalid login credentials".to_owned()),
        notice: Some("You have been logged out.".to_owned()),
    }
}

fn consent() -> ConsentPage {
    ConsentPage {
        app_name: "Ledger".to_owned(),
        app_uri: Some("https://ledger.example.com/about".to_owned()),
        policy_uri: Some("https://ledger.example.com/privacy".to_owned()),
        tos_uri: Some("https://ledger.example.com/terms".to_owned()),
        host: "ledger.example.com".to_owned(),
        published_at: None,
        is_on_this_device: false,
        is_vouched: true,
        scopes: vec!["openid".to_owned(), "all".to_owned(), "crm:read".to_owned()],
        apis: vec![],
        full_name: "Ada Lovelace".to_owned(),
        email: "ada@example.com".to_owned(),
        action: "/api/method/frappe.integrations.oauth2.authorize?client_id=a&state=b%20c"
            .to_owned(),
        csrf_token: "csrf-7f3a".to_owned(),
        switch_user: "/login?redirect-to=%2Fme".to_owned(),
    }
}

fn message() -> MessagePage {
    MessagePage {
        title: "Access refused".to_owned(),
        text: "The app asked in a way that cannot be answered.".to_owned(),
        detail: Some("invalid_request".to_owned()),
        link: Some(Link { href: "/me".to_owned(), label: "Your account".to_owned() }),
    }
}

fn me() -> MePage {
    MePage {
        full_name: "Ada Lovelace".to_owned(),
        email: "ada@example.com".to_owned(),
        picture: Some("https://example.com/ada.png".to_owned()),
        roles: vec!["System Manager".to_owned(), "Desk User".to_owned()],
        has_desk: true,
        csrf_token: "csrf-7f3a".to_owned(),
    }
}

fn apps() -> AppsPage {
    let entry = AppEntry {
        client_id: "ledger".to_owned(),
        name: "Ledger".to_owned(),
        host: "ledger.example.com".to_owned(),
        scopes: vec!["openid".to_owned(), "all".to_owned(), "crm:read".to_owned()],
        since: Timestamp::from_millis(1_800_000_000_000),
        last_used: Timestamp::from_millis(1_800_090_000_000),
    };
    let other = AppEntry { client_id: "shop".to_owned(), name: "Shop".to_owned(), ..entry.clone() };
    AppsPage {
        apps: vec![entry, other],
        is_one: false,
        asks_for_all: false,
        notice: Some("The app is cut off.".to_owned()),
        csrf_token: "csrf-7f3a".to_owned(),
    }
}

fn render<P: Page>(page: &P) -> String {
    render_in(Language::English, page)
}

fn render_in<P: Page>(language: Language, page: &P) -> String {
    Pages::new().unwrap().render(language, page).unwrap()
}

fn all() -> [String; 12] {
    all_in(Language::English)
}

fn all_in(language: Language) -> [String; 12] {
    [
        render_in(language, &login()),
        render_in(language, &consent()),
        render_in(language, &message()),
        render_in(language, &me()),
        render_in(language, &apps()),
        render_in(language, &sessions()),
        render_in(language, &password()),
        render_in(language, &profile()),
        render_in(language, &log_out()),
        render_in(language, &form_post()),
        render_in(language, &device::code()),
        render_in(language, &device::asked()),
    ]
}

/// The HTML with minijinja's escaped slashes put back, to look for addresses.
fn with_slashes(html: &str) -> String {
    html.replace("&#x2f;", "/")
}

#[test]
fn every_page_has_language_title_heading_and_landmarks() {
    for (language, html) in
        Language::ALL.into_iter().flat_map(|one| all_in(one).map(|html| (one, html)))
    {
        let (lang, dir) = (language.tag(), language.direction());
        let start = format!("<!DOCTYPE html>\n<html lang=\"{lang}\" dir=\"{dir}\">");
        assert!(html.starts_with(&start), "{html}");
        for once in ["<title>", "<h1>", "<main", "<header", "name=\"viewport\"", "noindex"] {
            assert_eq!(html.matches(once).count(), 1, "{once} in {html}");
        }
    }
}

#[test]
fn every_page_renders_with_nothing_optional() {
    let empty = String::new;
    let bare_login =
        LoginPage { redirect_to: empty(), email: empty(), error: None, notice: None, ..login() };
    let bare_consent = ConsentPage {
        app_uri: None,
        policy_uri: None,
        tos_uri: None,
        is_vouched: false,
        scopes: vec![],
        full_name: empty(),
        switch_user: empty(),
        action: empty(),
        ..consent()
    };
    assert!(render(&bare_login).contains(r#"name="redirect-to" value="""#));
    assert!(!render(&bare_login).contains("aria-invalid=\"true\" aria"));
    let html = render(&bare_consent);
    assert!(html.contains("Nobody vouches for this app."));
    assert!(html.contains("Nothing beyond the fact"));
    assert!(!html.contains(" action=") && !html.contains("Not you?"));
    render(&MessagePage { detail: None, link: None, ..message() });
    render(&AppsPage { notice: None, ..apps() });
    let nobody =
        MePage { full_name: empty(), email: empty(), picture: None, roles: vec![], ..me() };
    assert!(!render(&nobody).contains("<img"));
}

#[test]
fn the_policy_allows_the_stylesheet_that_is_inlined_and_nothing_more() {
    let policy = content_security_policy::<LoginPage>();
    for html in all() {
        let (_, rest) = html.split_once("<style>").unwrap();
        let (style, rest) = rest.split_once("</style>").unwrap();
        let hash = STANDARD.encode(sha256(style.as_bytes()));
        assert!(policy.contains(&format!("style-src 'sha256-{hash}';")), "{policy}");
        assert!(!rest.contains("<style"));
    }
    assert!(policy.starts_with("default-src 'none'; "));
    assert!(policy.ends_with("frame-ancestors 'none'"));
    assert!(!policy.contains("form-action") && !policy.contains("unsafe"));
}

#[test]
fn forms_have_the_ids_names_and_targets_that_others_rely_on() {
    let login = with_slashes(&render(&login()));
    for part in [
        r#"<form method="post" action="/login">"#,
        r#"name="csrf_token" value="csrf-7f3a""#,
        r#"id="login_email" name="usr" type="text" inputmode="email" autocomplete="username""#,
        r#"id="login_password" name="pwd" type="password" autocomplete="current-password""#,
        r#"id="btn-login""#,
        r#"authorize?client_id=a&amp;scope=openid""#,
        r#"aria-invalid="true" aria-describedby="login_error""#,
        r#"id="login_error" role="alert""#,
    ] {
        assert!(login.contains(part), "{part} in {login}");
    }
    let consent = with_slashes(&render(&consent()));
    for part in [
        "<title>Confirm Access</title>",
        "wants to access the following details from your account",
        r#"action="/api/method/frappe.integrations.oauth2.authorize?client_id=a&amp;state=b%20c""#,
        r#"name="csrf_token" value="csrf-7f3a""#,
        r#"id="btn-allow" type="submit" name="decision" value="allow">Allow<"#,
        r#"id="btn-deny" type="submit" name="decision" value="deny">Deny<"#,
        r#"href="/login?redirect-to=%2Fme">Not you?<"#,
        r#"href="https://ledger.example.com/about""#,
        "<bdi>ledger.example.com/about</bdi>",
    ] {
        assert!(consent.contains(part), "{part} in {consent}");
    }
    let me = render(&me());
    assert!(me.contains(r#"<form method="post" action="/logout">"#));
    assert!(me.contains(r#"id="btn-logout""#) && me.contains("csrf-7f3a"));
}

#[test]
fn the_consent_page_says_what_where_and_who_vouches() {
    let html = render(&consent());
    let said = ["Ledger", "Roles", "Everything you can do", "<code><bdi>crm:read</bdi></code>"];
    for text in said.into_iter().chain(["An administrator of this site", "ledger.example.com"]) {
        assert!(html.contains(text), "{text} in {html}");
    }
    assert!(!html.contains("Nobody vouches"));
    let html = render(&ConsentPage { is_vouched: false, ..consent() });
    assert!(html.contains("Nobody vouches for this app.") && !html.contains("administrator"));
}

#[test]
fn the_consent_page_says_at_which_apis_the_access_is_used() {
    assert!(!render(&consent()).contains("Access is used at"));
    let apis = vec!["mcp.example.com:8080".to_owned(), "urn:example:api".to_owned()];
    let html = render(&ConsentPage { apis, ..consent() });
    for part in ["Access is used at", ">mcp.example.com:8080</bdi>", ">urn:example:api</bdi>"] {
        assert!(html.contains(part), "{part}");
    }
}

#[test]
fn the_apps_page_has_a_button_for_each_app_and_one_for_all() {
    let html = with_slashes(&render(&apps()));
    for part in [
        r#"<form method="post" action="/third_party_apps">"#,
        r#"name="csrf_token" value="csrf-7f3a""#,
        r#"id="btn-revoke-1" type="submit" name="client_id" value="ledger""#,
        r#"id="btn-revoke-2" type="submit" name="client_id" value="shop""#,
        r#"id="btn-revoke-all" type="submit" name="all" value="1""#,
        r#"<details class="all">"#,
        r#"<time datetime="2027-01-15T08:00:00Z">15 January 2027</time>"#,
        "16 January 2027, 09:00\u{a0}UTC",
        r#"<li class="broad">Everything you can do on this site</li>"#,
        r#"role="status">The app is cut off.<"#,
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
    let asked = render(&AppsPage { asks_for_all: true, ..apps() });
    assert!(asked.contains(r#"<details class="all" open>"#));
    let one = render(&AppsPage { is_one: true, ..apps() });
    assert!(!one.contains("btn-revoke-all") && one.contains("All apps"));
    for is_one in [true, false] {
        let none = render(&AppsPage { apps: vec![], is_one, ..apps() });
        assert!(!none.contains("<form") && !none.contains("btn-revoke"), "{none}");
    }
}

#[test]
fn debug_hides_the_token() {
    let shown = format!("{:?} {:?} {:?} {:?}", login(), consent(), me(), apps());
    let shown = format!("{shown} {:?} {:?} {:?}", sessions(), password(), profile());
    let shown = format!("{shown} {:?} {:?} {:?}", log_out(), device::code(), device::asked());
    let shown = format!("{shown} {:?}", form_post());
    assert!(!shown.contains("csrf-7f3a"), "{shown}");
}
