//! `affogato database`: the embedded database alone, for functions that run elsewhere on this
//! machine, such as in the containers of `sam local` (`infra/sam-local`).

use std::path::PathBuf;

use clap::Args;
use shared::{
    App,
    clock::Clock,
    config::{Config, TableNames},
    secret::Random,
    store::tables::{CLIENTS, SETTINGS, TOKENS, USERS},
};
use tracing_subscriber::EnvFilter;

use crate::{
    cli,
    console::{Console, Style},
    data::DataFolder,
    demo::Demo,
    demo_page,
    engine::Engine,
    import,
    private_address::PrivateAddress,
    serve::{ServeError, is_loopback},
    signals::Signals,
    tables,
};

/// What stands below the options.
pub const WARNING: &str = "\
DynamoDB's API is served without a look at the signature: everybody who reaches the port can read
and write everything, sessions and password hashes included. So only a loopback or private address
is taken, and nothing belongs into this database that is worth something.

The tables have the logical ids of template.yaml as names, which is what `sam local` calls them.";

/// What to serve, and where.
#[derive(Args, Clone, Debug)]
pub struct DatabaseOptions {
    /// Loopback or private address and port to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub listen: PrivateAddress,

    /// Folder that keeps the database, its key and the demo's credentials
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,

    /// Origin at which the functions are reached: there the demo client comes back to
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:3000", value_parser = cli::issuer)]
    pub issuer: String,

    /// Import Frappe's fixtures before serving; may be repeated
    #[arg(long, value_name = "FILE")]
    pub import: Vec<PathBuf>,

    /// What to log to the standard error, as `affogato serve` takes it
    #[arg(long, value_name = "FILTER", default_value = "warn", value_parser = cli::log_filter)]
    pub log: EnvFilter,
}

/// Serves until Ctrl-C or SIGTERM.
///
/// # Errors
///
/// What keeps it from starting.
pub async fn run(options: DatabaseOptions, console: &mut Console) -> Result<(), ServeError> {
    let mut signals = Signals::take()?;
    let plan = import::read_all(&options.import)?;
    let folder = DataFolder::open(&options.data, Random)?;
    let engine = Engine::open_at(&folder.database(), options.listen)?;
    let config = Config::new(options.issuer, logical_names(), folder.data_key());
    let client = engine.client();
    tables::create(&client, &config.tables).await?;
    let app = App::new(config, client, Clock::System);
    let report = match options.import.as_slice() {
        [] => None,
        _ => Some(import::commit(&app, plan).await?),
    };
    // As `serve` does: elsewhere a demo would be an account that strangers can look for.
    let issuer = app.issuer().await?;
    let demo = if is_loopback(&issuer) {
        let redirect_uri = format!("{issuer}{}", demo_page::PATH);
        Demo::prepare(&app, Some(&folder.demo()), &redirect_uri).await?
    } else {
        None
    };

    let endpoint = console.styled(Style::Accent, &engine.endpoint());
    console.line(&format!("Database on {endpoint}, open to everybody who reaches it"));
    if let Some(report) = report {
        console.line(&format!("Imported: {report}"));
    }
    if let Some(Demo { user, password, client_id, client_secret }) = demo {
        console.line(&format!("Demo user {user}, password {password}"));
        console.line(&format!("Demo client {client_id}, secret {client_secret}"));
    }
    console.line(&console.styled(Style::Dim, "Ctrl-C stops it."));
    signals.received().await;
    Ok(())
}

/// Each table under its logical id: `!Ref` gives that wherever the template is not deployed.
fn logical_names() -> TableNames {
    TableNames {
        clients: CLIENTS.logical_id.to_owned(),
        users: USERS.logical_id.to_owned(),
        tokens: TOKENS.logical_id.to_owned(),
        settings: SETTINGS.logical_id.to_owned(),
    }
}
