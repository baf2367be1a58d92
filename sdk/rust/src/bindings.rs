//! What `wit-bindgen` makes of `wit/`. Nothing here is part of the promise:
//! the modules beside this one re-export what plugins should see.
//!
//! The vocabulary is generated once (`imports`); every exported interface has
//! a world of its own, so that a plugin's component exports exactly what its
//! export macro names, and optional interfaces can be added one by one.

#![allow(unsafe_code, missing_docs, rust_2018_idioms, clippy::all, clippy::unwrap_used)]

pub mod imports {
    wit_bindgen::generate!({
        inline: "
            package deskbell:sdk@0.1.0;
            world vocabulary {
                include deskbell:host/capabilities@0.1.0;
                import deskbell:types/errors@0.1.0;
                import deskbell:types/media@0.1.0;
                import deskbell:types/party@0.1.0;
                import deskbell:types/call@0.1.0;
                import deskbell:types/web@0.1.0;
                import deskbell:channel/message@0.1.0;
                import deskbell:erp/business@0.1.0;
            }
        ",
        path: ["../../wit/types", "../../wit/host", "../../wit/channel", "../../wit/erp"],
        generate_all,
        generate_unused_types: true,
        additional_derives: [PartialEq],
    });
}

/// A world that exports one interface, sharing the vocabulary above. The last
/// part lists the shared interfaces that this one mentions.
macro_rules! export_world {
    ($module:ident, $inline:literal, $macro_name:literal, $path:literal, { $($with:tt)* }) => {
        pub mod $module {
            wit_bindgen::generate!({
                inline: $inline,
                path: ["../../wit/types", "../../wit/host", "../../wit/channel", "../../wit/erp"],
                with: { $($with)* },
                generate_all,
                generate_unused_types: true,
                additional_derives: [PartialEq],
                pub_export_macro: true,
                export_macro_name: $macro_name,
                default_bindings_module: $path,
            });
        }
    };
}

export_world!(
    channel_connector,
    "package deskbell:sdk@0.1.0; world channel-connector { export deskbell:channel/connector@0.1.0; }",
    "export_channel_connector",
    "deskbell_sdk::bindings::channel_connector",
    {
        "deskbell:types/errors@0.1.0": crate::bindings::imports::deskbell::types::errors,
        "deskbell:types/media@0.1.0": crate::bindings::imports::deskbell::types::media,
        "deskbell:types/party@0.1.0": crate::bindings::imports::deskbell::types::party,
        "deskbell:types/call@0.1.0": crate::bindings::imports::deskbell::types::call,
        "deskbell:channel/message@0.1.0": crate::bindings::imports::deskbell::channel::message,
    }
);

export_world!(
    channel_webhook,
    "package deskbell:sdk@0.1.0; world channel-webhook { export deskbell:channel/webhook@0.1.0; }",
    "export_channel_webhook",
    "deskbell_sdk::bindings::channel_webhook",
    {
        "deskbell:types/errors@0.1.0": crate::bindings::imports::deskbell::types::errors,
        "deskbell:types/media@0.1.0": crate::bindings::imports::deskbell::types::media,
        "deskbell:types/party@0.1.0": crate::bindings::imports::deskbell::types::party,
        "deskbell:types/call@0.1.0": crate::bindings::imports::deskbell::types::call,
        "deskbell:types/web@0.1.0": crate::bindings::imports::deskbell::types::web,
        "deskbell:channel/message@0.1.0": crate::bindings::imports::deskbell::channel::message,
    }
);

export_world!(
    channel_poller,
    "package deskbell:sdk@0.1.0; world channel-poller { export deskbell:channel/poller@0.1.0; }",
    "export_channel_poller",
    "deskbell_sdk::bindings::channel_poller",
    {
        "deskbell:types/errors@0.1.0": crate::bindings::imports::deskbell::types::errors,
        "deskbell:types/media@0.1.0": crate::bindings::imports::deskbell::types::media,
        "deskbell:types/party@0.1.0": crate::bindings::imports::deskbell::types::party,
        "deskbell:types/call@0.1.0": crate::bindings::imports::deskbell::types::call,
        "deskbell:channel/message@0.1.0": crate::bindings::imports::deskbell::channel::message,
    }
);

export_world!(
    erp_module,
    "package deskbell:sdk@0.1.0; world erp-module-export { export deskbell:erp/module@0.1.0; }",
    "export_erp_module_interface",
    "deskbell_sdk::bindings::erp_module",
    {
        "deskbell:types/errors@0.1.0": crate::bindings::imports::deskbell::types::errors,
        "deskbell:types/media@0.1.0": crate::bindings::imports::deskbell::types::media,
        "deskbell:types/call@0.1.0": crate::bindings::imports::deskbell::types::call,
    }
);

export_world!(
    erp_webhook,
    "package deskbell:sdk@0.1.0; world erp-webhook { export deskbell:erp/webhook@0.1.0; }",
    "export_erp_webhook",
    "deskbell_sdk::bindings::erp_webhook",
    {
        "deskbell:types/errors@0.1.0": crate::bindings::imports::deskbell::types::errors,
        "deskbell:types/media@0.1.0": crate::bindings::imports::deskbell::types::media,
        "deskbell:types/party@0.1.0": crate::bindings::imports::deskbell::types::party,
        "deskbell:types/call@0.1.0": crate::bindings::imports::deskbell::types::call,
        "deskbell:types/web@0.1.0": crate::bindings::imports::deskbell::types::web,
        "deskbell:erp/business@0.1.0": crate::bindings::imports::deskbell::erp::business,
    }
);
