//! People who sign in, and what they may do.

use crate::id::{TokenId, UserId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    pub id: UserId,
    /// Lower case; what one signs in with.
    pub login: String,
    pub name: String,
    pub role: Role,
    /// Argon2id, PHC string.
    pub password_hash: String,
    pub locale: Option<String>,
    pub disabled: bool,
    #[serde(with = "crate::time::millis")]
    pub created: Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    Owner,
    Administrator,
    Supervisor,
    Agent,
    Consultant,
    Auditor,
}

/// What a route needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Permission {
    ReadConversations,
    WriteMessages,
    ManageQueue,
    ReadContacts,
    WriteContacts,
    ManageChannels,
    /// Of the whole host, from a workspace that may.
    ManagePlugins,
    ReadRules,
    WriteRules,
    ManageUsers,
    ReadAudit,
    Operate,
}

impl Role {
    pub fn name(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Administrator => "administrator",
            Self::Supervisor => "supervisor",
            Self::Agent => "agent",
            Self::Consultant => "consultant",
            Self::Auditor => "auditor",
        }
    }

    pub const ALL: [Self; 6] =
        [Self::Owner, Self::Administrator, Self::Supervisor, Self::Agent, Self::Consultant, Self::Auditor];

    pub fn may(self, permission: Permission) -> bool {
        use Permission as P;
        match self {
            Self::Owner => true,
            Self::Administrator => permission != P::Operate,
            Self::Supervisor => matches!(
                permission,
                P::ReadConversations
                    | P::WriteMessages
                    | P::ManageQueue
                    | P::ReadContacts
                    | P::WriteContacts
                    | P::ReadRules
            ),
            Self::Agent => {
                matches!(permission, P::ReadConversations | P::WriteMessages | P::ReadContacts | P::WriteContacts)
            }
            Self::Consultant => {
                matches!(permission, P::ReadRules | P::WriteRules | P::ReadContacts | P::ManageChannels)
            }
            Self::Auditor => {
                matches!(permission, P::ReadConversations | P::ReadContacts | P::ReadRules | P::ReadAudit)
            }
        }
    }
}

/// A signed-in browser. The cookie's value is never stored, only its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// SHA-256 of the cookie's value, hexadecimal.
    pub token_hash: String,
    pub user: UserId,
    pub csrf: String,
    #[serde(with = "crate::time::millis")]
    pub created: Timestamp,
    #[serde(with = "crate::time::millis")]
    pub expires: Timestamp,
}

/// An access token of the API, kept by hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiToken {
    pub id: TokenId,
    pub name: String,
    pub token_hash: String,
    pub role: Role,
    #[serde(with = "crate::time::millis")]
    pub created: Timestamp,
    #[serde(with = "crate::time::optional_millis")]
    pub expires: Option<Timestamp>,
}

/// What the whole workspace shares.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    pub name: String,
    /// ISO 3166 alpha-2: how numbers without a prefix are read.
    pub country: String,
    /// BCP 47.
    pub locale: String,
    /// IANA name.
    pub time_zone: String,
    pub hours: crate::hours::BusinessHours,
    /// Provider languages for templates, best first.
    #[serde(default)]
    pub template_languages: Vec<String>,
}
