//! Pages as answers.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{
    HeaderValue, Method, StatusCode,
    header::{CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, RETRY_AFTER},
};

use super::{Failure, accept, failure::OurFault, language};
use crate::{
    app::{App, AppError},
    pages::{Language, MessagePage, Page, content_security_policy},
};

/// A page with its policy: no frame, no style and no script but its own.
///
/// It does not say by what its language varies: no cache keeps it.
///
/// # Errors
///
/// When the template does not render, which a test rules out.
pub fn render<P: Page>(
    app: &App,
    language: Language,
    status: StatusCode,
    page: &P,
) -> Result<Response, Failure> {
    let html = app.pages()?.render(language, page)?;
    let policy = HeaderValue::from_str(&content_security_policy::<P>())
        .map_err(|_| AppError::Internal("the content security policy is no header".to_owned()))?;
    let html_type = HeaderValue::from_static("text/html; charset=utf-8");
    let tag = HeaderValue::from_static(language.tag());
    let headers =
        [(CONTENT_TYPE, html_type), (CONTENT_LANGUAGE, tag), (CONTENT_SECURITY_POLICY, policy)];
    Ok((status, headers, html).into_response())
}

/// Gives a browser a page where the answer is a fault of ours.
pub async fn tell_faults(State(app): State<App>, request: Request, next: Next) -> Response {
    let is_page = accept::wants_page(request.headers()) && request.method() != Method::OPTIONS;
    let language = is_page.then(|| language::of(request.headers(), None));
    let response = next.run(request).await;
    match language {
        Some(language) if response.extensions().get::<OurFault>().is_some() => {
            fault_page(&app, language, response)
        }
        Some(_) | None => response,
    }
}

fn fault_page(app: &App, language: Language, response: Response) -> Response {
    let page = MessagePage {
        title: language.say("fault.title"),
        text: language.say("fault.text"),
        detail: None,
        link: None,
    };
    let Ok(mut shown) = render(app, language, response.status(), &page) else { return response };
    if let Some(after) = response.headers().get(RETRY_AFTER) {
        shown.headers_mut().insert(RETRY_AFTER, after.clone());
    }
    shown
}
