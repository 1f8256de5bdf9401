//! Clients at the desk: made, changed, cut off, deleted, and the apps that feel it.

use super::{MANAGER, app_of, make_client, path_of, press, save};
use crate::harness::{World, app::Tokens};

#[tokio::test]
async fn an_app_works_with_exactly_the_client_that_was_made_until_its_grant_is_revoked() {
    let world = World::new().await;
    let alice = world.logged_in(MANAGER).await;
    let (id, secret) = make_client(&alice, "Our shop", &[]).await;
    let bob = world.logged_in("bob@example.com").await;
    let app = app_of(&world, &id, &secret);
    let tokens = app.tokens(&bob).await;
    assert_eq!(app.profile(&tokens.access).await.status, 200);

    let path = format!("/app/oauth-client/{id}");
    let page = alice.open(&path).await;
    assert!(page.text.contains("bob@example.com") && page.text.contains("Everything you can do"));
    let (token, grant) = (page.field("csrf_token"), page.field("grant"));
    let form = [("csrf_token", token.as_str()), ("act", "revoke"), ("grant", &grant)];
    assert_eq!(path_of(&alice.send(&path, &form).await), path);
    assert_eq!(app.profile(&tokens.access).await.status, 401);
    assert_eq!(
        app.refresh(&tokens.refresh).await.refusal().split(' ').nth(1),
        Some("invalid_grant")
    );
    assert!(!alice.open(&path).await.text.contains("bob@example.com"));
}

#[tokio::test]
async fn what_frappe_would_not_save_is_refused_in_its_words_and_nothing_typed_is_lost() {
    let world = World::new().await;
    let alice = world.logged_in(MANAGER).await;
    let new = "/app/oauth-client/new";
    let good = [("app_name", "Kept name"), ("redirect_uris", "https://a.example/cb")];
    let before = world.stored().await;
    for (field, value, words) in [
        ("app_name", "", "App Name: missing."),
        ("redirect_uris", "", "Redirect URIs: missing."),
        ("redirect_uris", "javascript:alert(1)", "Redirect URIs: "),
        ("response_type", "Token", "Combination of Grant Type (Authorization Code) and Response"),
        ("scopes", "a\\b", "Scopes: a scope has printable ASCII"),
        ("code_lifetime", "601", "Authorization code: not a number from 10 to 600."),
        ("app_name", &"x".repeat(141), "App Name: longer than 140 characters."),
    ] {
        let mut form = good.to_vec();
        form.retain(|(name, _)| *name != field);
        form.push((field, value));
        let page = save(&alice, new, &form).await;
        assert_eq!(page.status, 400, "{field}={value}");
        assert!(page.text.contains(words), "{words} in {}", page.text);
        assert!(page.text.contains("aria-invalid=\"true\""), "{field}");
        let kept = if field == "app_name" { "a.example" } else { "Kept name" };
        assert!(page.text.contains(kept), "{field}");
    }
    assert_eq!(world.stored().await, before);
}

#[tokio::test]
async fn a_client_that_is_cut_off_or_deleted_takes_its_tokens_with_it_for_good() {
    let world = World::new().await;
    let alice = world.logged_in(MANAGER).await;
    let bob = world.logged_in("bob@example.com").await;
    let app = world.oauth_app("everyone");
    let is_dead = async |tokens: &Tokens| {
        app.profile(&tokens.access).await.status == 401
            && app.refresh(&tokens.refresh).await.status != 200
    };
    let first = app.tokens(&bob).await;
    assert_eq!(
        path_of(&press(&alice, "/app/oauth-client/everyone", "cut-off").await),
        "/app/oauth-client/everyone"
    );
    assert!(is_dead(&first).await);
    world.pass(1);
    let second = app.tokens(&bob).await;
    assert!(!is_dead(&second).await);
    let deleted = press(&alice, "/app/oauth-client/everyone", "delete").await;
    assert_eq!(path_of(&deleted), "/app/oauth-client");
    assert_eq!(alice.open("/app/oauth-client/everyone").await.status, 404);
    assert_eq!(app.profile(&second.access).await.status, 401);
    // Somebody makes a client of that id again, as an import may: what the old one gave stays dead.
    world.pass(1);
    let again = crate::harness::fixtures::documents();
    affogato::import::import(&world.app, &again).await.unwrap();
    assert!(is_dead(&second).await);
    world.pass(1);
    assert!(!is_dead(&app.tokens(&bob).await).await);
}

#[tokio::test]
async fn lifetimes_and_roles_are_those_that_were_saved() {
    let world = World::new().await;
    let alice = world.logged_in(MANAGER).await;
    let path = "/app/oauth-client/everyone";
    let changed = [("access_token_lifetime", "600"), ("code_lifetime", "20")];
    path_of(&save(&alice, path, &changed).await);
    let bob = world.logged_in("bob@example.com").await;
    let app = world.oauth_app("everyone");
    let answer = app.redeem(&app.code(&bob).await).await;
    assert_eq!(answer.json()["expires_in"], 600);
    let late = app.code(&bob).await;
    world.pass(20);
    assert_eq!(app.redeem(&late).await.json()["error"], "invalid_grant");
    // The role is asked for at every use.
    let tokens = Tokens::of(&answer);
    path_of(&save(&alice, path, &[("allowed_roles", "Blogger")]).await);
    assert_eq!(app.profile(&tokens.access).await.status, 401);
}

#[tokio::test]
async fn the_list_is_searched_and_leads_on_where_it_is_long() {
    let world = World::new().await;
    let alice = world.logged_in(MANAGER).await;
    let page = alice.open("/app/oauth-client?q=HYBRID").await;
    assert!(page.text.contains("The hybrid app") && !page.text.contains("The web app"));
    assert!(alice.open("/app/oauth-client?q=nonsense").await.text.contains("Nothing was found."));
    for number in 0..60 {
        let client = shared::protocol::client::Client {
            client_id: format!("many-{number}"),
            app_name: format!("Many {number}"),
            ..Default::default()
        };
        world.app.store().put_client(&client).await.unwrap();
    }
    let (mut path, mut seen) = ("/app/oauth-client".to_owned(), Vec::new());
    loop {
        let page = alice.open(&path).await;
        let ids = page.text.split("href=\"&#x2f;app&#x2f;oauth-client&#x2f;").skip(1);
        let ids = ids.map(|rest| rest.split('"').next().unwrap().to_owned());
        seen.extend(ids.filter(|id| id != "new"));
        let Some((_, next)) = page.text.split_once("id=\"btn-next\" href=\"") else { break };
        path = crate::harness::person::unescape(next.split('"').next().unwrap());
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 70, "{seen:?}");
}
