//! The command line.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Parser, Subcommand};
use tracing_subscriber::EnvFilter;
use url::Url;

use crate::{
    commands::{
        client::ClientOptions, cut_off::CutOffOptions, export::ExportOptions,
        import::ImportOptions, keys::KeysOptions, registration::RegistrationOptions,
        user::UserOptions,
    },
    database::{self, DatabaseOptions},
};

/// Shown below the help of `affogato` and of its `serve`.
const EXAMPLES: &str = "\
Examples:
  affogato                                   serve on http://127.0.0.1:8000, data in ./.affogato
  affogato --listen 127.0.0.1:9000           another port
  affogato --in-memory --import site.json    try a site's users and clients, keep nothing
  affogato --listen 0.0.0.0:8000 --issuer https://id.example.com
                                             behind a reverse proxy that terminates TLS

FILE is what `bench export-fixtures` writes: a JSON list of documents with a `doctype`
(User, OAuth Client, OAuth Provider Settings, OAuth Settings, Social Login Key).
Importing the same file again changes nothing.

Users and clients, in ./.affogato while nothing serves it, or on a deployed stack:
  affogato user add eve@example.com --role Blogger
  affogato client add Wiki --redirect-uri https://wiki.example.com/callback --role All
  affogato import site.json --stack affogato --region eu-central-1 --dry-run";

/// An OAuth 2.0 and OpenID Connect provider that speaks Frappe's URLs.
///
/// Without a command it serves: all endpoints and an embedded database in one process.
#[derive(Clone, Debug, Parser)]
#[command(name = "affogato", version, after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
pub struct Cli {
    /// What to do; `serve` if nothing is said.
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: ServeOptions,
}

/// What the command line can do.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Serve all endpoints with an embedded database (the default)
    #[command(after_help = EXAMPLES)]
    Serve(Box<ServeOptions>),
    /// Make OAuth clients, and change them
    Client(ClientOptions),
    /// End every session and token of a user, a client, or everyone
    CutOff(CutOffOptions),
    /// Write users, clients and settings as Frappe's fixtures, to move elsewhere
    Export(ExportOptions),
    /// Import users, clients and settings from Frappe's fixtures
    Import(ImportOptions),
    /// Show and rotate the keys that sign ID Tokens
    Keys(KeysOptions),
    /// Say who may register clients
    Registration(RegistrationOptions),
    /// Make users, and change them
    User(UserOptions),
    /// Serve the embedded database alone, for `sam local`
    #[command(after_help = database::WARNING)]
    Database(Box<DatabaseOptions>),
    /// Print what to enter in another Frappe site so that its users log in here
    SocialLoginKey(SocialLoginKeyOptions),
}

/// Of which site.
#[derive(Args, Clone, Debug)]
pub struct SocialLoginKeyOptions {
    /// Origin that clients know this server by
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8000", value_parser = issuer)]
    pub issuer: String,

    /// Origin of the other site
    #[arg(long, value_name = "URL", default_value = "https://other-site.example.com", value_parser = issuer)]
    pub site: String,

    /// The id of the site's OAuth Client here
    #[arg(long, value_name = "ID", default_value = "the OAuth Client's ID here")]
    pub client_id: String,
}

/// How to serve.
#[derive(Args, Clone, Debug)]
pub struct ServeOptions {
    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8000", value_parser = listen)]
    pub listen: SocketAddr,

    /// Origin that clients know this server by, such as `https://id.example.com`; an imported
    /// Social Login Key `frappe` with a Base URL goes before it [default: http://ADDRESS:PORT]
    #[arg(long, value_name = "URL", value_parser = issuer)]
    pub issuer: Option<String>,

    /// Folder that keeps the database and its key between runs
    #[arg(long, value_name = "DIR", default_value = ".affogato")]
    pub data: PathBuf,

    /// Keep everything in memory, and forget it at the end
    #[arg(long, conflicts_with = "data")]
    pub in_memory: bool,

    /// Let `introspect_token` answer whoever asks, as Frappe's does
    #[arg(long)]
    pub open_introspection: bool,

    /// Import Frappe's fixtures before serving; may be repeated
    #[arg(long, value_name = "FILE")]
    pub import: Vec<PathBuf>,

    /// What to log to the standard error: error, warn, info, debug, trace, or a filter such as
    /// `affogato=info`
    #[arg(long, value_name = "FILTER", default_value = "warn", value_parser = log_filter)]
    pub log: EnvFilter,
}

impl Cli {
    /// The command, with the default filled in.
    pub fn command(self) -> Command {
        self.command.unwrap_or(Command::Serve(Box::new(self.serve)))
    }
}

