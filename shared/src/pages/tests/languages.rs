//! Tests of the pages in every language.

use super::{account::*, *};

/// Every page as it is when nothing optional is there, and when everything is asked.
fn others_in(language: Language) -> Vec<String> {
    let no_app = || AppsPage { apps: vec![], ..apps() };
    let unknown = |entry| SessionEntry { device: String::new(), is_this: false, ..entry };
    let scopes = "openid profile email phone address admin all offline_access crm:read";
    let scopes: Vec<String> = scopes.split(' ').map(str::to_owned).collect();
    let apis = vec!["api.example.com".to_owned()];
    let asked = ConsentPage {
        scopes: scopes.clone(),
        apis,
        is_vouched: false,
        published_at: Some("app.example".to_owned()),
        is_on_this_device: true,
        ..consent()
    };
    let some =
        AppEntry { scopes, last_used: Timestamp::from_millis(i64::MAX), ..apps().apps.remove(0) };
    vec![
        render_in(language, &LoginPage { error: None, notice: None, ..login() }),
        render_in(language, &asked),
        render_in(language, &ConsentPage { scopes: vec![], ..consent() }),
        render_in(language, &AppsPage { is_one: true, ..apps() }),
        render_in(language, &AppsPage { apps: vec![some], ..apps() }),
        render_in(language, &AppsPage { is_one: true, ..no_app() }),
        render_in(language, &no_app()),
        render_in(
            language,
            &SessionsPage {
                sessions: sessions().sessions.into_iter().map(unknown).collect(),
                are_more: true,
                ..sessions()
            },
        ),
        render_in(
            language,
            &DeviceConsentPage { is_vouched: false, scopes: vec![], ..device::asked() },
        ),
        render_in(language, &LogoutPage { app_name: None, ..log_out() }),
        render_in(language, &PasswordPage { fault: None, ..password() }),
        render_in(
            language,
            &ProfilePage { faults: std::collections::BTreeMap::new(), ..profile() },
        ),
    ]
}

#[test]
fn every_page_speaks_every_language() {
    for language in Language::ALL {
        for html in all_in(language).into_iter().chain(others_in(language)) {
            let (_, body) = html.split_once("</style>").unwrap();
            assert!(!body.contains(['{', '}']), "{body}");
        }
    }
}

/// A template without what stands between two signs.
fn without(template: &str, from: &str, to: &str) -> String {
    let mut parts = template.split(from);
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |text, part| text + part.split_once(to).unwrap().1)
}

#[test]
fn no_template_has_a_sentence_of_its_own() {
    let own = [
        LoginPage::TEMPLATE,
        ConsentPage::TEMPLATE,
        MessagePage::TEMPLATE,
        MePage::TEMPLATE,
        AppsPage::TEMPLATE,
        SessionsPage::TEMPLATE,
        PasswordPage::TEMPLATE,
        ProfilePage::TEMPLATE,
        LogoutPage::TEMPLATE,
        FormPostPage::TEMPLATE,
        DeviceCodePage::TEMPLATE,
        DeviceConsentPage::TEMPLATE,
    ];
    let frames = FRAMES.map(|(name, source)| Template { name, source });
    for Template { name, source } in own.into_iter().chain(frames) {
        let labels = source.split("aria-label=\"").skip(1);
        assert!(labels.into_iter().all(|label| label.starts_with("{{")), "{name}");
        let signs = [("{#", "#}"), ("{{", "}}"), ("{%", "%}"), ("<", ">")];
        let text =
            signs.iter().fold(source.to_owned(), |text, (from, to)| without(&text, from, to));
        let text = text.replace("Affogato", "").replace(" card-wide", "");
        assert!(!text.contains(char::is_alphabetic), "{name} says {}", text.trim());
    }
}

#[test]
fn a_moment_is_told_as_its_language_tells_it() {
    for (language, words) in [
        (Language::English, "16 January 2027, 09:00\u{a0}UTC<"),
        (Language::German, "16. Januar 2027, 09:00\u{a0}UTC<"),
        (Language::French, "16 janvier 2027, 09:00\u{a0}UTC<"),
        (Language::Spanish, "16 de enero de 2027, 09:00\u{a0}UTC<"),
        (Language::Arabic, "16 يناير 2027، 09:00\u{a0}UTC<"),
        (Language::Hindi, "16 जनवरी 2027, 09:00\u{a0}UTC<"),
    ] {
        let html = render_in(language, &apps());
        assert!(html.contains(words), "{words} in {html}");
    }
}

#[test]
fn a_name_in_a_sentence_keeps_its_own_direction() {
    let html = render_in(Language::Arabic, &consent());
    assert!(html.contains("<h1>يريد <bdi class=\"app\">Ledger</bdi> الوصول"), "{html}");
    let html = render_in(Language::German, &sessions());
    assert!(html.contains("und <a href=\"/update-password\">ändern Sie"), "{html}");
}
