//! `UserInfo`
//! ([OpenID Connect Core section 5.3](https://openid.net/specs/openid-connect-core-1_0.html#UserInfo)):
//! Frappe's `openid_profile`.

use axum::{Router, extract::State, response::Response, routing::get};
use http::{Method, StatusCode};
use shared::{
    App,
    protocol::{
        authorization::Cause, claims::Told, error::ErrorCode, scope::OPENID, userinfo::UserInfo,
    },
    secret::Secret,
    web::{
        Failure, Incoming, answer, bearer,
        cors::{self, Reader},
        credentials::{self, Authorization},
        failure::oauth_error,
        routes,
    },
};

/// The methods served here, in Frappe's names.
pub const METHODS: &[&str] = &["frappe.integrations.oauth2.openid_profile"];
/// The other paths served here.
pub const PATHS: &[&str] = &[];

/// The function's router.
pub fn router(app: App) -> Router {
    let handler = get(openid_profile).post(openid_profile).options(cors::preflight);
    routes::finish(routes::methods(METHODS, &handler), app)
}

async fn openid_profile(State(app): State<App>, incoming: Incoming) -> Result<Response, Failure> {
    let mut reader = Reader::whoever(&incoming.headers);
    let answer = tell(&app, &incoming, &mut reader).await?;
    Ok(reader.may_read(answer))
}

async fn tell(app: &App, incoming: &Incoming, reader: &mut Reader) -> Result<Response, Failure> {
    let token = match presented(incoming) {
        Ok(token) => token,
        Err(refusal) => return Ok(*refusal),
    };
    let Some(bearer) = bearer::load(app, &token).await? else { return Ok(bearer::refuse()) };
    *reader = Reader::of(app, &incoming.headers, Some(&bearer.client)).await?;
    if !bearer.token.scope.contains(OPENID) {
        return Ok(bearer::refuse_scope(OPENID));
    }
    let told = Told::by_userinfo(&bearer.client, &bearer.token.scope, &bearer.grant.claims);
    let info = UserInfo::of(&bearer.user, &app.issuer().await?, told);
    match bearer.client.userinfo_signed_response_alg {
        Some(algorithm) => {
            let signed = app.sign_userinfo(&info, &bearer.client.client_id, algorithm).await?;
            Ok(answer::jwt(&signed))
        }
        None => answer::json(StatusCode::OK, &info),
    }
}

/// The token, from the header or from a form (RFC 6750 section 2). One in a URL is not looked for:
/// it would stand in every log on the way.
fn presented(incoming: &Incoming) -> Result<Secret, Box<Response>> {
    let in_form = match incoming.method {
        Method::POST => incoming
            .form()
            .and_then(|form| form.get("access_token").map(|token| token.map(Secret::new))),
        _ => Ok(None),
    };
    let in_form = in_form.map_err(|error| Box::new(oauth_error(&Cause::from(error))))?;
    match (credentials::read(&incoming.headers), in_form) {
        (Authorization::Bearer(_), Some(_)) => {
            let words = "Send the access token once: in the header or in the form.";
            Err(Box::new(oauth_error(&Cause::new(ErrorCode::InvalidRequest, words))))
        }
        (Authorization::Bearer(token), None) | (Authorization::None, Some(token)) => Ok(token),
        (Authorization::None, None) => Err(Box::new(bearer::ask())),
        (Authorization::Basic(_) | Authorization::Malformed, _) => Err(Box::new(bearer::refuse())),
    }
}
