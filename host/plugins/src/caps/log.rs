//! Lines for the operator: bounded, escaped, without secrets.

use super::{Broken, Caps};
use crate::limits::{LOG_BYTES, LOG_FIELDS, LOG_LINES};
use crate::outcome::{LogLevel, LogLine};

/// A shorter value would blank half of every line.
const SHORTEST_SECRET: usize = 4;

pub(crate) struct LogBuffer {
    lines: Vec<LogLine>,
    bytes: usize,
    dropped: u32,
    /// Longest first, so that a secret inside another leaves no rest.
    secrets: Vec<String>,
}

impl LogBuffer {
    pub fn new(mut secrets: Vec<String>) -> Self {
        secrets.retain(|s| s.len() >= SHORTEST_SECRET);
        secrets.sort_by_key(|s| std::cmp::Reverse(s.len()));
        Self { lines: Vec::new(), bytes: 0, dropped: 0, secrets }
    }

    pub fn write(&mut self, level: LogLevel, message: &str, fields: &[(String, String)]) {
        let bytes = message.len() + fields.iter().map(|(k, v)| k.len() + v.len()).sum::<usize>();
        let full = self.lines.len() as u32 >= LOG_LINES || self.bytes + bytes > LOG_BYTES || fields.len() > LOG_FIELDS;
        if full {
            self.dropped = self.dropped.saturating_add(1);
            return;
        }
        self.bytes += bytes;
        let fields = fields.iter().map(|(k, v)| (self.clean(k), self.clean(v))).collect();
        let line = LogLine { level, message: self.clean(message), fields };
        self.lines.push(line);
    }

    /// Text that is safe to print on one line and carries no secret.
    pub fn clean(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in &self.secrets {
            if text.contains(secret.as_str()) {
                text = text.replace(secret.as_str(), "••••");
            }
        }
        escape(&text)
    }

    pub fn dropped(&self) -> u32 {
        self.dropped
    }

    pub fn take(&mut self) -> Vec<LogLine> {
        std::mem::take(&mut self.lines)
    }
}

fn escape(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if !text.contains(hidden) {
        return text.to_owned();
    }
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        if hidden(c) {
            out.extend(c.escape_default())
        } else {
            out.push(c)
        }
        out
    })
}

impl Caps {
    pub fn log_write(&mut self, level: LogLevel, message: &str, fields: &[(String, String)]) -> Result<(), Broken> {
        self.account("log.write")?;
        self.log.write(level, message, fields);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_and_control_characters_do_not_get_through() {
        let mut log = LogBuffer::new(vec!["hunter2-long".into(), "hunter2".into(), "abc".into()]);
        log.write(LogLevel::Info, "a\n\u{1b}[31m hunter2-long hunter2 abc \u{202e}", &[("k".into(), "hunter2".into())]);
        let line = &log.take()[0];
        assert_eq!(line.message, "a\\n\\u{1b}[31m •••• •••• abc \\u{202e}");
        assert_eq!(line.fields[0].1, "••••");
    }

    #[test]
    fn a_flood_is_cut_and_counted() {
        let mut log = LogBuffer::new(Vec::new());
        for _ in 0..LOG_LINES + 7 {
            log.write(LogLevel::Debug, "x", &[]);
        }
        assert_eq!((log.take().len() as u32, log.dropped()), (LOG_LINES, 7));
        let mut log = LogBuffer::new(Vec::new());
        log.write(LogLevel::Debug, &"x".repeat(LOG_BYTES + 1), &[]);
        assert_eq!((log.take().len(), log.dropped()), (0, 1));
    }
}
