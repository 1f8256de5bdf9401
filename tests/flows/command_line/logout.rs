//! Who is cut off by a command is logged out of his apps, too.

use serde_json::{Value, json};

use super::{EVE, PASSWORD, terminal::Terminal};
use crate::{
    durability::server::Server,
    harness::{CALLBACK, app::OAuthApp, fixtures::secret_of, listener::Listener, person::Person},
    token::claims,
};

/// Logs Eve in at the app; gives what her session is called.
async fn log_in(server: &Server) -> Value {
    let eve = Person::new(server.url());
    assert_eq!(eve.log_in(EVE, PASSWORD.trim_end()).await.status, 200);
    let app = OAuthApp::new(server.url(), "wiki");
    let answer = app.redeem(&app.code_with(&eve, &[("scope", "openid")]).await).await;
    claims(answer.json()["id_token"].as_str().unwrap())["sid"].clone()
}

// Commands are waited for on this thread; the app answers on another.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn apps_are_told_of_who_is_disabled_gets_another_password_or_is_cut_off_or_imported_so() {
    let (terminal, mut listener) = (Terminal::local(), Listener::answering(&[500]).await);
    let client = json!([{
        "doctype": "OAuth Client", "name": "wiki", "client_secret": secret_of("wiki"),
        "scopes": "openid", "redirect_uris": CALLBACK, "skip_authorization": 1,
        "allowed_roles": [{ "role": "All" }], "backchannel_logout_uri": listener.url,
    }]);
    let file = terminal.file("client.json", &client.to_string());
    terminal.json(&["import", &file], "");
    terminal.json(&["user", "add", EVE, "--password-stdin"], PASSWORD);
    let changed = json!([{ "doctype": "User", "name": EVE, "email": EVE, "enabled": 0 }]);
    let disabled = terminal.file("disabled.json", &changed.to_string());
    let cut_off: &[&str] = &["cut-off", "--user", EVE];
    for (command, input) in [
        // The app answers an error once, and that is said.
        (cut_off, ""),
        (&["user", "passwd", EVE, "--password-stdin"], PASSWORD),
        (&["user", "disable", EVE], ""),
        (&["import", &disabled], ""),
    ] {
        terminal.json(&["user", "enable", EVE], "");
        let server = Server::start(&terminal.data(), &[]);
        let sid = log_in(&server).await;
        server.stop("TERM");
        let done = terminal.run(command, input);
        assert_eq!(done.code, Some(0), "{done:?}");
        assert_eq!(done.out.contains("An app could not be told"), command == cut_off, "{done:?}");
        let body = listener.next().await;
        let token = body.strip_prefix("logout_token=").unwrap();
        assert_eq!(claims(token)["sid"], sid, "{command:?}");
    }
    assert_eq!(listener.rest(), Vec::<String>::new());
}
