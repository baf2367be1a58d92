//! Who asks.

use deskbell_domain::id::{TokenId, UserId};
use deskbell_domain::user::{Permission, Role};

/// A person or an integration that proved who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    pub who: Who,
    pub name: String,
    pub role: Role,
    /// What a browser must repeat with each change; none for tokens.
    pub csrf: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    User(UserId),
    Token(TokenId),
}

impl Principal {
    pub fn may(&self, permission: Permission) -> bool {
        self.role.may(permission)
    }

    pub fn user(&self) -> Option<UserId> {
        match self.who {
            Who::User(id) => Some(id),
            Who::Token(_) => None,
        }
    }
}
