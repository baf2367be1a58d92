//! Strong random bytes, a bounded number of them.

use super::{Broken, Caps};
use crate::limits::RANDOM_BYTES;
use rand::Rng;
use sha2::{Digest, Sha256};

#[derive(Default)]
pub(crate) struct RandomBudget {
    used: usize,
}

impl Caps {
    pub fn random_bytes(&mut self, count: u32) -> Result<Vec<u8>, Broken> {
        let seed = self.account("random.bytes")?.ambient.seed;
        let count = count as usize;
        if count > RANDOM_BYTES - self.random.used {
            let detail = format!("random.bytes gives at most {RANDOM_BYTES} bytes in one call of the plugin");
            return Err(Broken::limit("random bytes", detail));
        }
        let from = self.random.used;
        self.random.used += count;
        let mut bytes = vec![0; count];
        match seed {
            None => rand::rng().fill_bytes(&mut bytes),
            Some(seed) => bytes.iter_mut().zip(from..).for_each(|(byte, place)| *byte = scripted(seed, place)),
        }
        Ok(bytes)
    }
}

/// The same bytes for ever: cases are kept, and a library's generator may change.
fn scripted(seed: u64, place: usize) -> u8 {
    let block = Sha256::new().chain_update(seed.to_be_bytes()).chain_update((place as u64).to_be_bytes());
    block.finalize()[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// X7: what a case expects today it must find tomorrow.
    #[test]
    fn x7_scripted_bytes_never_change() {
        let bytes: Vec<u8> = (0..4).map(|place| scripted(7, place)).collect();
        assert_eq!(bytes, [232, 79, 141, 66]);
        assert_ne!(scripted(8, 0), scripted(7, 0));
    }
}
