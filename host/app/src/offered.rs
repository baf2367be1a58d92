//! The templates that a provider has, taken over as they stand there. What the
//! shop added, the merge fields that fill them, stays.

use crate::accounts::Connected;
use crate::error::AppError;
use crate::pairing;
use crate::workspace::{Inner, Workspace};
use deskbell_domain::id::ChannelId;
use deskbell_domain::outbound::Slot;
use deskbell_domain::template::{Binding, Template, TemplateButton, TemplateHeader, TemplateState};
use deskbell_domain::time::Timestamp;
use deskbell_plugins::{CallInfo, Plugin, RemoteTemplate};
use deskbell_store::{Range, Read, Tx};
use std::collections::HashSet;
use std::sync::Arc;

/// Pages of one look.
const PAGES: usize = 50;
/// Templates of one channel.
const MOST: usize = 5_000;

impl Workspace {
    /// Asks the provider now; how many templates it has.
    pub async fn refresh_templates(&self, id: &ChannelId) -> Result<usize, AppError> {
        let connected = self.inner.accounts.by_id(id).ok_or(AppError::NotFound { what: "channel" })?;
        let plugin = connected.plugin().ok_or(AppError::NotFound { what: "plugin" })?;
        if !plugin.exports().templates {
            let detail = "this channel's provider cannot be asked for templates; enter them by hand";
            return Err(AppError::conflict("no-templates", detail));
        }
        refresh(&self.inner, &connected, &plugin).await
    }
}

/// The whole list first, then one commit: a list that breaks off changes nothing.
pub(crate) async fn refresh(
    inner: &Arc<Inner>,
    connected: &Arc<Connected>,
    plugin: &Plugin,
) -> Result<usize, AppError> {
    let found = list(connected, plugin).await?;
    let (channel, now, count) = (connected.channel.id.clone(), inner.clock.now(), found.len());
    let job = move |tx: &mut Tx<'_>| take_over(tx, &channel, &found, now);
    inner.store.write(job).await?;
    Ok(count)
}

async fn list(connected: &Arc<Connected>, plugin: &Plugin) -> Result<Vec<RemoteTemplate>, AppError> {
    let (mut all, mut next) = (Vec::new(), None);
    for _ in 0..PAGES {
        let call = CallInfo { call_id: uuid::Uuid::new_v4().to_string(), attempt: 1, deadline: None };
        let outcome = plugin.templates(Arc::clone(&connected.account), call, next.clone()).await;
        let page = outcome.result.map_err(|failure| pairing::refusal(&failure))?;
        all.extend(page.templates);
        if page.next.is_none() || page.next == next || all.len() > MOST {
            return Ok(all);
        }
        next = page.next;
    }
    Err(AppError::conflict("too-many-templates", "the provider's list of templates does not end"))
}

fn take_over(tx: &mut Tx<'_>, channel: &ChannelId, found: &[RemoteTemplate], now: Timestamp) -> Result<(), AppError> {
    let known = tx.scan::<Template>(Range::prefix(channel).limit(MOST))?;
    let mut there = HashSet::new();
    for remote in found {
        let (name, language) = (&remote.definition.name, &remote.definition.language);
        there.insert((name.as_str(), language.as_str()));
        let before = known.iter().find(|t| t.name == *name && t.language == *language);
        let after = merged(channel, remote, before, now);
        if before != Some(&after) {
            tx.put(&after)?;
        }
    }
    for gone in known.iter().filter(|t| !there.contains(&(t.name.as_str(), t.language.as_str()))) {
        if gone.status != TemplateState::Deleted {
            tx.put(&Template { status: TemplateState::Deleted, updated: now, ..gone.clone() })?;
        }
    }
    Ok(())
}

