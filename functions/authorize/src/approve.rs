//! The answer: a code, a token, an ID Token; one write, and a redirect with them.

use axum::response::Response;
use shared::{
    App,
    app::AppError,
    clock::Timestamp,
    protocol::{
        authentication::Authentication,
        authorization::{AuthorizationRequest, Cause},
        claims::{ClaimsPolicy, Told},
        client::Client,
        client_answer::ClientAnswer,
        error::ErrorCode,
        grant::{AccessToken, Attempt, CodeBinding, Grant, GrantingSession, Stage, Tokens},
        id_token::IdToken,
        issued::{NewAccessToken, seconds},
        origin::Origin,
        scope::OFFLINE_ACCESS,
        token::{GrantId, Kind, Presented, draw_secret},
        userinfo::UserInfo,
    },
    secret::{Secret, SecretHash},
    web::{
        Failure, Incoming, cookies,
        session::Current,
        trail::{Event, Trail},
    },
};

use crate::{
    Loaded,
    answer::{self, Refused, refuse, send},
    parked,
};

/// Gives the client what it asked for, by a redirect.
pub(crate) async fn approve(
    app: &App,
    incoming: &Incoming,
    loaded: &Loaded,
    (client, request, current): (&Client, &AuthorizationRequest, &Current),
) -> Result<Response, Failure> {
    if !app.keep_client(client).await? {
        return answer::here(app, incoming, &Cause::unknown_client());
    }
    let issue = Issue { client, request, current, now: app.now() };
    // Before anything is given: who hears of the session hears of its end, too.
    if client.knows_sessions() && !issue.note_app(app).await? {
        return log_in_again(app, incoming, loaded, (client, request)).await;
    }
    let given = issue.draw(app);
    let access_token = issue.access_token_text(app, &given).await?;
    let id_token = issue.id_token(app, loaded, (&given, access_token.as_ref())).await?;

    let attempt = Attempt::draw(app.random());
    let start =
        async { app.store().start_grant(&given.grant, &attempt).await.map_err(Failure::from) };
    let ((), cookie) = tokio::try_join!(start, current.held.touch(app, &loaded.issuer))?;
    let trail = Trail::of(Event::Authorization, incoming).client(&client.client_id);
    trail.actor(Some(&current.user)).done();

    let (lifetime, scope) = (client.lifetimes.access_token.to_string(), request.scope.to_string());
    let mut answer = Vec::new();
    if let Some(token) = &access_token {
        answer.extend([("access_token", token.expose()), ("expires_in", &lifetime)]);
        answer.extend([("token_type", "Bearer"), ("scope", &scope)]);
    }
    answer.extend(given.code.as_ref().map(|code| ("code", code.expose())));
    answer.extend(id_token.as_ref().map(|token| ("id_token", token.expose())));
    answer.extend(request.state.as_deref().map(|state| ("state", state)));
    answer.push(("iss", &loaded.issuer));
    let answer = ClientAnswer::to(&request.redirect_uri, request.mode, &answer);
    let sent = send(app, incoming, loaded, answer)?;
    Ok(cookies::beside(sent, cookie))
}

/// What becomes of a request whose session has ended while it was answered: as if nobody had been
/// logged in.
async fn log_in_again(
    app: &App,
    incoming: &Incoming,
    loaded: &Loaded,
    (client, request): (&Client, &AuthorizationRequest),
) -> Result<Response, Failure> {
    if !request.prompt.none {
        return parked::log_in(app, incoming, &loaded.params, "").await;
    }
    let refusal = request.refuse(ErrorCode::LoginRequired, "Nobody is logged in.");
    refuse(app, incoming, loaded, &Refused { client: Some(client), refusal })
}

/// Who gives what to whom, and when.
struct Issue<'a> {
    client: &'a Client,
    request: &'a AuthorizationRequest,
    current: &'a Current,
    now: Timestamp,
}

/// What is given.
struct Given {
    grant: Grant,
    code: Option<Secret>,
    access: Option<NewAccessToken>,
}

