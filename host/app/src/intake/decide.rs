//! Does what the rules decided about one message.

use super::{Context, Effects};
use crate::compose::TemplateOrder;
use crate::error::AppError;
use crate::tasks::{self, Subject};
use deskbell_domain::card::Card;
use deskbell_domain::contact::Contact;
use deskbell_domain::conversation::Conversation;
use deskbell_domain::id::{CardId, UserId};
use deskbell_domain::inbound::InboundMessage;
use deskbell_domain::message::Author;
use deskbell_domain::outbox::Lane;
use deskbell_domain::rule::{Decided, Decision};
use deskbell_domain::user::User;
use deskbell_rules::Ruled;
use deskbell_store::{ByLogin, Read, Tx};
use std::collections::BTreeMap;

/// The word with which a rule notifies all.
const EVERYONE: &str = "everyone";

/// What the decisions are about.
pub(super) struct Filing<'a> {
    pub contact: &'a Contact,
    pub ruled: &'a Ruled,
    pub inbound: Option<&'a InboundMessage>,
}

/// The reason when a rule leaves the message out.
pub(super) fn ignored(decisions: &[Decided]) -> Option<String> {
    decisions.iter().find_map(|d| match &d.decision {
        Decision::Ignore { reason } => Some(reason.clone()),
        _ => None,
    })
}

/// Applies every decision about the message to the conversation; the caller
/// stores it. Where no rule files the message it stays where the conversation
/// stands.
pub(super) fn file(
    tx: &mut Tx<'_>,
    ctx: &Context,
    filing: &Filing<'_>,
    conversation: &mut Conversation,
) -> Result<(), AppError> {
    let all = &filing.ruled.decisions;
    let places = |d: &&Decided| matches!(d.decision, Decision::FileOn { .. } | Decision::CreateCard { .. });
    // Where the message belongs comes first: the rest is about that card.
    for decided in all.iter().filter(places).chain(all.iter().filter(|d| !places(d))) {
        match &decided.decision {
            Decision::Ignore { .. } | Decision::SendTemplate { .. } => {}
            Decision::FileOn { card } => file_on(tx, *card, conversation)?,
            Decision::CreateCard { module, title } => {
                conversation.card = Some(create_card(tx, ctx, filing, module, title)?);
            }
            Decision::Assign { to } => assign(tx, ctx, to, conversation)?,
            Decision::Tag { tag } => add_tag(&mut conversation.tags, tag),
            Decision::SetPriority { priority } => conversation.priority = *priority,
            Decision::CreateTask { title } => {
                tasks::todo(tx, title, (&*conversation).into(), conversation.assignee, ctx.now)?;
            }
            Decision::Notify { to, text } => notify(tx, ctx, to, text, (&*conversation).into())?,
        }
    }
    Ok(())
}

/// Sends what the rules answer, once the message itself is there: what answers
/// it stands behind it.
pub(super) fn answer(
    tx: &mut Tx<'_>,
    ctx: &Context,
    filing: &Filing<'_>,
    conversation: &mut Conversation,
    effects: &mut Effects,
) -> Result<(), AppError> {
    for decided in &filing.ruled.decisions {
        let Decision::SendTemplate { template, document } = &decided.decision else { continue };
        let order = TemplateOrder {
            template,
            document: document.as_deref(),
            author: author(filing.ruled, decided),
            lane: Lane::Service,
            card: conversation.card,
            source: ctx.source,
        };
        effects.queued |= ctx.composer().template(tx, conversation, filing.contact, &order)?;
    }
    Ok(())
}

/// The pack that decided, for the thread.
pub(super) fn author(ruled: &Ruled, decided: &Decided) -> Author {
    let run = ruled.explanation.runs.iter().find(|run| run.decisions.contains(decided));
    Author::Rule {
        pack: run.map(|r| r.pack.clone()).unwrap_or_default(),
        rule: run.map(|r| format!("{}:{}", r.hook, decided.line)).unwrap_or_default(),
    }
}

fn file_on(tx: &Tx<'_>, card: CardId, conversation: &mut Conversation) -> Result<(), AppError> {
    // A rule may name a card that a neighbour in the same batch removed.
    if tx.get::<Card>(&card)?.is_some() {
        conversation.card = Some(card);
    }
    Ok(())
}

fn create_card(
    tx: &mut Tx<'_>,
    ctx: &Context,
    filing: &Filing<'_>,
    module: &str,
    title: &str,
) -> Result<CardId, AppError> {
    let id: CardId = tx.next_id()?;
    tx.put(&Card {
        id,
        module: module.to_owned(),
        origin: None,
        number: id.to_string(),
        title: title.to_owned(),
        status: "new".into(),
        status_label: "New".into(),
        open: true,
        contact: filing.contact.id,
        total: None,
        due: None,
        link: None,
        documents: Vec::new(),
        fields: referral_field(filing.inbound),
        status_change: None,
        version: 0,
        created: ctx.now,
        updated: ctx.now,
    })?;
    Ok(id)
}

fn referral_field(inbound: Option<&InboundMessage>) -> BTreeMap<String, String> {
    let referral = inbound.and_then(|m| m.referral.clone());
    referral.map(|r| BTreeMap::from([("referral".to_owned(), r)])).unwrap_or_default()
}

/// A name that is nobody's must not pass for done: somebody has to mend the rule.
fn assign(tx: &mut Tx<'_>, ctx: &Context, login: &str, conversation: &mut Conversation) -> Result<(), AppError> {
    if let Some(user) = user(tx, login)? {
        conversation.assignee = Some(user);
        return Ok(());
    }
    let text = format!("a rule assigns conversations to {login}: there is no such user");
    tasks::tell(tx, &text, (&*conversation).into(), None, ctx.now)
}

/// A line for one person, or for all.
pub(super) fn notify(tx: &mut Tx<'_>, ctx: &Context, to: &str, text: &str, about: Subject) -> Result<(), AppError> {
    if to.eq_ignore_ascii_case(EVERYONE) {
        return tasks::tell(tx, text, about, None, ctx.now);
    }
    match user(tx, to)? {
        Some(user) => tasks::tell(tx, text, about, Some(user), ctx.now),
        None => tasks::tell(tx, &format!("{text} (meant for {to}: there is no such user)"), about, None, ctx.now),
    }
}

/// Who can be given something to do.
fn user(tx: &Tx<'_>, login: &str) -> Result<Option<UserId>, AppError> {
    let known = tx.find::<User, ByLogin>(&login.to_lowercase())?;
    Ok(known.filter(|user| !user.disabled).map(|user| user.id))
}

pub(crate) fn add_tag(tags: &mut Vec<String>, tag: &str) {
    if !tags.iter().any(|t| t == tag) {
        tags.push(tag.to_owned());
    }
}
