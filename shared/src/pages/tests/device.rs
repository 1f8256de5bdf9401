//! Samples and tests of the pages on which a device is let in.

use super::*;

pub(super) fn code() -> DeviceCodePage {
    DeviceCodePage {
        user_code: "wdjb mjht".to_owned(),
        error: Some("This code is unknown.".to_owned()),
        full_name: "Ada Lovelace".to_owned(),
        email: "ada@example.com".to_owned(),
        switch_user: "/login?redirect-to=%2Fdevice".to_owned(),
        csrf_token: "csrf-7f3a".to_owned(),
    }
}

pub(super) fn asked() -> DeviceConsentPage {
    DeviceConsentPage {
        app_name: "Kitchen Display".to_owned(),
        app_uri: Some("https://kitchen.example.com/about".to_owned()),
        is_vouched: true,
        scopes: vec!["openid".to_owned(), "all".to_owned()],
        user_code: "WDJB-MJHT".to_owned(),
        address: "192.0.2.7".to_owned(),
        asked_at: Timestamp::from_millis(1_800_000_000_000),
        full_name: "Ada Lovelace".to_owned(),
        email: "ada@example.com".to_owned(),
        switch_user: "/login?redirect-to=%2Fdevice".to_owned(),
        csrf_token: "csrf-7f3a".to_owned(),
    }
}

#[test]
fn the_code_is_typed_without_help_from_a_dictionary() {
    let html = with_slashes(&render(&code()));
    for part in [
        r#"<form method="post" action="/device">"#,
        r#"name="csrf_token" value="csrf-7f3a""#,
        r#"id="user_code" name="user_code" type="text" autocomplete="off" autocapitalize="characters""#,
        r#"dir="ltr" maxlength="64" value="wdjb mjht""#,
        r#"aria-invalid="true" aria-describedby="device_error""#,
        r#"id="btn-continue""#,
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
    let bare = DeviceCodePage { user_code: String::new(), error: None, ..code() };
    assert!(render(&bare).contains(" autofocus>"));
    // Who came by the link has nothing to type.
    assert!(!render(&DeviceCodePage { error: None, ..code() }).contains("autofocus"));
}

#[test]
fn the_question_shows_the_code_the_app_where_it_came_from_and_the_warning_before_the_buttons() {
    let html = with_slashes(&render(&asked()));
    let mut rest = html.as_str();
    for text in [
        "Kitchen Display",
        "ada@example.com",
        "Everything you can do",
        "WDJB-MJHT",
        "15 January 2027, 08:00",
        "192.0.2.7",
        "An administrator of this site",
        "Have you started this yourself?",
        "No support will ever ask you for that",
        r#"name="user_code" value="WDJB-MJHT""#,
        r#"name="decision" value="deny""#,
        r#"name="decision" value="allow""#,
    ] {
        let (_, after) = rest.split_once(text).unwrap_or_else(|| panic!("{text} in {html}"));
        rest = after;
    }
    let stranger = DeviceConsentPage { is_vouched: false, address: String::new(), ..asked() };
    let html = render(&stranger);
    assert!(html.contains("Nobody vouches for this app.") && !html.contains("administrator"));
    assert!(!html.contains("Asked from"));
}
