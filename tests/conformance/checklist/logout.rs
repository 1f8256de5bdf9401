//! [RP-Initiated Logout](https://openid.net/specs/openid-connect-rpinitiated-1_0.html) and Back-Channel Logout.

use super::{
    Demand,
    Held::{By, Here},
};
use crate::{
    modules::rp_initiated_logout::{confirmed, full, is_logged_out, log_out, logged_in},
    plans,
    suite::{fixtures, request::Request, run::Run},
};

#[rustfmt::skip]
pub(super) const DEMANDS: &[Demand] = &[
    (114, "rp_initiated_logout_2_by_post_too", Here(by_post_too)),
    (115, "rp_initiated_logout_2_whose_logout_it_is_not_is_asked", Here(whose_logout_it_is_not_is_asked)),
    (116, "rp_initiated_logout_3_the_session_is_over_and_its_refresh_tokens_too", Here(refresh_tokens_end)),
    (117, "backchannel_logout_2_a_client_is_told", By(&["oidcc-backchannel-rp-initiated-logout"])),
];

fn by_post_too(run: &Run<'_>) {
    let (browser, hint) = logged_in(run);
    let request = full(run, &hint.text).with("state", "s");
    let endpoint = run.provider.endpoint("end_session_endpoint");
    let callback = confirmed(&browser, browser.send(&endpoint, &request.0)).at_client();
    let registered = fixtures::post_logout_redirect_uri(run.folder);
    assert_eq!(callback.url.as_str(), format!("{registered}?state=s"));
    assert!(is_logged_out(run, &browser));
}

/// Without a hint, or with one of somebody else's, nothing happens before the user has said so: any
/// page can have a browser open an address.
fn whose_logout_it_is_not_is_asked(run: &Run<'_>) {
    let folder = plans::folders().into_iter().find(|folder| *folder != run.folder).unwrap();
    let theirs = run.browser_of(folder);
    let foreign = run.sign_in(&theirs, &run.request()).id_token().text.clone();
    let by_id = Request::default()
        .with("client_id", &run.client.id)
        .with("post_logout_redirect_uri", &fixtures::post_logout_redirect_uri(run.folder));
    for request in [Request::default(), by_id, full(run, &foreign)] {
        let (browser, _) = logged_in(run);
        let url = request.at(&run.provider.endpoint("end_session_endpoint"));
        drop(browser.open(&url).at_page());
        assert!(!is_logged_out(run, &browser), "logged out unasked by {url}");
    }
}

/// Section 2.7 of Back-Channel Logout: those of tokens that are not for offline use.
fn refresh_tokens_end(run: &Run<'_>) {
    for (scope, is_alive) in [("openid", false), ("openid offline_access", true)] {
        let browser = run.browser();
        let grant = run.sign_in(&browser, &run.request().with("scope", scope));
        drop(log_out(run, &browser, &full(run, &grant.id_token().text)).at_client());
        assert!(is_logged_out(run, &browser));
        let token = grant.refresh_token.as_deref().unwrap();
        let refreshed = run.token(&[("grant_type", "refresh_token"), ("refresh_token", token)]);
        assert_eq!(refreshed.status == 200, is_alive, "{scope}: {refreshed:?}");
        assert!(is_alive || refreshed.refused(400) == "invalid_grant");
    }
}
