//! A panic in a guest is a bare trap; the hook says first what happened.

use std::sync::Once;

static HOOK: Once = Once::new();

/// Called by the export macros before each call into the plugin.
pub(crate) fn install_hook() {
    if cfg!(target_arch = "wasm32") {
        HOOK.call_once(|| std::panic::set_hook(Box::new(report)));
    }
}

/// The message is the author's own text; what it was formatted from may be a
/// customer's, so a long one is cut.
fn report(info: &std::panic::PanicHookInfo<'_>) {
    let message: String = info.payload_as_str().unwrap_or("no message").chars().take(300).collect();
    let place = info.location().map_or_else(String::new, |place| format!("{}:{}", place.file(), place.line()));
    crate::log::error("plugin panicked", &[("message", &message), ("at", &place)]);
}