fn merged(channel: &ChannelId, remote: &RemoteTemplate, before: Option<&Template>, now: Timestamp) -> Template {
    let (definition, slots) = (remote.definition.clone(), placeholders(remote));
    let filled = |fresh: Binding| {
        let old = before.and_then(|t| t.bindings.iter().find(|b| b.slot == fresh.slot && b.name == fresh.name));
        old.cloned().unwrap_or(fresh)
    };
    // Numbered placeholders of one slot have no name of their own: their order is their name.
    let same_shape = before.filter(|t| shape(&t.bindings) == shape(&slots));
    let bindings = match same_shape {
        Some(before) => before.bindings.clone(),
        None => slots.into_iter().map(|slot| if slot.name.is_some() { filled(slot) } else { slot }).collect(),
    };
    let after = Template {
        channel: channel.clone(),
        name: definition.name,
        language: definition.language,
        category: definition.category,
        status: remote.status,
        reason: remote.reason.clone(),
        header: definition.header,
        body: definition.body,
        footer: definition.footer,
        buttons: definition.buttons,
        bindings,
        updated: before.map_or(now, |t| t.updated),
    };
    if before == Some(&after) { after } else { Template { updated: now, ..after } }
}

fn shape(bindings: &[Binding]) -> Vec<(Slot, Option<String>)> {
    bindings.iter().map(|b| (b.slot, b.name.clone())).collect()
}

/// What has to be filled, in the order of the template; a person fills it until
/// somebody enters a merge field.
fn placeholders(remote: &RemoteTemplate) -> Vec<Binding> {
    let definition = &remote.definition;
    let mut found = Vec::new();
    if let TemplateHeader::Text { text } = &definition.header {
        found.extend(names(text).into_iter().map(|name| binding(Slot::Header, &name)));
    }
    found.extend(names(&definition.body).into_iter().map(|name| binding(Slot::Body, &name)));
    for (index, button) in definition.buttons.iter().enumerate() {
        if let TemplateButton::Url { url, .. } = button
            && let Ok(index) = u8::try_from(index)
        {
            found.extend(names(url).into_iter().map(|name| binding(Slot::Button { index }, &name)));
        }
    }
    found
}

fn binding(slot: Slot, name: &str) -> Binding {
    let numbered = name.bytes().all(|b| b.is_ascii_digit());
    Binding {
        slot,
        name: (!numbered).then(|| name.to_owned()),
        label: name.replace('_', " "),
        expression: String::new(),
    }
}

/// The placeholders of a text, each once, in the order of their first place.
fn names(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("{{") {
        let Some((name, tail)) = after.split_once("}}") else { break };
        let name = name.trim();
        if !name.is_empty() && !found.iter().any(|known| known == name) {
            found.push(name.to_owned());
        }
        rest = tail;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use deskbell_plugins::TemplateDraft;

    fn remote(body: &str) -> RemoteTemplate {
        let definition = TemplateDraft {
            name: "order_ready".into(),
            language: "pt_BR".into(),
            category: "utility".into(),
            header: TemplateHeader::None,
            body: body.into(),
            footer: None,
            buttons: vec![TemplateButton::Url { title: "Pay".into(), url: "https://pay.example/{{1}}".into() }],
            examples: Vec::new(),
        };
        RemoteTemplate { definition, status: TemplateState::Approved, reason: None }
    }

    fn channel() -> ChannelId {
        ChannelId::new("front-desk").expect("a good id")
    }

    /// S0.6: the shop's merge fields outlive what the provider changes.
    #[test]
    fn s0_6_merge_fields_stay_while_their_placeholders_do() {
        let now = Timestamp::UNIX_EPOCH;
        let fresh = merged(&channel(), &remote("Hello {{first_name}}, {{order}}"), None, now);
        let labels: Vec<&str> = fresh.bindings.iter().map(|b| b.label.as_str()).collect();
        assert_eq!(labels, ["first name", "order", "1"]);
        let mut filled = fresh.clone();
        filled.bindings[0].expression = "{{ contact.first_name }}".into();
        let again = merged(&channel(), &remote("Hello {{first_name}}, {{order}}"), Some(&filled), now);
        assert_eq!(again, filled, "nothing changed");
        let shorter = merged(&channel(), &remote("Hi {{first_name}}"), Some(&filled), now);
        assert_eq!(shorter.bindings[0].expression, "{{ contact.first_name }}");
        assert_eq!(shorter.bindings.len(), 2);
    }

    #[test]
    fn placeholders_are_counted_once() {
        assert_eq!(names("{{1}} {{2}} {{1}} {{ }} {{open"), ["1", "2"]);
    }
}
