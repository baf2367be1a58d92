//! Ids of messages. WAHA names a message with its chat
//! (`false_5549988590187@c.us_3EB0…`), Evolution API by the bare id alone, and
//! both change the chat's part when WhatsApp hides a number. So the bare id is
//! what the desk keeps: reports, edits and deletions find their message by it.

use crate::jid::Jid;

/// An id with its chat.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Full<'a> {
    pub(crate) from_me: bool,
    pub(crate) chat: Jid,
    pub(crate) bare: &'a str,
    /// The member of a group.
    pub(crate) participant: Option<Jid>,
}

impl<'a> Full<'a> {
    pub(crate) fn read(raw: &'a str) -> Option<Self> {
        let mut parts = raw.splitn(4, '_');
        let from_me = match parts.next()? {
            "true" => true,
            "false" => false,
            _ => return None,
        };
        let chat = Jid::read(parts.next()?);
        let bare = parts.next().filter(|bare| !bare.is_empty())?;
        Some(Self { from_me, chat, bare, participant: parts.next().map(Jid::read) })
    }
}

/// The last part that names the message, whatever stands before it.
pub(crate) fn bare(raw: &str) -> &str {
    Full::read(raw).map_or(raw.trim(), |full| full.bare)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn x1_the_bare_id_is_the_same_in_every_spelling() {
        for raw in [
            "false_554988590187@c.us_3EB0A1",
            "true_204987654321098@lid_3EB0A1",
            "false_120363043968211234@g.us_3EB0A1_554988590187@c.us",
            "3EB0A1",
            " 3EB0A1 ",
        ] {
            assert_eq!(bare(raw), "3EB0A1", "{raw}");
        }
        assert_eq!(bare("false_554988590187@c.us_"), "false_554988590187@c.us_");
    }

    #[test]
    fn a_group_names_its_member() {
        let full = Full::read("false_120363043968211234@g.us_3EB0A1_554988590187@c.us").unwrap();
        assert_eq!(full.participant, Some(Jid::Phone("554988590187".into())));
        assert!(!full.from_me && full.chat == Jid::Group("120363043968211234".into()));
    }
}
