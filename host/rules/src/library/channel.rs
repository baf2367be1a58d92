//! The connected account, and how it wants its messages filed.

use super::table::{About, Library};
use super::value::{Fact, Kind, Shown};
use crate::run::Subject;
use deskbell_domain::channel::Accept;
use deskbell_domain::rule::InboundFacts;
use std::sync::Arc;

#[derive(Clone)]
pub(super) struct ChannelHandle(pub Arc<InboundFacts>);

#[derive(Clone)]
struct Routing(Arc<InboundFacts>);

impl About for ChannelHandle {
    fn subject(&self) -> Subject {
        Subject::Named("msg.channel")
    }
}

impl About for Routing {
    fn subject(&self) -> Subject {
        Subject::Named("msg.channel.routing")
    }
}

pub(super) fn register(library: &mut Library) {
    library
        .describe::<ChannelHandle>("Channel", "A connected account: a WhatsApp number, a Telegram bot.")
        .property("id", Kind::Text, "Its short name, the same for ever: \"front-desk\".", |c| {
            Fact::text(c.0.channel.id.as_str())
        })
        .property("name", Kind::Text, "As people call it: \"Front desk\".", |c| Fact::text(c.0.channel.name.as_str()))
        .property("kind", Kind::Text, "\"whatsapp\", \"telegram\", …", |c| Fact::text(c.0.channel.kind()))
        .property("plugin", Kind::Text, "The plugin that speaks to it.", |c| Fact::text(c.0.channel.plugin.as_str()))
        .property("routing", Kind::Fact("Routing"), "How its messages are filtered and filed.", |c| {
            Fact::thing(Routing(c.0.clone()), Shown::Silent)
        });
    library
        .describe::<Routing>("Routing", "What was chosen for this channel in its settings.")
        .property("accept", Kind::Text, "\"everything\", \"known-contacts\" or \"except-listed\".", |r| {
            Fact::text(accept(r.0.channel.routing.accept))
        })
        .property("excluded", Kind::List, "Numbers that are left out with \"except-listed\".", |r| {
            Fact::texts(r.0.channel.routing.excluded.iter().map(String::as_str))
        })
        .property(
            "new_card_module",
            Kind::Text,
            "The module in which an unknown sender gets a card; () for none.",
            |r| Fact::maybe_text(r.0.channel.routing.new_card_module.as_deref().filter(|module| !module.is_empty())),
        );
}

fn accept(accept: Accept) -> &'static str {
    match accept {
        Accept::Everything => "everything",
        Accept::KnownContacts => "known-contacts",
        Accept::ExceptListed => "except-listed",
    }
}
