//! The login: Frappe's answers and cookies, the page, and what keeps strangers out.

use crate::harness::{
    PASSWORD, World,
    person::{Answer, Person},
};

fn cookies(answer: &Answer) -> Vec<String> {
    let cookies = answer.headers.get_all("set-cookie").iter();
    cookies.map(|cookie| cookie.to_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn frappes_login_answers_in_frappes_words_and_cookies() {
    let world = World::new().await;
    let erin = world.person();
    let answer = erin.log_in(" Erin@Example.com ", PASSWORD).await;
    assert_eq!(
        answer.text,
        r#"{"message":"Logged In","home_page":"/app","full_name":"Er\u00edn O'Neil"}"#
    );
    let cookies = cookies(&answer);
    assert!(cookies[0].starts_with("sid=affs") && cookies[0].contains("HttpOnly"));
    assert!(cookies[0].contains("Max-Age=612000; ") && cookies[0].ends_with("SameSite=Lax"));
    assert_eq!(
        cookies[1..5],
        [
            "system_user=yes; Path=/; SameSite=Lax",
            "full_name=Er%C3%ADn%20O%27Neil; Path=/; SameSite=Lax",
            "user_id=erin%40example.com; Path=/; SameSite=Lax",
            "user_lang=en; Path=/; SameSite=Lax",
        ]
    );

    let bob = world.person().log_in("bob@example.com", PASSWORD).await.json();
    assert_eq!((&bob["message"], &bob["home_page"]), (&"No App".into(), &"/me".into()));
    let json = world.person().post("/api/method/login");
    let json = json.json(&serde_json::json!({ "usr": "alice@example.com", "pwd": PASSWORD }));
    assert_eq!(Answer::to(json).await.status, 200);
}

#[tokio::test]
async fn refusals_never_tell_who_exists() {
    let world = World::new().await;
    let person = world.person();
    let wrong = person.log_in("alice@example.com", "wrong").await;
    let nobody = person.log_in("nobody@example.com", "wrong").await;
    let disabled = person.log_in("dave@example.com", "wrong").await;
    assert_eq!((wrong.status, &wrong.text), (nobody.status, &nobody.text));
    assert_eq!(wrong.text, disabled.text);
    assert_eq!(wrong.refusal(), "401 AuthenticationError Invalid login credentials");
    let disabled = person.log_in("dave@example.com", PASSWORD).await;
    assert_eq!(disabled.refusal(), "401 AuthenticationError User disabled or missing");
    let nothing = person.log_in("", "").await;
    assert_eq!(nothing.refusal(), "401 AuthenticationError Incomplete login details");
    let endless = person.log_in("alice@example.com", &"x".repeat(513)).await;
    assert_eq!(endless.refusal(), "401 AuthenticationError Invalid login credentials");
}

#[tokio::test]
async fn a_password_in_an_url_is_not_read() {
    let world = World::new().await;
    let path = format!("/api/method/login?usr=alice@example.com&pwd={PASSWORD}");
    assert_eq!(Answer::to(world.person().get(&path)).await.status, 405);
    assert_eq!(Answer::to(world.person().post(&path)).await.status, 401);
}

#[tokio::test]
async fn the_page_works_only_with_its_own_form() {
    let world = World::new().await;
    let alice = world.person();
    let page = alice.open("/login").await;
    let wrong = alice.log_in_at(&page, "alice@example.com", "wrong").await;
    assert_eq!(wrong.status, 401);
    assert!(wrong.text.contains("role=\"alert\"") && wrong.text.contains("alice@example.com"));
    let right = alice.log_in_at(&page, "alice@example.com", PASSWORD).await;
    assert_eq!((right.status, right.location().path()), (303, "/app"));
    // The desk is for System Managers: others would be greeted by its refusal.
    let erin = world.person();
    let page = erin.open("/login").await;
    let right = erin.log_in_at(&page, "erin@example.com", PASSWORD).await;
    assert_eq!((right.status, right.location().path()), (303, "/me"));

    // Login CSRF: a foreign page logs its visitor in as the attacker.
    let victim = world.person();
    let form = [("usr", "mallory@example.com"), ("pwd", PASSWORD), ("csrf_token", "x")];
    let forged = victim.send("/login", &form).await;
    assert_eq!(forged.status, 400);
    assert!(forged.text.contains("expired"));
    let token = victim.open("/login").await.field("csrf_token");
    let form = [("usr", "mallory@example.com"), ("pwd", PASSWORD), ("csrf_token", &token)];
    let foreign = victim.post("/login").header("origin", "https://evil.example").form(&form);
    assert_eq!(Answer::to(foreign).await.status, 400);
    let foreign = victim.post("/api/method/login").header("origin", "null").form(&form[..2]);
    assert_eq!(Answer::to(foreign).await.status, 403);
}

#[tokio::test]
async fn a_login_leads_nowhere_but_here() {
    let world = World::new().await;
    for foreign in ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"] {
        let alice = world.person();
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("redirect-to", foreign)
            .finish();
        let page = alice.open(&format!("/login?{query}")).await;
        let answer = alice.log_in_at(&page, "alice@example.com", PASSWORD).await;
        assert_eq!(answer.header("location"), "/app", "{foreign}");
        let again = alice.open(&format!("/login?{query}")).await;
        assert_eq!(again.header("location"), "/app", "{foreign}");
    }
}

#[tokio::test]
async fn a_login_changes_the_session_and_ends_the_one_before() {
    let world = World::new().await;
    let planted = "affsAAAAAAAAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB";
    let form = [("usr", "alice@example.com"), ("pwd", PASSWORD)];
    let login = world.person().post("/api/method/login").header("cookie", format!("sid={planted}"));
    let answer = Answer::to(login.form(&form)).await;
    assert!(!cookies(&answer)[0].contains(planted));

    let alice = world.person();
    let sid = cookies(&alice.log_in("alice@example.com", PASSWORD).await)[0].clone();
    let sid = sid.split(';').next().unwrap().to_owned();
    alice.log_in("alice@example.com", PASSWORD).await;
    let old = world.person().get("/api/method/frappe.auth.get_logged_user").header("cookie", sid);
    assert_eq!(Answer::to(old).await.status, 403);
}

#[tokio::test]
async fn a_logout_ends_the_session_and_clears_the_cookies() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let me = alice.open("/me").await;
    assert!(me.text.contains("alice@example.com"));
    let kept = alice.send("/logout", &[("csrf_token", "x")]).await;
    assert_eq!(kept.location().path(), "/me", "a foreign form does not log out");
    let token = me.field("csrf_token");
    let out = alice.send("/logout", &[("csrf_token", token.as_str())]).await;
    assert_eq!(out.status, 200);
    assert!(cookies(&out).iter().all(|cookie| cookie.contains("Max-Age=0")));
    assert_eq!(alice.open("/me").await.location().path(), "/login");

    let alice = world.logged_in("alice@example.com").await;
    let out = Answer::to(alice.post("/api/method/logout")).await;
    assert_eq!(out.text, r#"{"message":"No App","home_page":"/login","full_name":"Guest"}"#);
    assert_eq!(alice.open("/me").await.location().path(), "/login");
}

#[tokio::test]
async fn a_session_sleeps_after_170_idle_hours_and_not_before() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    for _ in 0..3 {
        world.pass(169 * 3600);
        let me = alice.open("/me").await;
        assert_eq!(me.status, 200);
        assert!(cookies(&me)[0].contains("Max-Age=612000"), "the cookie is renewed with it");
    }
    world.pass(170 * 3600);
    assert_eq!(alice.open("/me").await.status, 302);
}

