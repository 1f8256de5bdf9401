//! The log: what happened, on the standard output, which Lambda keeps.

use std::io;

use tracing::{Subscriber, level_filters::LevelFilter, subscriber::set_global_default};
use tracing_subscriber::fmt::{MakeWriter, fmt};

use crate::config::LogEnvironment;

/// Starts the log of a function, as Lambda's logging controls ask for it. To be called once,
/// before anything can go wrong.
///
/// Its level is one for all: a filter by module would carry a regular expression engine into every
/// function, and half a megabyte into every cold start.
pub fn init() {
    let environment = LogEnvironment::from_env();
    let level = environment.level.parse().unwrap_or(LevelFilter::INFO);
    let begun = if environment.is_json {
        set_global_default(json(level, io::stdout))
    } else {
        // Lambda stamps every line with the time.
        let log = fmt().with_max_level(level).without_time().with_target(false);
        set_global_default(log.with_ansi(false).with_writer(io::stdout).finish())
    };
    if let Err(error) = begun {
        tracing::warn!(%error, "the log had begun already");
    }
}

/// A log of JSON objects, one a line: `level`, `fields` (with the `message` among them) and the
/// `span` of Lambda's runtime, which has the request id.
pub fn json<W>(level: LevelFilter, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let log = fmt().with_max_level(level).without_time().with_target(false).json();
    log.with_span_list(false).with_writer(writer).finish()
}
