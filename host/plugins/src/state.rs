//! What lives as long as one call: its capabilities and its memory.

use crate::caps::Caps;
use crate::memory::MemoryGuard;

pub(crate) struct CallState {
    pub caps: Caps,
    pub memory: MemoryGuard,
}
