//! The languages of the pages: who decides, and that programs hear Frappe's words as ever.

use crate::harness::{
    PASSWORD, World,
    person::{Answer, Person},
};

/// Opens a page with a browser that prefers these languages.
async fn open(person: &Person, path: &str, languages: &str) -> Answer {
    let request = person.get(path).header("accept", "text/html,*/*");
    Answer::to(request.header("accept-language", languages)).await
}

/// The language that an answer says it speaks, which its page says, too.
fn language(answer: &Answer) -> String {
    let language = answer.header("content-language");
    assert!(answer.text.contains(&format!("<html lang=\"{language}\" dir=")), "{answer:?}");
    language.to_owned()
}

/// Where an authorization sends who is not logged in.
async fn login_path(world: &World, more: &[(&str, &str)]) -> String {
    let path = world.oauth_app("web").authorize_path(more);
    let to_login = world.person().open(&path).await;
    let location = to_login.location();
    format!("{}?{}", location.path(), location.query().unwrap())
}

#[tokio::test]
async fn the_browser_decides_where_nobody_else_has() {
    let world = World::new().await;
    let page = open(&world.person(), "/login", "ar-EG,ar;q=0.9,en;q=0.8").await;
    assert!(page.text.contains("<html lang=\"ar\" dir=\"rtl\">"), "{}", page.text);
    assert!(page.text.contains("<h1>تسجيل الدخول</h1>"), "{}", page.text);
    for (languages, tag) in [("de-AT", "de"), ("tlh, ja;q=0.5", "en"), ("fr;q=bad", "en")] {
        assert_eq!(language(&open(&world.person(), "/login", languages).await), tag);
    }
    assert_eq!(language(&world.person().open("/login").await), "en");
    assert_eq!(language(&open(&world.person(), "/no-such-page", "es").await), "es");
}

#[tokio::test]
async fn ui_locales_goes_before_what_the_browser_prefers() {
    let world = World::new().await;
    let path = login_path(&world, &[("ui_locales", "tlh de-CH fr")]).await;
    let person = world.person();
    let page = open(&person, &path, "ar").await;
    assert_eq!(language(&page), "de");
    // What was wrong is told in the same language.
    let wrong = person.log_in_at(&page, "alice@example.com", "wrong").await;
    assert_eq!((wrong.status, language(&wrong).as_str()), (401, "de"));
    assert!(wrong.text.contains("E-Mail oder Passwort ist falsch."), "{}", wrong.text);
    let there = person.log_in_at(&page, "alice@example.com", PASSWORD).await;
    let location = there.location();
    let path = format!("{}?{}", location.path(), location.query().unwrap());
    let question = open(&person, &path, "ar").await;
    assert_eq!(language(&question), "de");
    assert!(question.text.contains("Vollständiger Name"), "{}", question.text);
    let unknown = login_path(&world, &[("ui_locales", "tlh")]).await;
    assert_eq!(language(&open(&world.person(), &unknown, "hi").await), "hi");
}

#[tokio::test]
async fn what_a_user_has_chosen_goes_before_what_the_browser_prefers() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    assert_eq!(language(&open(&alice, "/me", "ar").await), "ar");
    let token = alice.open("/update-profile").await.field("csrf_token");
    let form = [("csrf_token", token.as_str()), ("first_name", "Alice"), ("language", "fr-CA")];
    assert_eq!(alice.send("/update-profile", &form).await.status, 303);
    let ask = world.oauth_app("web").authorize_path(&[]);
    let pages = ["/me", "/me/sessions", "/third_party_apps", "/update-password", &ask];
    for path in pages.into_iter().chain(["/update-profile?saved=1"]) {
        assert_eq!(language(&open(&alice, path, "ar").await), "fr", "{path}");
    }
    let form = [("csrf_token", token.as_str()), ("first_name", ""), ("language", "fr")];
    let refused = alice.send("/update-profile", &form).await;
    assert!(refused.text.contains("Veuillez saisir votre prénom."), "{}", refused.text);
    // An app's wish goes before both, where it can be told one.
    let asked = world.oauth_app("web").authorize_path(&[("ui_locales", "es")]);
    assert_eq!(language(&open(&alice, &asked, "ar").await), "es");
}

#[tokio::test]
async fn programs_hear_the_same_words_whatever_language_they_prefer() {
    let world = World::new().await;
    let person = world.person();
    let form = [("usr", "alice@example.com"), ("pwd", "wrong")];
    let plain = Answer::to(person.post("/api/method/login").form(&form)).await;
    let asked = person.post("/api/method/login").header("accept-language", "ar").form(&form);
    let asked = Answer::to(asked).await;
    assert_eq!((plain.status, &plain.text), (asked.status, &asked.text));
    assert_eq!(asked.header("content-language"), "");
    let alice = world.logged_in("alice@example.com").await;
    let path = world.oauth_app("web").authorize_path(&[("client_id", "nobody")]);
    let told = Answer::to(alice.get(&path)).await;
    let asked = Answer::to(alice.get(&path).header("accept-language", "de")).await;
    assert_eq!((told.status, &told.text), (asked.status, &asked.text));
    assert!(told.json()["description"].is_string());
}
