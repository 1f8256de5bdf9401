//! `max_age` (OpenID Connect Core section 3.1.2.1): how old a login may be.

use std::{thread, time::Duration};

use jsonwebtoken::get_current_timestamp;

use crate::suite::{browser::Screen, run::Run};

/// A login of two seconds is too old for `max_age=1`. It really waits: this server's clock is not
/// ours to move.
pub(crate) fn oidcc_max_age_1(run: &Run<'_>) {
    let browser = run.browser();
    let first = run.sign_in(&browser, &run.request());
    thread::sleep(Duration::from_secs(2));
    let second = run.sign_in(&browser, &run.request().with("max_age", "1"));
    assert!(second.screens.contains(&Screen::Login), "{:?}", second.screens);
    let told = second.id_token().auth_time();
    assert!(told + 60 > get_current_timestamp(), "{told}");
    assert!(first.id_token().claim("auth_time").as_u64().is_none_or(|first| first < told));
}

/// It is young enough for hours, and both ID Tokens tell of the same login.
pub(crate) fn oidcc_max_age_10000(run: &Run<'_>) {
    let browser = run.browser();
    let first = run.sign_in(&browser, &run.request().with("max_age", "15000"));
    let second = run.sign_in(&browser, &run.request().with("max_age", "10000"));
    assert!(!second.screens.contains(&Screen::Login), "{:?}", second.screens);
    assert_eq!(first.id_token().auth_time(), second.id_token().auth_time());
}
