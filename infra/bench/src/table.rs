//! The tables that are printed, in Markdown.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use crate::{
    Result,
    case::Case,
    figures::{Series, Spread},
    process::Span,
    world::World,
};

/// What is measured of each case.
pub(crate) type Rows = [(Case, Series)];

/// All the tables.
///
/// # Errors
///
/// When a binary cannot be read.
pub(crate) fn all(rows: &Rows, world: &World) -> Result<String> {
    let resources = resources(rows, world)?;
    Ok([times(rows), spreads(rows), resources].join("\n"))
}

fn times(rows: &Rows) -> String {
    let head = [
        "ms, medians",
        "init",
        "first",
        "warm",
        "own init",
        "own first",
        "own warm",
        "own start",
        "× hello",
        "CPU start",
        "× hello",
    ];
    let line = |(case, series): &(Case, Series)| {
        let (own, cpu) = (series.start(Span::own), series.start(cpu));
        let figures = [
            series.init(wall),
            series.first(wall),
            series.warm(wall),
            series.init(Span::own),
            series.first(Span::own),
            series.warm(Span::own),
            own,
        ];
        let mut cells = vec![case.name()];
        cells.extend(figures.map(|spread| format!("{:.2}", spread.median)));
        cells.push(ratio(own, baseline(rows, Span::own)));
        cells.push(format!("{:.2}", cpu.median));
        cells.push(ratio(cpu, baseline(rows, self::cpu)));
        cells
    };
    table(&head, rows.iter().map(line))
}

fn spreads(rows: &Rows) -> String {
    let head = [
        "start, ms",
        "own: min",
        "quartile",
        "median",
        "quartile",
        "max",
        "CPU: min",
        "quartile",
        "median",
        "quartile",
        "max",
    ];
    let line = |(case, series): &(Case, Series)| {
        let figures = [series.start(Span::own), series.start(cpu)];
        let figures = figures.iter().flat_map(|s| [s.min, s.lower, s.median, s.upper, s.max]);
        let figures = figures.map(|figure| format!("{figure:.2}"));
        [case.name()].into_iter().chain(figures).collect()
    };
    table(&head, rows.iter().map(line))
}

fn resources(rows: &Rows, world: &World) -> Result<String> {
    let head = [
        "requests to DynamoDB + KMS",
        "init",
        "first",
        "warm",
        "peak memory, MiB",
        "binary, MB",
        "zipped, MB",
    ];
    let mut lines = Vec::new();
    for (case, series) in rows {
        let binary = world.binary(*case);
        let mut cells = vec![case.name()];
        cells.extend(series.requests().map(|count| format!("{} + {}", count.dynamodb, count.kms)));
        cells.push(format!("{:.1}", series.peak_mib()));
        cells.push(megabytes(fs::metadata(&binary)?.len()));
        cells.push(megabytes(zipped(&binary)?));
        lines.push(cells);
    }
    Ok(table(&head, lines.into_iter()))
}

fn wall(span: &Span) -> Duration {
    span.wall
}

fn cpu(span: &Span) -> Duration {
    span.cpu
}

/// The hello world's start.
fn baseline(rows: &Rows, of: impl Fn(&Span) -> Duration) -> Option<Spread> {
    rows.iter().find(|(case, _)| *case == Case::Hello).map(|(_, series)| series.start(of))
}

fn ratio(spread: Spread, baseline: Option<Spread>) -> String {
    let ratio = baseline.map(|baseline| spread.median / baseline.median);
    ratio.map_or_else(String::new, |ratio| format!("{ratio:.1}"))
}

/// The size of a file when it is packed. A zip archive packs in the same way as gzip.
fn zipped(file: &Path) -> Result<u64> {
    let packed =
        Command::new("gzip").args(["-9", "-c"]).arg(file).stderr(Stdio::inherit()).output()?;
    if !packed.status.success() {
        return Err(format!("gzip cannot pack {}", file.display()).into());
    }
    Ok(packed.stdout.len().try_into()?)
}

/// In millions of bytes.
fn megabytes(bytes: u64) -> String {
    let tenths = bytes.saturating_add(5_000) / 10_000;
    format!("{}.{:02}", tenths / 100, tenths % 100)
}

fn table(head: &[&str], lines: impl Iterator<Item = Vec<String>>) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let head: Vec<String> = head.iter().map(|cell| (*cell).to_owned()).collect();
    let rule: String = (1..head.len()).map(|_| "---:|").collect();
    let lines: String = lines.map(|cells| line(&cells)).collect();
    format!("{}|---|{rule}\n{lines}", line(&head))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_rounded() {
        assert_eq!(megabytes(6_654_999), "6.65");
        assert_eq!(megabytes(6_655_000), "6.66");
        assert_eq!(megabytes(90_000), "0.09");
    }

    #[test]
    fn a_table_has_a_head_a_rule_and_lines() {
        let lines = [vec!["x".to_owned(), "1".to_owned()]];
        assert_eq!(table(&["a", "b"], lines.into_iter()), "| a | b |\n|---|---:|\n| x | 1 |\n");
    }
}
