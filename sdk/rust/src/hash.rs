//! Hash tables with unpredictable keys.
//!
//! On `wasm32-unknown-unknown` the standard library's `RandomState` is the same
//! in every instance, so someone who chooses the keys (the sender of a webhook)
//! could make a table slow on purpose. These tables are seeded by the host.

use std::hash::{BuildHasher, DefaultHasher, Hasher};

/// A hash map seeded by the host. Make it with `HashMap::default()`.
pub type HashMap<K, V> = std::collections::HashMap<K, V, Seeded>;

/// A hash set seeded by the host. Make it with `HashSet::default()`.
pub type HashSet<T> = std::collections::HashSet<T, Seeded>;

/// Draws 16 random bytes for each table. It asks the host, so it does not
/// belong into `describe`.
#[derive(Debug, Clone)]
pub struct Seeded([u8; 16]);

impl Default for Seeded {
    fn default() -> Self {
        let mut seed = [0; 16];
        let bytes = if cfg!(target_arch = "wasm32") { crate::random::bytes(16) } else { native_seed().to_vec() };
        seed.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
        Self(seed)
    }
}

/// Natively the standard library seeds itself.
fn native_seed() -> [u8; 16] {
    let state = std::collections::hash_map::RandomState::new();
    let mut seed = [0; 16];
    seed[..8].copy_from_slice(&state.hash_one(1_u8).to_le_bytes());
    seed[8..].copy_from_slice(&state.hash_one(2_u8).to_le_bytes());
    seed
}

impl BuildHasher for Seeded {
    type Hasher = DefaultHasher;

    fn build_hasher(&self) -> DefaultHasher {
        let mut hasher = DefaultHasher::new();
        hasher.write(&self.0);
        hasher
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_table_has_a_seed_of_its_own() {
        let (a, b) = (Seeded::default(), Seeded::default());
        assert_ne!(a.hash_one("key"), b.hash_one("key"));
        assert_eq!(a.hash_one("key"), a.clone().hash_one("key"));
        let mut map: HashMap<&str, u8> = HashMap::default();
        map.insert("key", 1);
        assert_eq!(map.get("key"), Some(&1));
    }
}
