//! The authorization request: what is read, and where each refusal goes.

use super::*;
use crate::protocol::client::{AuthMethod, ResponseType};

const CALLBACK: &str = "https://app.example/cb";

fn client() -> Client {
    Client {
        client_id: "c".into(),
        scopes: Scope::parse("all openid"),
        redirect_uris: vec![CALLBACK.into()],
        default_redirect_uri: Some(CALLBACK.into()),
        ..Client::default()
    }
}

fn read(query: &str, client: &Client) -> Result<AuthorizationRequest, Refusal> {
    AuthorizationRequest::read(&Params::from_urlencoded(query.as_bytes()).unwrap(), client)
}

#[test]
fn everything_sent_is_read() {
    let request = read(
        "response_type=code&redirect_uri=https://app.example/cb&scope=openid&state=a%2Bb&nonce=n\
         &code_challenge=420&code_challenge_method=plain&prompt=consent&unknown=x
         &display=hologram&claims_locales=xx&ui_locales=tlh&login_hint=alice",
        &client(),
    )
    .unwrap();
    assert_eq!(request.state.as_deref(), Some("a+b"));
    assert_eq!(request.nonce.as_deref(), Some("n"));
    assert_eq!(request.scope.to_string(), "openid");
    assert!(request.redirect_uri_was_sent && request.challenge.is_some());
    assert!(request.prompt.consent);
}

#[test]
fn what_is_left_out_comes_from_the_client() {
    let request = read("response_type=code", &client()).unwrap();
    assert_eq!(request.redirect_uri.as_str(), CALLBACK);
    assert!(!request.redirect_uri_was_sent);
    assert_eq!(request.scope, client().scopes);
}

#[test]
fn every_refusal_has_its_place_and_its_code() {
    let public = Client { token_endpoint_auth_method: AuthMethod::None, ..client() };
    let implicit = Client { response_type: ResponseType::Token, ..client() };
    let no_default = Client { default_redirect_uri: None, ..client() };
    let cases = [
        ("response_type=code&redirect_uri=https://evil.example/", client()),
        ("response_type=code&redirect_uri=a&redirect_uri=b", client()),
        ("response_type=code", no_default),
        ("state=s", client()),
        ("state=s&response_type=code&response_type=code", client()),
        ("state=s&state=t&response_type=code", client()),
        ("state=s&response_type=magic", client()),
        ("state=s&response_type=code", implicit),
        ("state=s&response_type=code&scope=email", client()),
        ("state=s&response_type=code&prompt=none+login", client()),
        ("state=s&response_type=code&request=x.y.z", client()),
        ("state=s&response_type=code&request_uri=https://x", client()),
        ("state=s&response_type=code&registration={}", client()),
        ("state=s&response_type=code&display=wap&display=wap", client()),
        ("state=s&response_type=code&login_hint=a&login_hint=b", client()),
        ("state=s&response_type=code&code_challenge=x&code_challenge_method=S512", client()),
        ("state=s&response_type=code", public),
    ];
    let table: Vec<String> = cases
        .iter()
        .map(|(query, client)| match read(query, client) {
            Ok(_) => "accepted".to_owned(),
            Err(Refusal::Here(cause)) => format!("here: {} {cause}", cause.code.as_str()),
            Err(Refusal::Redirect { state, cause, .. }) => {
                let state = state.unwrap_or_default();
                format!("redirect {state}: {} {cause}", cause.code.as_str())
            }
        })
        .collect();
    insta::assert_snapshot!(table.join("\n"), @"
    here: invalid_request Mismatching redirect URI.
    here: invalid_request Duplicate redirect_uri parameter.
    here: invalid_request Missing redirect URI.
    redirect s: invalid_request Missing response_type parameter.
    redirect s: invalid_request Duplicate response_type parameter.
    redirect : invalid_request Duplicate state parameter.
    redirect s: unsupported_response_type The response_type is not supported.
    redirect s: unauthorized_client The client may not use this response_type.
    redirect s: invalid_scope The scope is not one of the client's.
    redirect s: invalid_request Prompt none is mutually exclusive with other values.
    redirect s: request_not_supported The request parameter is not supported.
    redirect s: request_uri_not_supported The request_uri parameter is not supported.
    redirect s: registration_not_supported The registration parameter is not supported.
    redirect s: invalid_request Duplicate display parameter.
    redirect s: invalid_request Duplicate login_hint parameter.
    redirect s: invalid_request Transform algorithm not supported.
    redirect s: invalid_request Code challenge required.
    ");
}
