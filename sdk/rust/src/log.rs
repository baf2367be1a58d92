//! Lines for the operator's plugin page.
//!
//! A call may write 200 lines and 64 KiB; what exceeds that is dropped and
//! counted. Never log secrets, phone numbers or message text.

use crate::bindings::imports::deskbell::host::log as host;

pub use host::Level;

/// Writes one line: a fixed text, the data in fields. In native tests nothing
/// is written.
///
/// ```
/// deskbell_sdk::log::write(deskbell_sdk::log::Level::Info, "media fetched", &[("bytes", "1024")]);
/// ```
pub fn write(level: Level, message: &str, fields: &[(&str, &str)]) {
    if cfg!(target_arch = "wasm32") {
        let fields: Vec<_> = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        host::write(level, message, &fields);
    }
}

/// For the author, usually not shown.
pub fn debug(message: &str, fields: &[(&str, &str)]) {
    write(Level::Debug, message, fields);
}

/// A milestone.
pub fn info(message: &str, fields: &[(&str, &str)]) {
    write(Level::Info, message, fields);
}

/// Recovered, but odd.
pub fn warn(message: &str, fields: &[(&str, &str)]) {
    write(Level::Warn, message, fields);
}

/// A person should look.
pub fn error(message: &str, fields: &[(&str, &str)]) {
    write(Level::Error, message, fields);
}
