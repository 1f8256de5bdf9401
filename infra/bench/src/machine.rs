//! The machine that is measured on, as far as a reader needs it.

use std::{fs, thread};

use crate::Result;

/// Its kernel, its processor and its cores.
///
/// # Errors
///
/// When this is no Linux.
pub(crate) fn describe() -> Result<String> {
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease")?;
    let processors = fs::read_to_string("/proc/cpuinfo")?;
    let model = processors.lines().find_map(|line| line.strip_prefix("model name"));
    let model = model.unwrap_or("unknown").trim_start_matches(['\t', ' ', ':']);
    let cores = thread::available_parallelism()?;
    Ok(format!("Linux {} on {}, {cores} cores ({model})", kernel.trim(), std::env::consts::ARCH))
}

/// How many programs wanted to run, on average of one, five and fifteen minutes.
///
/// # Errors
///
/// When this is no Linux.
pub(crate) fn load() -> Result<String> {
    let text = fs::read_to_string("/proc/loadavg")?;
    let averages: Vec<&str> = text.split_whitespace().take(3).collect();
    Ok(averages.join(", "))
}
