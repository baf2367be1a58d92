//! Generated from `wit/`. One world with every export that exists: an export
//! that a plugin does not have is simply never looked up, and every type
//! exists once.

// The generated code converts function handles whose types it has checked.
#![allow(unsafe_code, unused, clippy::all)]

wasmtime::component::bindgen!({
    path: ["../../wit/types", "../../wit/host", "../../wit/channel", "../../wit/erp"],
    inline: "
        package deskbell:runtime@0.1.0;
        world plugin {
            include deskbell:host/capabilities@0.1.0;
            export deskbell:channel/connector@0.1.0;
            export deskbell:channel/webhook@0.1.0;
            export deskbell:channel/poller@0.1.0;
            export deskbell:channel/pairing@0.1.0;
            export deskbell:channel/history@0.1.0;
            export deskbell:channel/templates@0.1.0;
            export deskbell:channel/contacts@0.1.0;
            export deskbell:channel/inbound-mail@0.1.0;
            export deskbell:erp/module@0.1.0;
            export deskbell:erp/webhook@0.1.0;
            export deskbell:erp/sync@0.1.0;
            export deskbell:erp/lookup@0.1.0;
            export deskbell:erp/documents@0.1.0;
            export deskbell:erp/actions@0.1.0;
        }
    ",
    world: "deskbell:runtime/plugin",
    imports: { default: async | trappable },
    exports: { default: async },
    require_store_data_send: true,
});
