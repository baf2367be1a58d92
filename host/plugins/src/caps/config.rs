//! The account's settings.

use super::{Broken, Caps};

impl Caps {
    /// The setting as JSON text, or the default of the manifest's schema.
    pub fn config_get(&self, key: &str) -> Result<Option<String>, Broken> {
        let account = self.account("config.get")?;
        let value = account.config.get(key).or_else(|| self.permit.manifest.config_default(key));
        Ok(value.map(ToString::to_string))
    }
}
