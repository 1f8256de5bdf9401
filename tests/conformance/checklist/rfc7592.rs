//! [RFC 7592](https://www.rfc-editor.org/rfc/rfc7592): a client reads, changes and deletes what it registered.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Demand, Held::Here, rfc7591::app};
use crate::suite::{fixtures, registration::Registered, run::Run};

#[rustfmt::skip]
pub(super) const DEMANDS: &[Demand] = &[
    (94, "rfc7592_2_1_read", Here(read)),
    (95, "rfc7592_2_2_update", Here(update)),
    (96, "rfc7592_2_3_delete", Here(delete)),
];

fn registered(run: &Run<'_>, more: &Value) -> Registered {
    run.registry.register(&run.provider, &app(more))
}

/// What was registered, without the secret, which is seen once.
fn read(run: &Run<'_>) {
    let (mine, other) = (registered(run, &json!({})), registered(run, &json!({})));
    let mut expected = mine.record.clone();
    expected.as_object_mut().unwrap().remove("client_secret");
    let reply = mine.at_home(&Method::GET, None);
    assert_eq!(reply.success(), expected);
    assert!(reply.header("cache-control").contains("no-store"), "{reply:?}");
    let theirs = other.text("registration_access_token");
    for token in ["wrong", "", theirs, mine.text("client_secret")] {
        for method in [Method::GET, Method::PUT, Method::DELETE] {
            let reply = mine.at_home_with(&method, token, Some(&mine.record));
            assert_eq!(reply.refused(401), "invalid_token", "{method} {token}");
            assert!(reply.header("www-authenticate").starts_with("Bearer"), "{reply:?}");
        }
    }
    // Nothing of that has changed it, and who is gone has no address.
    assert_eq!(mine.at_home(&Method::GET, None).success(), expected);
    mine.unregister();
    assert_eq!(mine.at_home(&Method::GET, None).refused(401), "invalid_token");
    other.unregister();
}

/// Everything is replaced, and only by who means this very client.
fn update(run: &Run<'_>) {
    let first =
        json!({ "scope": "openid email", "tos_uri": format!("{}/tos", fixtures::RELYING_PARTY) });
    let client = registered(run, &first);
    let own = json!({ "client_id": client.client.id, "client_secret": client.client.secret });
    let with = |more: Value| {
        let mut sent = app(&own);
        sent.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        client.at_home(&Method::PUT, Some(&sent))
    };
    let before = client.at_home(&Method::GET, None).success();
    for wrong in [
        json!({ "client_id": "another" }),
        json!({ "client_id": null }),
        json!({ "client_secret": "another" }),
        json!({ "tos_uri": "javascript:alert(1)" }),
    ] {
        assert_eq!(with(wrong.clone()).refused(400), "invalid_client_metadata", "{wrong}");
    }
    assert_eq!(client.at_home(&Method::GET, None).success(), before);
    let after = with(json!({ "client_name": "Renamed", "scope": "openid" })).success();
    assert_eq!((&after["client_name"], &after["scope"]), (&json!("Renamed"), &json!("openid")));
    assert!(after.get("tos_uri").is_none(), "{after}");
    assert_eq!(client.at_home(&Method::GET, None).success(), after);
    run.with(client.client.clone()).happy_flow();
    client.unregister();
}

/// Its codes and tokens go with it.
fn delete(run: &Run<'_>) {
    let more = json!({ "grant_types": ["authorization_code", "refresh_token"] });
    let client = registered(run, &more);
    let app = run.with(client.client.clone());
    let grant = app.happy_flow();
    let code = app.code(&app.request());
    client.unregister();
    assert_eq!(app.profile(grant.access_token()).status, 401);
    assert_eq!(app.redeem(&code, &[]).refused(401), "invalid_client");
    let token = grant.refresh_token.as_deref().unwrap();
    let fields = [("grant_type", "refresh_token"), ("refresh_token", token)];
    assert_eq!(app.token(&fields).refused(401), "invalid_client");
    drop(app.visit(&app.browser(), &app.request()).arrival.at_error_page());
}
