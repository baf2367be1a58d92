//! What the demo remembers between starts: its made-up secrets.

use anyhow::Context;
use base64::Engine;
use deskbell_app::random_token;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

#[derive(Clone, Serialize, Deserialize)]
pub struct DemoState {
    pub app_secret: String,
    pub verify_token: String,
    pub access_token: String,
    /// Standard Webhooks, "whsec_" and base64.
    pub signing_secret: String,
    pub password: String,
}

impl DemoState {
    /// Reads `demo.json` of the folder, or makes it.
    pub fn load(data: &Path) -> anyhow::Result<Self> {
        let path = data.join("demo.json");
        if path.is_file() {
            let text = fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))?;
            return serde_json::from_str(&text)
                .with_context(|| format!("{} is damaged; remove the folder to begin anew", path.display()));
        }
        fs::create_dir_all(data).with_context(|| format!("make the folder {}", data.display()))?;
        let state = Self::new();
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)
            .with_context(|| format!("write {}", path.display()))?;
        file.write_all(serde_json::to_string_pretty(&state)?.as_bytes())?;
        Ok(state)
    }

    fn new() -> Self {
        let secret: [u8; 32] = rand::random();
        Self {
            app_secret: random_token(),
            verify_token: random_token(),
            access_token: random_token(),
            signing_secret: format!("whsec_{}", base64::engine::general_purpose::STANDARD.encode(secret)),
            password: crate::users::made_up().reveal().to_owned(),
        }
    }
}
