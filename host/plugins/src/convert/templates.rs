//! Prepared messages as the provider has them.

use super::{Converted, ID, LINE, Reader, SHORT, at_most, channel, inbound, numbered, wit};
use crate::bindings::exports::deskbell::channel::templates as w;
use crate::limits::TEMPLATES;
use crate::outcome::{RemoteTemplate, TemplateDraft, TemplatePage};
use deskbell_domain::template::{TemplateButton, TemplateHeader, TemplateState};
use wit::channel::message::TemplateStatus;

pub(crate) fn template_page(page: w::Page) -> Converted<TemplatePage> {
    at_most("templates", &page.templates, TEMPLATES)?;
    Ok(TemplatePage { templates: numbered("templates", page.templates, template)?, next: channel::next(page.next)? })
}

fn template(t: w::Template) -> Converted<RemoteTemplate> {
    let definition = draft(t.definition)?;
    let (status, reason) = template_status(t.status)?;
    Ok(RemoteTemplate { definition, status, reason })
}

pub(crate) fn template_status(status: TemplateStatus) -> Converted<(TemplateState, Option<String>)> {
    let mut r = Reader::plain();
    r.text("status.name", status.name, ID)?;
    r.text("status.language", status.language, SHORT)?;
    Ok((inbound::template(status.status), r.optional("status.reason", status.reason, LINE)?))
}

fn draft(d: w::Draft) -> Converted<TemplateDraft> {
    let mut r = Reader::plain();
    at_most("buttons", &d.buttons, 10)?;
    at_most("examples", &d.examples, 40)?;
    Ok(TemplateDraft {
        name: r.text("name", d.name, ID)?,
        language: r.text("language", d.language, 1..=35)?,
        category: r.text("category", d.category, 1..=64)?,
        header: match d.header {
            w::Header::None => TemplateHeader::None,
            w::Header::Text(text) => TemplateHeader::Text { text: r.text("header", text, 1..=255)? },
            w::Header::Image => TemplateHeader::Image,
            w::Header::Video => TemplateHeader::Video,
            w::Header::Document => TemplateHeader::Document,
            w::Header::Location => TemplateHeader::Location,
        },
        body: r.text("body", d.body, 1..=4096)?,
        footer: r.optional("footer", d.footer, SHORT)?,
        buttons: numbered("buttons", d.buttons, |b| button(&mut r, b))?,
        examples: numbered("examples", d.examples, |e| r.text("example", e, 1..=1024))?,
    })
}

fn button(r: &mut Reader<'_>, button: w::Button) -> Converted<TemplateButton> {
    let mut title = |title| r.text("title", title, 1..=255);
    Ok(match button {
        w::Button::QuickReply(text) => TemplateButton::QuickReply { title: title(text)? },
        w::Button::CopyCode(text) => TemplateButton::CopyCode { title: title(text)? },
        w::Button::Url((text, url)) => TemplateButton::Url { title: title(text)?, url: r.text("url", url, 1..=2048)? },
        w::Button::Phone((text, phone)) => {
            TemplateButton::Phone { title: title(text)?, phone: r.text("phone", phone, 1..=2048)? }
        }
    })
}

pub(crate) fn draft_to_wit(d: TemplateDraft) -> w::Draft {
    let button = |b| match b {
        TemplateButton::QuickReply { title } => w::Button::QuickReply(title),
        TemplateButton::Url { title, url } => w::Button::Url((title, url)),
        TemplateButton::Phone { title, phone } => w::Button::Phone((title, phone)),
        TemplateButton::CopyCode { title } => w::Button::CopyCode(title),
    };
    w::Draft {
        name: d.name,
        language: d.language,
        category: d.category,
        header: match d.header {
            TemplateHeader::None => w::Header::None,
            TemplateHeader::Text { text } => w::Header::Text(text),
            TemplateHeader::Image => w::Header::Image,
            TemplateHeader::Video => w::Header::Video,
            TemplateHeader::Document => w::Header::Document,
            TemplateHeader::Location => w::Header::Location,
        },
        body: d.body,
        footer: d.footer,
        buttons: d.buttons.into_iter().map(button).collect(),
        examples: d.examples,
    }
}
