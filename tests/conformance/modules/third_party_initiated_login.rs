//! `initiate_login_uri`: where a client wants to be told that somebody is to be logged in
//! (OpenID Connect Registration section 2).

use reqwest::Method;
use serde_json::json;

use crate::suite::{
    fixtures::RELYING_PARTY,
    registration::{ask, metadata},
    run::Run,
};

/// It comes back at once, and where the client reads its registration. Then it logs a user in.
pub(crate) fn oidcc_3rd_party_init_login(run: &Run<'_>) {
    let uri = format!("{RELYING_PARTY}/{}/login", run.folder);
    let (run, registered) = run.registering(&json!({ "initiate_login_uri": uri }));
    assert_eq!(registered.text("initiate_login_uri"), uri);
    let read = registered.at_home(&Method::GET, None).success();
    assert_eq!(read["initiate_login_uri"], uri);
    assert_eq!(read["client_id"], registered.record["client_id"]);
    run.happy_flow();
    registered.unregister();
}

/// Whoever listens on the way would send the user where he likes.
pub(crate) fn nohttps(run: &Run<'_>) {
    let mut metadata = metadata(run.folder, run.variant, &run.registry.key);
    metadata["initiate_login_uri"] =
        format!("{}/login", RELYING_PARTY.replace("https", "http")).into();
    assert_eq!(ask(&run.provider, &metadata).refused(400), "invalid_client_metadata");
}
