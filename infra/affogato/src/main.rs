//! The command `affogato`.

use std::{
    error::Error,
    io::{self, IsTerminal},
    process::ExitCode,
};

use affogato::{
    cli::{Cli, Command, ServeOptions},
    console::{Console, Style},
    serve,
};
use clap::Parser;

fn main() -> ExitCode {
    let Command::Serve(options) = Cli::parse().command();
    match start(options) {
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
