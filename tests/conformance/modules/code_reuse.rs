//! A code that comes a second time (RFC 6749 section 4.1.2).

use std::{thread, time::Duration};

use crate::suite::run::{Grant, Run};

pub(crate) fn oidcc_codereuse(run: &Run<'_>) {
    again(run, &run.happy_flow());
}

/// Half a minute later, and what the first use gave is worth nothing any more. It really waits.
pub(crate) fn oidcc_codereuse_30seconds(run: &Run<'_>) {
    let grant = run.happy_flow();
    thread::sleep(Duration::from_secs(30));
    again(run, &grant);
    let status = run.profile(grant.access_token()).status;
    assert!((400..500).contains(&status), "the first access token lives: {status}");
}

fn again(run: &Run<'_>, grant: &Grant) {
    let code = grant.code.as_deref().unwrap();
    assert_eq!(run.redeem(code, &[]).refused(400), "invalid_grant");
}
