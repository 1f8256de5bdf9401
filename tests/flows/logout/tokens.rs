//! Codes and tokens that end with the session in which they were given, and those that do not.

use serde_json::json;

use super::{ALICE, connect_app, log_in_at, log_out, tokens, world_with};
use crate::harness::World;

async fn world() -> World {
    let frappes = json!({ "claims_policy": "Frappe" });
    world_with(&[connect_app("wiki", &json!({})), connect_app("frappes", &frappes)]).await
}

#[tokio::test]
async fn backchannel_logout_section_2_7_tokens_end_with_their_session_unless_they_are_for_offline()
{
    let world = world().await;
    for (client, scope, live) in [
        ("wiki", "openid", false),
        ("wiki", "openid offline_access", true),
        // Frappe's apps stay connected.
        ("frappes", "openid", true),
    ] {
        let (alice, elsewhere) = (world.logged_in(ALICE).await, world.logged_in(ALICE).await);
        let app = world.oauth_app(client);
        let here = tokens(&log_in_at(&app, &alice, scope).await);
        let there = tokens(&log_in_at(&app, &elsewhere, scope).await);
        log_out(&alice).await;
        assert_eq!(app.is_active(&here.access).await, live, "{client} {scope}");
        assert_eq!(app.refresh(&here.refresh).await.status == 200, live, "{client} {scope}");
        assert!(app.is_active(&there.access).await, "{client} {scope}");
        assert_eq!(app.refresh(&there.refresh).await.status, 200, "{client} {scope}");
    }
}

#[tokio::test]
async fn a_code_is_not_redeemed_after_the_logout_that_its_app_has_heard_of() {
    let world = world().await;
    let wiki = world.oauth_app("wiki");
    for offline in ["openid", "openid offline_access"] {
        let alice = world.logged_in(ALICE).await;
        let code = wiki.code_with(&alice, &[("scope", offline)]).await;
        log_out(&alice).await;
        let refusal = wiki.redeem(&code).await.refusal();
        assert_eq!(refusal, "400 invalid_grant The user has logged out since.");
    }
}
