//! Messages with buttons or a list.

use super::part::Part;
use super::plain::file;
use crate::graph::error::{GraphError, Result};
use crate::world::World;
use std::collections::HashSet;

pub(super) fn check(part: &Part<'_>, world: &World) -> Result<()> {
    let kind = part.text("type", 64)?;
    let longest_body = if kind == "list" { 4096 } else { 1024 };
    part.object("body")?.text("text", longest_body)?;
    if part.value("footer").is_some() {
        part.object("footer")?.text("text", 60)?;
    }
    if part.value("header").is_some() {
        header(&part.object("header")?, kind, world)?;
    }
    let action = part.object("action")?;
    match kind {
        "button" => buttons(&action),
        "list" => list(&action),
        "cta_url" => link_button(&action),
        "location_request_message" => named(&action, "send_location"),
        _ => Err(GraphError::invalid(format!("interactive.type {kind} is not available for this number"))),
    }
}

fn header(header: &Part<'_>, kind: &str, world: &World) -> Result<()> {
    match header.text("type", 16)? {
        "text" => header.text("text", 60).map(drop),
        media @ ("image" | "video" | "document") if kind != "list" => file(&header.object(media)?, media, world),
        other => Err(GraphError::invalid(format!("interactive.header of type {other} is not allowed here"))),
    }
}

fn buttons(action: &Part<'_>) -> Result<()> {
    let buttons = action.array("buttons")?;
    if !(1..=3).contains(&buttons.len()) {
        return Err(GraphError::invalid("Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3"));
    }
    let mut titles = HashSet::new();
    let mut ids = HashSet::new();
    for button in buttons {
        if button.text("type", 16)? != "reply" {
            return Err(GraphError::invalid("interactive.action.buttons must be of type reply"));
        }
        let reply = button.object("reply")?;
        let unique = ids.insert(reply.text("id", 256)?) & titles.insert(reply.text("title", 20)?);
        if !unique {
            return Err(GraphError::invalid("Button ids and titles must be unique"));
        }
    }
    Ok(())
}

fn list(action: &Part<'_>) -> Result<()> {
    action.text("button", 20)?;
    let sections = action.array("sections")?;
    if !(1..=10).contains(&sections.len()) {
        return Err(GraphError::invalid("A list has 1 to 10 sections"));
    }
    let mut ids = HashSet::new();
    for section in &sections {
        section.optional_text("title", 24)?;
        if sections.len() > 1 {
            section.text("title", 24)?;
        }
        for row in section.array("rows")? {
            row.text("title", 24)?;
            row.optional_text("description", 72)?;
            if !ids.insert(row.text("id", 200)?) {
                return Err(GraphError::invalid("Row ids must be unique"));
            }
        }
    }
    if (1..=10).contains(&ids.len()) { Ok(()) } else { Err(GraphError::invalid("A list has 1 to 10 rows in all")) }
}

fn link_button(action: &Part<'_>) -> Result<()> {
    named(action, "cta_url")?;
    let parameters = action.object("parameters")?;
    parameters.text("display_text", 20)?;
    let url = parameters.text("url", 2000)?;
    let web = url.starts_with("https://") || url.starts_with("http://");
    if web { Ok(()) } else { Err(GraphError::invalid("interactive.action.parameters.url is not a valid URL")) }
}

fn named(action: &Part<'_>, name: &str) -> Result<()> {
    let found = action.text("name", 64)?;
    if found == name { Ok(()) } else { Err(GraphError::invalid(format!("interactive.action.name must be {name}"))) }
}