impl Issue<'_> {
    /// Writes down at the session that the app is told of it. Gives whether the session is still there.
    async fn note_app(&self, app: &App) -> Result<bool, Failure> {
        let (held, client_id) = (&self.current.held, &self.client.client_id);
        if held.session.apps.contains(client_id) {
            return Ok(true);
        }
        Ok(app.store().note_app_of_session(&held.token.id, client_id).await?)
    }

    /// The session, for a client that knows of sessions.
    fn session(&self) -> Option<GrantingSession> {
        let held = &self.current.held;
        // One of an older version has no name for apps.
        let is_told = self.client.knows_sessions() && !held.session.sid.is_empty();
        is_told.then(|| GrantingSession {
            id: held.token.id.clone(),
            sid: held.session.sid.clone(),
            ends_tokens: self.client.claims_policy == ClaimsPolicy::OpenIdConnect
                && !self.request.scope.contains(OFFLINE_ACCESS),
        })
    }

    fn draw(&self, app: &App) -> Given {
        let Self { client, request, current, now } = self;
        let id = GrantId::draw(app.random());
        let types = request.response_types;
        let code = types.code.then(|| draw_secret(app.random()));
        let token = types.token.then(|| draw_secret(app.random()));
        let kept = token.as_ref().map(|token| self.access_token(token));
        let access: Vec<AccessToken> = kept.iter().cloned().collect();
        let grant = Grant {
            id: id.clone(),
            client_id: client.client_id.clone(),
            origin: Origin::Authorization,
            user: current.user.name.clone(),
            sub: current.user.sub.clone(),
            scope: request.scope.clone(),
            resources: request.resources.clone(),
            nonce: request.nonce.clone(),
            claims: request.claims.clone(),
            authentication_claims: request.authentication_claims,
            auth_time: current.held.session.created_at,
            session: self.session(),
            created_at: *now,
            code: code.as_ref().map(|code| self.binding(code)),
            stage: if types.code {
                let expires_at = *now + seconds(client.lifetimes.code);
                Stage::Code { expires_at, wrong_verifiers: 0, access }
            } else {
                Stage::Active(Tokens { refresh: None, access })
            },
        };
        let code = code.map(|secret| Presented { grant: id.clone(), kind: Kind::Code(secret) });
        let new = token.zip(kept);
        let new = new.map(|(secret, kept)| NewAccessToken::of(&id, secret, &kept, *now));
        Given { grant, code: code.map(|code| code.to_secret()), access: new }
    }

    fn access_token(&self, secret: &Secret) -> AccessToken {
        let of = (&self.request.scope, self.request.resources.clone());
        AccessToken::new(self.client, of, secret, self.now)
    }

    fn binding(&self, secret: &Secret) -> CodeBinding {
        CodeBinding {
            hash: SecretHash::of(secret.expose()),
            redirect_uri: self.request.redirect_uri.as_str().to_owned(),
            redirect_uri_was_sent: self.request.redirect_uri_was_sent,
            challenge: self.request.challenge.clone(),
        }
    }

    /// The access token for the front, where one was asked for.
    async fn access_token_text(&self, app: &App, given: &Given) -> Result<Option<Secret>, Failure> {
        let Some(access) = &given.access else { return Ok(None) };
        let (of, user) = ((&given.grant, self.client), &self.current.user);
        Ok(Some(app.access_token_text(access, of, Some(user)).await?))
    }

    /// An ID Token for the front, where one was asked for.
    async fn id_token(
        &self,
        app: &App,
        loaded: &Loaded,
        (given, access_token): (&Given, Option<&Secret>),
    ) -> Result<Option<Secret>, Failure> {
        if !self.request.response_types.id_token {
            return Ok(None);
        }
        // The client has not proved itself, so it does not show which of two it goes by: the older.
        let secrets = app.open_client_secrets(self.client).await?;
        let types = self.request.response_types;
        let alone_with = (!types.code && !types.token).then_some(&self.request.scope);
        let told = Told::by_id_token(self.client, alone_with, &self.request.claims);
        let auth_time = self.current.held.session.created_at;
        let asked = self.request.authentication_claims;
        let id_token = IdToken {
            audience: &self.client.client_id,
            issued_at: self.now,
            expires_at: self.now + seconds(self.client.lifetimes.access_token),
            nonce: self.request.nonce.as_deref(),
            access_token,
            code: given.code.as_ref(),
            sid: given.grant.session.as_ref().map(|session| session.sid.as_str()),
            authentication: Authentication::told(self.client, asked, auth_time),
            user: &UserInfo::of(&self.current.user, &loaded.issuer, told),
        };
        let signed = app.sign_id_token(&id_token, self.client, secrets.current.as_ref()).await?;
        let signed = signed.ok_or_else(|| AppError::Internal("no key for an ID Token".to_owned()));
        Ok(Some(signed?))
    }
}
