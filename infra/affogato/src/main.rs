//! The command `affogato`.

use std::{
    error::Error,
    future::Future,
    io::{self, IsTerminal},
    process::ExitCode,
};

use affogato::{
    cli::{Cli, Command},
    commands::{Answer, CommandError, client, cut_off, export, import, keys, registration, user},
    console::{Console, Style},
    database,
    serve::{self, ServeError},
    social_login_key,
};
use clap::Parser;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let done = match Cli::parse().command() {
        Command::Serve(options) => {
            let log = options.log.clone();
            start(log, serve::run(*options, &mut Console::stdout()))
        }
        Command::Client(options) => answer(client::run(&options), options.common.json),
        Command::CutOff(options) => answer(cut_off::run(&options), options.common.json),
        Command::Export(options) => answer(export::run(&options), options.is_answer_json()),
        Command::Import(options) => answer(import::run(&options), options.common.json),
        Command::Keys(options) => answer(keys::run(&options), options.common.json),
        Command::Registration(options) => answer(registration::run(&options), options.common.json),
        Command::User(options) => answer(user::run(&options), options.common.json),
        Command::Database(options) => {
            let log = options.log.clone();
            start(log, database::run(*options, &mut Console::stdout()))
        }
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

/// Runs a server until it is stopped.
fn start(
    log: EnvFilter,
    server: impl Future<Output = Result<(), ServeError>>,
) -> Result<(), Box<dyn Error>> {
    let log = tracing_subscriber::fmt().with_env_filter(log);
    log.with_writer(io::stderr).with_ansi(io::stderr().is_terminal()).init();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(server)?;
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
