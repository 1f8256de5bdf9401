//! Samples and tests of the pages on which a user sees and changes what is his.

use std::collections::BTreeMap;

use super::*;

pub(super) fn sessions() -> SessionsPage {
    let this = SessionEntry {
        id: "this".to_owned(),
        device: "Firefox on Linux".to_owned(),
        address: "192.0.2.7".to_owned(),
        since: Timestamp::from_millis(1_800_000_000_000),
        last_active: Timestamp::from_millis(1_800_090_000_000),
        is_this: true,
    };
    let other = SessionEntry { id: "other".to_owned(), is_this: false, ..this.clone() };
    SessionsPage {
        sessions: vec![this, other],
        are_more: false,
        asks_for_all: false,
        notice: Some("The session is ended.".to_owned()),
        csrf_token: "csrf-7f3a".to_owned(),
    }
}

pub(super) fn log_out() -> LogoutPage {
    LogoutPage {
        app_name: Some("The Wiki".into()),
        full_name: "Alice Liddell".into(),
        email: "alice@example.com".into(),
        action: "/end_session?client_id=wiki".into(),
        csrf_token: "csrf-7f3a".into(),
    }
}

pub(super) fn password() -> PasswordPage {
    PasswordPage {
        email: "ada@example.com".to_owned(),
        fault: Some(PasswordFault { field: "old_password", text: "It is wrong.".to_owned() }),
        shortest: 8,
        longest: 512,
        csrf_token: "csrf-7f3a".to_owned(),
    }
}

pub(super) fn profile() -> ProfilePage {
    let text = str::to_owned;
    ProfilePage {
        full_name: text("Ada Lovelace"),
        email: text("ada@example.com"),
        picture: Some(text("https://example.com/ada.png")),
        fields: BTreeMap::from([
            ("first_name", text("Ada")),
            ("last_name", text("Lovelace")),
            ("user_image", text("https://example.com/ada.png")),
            ("language", text("en")),
        ]),
        faults: BTreeMap::from([("language", text("It is no tag."))]),
        languages: &[("de", "Deutsch"), ("en", "English")],
        longest: BTreeMap::from([
            ("first_name", 140),
            ("last_name", 140),
            ("user_image", 2_048),
            ("language", 35),
        ]),
        notice: None,
        csrf_token: text("csrf-7f3a"),
    }
}

#[test]
fn what_is_not_known_or_not_wrong_is_not_there() {
    let unknown = |entry| SessionEntry { device: String::new(), address: String::new(), ..entry };
    let unknown = sessions().sessions.into_iter().map(unknown).collect();
    let html = render(&SessionsPage { notice: None, sessions: unknown, ..sessions() });
    assert!(html.contains("<bdi>Unknown device</bdi>") && !html.contains("class=\"host\""));
    assert!(!render(&PasswordPage { fault: None, ..password() }).contains(" aria-invalid"));
    let html = render(&ProfilePage { picture: None, faults: BTreeMap::new(), ..profile() });
    assert!(!html.contains("<img") && !html.contains(" aria-invalid") && !html.contains("alert"));
}

#[test]
fn every_session_but_this_one_has_its_button_and_all_have_one_that_asks() {
    let html = with_slashes(&render(&sessions()));
    for part in [
        r#"<form method="post" action="/me/sessions">"#,
        r#"name="csrf_token" value="csrf-7f3a""#,
        r#"id="btn-end-2" type="submit" name="session" value="other""#,
        r#"id="btn-end-all" type="submit" name="all" value="1""#,
        r#"<details class="all">"#,
        "This browser",
        "So does the access of every app",
        r#"role="status">The session is ended.<"#,
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
    assert!(!html.contains("btn-end-1") && !html.contains("There are more"));
    let html = render(&SessionsPage { asks_for_all: true, are_more: true, ..sessions() });
    assert!(html.contains(r#"<details class="all" open>"#) && html.contains("There are more"));
}

#[test]
fn the_forms_have_frappes_names_and_say_which_field_is_wrong() {
    let html = with_slashes(&render(&password()));
    for part in [
        r#"<form method="post" action="/update-password">"#,
        r#"autocomplete="username" value="ada@example.com" hidden"#,
        r#"name="old_password" type="password" autocomplete="current-password" maxlength="512" required aria-invalid="true" autofocus aria-describedby="password_error""#,
        r#"name="new_password" type="password" autocomplete="new-password" minlength="8" maxlength="512" required aria-describedby="new_password_hint""#,
        r#"name="confirm_password" type="password" autocomplete="new-password""#,
        r#"id="password_error" role="alert">It is wrong.<"#,
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
    let html = with_slashes(&render(&profile()));
    for part in [
        r#"<form method="post" action="/update-profile">"#,
        r#"name="first_name" type="text" value="Ada" maxlength="140""#,
        r#"name="last_name" type="text" value="Lovelace" maxlength="140""#,
        r#"name="user_image" type="text" value="https://example.com/ada.png" maxlength="2048""#,
        r#"aria-invalid="true" aria-describedby="language_error""#,
        r#"id="language_error">It is no tag.<"#,
        r#"<option value="de">Deutsch</option>"#,
        r#"role="alert">Nothing is saved yet."#,
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
    assert!(html.matches(" aria-invalid").count() == 1 && !html.contains("role=\"status\""));
}

#[test]
fn the_account_leads_to_the_desk_only_who_may_go_there() {
    let html = render(&me());
    let ways = ["/update-profile", "/update-password", "/me/sessions", "/third_party_apps", "/app"];
    for way in ways {
        assert!(html.contains(&format!("<a href=\"{way}\">")), "{way} in {html}");
    }
    assert!(!render(&MePage { has_desk: false, ..me() }).contains("\"/app\""));
}
