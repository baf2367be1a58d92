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
                import deskbell:types/http@0.1.0;
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
    ($module:ident, $inline:literal, $macro_name:literal, $path:literal, [$($shared:literal => $place:ident :: $interface:ident),*]) => {
        pub mod $module {
            wit_bindgen::generate!({
                inline: $inline,
                path: ["../../wit/types", "../../wit/host", "../../wit/channel", "../../wit/erp"],
                with: { $($shared: crate::bindings::imports::deskbell::$place::$interface),* },
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
    "package deskbell:sdk@0.1.0; world channel-connector-export { export deskbell:channel/connector@0.1.0; }",
    "export_channel_connector",
    "deskbell_sdk::bindings::channel_connector",
    [
        "deskbell:types/errors@0.1.0" => types::errors,
        "deskbell:types/media@0.1.0" => types::media,
        "deskbell:types/party@0.1.0" => types::party,
        "deskbell:types/call@0.1.0" => types::call,
        "deskbell:channel/message@0.1.0" => channel::message
    ]
);

export_world!(
    channel_webhook,
    "package deskbell:sdk@0.1.0; world channel-webhook-export { export deskbell:channel/webhook@0.1.0; }",
    "export_channel_webhook",
    "deskbell_sdk::bindings::channel_webhook",
    [
        "deskbell:types/errors@0.1.0" => types::errors,
        "deskbell:types/media@0.1.0" => types::media,
        "deskbell:types/party@0.1.0" => types::party,
        "deskbell:types/call@0.1.0" => types::call,
        "deskbell:types/web@0.1.0" => types::web,
        "deskbell:channel/message@0.1.0" => channel::message
    ]
);

export_world!(
    channel_poller,
    "package deskbell:sdk@0.1.0; world channel-poller-export { export deskbell:channel/poller@0.1.0; }",
    "export_channel_poller",
    "deskbell_sdk::bindings::channel_poller",
    [
        "deskbell:types/errors@0.1.0" => types::errors,
        "deskbell:types/media@0.1.0" => types::media,
        "deskbell:types/party@0.1.0" => types::party,
        "deskbell:types/call@0.1.0" => types::call,
        "deskbell:types/http@0.1.0" => types::http,
        "deskbell:channel/message@0.1.0" => channel::message
    ]
);

export_world!(
    channel_pairing,
    "package deskbell:sdk@0.1.0; world channel-pairing-export { export deskbell:channel/pairing@0.1.0; }",
    "export_channel_pairing",
    "deskbell_sdk::bindings::channel_pairing",
    [
        "deskbell:types/errors@0.1.0" => types::errors,
        "deskbell:types/media@0.1.0" => types::media,
        "deskbell:types/party@0.1.0" => types::party,
        "deskbell:types/call@0.1.0" => types::call,
        "deskbell:channel/message@0.1.0" => channel::message
    ]
);

export_world!(
    channel_history,
    "package deskbell:sdk@0.1.0; world channel-history-export { export deskbell:channel/history@0.1.0; }",
    "export_channel_history",
    "deskbell_sdk::bindings::channel_history",
    [
        "deskbell:types/errors@0.1.0" => types::errors,
        "deskbell:types/media@0.1.0" => types::media,
        "deskbell:types/party@0.1.0" => types::party,
        "deskbell:types/call@0.1.0" => types::call,
        "deskbell:channel/message@0.1.0" => channel::message
    ]
);

export_world!(
    channel_templates,
    "package deskbell:sdk@0.1.0; world channel-templates-export { export deskbell:channel/templates@0.1.0; }",
    "export_channel_templates",
    "deskbell_sdk::bindings::channel_templates",
    [
        "deskbell:types/errors@0.1.0" => types::errors,
        "deskbell:types/media@0.1.0" => types::media,
        "deskbell:types/party@0.1.0" => types::party,
        "deskbell:types/call@0.1.0" => types::call,
        "deskbell:channel/message@0.1.0" => channel::message
    ]
);

export_world!(
    channel_contacts,
    "package deskbell:sdk@0.1.0; world channel-contacts-export { export deskbell:channel/contacts@0.1.0; }",
    "export_channel_contacts",
    "deskbell_sdk::bindings::channel_contacts",
    [
        "deskbell:types/errors@0.1.0" => types::errors,
        "deskbell:types/party@0.1.0" => types::party,
        "deskbell:types/call@0.1.0" => types::call
    ]
);

export_world!(
    channel_inbound_mail,
    "package deskbell:sdk@0.1.0; world channel-inbound-mail-export { export deskbell:channel/inbound-mail@0.1.0; }",
    "export_channel_inbound_mail",
    "deskbell_sdk::bindings::channel_inbound_mail",
    [
        "deskbell:types/errors@0.1.0" => types::errors,
        "deskbell:types/media@0.1.0" => types::media,
        "deskbell:types/party@0.1.0" => types::party,
        "deskbell:types/call@0.1.0" => types::call,
        "deskbell:channel/message@0.1.0" => channel::message
    ]
);

export_world!(
    erp_module,
    "package deskbell:sdk@0.1.0; world erp-module-export { export deskbell:erp/module@0.1.0; }",
    "export_erp_module_interface",
    "deskbell_sdk::bindings::erp_module",
    []
);

export_world!(
    erp_webhook,
    "package deskbell:sdk@0.1.0; world erp-webhook-export { export deskbell:erp/webhook@0.1.0; }",
    "export_erp_webhook",
    "deskbell_sdk::bindings::erp_webhook",
    [
        "deskbell:types/errors@0.1.0" => types::errors,
        "deskbell:types/media@0.1.0" => types::media,
        "deskbell:types/party@0.1.0" => types::party,
        "deskbell:types/call@0.1.0" => types::call,
        "deskbell:types/web@0.1.0" => types::web,
        "deskbell:erp/business@0.1.0" => erp::business
    ]
);

export_world!(
    erp_sync,
    "package deskbell:sdk@0.1.0; world erp-sync-export { export deskbell:erp/sync@0.1.0; }",
    "export_erp_sync",
    "deskbell_sdk::bindings::erp_sync",
    [
        "deskbell:types/errors@0.1.0" => types::errors,
        "deskbell:types/media@0.1.0" => types::media,
        "deskbell:types/party@0.1.0" => types::party,
        "deskbell:types/call@0.1.0" => types::call,
        "deskbell:erp/business@0.1.0" => erp::business
    ]
);

export_world!(
    erp_lookup,
    "package deskbell:sdk@0.1.0; world erp-lookup-export { export deskbell:erp/lookup@0.1.0; }",
    "export_erp_lookup",
    "deskbell_sdk::bindings::erp_lookup",
    [
        "deskbell:types/errors@0.1.0" => types::errors,
        "deskbell:types/media@0.1.0" => types::media,
        "deskbell:types/party@0.1.0" => types::party,
        "deskbell:types/call@0.1.0" => types::call,
        "deskbell:erp/business@0.1.0" => erp::business
    ]
);

export_world!(
    erp_documents,
    "package deskbell:sdk@0.1.0; world erp-documents-export { export deskbell:erp/documents@0.1.0; }",
    "export_erp_documents",
    "deskbell_sdk::bindings::erp_documents",
    [
        "deskbell:types/errors@0.1.0" => types::errors,
        "deskbell:types/media@0.1.0" => types::media,
        "deskbell:types/party@0.1.0" => types::party,
        "deskbell:types/call@0.1.0" => types::call,
        "deskbell:erp/business@0.1.0" => erp::business
    ]
);

export_world!(
    erp_actions,
    "package deskbell:sdk@0.1.0; world erp-actions-export { export deskbell:erp/actions@0.1.0; }",
    "export_erp_actions",
    "deskbell_sdk::bindings::erp_actions",
    [
        "deskbell:types/errors@0.1.0" => types::errors,
        "deskbell:types/media@0.1.0" => types::media,
        "deskbell:types/party@0.1.0" => types::party,
        "deskbell:types/call@0.1.0" => types::call,
        "deskbell:erp/business@0.1.0" => erp::business
    ]
);
