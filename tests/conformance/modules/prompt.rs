//! `prompt` (OpenID Connect Core section 3.1.2.1).

use std::{thread, time::Duration};

use crate::suite::{browser::Screen, entropy, run::Run};

/// What may be said of somebody who is not logged in and must not be asked.
const NOBODY: [&str; 4] =
    ["login_required", "interaction_required", "consent_required", "account_selection_required"];

/// Asks for the password again; where the time of the login is told, it is a later one.
pub(crate) fn oidcc_prompt_login(run: &Run<'_>) {
    let browser = run.browser();
    let first = run.sign_in(&browser, &run.request());
    // `auth_time` is told in seconds.
    thread::sleep(Duration::from_millis(1100));
    let second = run.sign_in(&browser, &run.request().with("prompt", "login"));
    assert!(second.screens.contains(&Screen::Login), "{:?}", second.screens);
    let told = |grant: &crate::suite::run::Grant| grant.id_token().claim("auth_time").as_u64();
    assert!(told(&first).zip(told(&second)).is_none_or(|(first, second)| first < second));
}

/// Nobody is there: an error, where an answer would have stood, and the whole of a long state.
pub(crate) fn oidcc_prompt_none_not_logged_in(run: &Run<'_>) {
    let request = run.request().with("prompt", "none").with("state", &entropy::random(128));
    let (answer, screens) = run.authorize(&run.browser(), &request);
    assert!(screens.is_empty() && NOBODY.contains(&answer.error()), "{answer:?}");
}

/// Somebody is there who has agreed: an answer about the same login, without a page.
pub(crate) fn oidcc_prompt_none_logged_in(run: &Run<'_>) {
    let browser = run.browser();
    let first = run.sign_in(&browser, &run.request());
    let second = run.sign_in(&browser, &run.request().with("prompt", "none"));
    assert_eq!(second.screens, Vec::<Screen>::new());
    for claim in ["sub", "auth_time"] {
        assert_eq!(second.id_token().claim(claim), first.id_token().claim(claim), "{claim}");
    }
}
