//! What is known of a user and told to apps, on the desk's forms.

use super::{MANAGER, app_of, make_client, path_of, save};
use crate::harness::{World, app::Tokens};

const BOB: &str = "/app/user/bob%40example.com";

#[tokio::test]
async fn what_a_manager_writes_of_a_user_an_app_that_was_made_for_it_is_told() {
    let world = World::new().await;
    let alice = world.logged_in(MANAGER).await;
    let policy = [("claims_policy", "OpenID Connect"), ("scopes", "openid phone address")];
    let (id, secret) = make_client(&alice, "Directory", &policy).await;
    let form = [
        ("mobile_no", "+49 30 1234567"),
        ("street_address", "Main Street 1\r\nBackyard"),
        ("phone_number_verified", "1"),
        ("website", "https://bob.example"),
    ];
    assert_eq!(path_of(&save(&alice, BOB, &form).await), BOB);
    // Another save of the form leaves all of it as it is.
    assert_eq!(path_of(&save(&alice, BOB, &[("nickname", "Bobby")]).await), BOB);

    let app = app_of(&world, &id, &secret);
    let bob = world.logged_in("bob@example.com").await;
    let code = app.code_with(&bob, &[("scope", "openid phone address")]).await;
    let tokens = Tokens::of(&app.redeem(&code).await);
    let sub = world.app.store().user("bob@example.com").await.unwrap().unwrap().sub;
    assert_eq!(
        app.profile(&tokens.access).await.text,
        format!(
            r#"{{"sub":"{sub}","phone_number":"+49 30 1234567","phone_number_verified":true,"address":{{"street_address":"Main Street 1\nBackyard"}}}}"#
        )
    );
    // The desk tells what was allowed as the question did, at either end.
    for page in [BOB, &format!("/app/oauth-client/{id}")] {
        let page = alice.open(page).await;
        let (_, grants) = page.text.split_once("class=\"grants\"").unwrap();
        assert!(grants.contains("Phone Number") && !grants.contains("User Image"), "{grants}");
    }
    for (field, value, words) in [
        ("website", "http://bob.example", "Website: not an address"),
        ("birth_date", "1990-02-30", "Birth Date: not a date"),
        ("time_zone", "Berlin time", "Time Zone: not the name of a time zone"),
        ("mobile_no", "mine", "Mobile No: not a telephone number"),
    ] {
        let page = save(&alice, BOB, &[(field, value)]).await;
        assert_eq!(page.status, 400, "{field}");
        assert!(page.text.contains(words), "{words} in {}", page.text);
    }
}
