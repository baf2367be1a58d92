//! What the kernel says about a process.

use std::fs;

/// Processor, cores and memory, in one line.
pub fn machine() -> String {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or(": unknown");
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kb = memory.lines().find_map(|line| line.strip_prefix("MemTotal:")).map(str::trim).unwrap_or("unknown");
    format!("{}, {cores} cores, {kb}", model.trim_start_matches([' ', '\t', ':']))
}

/// Seconds of processor time of a whole process.
pub fn cpu_seconds(pid: u32) -> f64 {
    ticks(&format!("/proc/{pid}/stat"))
}

/// Seconds of processor time of the threads whose name begins so.
pub fn thread_seconds(pid: u32, name: &str) -> f64 {
    let Ok(tasks) = fs::read_dir(format!("/proc/{pid}/task")) else { return 0.0 };
    tasks
        .flatten()
        .filter(|task| fs::read_to_string(task.path().join("comm")).is_ok_and(|comm| comm.starts_with(name)))
        .map(|task| ticks(&task.path().join("stat").display().to_string()))
        .sum()
}

/// User and system time; the kernel counts hundredths of a second.
fn ticks(path: &str) -> f64 {
    let stat = fs::read_to_string(path).unwrap_or_default();
    // The name in brackets may hold blanks; what follows it does not.
    let rest = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let fields: Vec<f64> = rest.split_whitespace().map(|field| field.parse().unwrap_or(0.0)).collect();
    match (fields.get(11), fields.get(12)) {
        (Some(user), Some(system)) => (user + system) / 100.0,
        _ => 0.0,
    }
}

/// Bytes this process caused to be written to disk.
pub fn written_bytes(pid: u32) -> f64 {
    field(&format!("/proc/{pid}/io"), "write_bytes:")
}

/// Resident memory in MB.
pub fn resident_mb(pid: u32) -> f64 {
    field(&format!("/proc/{pid}/status"), "VmRSS:") / 1024.0
}

fn field(path: &str, name: &str) -> f64 {
    let text = fs::read_to_string(path).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or("0");
    line.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or(0.0)
}
