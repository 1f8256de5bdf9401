//! Tests of the pages against what a stranger may choose: names, scopes, addresses.

use super::{account::*, *};

const HOSTILE: &str = "<script>alert(1)</script>";

fn hostile() -> String {
    HOSTILE.to_owned()
}

fn quoted() -> String {
    format!("\"><b>'{HOSTILE}")
}

/// The pages of the account, of a user and a program that chose their words.
fn hostile_account(language: Language) -> Vec<String> {
    vec![
        render_in(
            language,
            &MePage {
                full_name: hostile(),
                email: hostile(),
                picture: Some(format!("https://a.example/{}", quoted())),
                roles: vec![hostile()],
                has_desk: true,
                csrf_token: quoted(),
            },
        ),
        render_in(
            language,
            &SessionsPage {
                sessions: vec![SessionEntry {
                    id: quoted(),
                    device: hostile(),
                    address: hostile(),
                    is_this: false,
                    ..sessions().sessions.remove(0)
                }],
                notice: Some(hostile()),
                csrf_token: quoted(),
                ..sessions()
            },
        ),
        render_in(
            language,
            &LogoutPage {
                app_name: Some(hostile()),
                full_name: hostile(),
                email: quoted(),
                action: format!("/end_session?state={}", quoted()),
                csrf_token: quoted(),
            },
        ),
        render_in(
            language,
            &PasswordPage {
                email: quoted(),
                fault: Some(PasswordFault { field: "new_password", text: hostile() }),
                csrf_token: quoted(),
                ..password()
            },
        ),
        render_in(
            language,
            &ProfilePage {
                full_name: hostile(),
                email: hostile(),
                picture: Some(format!("https://a.example/{}", quoted())),
                fields: profile().fields.into_keys().map(|name| (name, quoted())).collect(),
                faults: profile().fields.into_keys().map(|name| (name, hostile())).collect(),
                notice: Some(hostile()),
                csrf_token: quoted(),
                ..profile()
            },
        ),
    ]
}

/// Every page, of people and programs that chose their words.
fn hostile_pages(language: Language) -> Vec<String> {
    let pages = [
        render_in(
            language,
            &LoginPage {
                csrf_token: quoted(),
                redirect_to: quoted(),
                email: quoted(),
                error: Some(hostile()),
                notice: Some(hostile()),
            },
        ),
        render_in(
            language,
            &ConsentPage {
                app_name: hostile(),
                app_uri: Some(format!("https://a.example/{}", quoted())),
                policy_uri: Some(format!("https://a.example/{}", quoted())),
                tos_uri: Some(hostile()),
                host: hostile(),
                published_at: Some(hostile()),
                is_on_this_device: true,
                is_vouched: false,
                scopes: vec![hostile(), quoted()],
                apis: vec![hostile(), quoted()],
                full_name: hostile(),
                email: hostile(),
                action: format!("/x?{}", quoted()),
                csrf_token: quoted(),
                switch_user: format!("/y?{}", quoted()),
            },
        ),
        render_in(
            language,
            &MessagePage {
                title: hostile(),
                text: hostile(),
                detail: Some(hostile()),
                link: Some(Link { href: format!("/{}", quoted()), label: hostile() }),
            },
        ),
        render_in(
            language,
            &AppsPage {
                apps: vec![AppEntry {
                    client_id: quoted(),
                    name: hostile(),
                    host: hostile(),
                    scopes: vec![hostile(), quoted()],
                    ..apps().apps.remove(0)
                }],
                notice: Some(hostile()),
                csrf_token: quoted(),
                ..apps()
            },
        ),
    ];
    pages.into_iter().chain(hostile_account(language)).chain(hostile_device(language)).collect()
}

/// The pages of a device, of an app and a link that chose their words.
fn hostile_device(language: Language) -> [String; 2] {
    let code = DeviceCodePage {
        user_code: hostile(),
        error: Some(hostile()),
        full_name: hostile(),
        email: quoted(),
        switch_user: format!("/y?{}", quoted()),
        csrf_token: quoted(),
    };
    let asked = DeviceConsentPage {
        app_name: hostile(),
        app_uri: Some(format!("https://a.example/{}", quoted())),
        is_vouched: false,
        scopes: vec![hostile(), quoted()],
        user_code: hostile(),
        address: hostile(),
        full_name: hostile(),
        email: quoted(),
        switch_user: format!("/y?{}", quoted()),
        csrf_token: quoted(),
        ..device::asked()
    };
    [render_in(language, &code), render_in(language, &asked)]
}

#[test]
fn what_others_wrote_is_escaped_everywhere_in_every_language() {
    for html in Language::ALL.into_iter().flat_map(hostile_pages) {
        assert!(!html.contains("<script") && !html.contains("<b>"), "{html}");
        assert!(html.contains("&lt;script&gt;alert(1)&lt;&#x2f;script&gt;"), "{html}");
    }
}

#[test]
fn no_page_needs_what_the_policy_forbids() {
    for html in all() {
        let (_, body) = html.split_once("</style>").unwrap();
        // The one script that a policy allows, by its hash.
        let body = body.replace(&format!("<script>{}</script>", FormPostPage::SCRIPT), "");
        for forbidden in ["<script", " style=", " onclick=", " onload=", "javascript:", "<iframe"] {
            assert!(!body.contains(forbidden), "{forbidden} in {body}");
        }
    }
    assert!(!STYLESHEET.contains("url(") && !STYLESHEET.contains("@import"));
    // A carriage return would be normalised by the browser and miss the hash.
    assert!(!STYLESHEET.contains('\r') && !STYLESHEET.contains('<'));
}

#[test]
fn addresses_that_run_code_are_not_linked() {
    for uri in ["javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", "\tjavascript:x"]
    {
        let uri = || uri.to_owned();
        let pages = [
            render(&ConsentPage {
                app_uri: Some(uri()),
                policy_uri: Some(uri()),
                tos_uri: Some(uri()),
                switch_user: uri(),
                action: uri(),
                ..consent()
            }),
            render(&MessagePage {
                link: Some(Link { href: uri(), label: "Back".to_owned() }),
                ..message()
            }),
            render(&DeviceConsentPage {
                app_uri: Some(uri()),
                switch_user: uri(),
                ..device::asked()
            }),
            render(&MePage { picture: Some(uri()), ..me() }),
            render(&ProfilePage { picture: Some(uri()), ..profile() }),
        ];
        for html in pages {
            let (_, body) = html.split_once("</style>").unwrap();
            assert!(!body.contains(&uri()) && !body.contains("<img"), "{body}");
            // Some link to other pages of ours, and to nothing else.
            let links = body.split("<a ").skip(1).filter_map(|rest| rest.split_once("href=\""));
            for (_, link) in links {
                assert!(link.starts_with('/') && !link.starts_with("//"), "{body}");
            }
        }
    }
}

#[test]
fn a_name_of_great_length_does_not_push_the_host_out_of_sight() {
    let html = render(&ConsentPage { app_name: "long ".repeat(500), ..consent() });
    assert_eq!(html.matches("long ").count(), 16);
    assert!(html.contains('…'));
}