#[tokio::test]
async fn ten_wrong_passwords_lock_a_user_for_strangers_but_not_in_his_own_browser() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let stranger = world.person();
    for _ in 0..10 {
        assert_eq!(stranger.log_in("alice@example.com", "guess").await.status, 401);
    }
    let locked = stranger.log_in("alice@example.com", PASSWORD).await;
    assert_eq!(
        (locked.status, locked.json()["exc_type"].as_str()),
        (429, Some("SecurityException"))
    );
    let wait: u64 = locked.header("retry-after").parse().unwrap();
    assert!((1..=600).contains(&wait));
    // Locked or not, nobody learns who exists.
    for _ in 0..10 {
        world.person().log_in("nobody@example.com", "guess").await;
    }
    let nobody = world.person().log_in("nobody@example.com", "guess").await;
    assert_eq!(nobody.status, 429);

    assert_eq!(alice.log_in("alice@example.com", PASSWORD).await.status, 200);
    let page = stranger.open("/login").await;
    let shown = stranger.log_in_at(&page, "alice@example.com", PASSWORD).await;
    assert_eq!(shown.status, 429);
    assert!(shown.text.contains("Too many attempts"));
    world.pass(wait);
    assert_eq!(stranger.log_in("alice@example.com", PASSWORD).await.status, 200);
}

#[tokio::test]
async fn a_known_browser_has_its_own_ten_attempts_and_no_more() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    for _ in 0..10 {
        assert_eq!(alice.log_in("alice@example.com", "forgotten").await.status, 401);
    }
    assert_eq!(alice.log_in("alice@example.com", PASSWORD).await.status, 429);
    // It is known to its user alone.
    assert_eq!(alice.log_in("mallory@example.com", PASSWORD).await.status, 200);
}

#[tokio::test]
async fn fifty_wrong_passwords_lock_an_address() {
    let world = World::new().await;
    let here = Person::sitting_at(&world.url, [127, 9, 9, 9]);
    for n in 0..50 {
        assert_eq!(here.log_in(&format!("user{n}@example.com"), "guess").await.status, 401);
    }
    assert_eq!(here.log_in("alice@example.com", PASSWORD).await.status, 429);
    assert_eq!(world.person().log_in("alice@example.com", PASSWORD).await.status, 200);
}

#[tokio::test]
async fn right_passwords_use_nothing_up() {
    let world = World::new().await;
    let here = Person::sitting_at(&world.url, [127, 9, 9, 8]);
    for _ in 0..9 {
        assert_eq!(here.log_in("alice@example.com", "typo").await.status, 401);
    }
    // Sixty good logins from one address; each browser is new.
    for _ in 0..60 {
        let browser = Person::sitting_at(&world.url, [127, 9, 9, 8]);
        assert_eq!(browser.log_in("alice@example.com", PASSWORD).await.status, 200);
    }
}

#[tokio::test]
async fn a_hash_of_passlib_verifies_and_is_renewed_by_the_login() {
    let world = World::new().await;
    let imported =
        "$pbkdf2-sha256$29000$J2QshXCu1VrrPef8P4cQIg$JFdT9f.S6BglupiY7NQmxkGokOpnqqeNP66vpMCSx54";
    let hash = shared::protocol::password::Hash::import(imported).unwrap();
    world.app.store().put_password("alice@example.com", &hash).await.unwrap();
    assert!(world.stored().await.contains(imported));
    assert_eq!(world.person().log_in("alice@example.com", PASSWORD).await.status, 200);
    assert!(!world.stored().await.contains(imported));
    assert_eq!(world.person().log_in("alice@example.com", PASSWORD).await.status, 200);
}
