//! The functions of a pack that the host calls.

use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Hook {
    /// Is this message recorded at all?
    Filter,
    /// Where does it go, and who is told?
    Route,
    /// Something changed in a business system.
    Trigger,
}

impl Hook {
    pub const ALL: [Self; 3] = [Self::Filter, Self::Route, Self::Trigger];

    pub fn name(self) -> &'static str {
        match self {
            Self::Filter => "filter",
            Self::Route => "route",
            Self::Trigger => "trigger",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|hook| hook.name() == name)
    }

    /// The type of its one parameter, as the library names it.
    pub(crate) fn fact(self) -> &'static str {
        match self {
            Self::Filter | Self::Route => "Message",
            Self::Trigger => "Event",
        }
    }

    /// The parameter's usual name, used in hints.
    pub(crate) fn parameter(self) -> &'static str {
        match self {
            Self::Filter | Self::Route => "msg",
            Self::Trigger => "event",
        }
    }

    pub(crate) fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Hook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
