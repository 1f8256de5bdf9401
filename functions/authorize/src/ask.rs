//! The question: may this app know this of you?

use axum::response::Response;
use http::StatusCode;
use shared::{
    App,
    pages::ConsentPage,
    protocol::{
        authorization::AuthorizationRequest,
        claims,
        client::Client,
        consent::{self, Question},
        grant::Grant,
        loopback,
        params::encode,
        redirect_uri,
    },
    web::{Failure, Incoming, cookies, language, page, session::Current},
};

use crate::Loaded;

/// Whether the user has to be asked. His grants are read only where an earlier answer may spare him
/// the question.
pub(crate) async fn must_ask(
    app: &App,
    loaded: &Loaded,
    (client, request, current): (&Client, &AuthorizationRequest, &Current),
) -> Result<bool, Failure> {
    match consent::question(request, client, loaded.oauth.skip_authorization) {
        Question::Spared => Ok(false),
        Question::Due => Ok(true),
        Question::UnlessAnswered => {
            let (user, now) = (&current.user, app.now());
            let is_answer =
                |grant: &Grant| consent::is_answered_by(grant, request, (user, client), now);
            Ok(!app.store().has_grant_of_user(&user.name, now, is_answer).await?)
        }
    }
}

/// Shows the question.
pub(crate) async fn ask(
    app: &App,
    incoming: &Incoming,
    loaded: &Loaded,
    (client, request, current): (&Client, &AuthorizationRequest, &Current),
) -> Result<Response, Failure> {
    // The request stays in the form's address, byte for byte; the form adds the answer.
    let action = incoming.uri.path_and_query().map_or("", |path| path.as_str()).to_owned();
    let page = ConsentPage {
        app_name: client.app_name.clone(),
        app_uri: client.client_uri.clone(),
        policy_uri: client.policy_uri.clone(),
        tos_uri: client.tos_uri.clone(),
        host: request.redirect_uri.host(),
        published_at: client.document_until.map(|_| redirect_uri::host(&client.client_id)),
        is_on_this_device: loopback::is_loopback(request.redirect_uri.as_str()),
        is_vouched: !client.is_self_registered,
        apis: request.resources.hosts(),
        scopes: claims::words(Some(client), &request.scope, &request.claims),
        full_name: current.user.full_name(),
        email: current.user.name.clone(),
        switch_user: format!("/login?again=1&redirect-to={}", encode(&action)),
        action,
        csrf_token: current.held.token.csrf_token(),
    };
    let cookie = current.held.touch(app, &loaded.issuer).await?;
    let language = language::asked(&loaded.params, &incoming.headers, Some(&current.user));
    let page = page::render(app, language, StatusCode::OK, &page)?;
    Ok(cookies::beside(page, cookie))
}
