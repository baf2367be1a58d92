//! The packs that come with Deskbell, from the folder `rules/`.

use crate::source::PackSource;

macro_rules! pack {
    ($name:literal: $($file:literal),+) => {
        PackSource::new($name, vec![
            $(($file.to_owned(), include_str!(concat!("../../../rules/", $name, "/", $file)).to_owned())),+
        ])
    };
}

/// `default` files messages, `filters` leaves some out, `workshop` tells
/// customers about their repair orders.
pub fn shipped() -> Vec<PackSource> {
    vec![
        pack!("default": "pack.toml", "route.rhai", "route_test.rhai"),
        pack!("filters": "filter.rhai", "filter_test.rhai", "pack.toml"),
        pack!("workshop": "pack.toml", "trigger.rhai", "trigger_test.rhai"),
    ]
}
