//! The log: what happened, on the standard output, which Lambda keeps.

use std::io;

use tracing::level_filters::LevelFilter;

use crate::config::LogEnvironment;

/// Starts the log of a function, as Lambda's logging controls ask for it. To be called once,
/// before anything can go wrong.
///
/// Its level is one for all: a filter by module would carry a regular expression engine into every
/// function, and half a megabyte into every cold start.
pub fn init() {
    let environment = LogEnvironment::from_env();
    let level = environment.level.parse().unwrap_or(LevelFilter::INFO);
    // Lambda stamps every line with the time.
    let log =
        tracing_subscriber::fmt().with_max_level(level).without_time().with_writer(io::stdout);
    if environment.is_json {
        // The span carries the request id.
        log.json().with_target(false).with_span_list(false).init();
    } else {
        log.with_target(false).with_ansi(false).init();
    }
}
