//! One step of a grant, if user and client may still act.

use shared::{
    App,
    protocol::{
        grant::{Grant, Step},
        issued::{Draw, Issued},
        standing::{self, StandingError},
        token_error::TokenError,
    },
    web::Failure,
};

use crate::Loaded;

/// Takes the step that a request asks for. Whoever may no longer act is refused, and nothing
/// changes.
pub(crate) async fn take<E>(
    app: &App,
    loaded: &Loaded,
    draw: &Draw,
    decide: impl Fn(&Grant) -> Step<Issued, E>,
) -> Result<Result<Issued, TokenError>, Failure>
where
    TokenError: From<E>,
{
    let decide = |grant: &Grant| {
        let standing = standing::check(grant, loaded.user.as_ref(), Some(loaded.client.client()));
        let standing = if loaded.session_is_over { Err(StandingError::Session) } else { standing };
        let allowed = standing.map(|_| ()).map_err(TokenError::Standing);
        decide(grant).map_err(TokenError::from).provided(allowed)
    };
    Ok(app.store().step(loaded.seen.clone(), &draw.attempt, decide).await?)
}
