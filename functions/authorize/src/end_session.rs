//! The logout that an app begins
//! ([OpenID Connect RP-Initiated Logout](https://openid.net/specs/openid-connect-rpinitiated-1_0.html)).

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use shared::{
    App,
    pages::{Language, LogoutPage, MessagePage},
    protocol::{
        authorization::Cause,
        client::Client,
        end_session::{EndSession, EndSessionRequest, decide},
        error::ErrorCode,
        id_token::Hint,
        params::Params,
    },
    web::{
        Failure, Incoming,
        answer::redirect,
        language, logout, page,
        session::{self, Current},
        trail::{Event, Trail},
    },
};

use crate::form;

/// The endpoint's address.
pub(crate) const PATH: &str = "/end_session";

/// API Gateway takes 10,240 bytes of request line and headers together; the rest is the cookies'.
const LONGEST_ADDRESS: usize = 8_000;

/// What has been read for a request.
struct Loaded {
    request: EndSessionRequest,
    client: Option<Client>,
    /// The hint, if it was ours.
    hint: Option<Hint>,
    current: Option<Current>,
    language: Language,
}

/// `GET`: ends the session, or asks first.
pub(crate) async fn show(State(app): State<App>, incoming: Incoming) -> Result<Response, Failure> {
    let loaded = match load(&app, &incoming).await? {
        Ok(loaded) => loaded,
        Err(refused) => return refused.page(&app),
    };
    let target = match loaded.target() {
        Ok(target) => target,
        Err(cause) => return Refused { cause, language: loaded.language }.page(&app),
    };
    let session = loaded.current.as_ref().map(|current| &current.held.session);
    match (decide(loaded.hint.as_ref(), session), &loaded.current) {
        (EndSession::Ask, Some(current)) => {
            let page = LogoutPage {
                app_name: loaded.client.as_ref().map(|client| client.app_name.clone()),
                full_name: current.user.full_name(),
                email: current.user.name.clone(),
                action: incoming.uri.path_and_query().map_or("", |path| path.as_str()).to_owned(),
                csrf_token: current.held.token.csrf_token(),
            };
            page::render(&app, loaded.language, StatusCode::OK, &page)
        }
        (EndSession::Ask | EndSession::End, _) => log_out(&app, &incoming, loaded, target).await,
    }
}

/// `POST`: the answer to our question, or an app's request as a form.
pub(crate) async fn submit(
    State(app): State<App>,
    incoming: Incoming,
) -> Result<Response, Failure> {
    let Ok(form) = incoming.form() else {
        let cause =
            Cause::new(ErrorCode::InvalidRequest, "Send the request in the URL or as a form.");
        return Refused { cause, language: language::of(&incoming.headers, None) }.page(&app);
    };
    if !form.has("decision") {
        // SameSite=Lax keeps the session's cookie back from another site's form: who is logged in
        // shows only at a GET.
        let address = format!("{PATH}?{}", form.to_query());
        if address.len() > LONGEST_ADDRESS {
            let cause = Cause::new(ErrorCode::InvalidRequest, "The request is too long.");
            return Refused { cause, language: language::of(&incoming.headers, None) }.page(&app);
        }
        return redirect(StatusCode::SEE_OTHER, &address);
    }
    let loaded = match load(&app, &incoming).await? {
        Ok(loaded) => loaded,
        Err(refused) => return refused.page(&app),
    };
    let target = match loaded.target() {
        Ok(target) => target,
        Err(cause) => return Refused { cause, language: loaded.language }.page(&app),
    };
    if let Some(current) = &loaded.current {
        // Without this a foreign page could log its visitor out.
        if !form::is_ours(&incoming, &form, current, &app.issuer().await?) {
            let again = incoming.uri.path_and_query().map_or(PATH, |path| path.as_str());
            return form::expired(&app, loaded.language, "logout.expired", again);
        }
        if form.get("decision").ok().flatten() != Some("log_out") {
            return redirect(StatusCode::SEE_OTHER, "/me");
        }
    }
    log_out(&app, &incoming, loaded, target).await
}

/// Reads the request, the client, the hint and the session.
async fn load(app: &App, incoming: &Incoming) -> Result<Result<Loaded, Refused>, Failure> {
    let sent = incoming.query().and_then(|params| Ok((EndSessionRequest::read(&params)?, params)));
    let (request, params): (_, Params) = match sent {
        Ok(sent) => sent,
        Err(error) => {
            let (cause, language) = (error.into(), language::of(&incoming.headers, None));
            return Ok(Err(Refused { cause, language }));
        }
    };
    let client = async {
        match request.claimed_client() {
            Some(id) => app.client(&id).await.map_err(Failure::from),
            None => Ok(None),
        }
    };
    let (client, current) = tokio::try_join!(client, session::current(app, &incoming.headers))?;
    let hint = match (&request.id_token_hint, &client) {
        (Some(hint), Some(client)) => app.read_hint(hint, client).await?,
        (Some(_), None) | (None, _) => None,
    };
    let user = current.as_ref().map(|current| &current.user);
    let language = language::asked(&params, &incoming.headers, user);
    Ok(Ok(Loaded { request, client, hint, current, language }))
}

impl Loaded {
    fn target(&self) -> Result<Option<String>, Cause> {
        self.request.target(self.client.as_ref(), self.hint.is_some())
    }
}

/// Ends the session, and sends the user where the app wants him to go.
async fn log_out(
    app: &App,
    incoming: &Incoming,
    loaded: Loaded,
    target: Option<String>,
) -> Result<Response, Failure> {
    let trail = Trail::of(Event::Logout, incoming);
    if let Some(Current { held, user }) = loaded.current {
        app.end_session(&held.token.id, &held.session).await?;
        let trail = trail.actor(Some(&user));
        match &loaded.client {
            Some(client) => trail.client(&client.client_id).done(),
            None => trail.done(),
        }
    }
    let answer = match target {
        Some(target) => redirect(StatusCode::SEE_OTHER, &target)?,
        None => logout::page(app, loaded.language)?,
    };
    Ok((logout::cookies(&app.issuer().await?), answer).into_response())
}

/// A request that is refused: on a page, and nowhere else.
struct Refused {
    cause: Cause,
    language: Language,
}

impl Refused {
    fn page(self, app: &App) -> Result<Response, Failure> {
        let Self { cause, language } = self;
        let page = MessagePage {
            title: language.say("refused.title"),
            text: language.say("logout.refused"),
            detail: Some(format!("{}: {}", cause.code.as_str(), cause.description)),
            link: None,
        };
        page::render(app, language, StatusCode::BAD_REQUEST, &page)
    }
}
