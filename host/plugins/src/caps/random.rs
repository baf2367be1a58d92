//! Strong random bytes, a bounded number of them.

use super::{Broken, Caps};
use crate::limits::RANDOM_BYTES;
use rand::Rng;

#[derive(Default)]
pub(crate) struct RandomBudget {
    used: usize,
}

impl Caps {
    pub fn random_bytes(&mut self, count: u32) -> Result<Vec<u8>, Broken> {
        self.account("random.bytes")?;
        let count = count as usize;
        if count > RANDOM_BYTES - self.random.used {
            let detail = format!("random.bytes gives at most {RANDOM_BYTES} bytes in one call of the plugin");
            return Err(Broken::limit("random bytes", detail));
        }
        self.random.used += count;
        let mut bytes = vec![0; count];
        rand::rng().fill_bytes(&mut bytes);
        Ok(bytes)
    }
}
