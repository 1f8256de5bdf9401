//! A report, never a test: how long the built functions take to start, beside a hello world.
//!
//! Every round starts each function once, so that what else the machine does in that moment falls
//! on all of them alike. The figures are medians over the rounds.

mod case;
mod event;
mod figures;
mod forward;
mod kms;
mod machine;
mod meter;
mod process;
mod runtime_api;
mod service;
mod table;
mod timed;
mod tls;
mod world;

use std::{
    error::Error,
    io::{self, Write as _},
    path::PathBuf,
};

use affogato::signals::Signals;
use clap::Parser;

use self::{case::Case, figures::Series, world::World};

/// What a failure is here: a sentence for whoever started the benchmark.
type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Measures the cold starts of the built functions.
#[derive(Debug, Parser)]
struct Cli {
    /// How often each function is started
    #[arg(long, default_value_t = 50)]
    rounds: usize,
    /// How many further requests each process answers after its first
    #[arg(long, default_value_t = 10)]
    warm: usize,
    /// Speak HTTP instead of HTTPS to DynamoDB and KMS
    #[arg(long)]
    plain: bool,
    /// Measure only the rows whose names hold this, and the hello world
    #[arg(long, value_name = "WORD", default_value = "")]
    only: String,
    /// What `sam build` made
    #[arg(long, value_name = "FOLDER", default_value = ".aws-sam/build")]
    build: PathBuf,
    /// The hello world's binary
    #[arg(long, value_name = "FILE", default_value = "target/lambda/hello/bootstrap")]
    hello: PathBuf,
}

#[tokio::main]
async fn main() -> Result<()> {
    let cli = Cli::parse();
    let mut signals = Signals::take()?;
    // Dropping the measurement ends the processes that it has started.
    let report = tokio::select! {
        report = measure(&cli) => report?,
        () = signals.received() => return Err("interrupted".into()),
    };
    Ok(io::stdout().write_all(report.as_bytes())?)
}

async fn measure(cli: &Cli) -> Result<String> {
    let world = World::new(&cli.build, &cli.hello, cli.plain).await?;
    let is_wanted = |case: &Case| *case == Case::Hello || case.name().contains(&cli.only);
    let mut rows: Vec<(Case, Series)> =
        Case::ALL.into_iter().filter(is_wanted).map(|case| (case, Series::default())).collect();
    let before = machine::load()?;
    for round in 1..=cli.rounds {
        for (case, series) in &mut rows {
            let cold = world.start(*case, cli.warm).await;
            series.add(cold.map_err(|error| format!("{}: {error}", case.name()))?);
        }
        if round % 10 == 0 {
            writeln!(io::stderr(), "round {round} of {}", cli.rounds)?;
        }
    }
    let about = format!(
        "{}. Rounds: {}, warm requests in each: {}. {} to DynamoDB and KMS. Load before: {before}.\n",
        machine::describe()?,
        cli.rounds,
        cli.warm,
        if cli.plain { "Plain HTTP" } else { "TLS" },
    );
    Ok(format!("{about}\n{}", table::all(&rows, &world)?))
}
