//! Linking an account by a code instead of credentials (S1.2, S4.3).

use crate::problem::Problem;
use crate::time::Timestamp;

/// What there is to know before the first code is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    pub methods: Vec<MethodKind>,
    /// In plain English; must be confirmed by whoever links the account.
    pub risk: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MethodKind {
    Qr,
    PhoneCode,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Method {
    /// For the phone's camera.
    Qr,
    /// Typed on the phone with this number.
    PhoneCode { phone: String },
}

impl Method {
    pub fn kind(&self) -> MethodKind {
        match self {
            Self::Qr => MethodKind::Qr,
            Self::PhoneCode { .. } => MethodKind::PhoneCode,
        }
    }
}

/// Where it stands, as the provider says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pairing {
    Unpaired,
    Starting,
    CodeShown { code: Code, expires: Option<Timestamp> },
    Confirming,
    Connected { remote_id: String, display: String },
    Failed { problem: Problem },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Code {
    Qr(String),
    Typed(String),
}
