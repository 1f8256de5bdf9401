//! Dynamic registration ([RFC 7591](https://www.rfc-editor.org/rfc/rfc7591)): Frappe's `register_client`;
//! and behind it each client's own address ([RFC 7592](https://www.rfc-editor.org/rfc/rfc7592)).

mod answer;
mod limits;
mod own;

use axum::{
    Router,
    extract::State,
    response::Response,
    routing::{get, post},
};
use http::StatusCode;
use shared::{
    App,
    admin::clients::ID_LENGTH,
    protocol::{
        client::Client,
        registration::{Metadata, NotAdmitted, RegistrationError, record::made},
    },
    secret::{Secret, SecretHash},
    store::StoreError,
    web::{
        Failure, Incoming,
        cors::{self, Reader},
        credentials::{self, Authorization},
        routes,
        trail::{Event, Trail},
    },
};

use self::answer::tell;

/// The methods served here, in Frappe's names.
pub const METHODS: &[&str] = &["frappe.integrations.oauth2.register_client"];
/// The other paths served here: where an app reads, changes and deletes its own client.
pub const PATHS: &[&str] = &[
    "/api/method/frappe.integrations.oauth2.register_client/{client_id}",
    "/api/v1/method/frappe.integrations.oauth2.register_client/{client_id}",
    "/api/v2/method/frappe.integrations.oauth2.register_client/{client_id}",
];

/// Letters and digits of what proves that somebody is the app: 238 bits.
const ACCESS_TOKEN_LENGTH: usize = 40;

/// The function's router.
pub fn router(app: App) -> Router {
    let handler = post(register).options(cors::preflight);
    let own = get(own::read).put(own::change).delete(own::delete).options(cors::preflight);
    let router = routes::methods(METHODS, &handler);
    let router = PATHS.iter().fold(router, |router, path| router.route(path, own.clone()));
    routes::finish(router, app)
}

async fn register(State(app): State<App>, incoming: Incoming) -> Result<Response, Failure> {
    let answer = Box::pin(give(&app, &incoming)).await?;
    Ok(Reader::whoever(&incoming.headers).may_read(answer))
}

async fn give(app: &App, incoming: &Incoming) -> Result<Response, Failure> {
    let trail = Trail::of(Event::Registration, incoming).act("client registered");
    let settings = app.settings().await?;
    if let Err(refusal) = settings.oauth.admit_registration(bearer(incoming).as_ref()) {
        trail.refused(&refusal);
        return Ok(not_admitted(incoming, refusal));
    }
    let metadata = match metadata(incoming) {
        Ok(metadata) => metadata,
        Err(error) => {
            trail.refused(&error);
            return Ok(answer::refuse(&error));
        }
    };
    // What is refused above costs nothing, and takes nothing out of anybody's bucket.
    if let Some((limited, wait)) = limits::spend(app, incoming).await? {
        trail.refused(&limited);
        return Ok(answer::wait(&limited.to_string(), wait));
    }
    let access_token = app.random().alphanumeric(ACCESS_TOKEN_LENGTH);
    let id = app.random().alphanumeric(ID_LENGTH).expose().to_owned();
    let client = made(metadata, id, SecretHash::of(access_token.expose()), app.now());
    let (client, secret) = app.with_client_secret(client).await?;
    let decide = |there: Option<&Client>| there.is_none().then(|| client.clone());
    let change = app.store().change_client(&client.client_id, decide).await?;
    // Nobody draws the same id twice.
    let client = change.after.ok_or(StoreError::Busy)?;
    trail.client(&client.client_id).done();
    let shown = (secret.as_ref(), &access_token);
    tell(StatusCode::CREATED, &settings.issuer, &client, shown)
}

/// What the app says of itself.
fn metadata(incoming: &Incoming) -> Result<Metadata, RegistrationError> {
    Metadata::read(&incoming.json()?.to_map()?)
}

/// The bearer token, by the header alone: a URL stands in logs.
fn bearer(incoming: &Incoming) -> Option<Secret> {
    match credentials::read(&incoming.headers) {
        Authorization::Bearer(token) => Some(token),
        Authorization::None | Authorization::Basic(_) | Authorization::Malformed => None,
    }
}

fn not_admitted(incoming: &Incoming, refusal: NotAdmitted) -> Response {
    match refusal {
        NotAdmitted::Off => routes::nowhere(&incoming.uri),
        NotAdmitted::NoToken => answer::challenge(&refusal.to_string(), "Bearer"),
        NotAdmitted::WrongToken => {
            answer::challenge(&refusal.to_string(), "Bearer error=\"invalid_token\"")
        }
    }
}
