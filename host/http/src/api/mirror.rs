//! Closed sets of words: the wire's own enums, converted in one place.

/// Declares a kebab-case enum and its conversion from the domain's.
macro_rules! mirror {
    ($(#[$doc:meta])* $name:ident from $domain:path { $($case:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($case),+ }

        impl From<$domain> for $name {
            fn from(value: $domain) -> Self {
                use $domain as Domain;
                match value { $(Domain::$case => Self::$case),+ }
            }
        }
    };
}

/// As `mirror!`, and back.
macro_rules! mirror_both {
    ($(#[$doc:meta])* $name:ident from $domain:path { $($case:ident),+ $(,)? }) => {
        crate::api::mirror::mirror!($(#[$doc])* $name from $domain { $($case),+ });

        impl From<$name> for $domain {
            fn from(value: $name) -> Self {
                use $domain as Domain;
                match value { $($name::$case => Domain::$case),+ }
            }
        }
    };
}

pub(crate) use {mirror, mirror_both};
