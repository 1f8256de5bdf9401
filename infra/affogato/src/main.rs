//! The command `affogato`.

use std::{
    error::Error,
    future::Future,
    io::{self, IsTerminal},
    process::ExitCode,
};

use affogato::{
    cli::{Cli, Command, ServeOptions},
    commands::{Answer, CommandError, client, import, user},
    console::{Console, Style},
    serve, social_login_key,
};
use clap::Parser;

fn main() -> ExitCode {
    let done = match Cli::parse().command() {
        Command::Serve(options) => start(*options),
        Command::Client(options) => answer(client::run(&options), options.common.json),
        Command::Import(options) => answer(import::run(&options), options.common.json),
        Command::User(options) => answer(user::run(&options), options.common.json),
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

/// Does a command and prints what it has done.
fn answer(
    command: impl Future<Output = Result<Answer, CommandError>>,
    is_json: bool,
) -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(command)?.print(is_json, &mut Console::stdout());
    Ok(())
}
