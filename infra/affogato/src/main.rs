//! The command `affogato`.

use std::{
    error::Error,
    io::{self, IsTerminal},
    process::ExitCode,
};

use affogato::{
    cli::{Cli, Command, ServeOptions},
    console::{Console, Style},
    serve, social_login_key,
};
use clap::Parser;

fn main() -> ExitCode {
    let done = match Cli::parse().command() {
        Command::Serve(options) => start(*options),
        Command::SocialLoginKey(options) => {
            social_login_key::print(&options, &mut Console::stdout());
            Ok(())
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let mut console = Console::stderr();
            let name = console.styled(Style::Error, "affogato:");
            console.line(&format!("{name} {error}"));
            ExitCode::FAILURE
        }
    }
}

fn start(options: ServeOptions) -> Result<(), Box<dyn Error>> {
    let log = tracing_subscriber::fmt().with_env_filter(options.log.clone());
    log.with_writer(io::stderr).with_ansi(io::stderr().is_terminal()).init();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(serve::run(options, &mut Console::stdout()))?;
    Ok(())
}
