//! The OAuth Settings at the desk.

use super::{MANAGER, fields, path_of, press, save, shown};
use crate::harness::World;

const PATH: &str = "/app/oauth-settings";

#[tokio::test]
async fn what_the_form_shows_is_what_is_kept_and_the_older_page_is_a_part_of_it() {
    let world = World::new().await;
    let alice = world.logged_in(MANAGER).await;
    let before = fields(&alice.open(PATH).await);
    // A form that is saved as it came changes nothing.
    assert_eq!(path_of(&save(&alice, PATH, &[]).await), PATH);
    let without_version = |fields: Vec<(String, String)>| {
        fields.into_iter().filter(|(name, _)| name != "modified").collect::<Vec<_>>()
    };
    let after = fields(&alice.open(PATH).await);
    assert_eq!(without_version(after), without_version(before));

    let changed = [
        ("skip_authorization", "1"),
        ("show_auth_server_metadata", ""),
        ("allowed_public_client_origins", "https://a.example\r\nhttps://b.example"),
        ("registration_access", "Initial Access Token"),
        ("resource_name", "Bakery"),
    ];
    path_of(&save(&alice, PATH, &changed).await);
    world.pass(61);
    let oauth = world.app.settings().await.unwrap().oauth;
    assert!(!oauth.show_auth_server_metadata && oauth.show_protected_resource_metadata);
    assert_eq!(oauth.allowed_public_client_origins, ["https://a.example", "https://b.example"]);
    assert_eq!(oauth.resource_name, "Bakery");

    let older = "/app/oauth-provider-settings";
    let is = |page: &[(String, String)], value: &str| {
        page.contains(&("skip_authorization".to_owned(), value.to_owned()))
    };
    assert!(is(&fields(&alice.open(older).await), "Auto"));
    path_of(&save(&alice, older, &[("skip_authorization", "Force")]).await);
    let page = fields(&alice.open(PATH).await);
    assert!(!is(&page, "1"));
    assert!(page.contains(&("resource_name".to_owned(), "Bakery".to_owned())));
}

#[tokio::test]
async fn what_is_wrong_stands_at_its_field_and_nothing_is_lost_or_kept() {
    let world = World::new().await;
    let alice = world.logged_in(MANAGER).await;
    alice.open(PATH).await;
    let before = world.stored().await;
    let wrong = [("allowed_public_client_origins", "evil"), ("resource_name", "Typed")];
    let page = save(&alice, PATH, &wrong).await;
    assert_eq!(page.status, 400);
    let text = crate::harness::person::unescape(&page.text);
    assert!(text.contains("no origin such as https://app.example.com</span>"), "{text}");
    assert!(fields(&page).contains(&("resource_name".to_owned(), "Typed".to_owned())));
    assert_eq!(world.stored().await, before);
}

#[tokio::test]
async fn an_initial_access_token_is_shown_once_kept_as_a_hash_and_replaced_by_the_next() {
    let world = World::new().await;
    let alice = world.logged_in(MANAGER).await;
    let hash = async || {
        world.pass(61);
        world.app.settings().await.unwrap().oauth.initial_access_token_hash
    };
    assert_eq!(hash().await, None);
    let page = press(&alice, PATH, "make-initial-access-token").await;
    let first = shown(&page, "Initial Access Token");
    assert!(first.starts_with("affi"), "{first}");
    assert!(!alice.open(PATH).await.text.contains(&first));
    assert!(!world.stored().await.contains(&first));
    assert!(hash().await.unwrap().matches(&first));
    // Saving the form leaves it.
    path_of(&save(&alice, PATH, &[("resource_name", "Bakery")]).await);
    assert!(hash().await.unwrap().matches(&first));
    let page = press(&alice, PATH, "make-initial-access-token").await;
    let second = shown(&page, "Initial Access Token");
    let kept = hash().await.unwrap();
    assert!(kept.matches(&second) && !kept.matches(&first));
}