/// An address with a port; `localhost:8000`, `:8000` and `8000` mean the loopback.
fn listen(text: &str) -> Result<SocketAddr, String> {
    let port = text.strip_prefix("localhost").unwrap_or(text);
    let port = port.strip_prefix(':').unwrap_or(port);
    if let Ok(port) = port.parse::<u16>() {
        return Ok(SocketAddr::from(([127, 0, 0, 1], port)));
    }
    text.parse().map_err(|_| "write an IP address and a port, such as 127.0.0.1:8000".to_owned())
}

/// The database's own words about refused conditions are no news unless they are asked for.
pub(crate) fn log_filter(text: &str) -> Result<EnvFilter, String> {
    let filter = EnvFilter::builder().parse(format!("dynoxide=error,{text}"));
    filter.map_err(|_| "write a level such as info, or target=level".to_owned())
}

/// An origin: a client compares the issuer character by character, so it is kept bare.
pub(crate) fn issuer(text: &str) -> Result<String, String> {
    let bare = text.trim_end_matches('/');
    match Url::parse(bare) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => {
            let origin = url.origin().ascii_serialization();
            if origin == bare {
                Ok(origin)
            } else {
                Err(format!("write only scheme, host and port: {origin}"))
            }
        }
        _ => Err("write an origin, such as https://id.example.com".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<ServeOptions, String> {
        let all = std::iter::once(&"affogato").chain(arguments);
        match Cli::try_parse_from(all).map_err(|error| error.to_string())?.command() {
            Command::Serve(options) => Ok(*options),
            Command::Client(_)
            | Command::CutOff(_)
            | Command::Export(_)
            | Command::Import(_)
            | Command::Keys(_)
            | Command::Registration(_)
            | Command::User(_)
            | Command::Database(_)
            | Command::SocialLoginKey(_) => Err("another command".to_owned()),
        }
    }

    #[test]
    fn options_work_with_and_without_the_word_serve() {
        for arguments in [&["--listen", "127.0.0.1:9000"][..], &["serve", "--listen", "9000"]] {
            assert_eq!(parse(arguments).unwrap().listen.to_string(), "127.0.0.1:9000");
        }
        let bare = parse(&[]).unwrap();
        assert_eq!(bare.listen.to_string(), "127.0.0.1:8000");
        assert_eq!((bare.data, bare.in_memory), (PathBuf::from(".affogato"), false));
    }

    #[test]
    fn the_examples_are_commands_that_are_understood() {
        let examples: Vec<&str> =
            EXAMPLES.lines().filter(|line| line.starts_with("  affogato")).collect();
        assert_eq!(examples.len(), 7);
        for line in examples {
            // What it does stands behind it, after more than one space.
            let command = line.trim().split("   ").next().unwrap();
            let parsed = Cli::try_parse_from(command.split_whitespace());
            assert!(parsed.is_ok(), "{command}: {parsed:?}");
        }
    }

    #[test]
    fn a_place_is_named_before_or_behind_what_is_done_there() {
        let users = |arguments: &str| {
            let arguments = ["affogato", "user"].into_iter().chain(arguments.split(' '));
            let parsed = Cli::try_parse_from(arguments).map_err(|error| error.to_string())?;
            let Command::User(options) = parsed.command() else { return Err(String::new()) };
            Ok(format!("{:?}", options.common))
        };
        let stack = users("list --stack s --region r --profile p --json").unwrap();
        for word in ["json: true", r#"stack: Some("s")"#, r#"region: Some("r")"#] {
            assert!(stack.contains(word), "{stack}");
        }
        assert_eq!(users("--stack s --region r --profile p --json list"), Ok(stack));
        assert!(users("list").unwrap().contains(r#"data: ".affogato", stack: None"#));
        for (wrong, why) in [
            ("list --stack s --data d", "cannot be used with"),
            ("list --region r", "--stack <NAME>"),
            ("list --profile p", "--stack <NAME>"),
            ("add", "<EMAIL>"),
        ] {
            assert!(users(wrong).unwrap_err().contains(why), "{wrong}");
        }
    }

    #[test]
    fn data_and_memory_exclude_each_other() {
        assert!(parse(&["--data", "x", "--in-memory"]).unwrap_err().contains("cannot be used"));
        assert!(parse(&["--in-memory", "--import", "a", "--import", "b"]).unwrap().in_memory);
    }

    #[test]
    fn an_issuer_is_an_origin() {
        assert_eq!(issuer("https://id.example.com/"), Ok("https://id.example.com".to_owned()));
        for bad in ["id.example.com", "https://a.example/path", "ftp://a", "https://A.example", ""]
        {
            assert!(issuer(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn addresses_may_be_short() {
        for short in ["8000", ":8000", "localhost:8000"] {
            assert_eq!(listen(short).unwrap().to_string(), "127.0.0.1:8000");
        }
        assert_eq!(listen("[::1]:1").unwrap().to_string(), "[::1]:1");
        assert!(listen("example.com:1").is_err());
    }

    #[test]
    fn the_definition_is_sound() {
        <Cli as clap::CommandFactory>::command().debug_assert();
    }
}
