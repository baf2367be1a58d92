//! `POST /{phone_number_id}/messages`: messages, read receipts, typing.

use super::account::json;
use super::check::{Checked, Recipient, check};
use super::error::{GraphError, Result};
use super::{guard, link};
use crate::customer::{ChatMessage, Customer, Stage, Track};
use crate::fault::FaultKind;
use crate::listener::Line;
use crate::sim::Sim;
use crate::world::{World, wamid};
use axum::Json;
use axum::extract::{ConnectInfo, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

pub(super) async fn send(
    State(sim): State<Arc<Sim>>,
    ConnectInfo(line): ConnectInfo<Line>,
    Path((_, id)): Path<(String, String)>,
    body: Bytes,
) -> Response {
    if id != sim.config.phone_number_id {
        return GraphError::unknown_object("post", &id).into_response();
    }
    let done = match json(&body) {
        Ok(body) if body.get("status").is_some() => signal(&sim, &line, &body).await,
        Ok(body) => message(&sim, &line, body).await,
        Err(error) => Err(error),
    };
    done.map_or_else(GraphError::into_response, IntoResponse::into_response)
}

async fn message(sim: &Sim, line: &Line, mut body: Value) -> Result<Response> {
    let checked = sim.look(|world| check(&body, world))?;
    let wa_id = recipient(sim, &checked.recipient)?;
    guard::trouble(sim, Some(&wa_id), line).await?;
    refuse(sim, &wa_id)?;
    let fetched = link::resolve(sim, &mut body).await;
    let late = sim.look(|world| world.customer(&wa_id).is_none_or(|c| !c.window_open(Timestamp::now())));
    let late = late && checked.kind != "template";
    if late && sim.config.refuse_outside_window {
        return Err(GraphError::of(131047));
    }
    let body = Arc::new(body);
    let (message_id, user_id) = accept(sim, &wa_id, &checked, &body);
    let ruin = if late { Some(131047) } else { (!fetched).then_some(131053) };
    follow(sim, &wa_id, &message_id, ruin);
    finish(sim, &wa_id, line).await?;
    Ok(receipt(&body, &checked, &wa_id, &user_id, &message_id).into_response())
}

/// Who it goes to, as WhatsApp knows them.
fn recipient(sim: &Sim, recipient: &Recipient) -> Result<String> {
    match recipient {
        Recipient::Number(number) => {
            let invalid = || GraphError::invalid("Parameter 'to' is not a valid WhatsApp phone number");
            let wa_id = crate::number::wa_id(number).ok_or_else(invalid)?;
            let own = crate::number::wa_id(&sim.config.display_number);
            if own.as_deref() == Some(&wa_id) { Err(GraphError::of(131021)) } else { Ok(wa_id) }
        }
        Recipient::UserId(id) => {
            let wa_id = sim.look(|world| world.customer_by_user_id(id).map(|c| c.wa_id.clone()));
            wa_id.ok_or_else(|| GraphError::invalid("Parameter 'recipient' is not a known user id"))
        }
    }
}

/// The faults that refuse a send, and our own limit.
fn refuse(sim: &Sim, wa_id: &str) -> Result<()> {
    if sim.overloaded() {
        return Err(GraphError::of(131016).retry_after(1));
    }
    let refused = sim.strike(Some(wa_id), |kind| match kind {
        FaultKind::RateLimit { retry_after_s } => Some(GraphError::of(130429).retry_after(*retry_after_s)),
        FaultKind::PairLimit => Some(GraphError::of(131056)),
        FaultKind::ServerError => Some(GraphError::of(131000)),
        _ => None,
    });
    refused.map_or(Ok(()), Err)
}

/// Keeps the message; from here on it counts as sent by the business.
fn accept(sim: &Sim, wa_id: &str, checked: &Checked, body: &Arc<Value>) -> (String, String) {
    let id = wamid(wa_id);
    let silent = sim.strikes(Some(wa_id), &FaultKind::NoStatus);
    let user_id = sim.change(|world| {
        let number = format!("+{wa_id}");
        let online = sim.config.auto_deliver;
        let customer = world.meet(wa_id, || Customer::new(wa_id.into(), &number, &number, online));
        let user_id = customer.user_id.clone();
        world.record_send(&id, wa_id, &checked.kind, Arc::clone(body));
        if checked.kind == "reaction" {
            react(world, body);
        }
        world.append(wa_id, chat_line(&id, checked, body, silent));
        user_id
    });
    (id, user_id)
}

fn chat_line(id: &str, checked: &Checked, body: &Arc<Value>, silent: bool) -> ChatMessage {
    let mut message = ChatMessage::new(id.to_string(), true, Arc::clone(body));
    message.rendered = checked.template.as_ref().map(|t| {
        let sent = body["template"]["components"].as_array();
        t.render(sent.map_or(&[], Vec::as_slice))
    });
    message.reply_to = checked.reply_to.clone();
    message.track = Track {
        callback_data: checked.callback_data.clone(),
        category: checked.template.as_ref().map_or("service", |t| category(&t.category)),
        sent_only: checked.kind == "reaction",
        silent,
    };
    message
}

fn category(of_template: &str) -> &'static str {
    match of_template {
        "MARKETING" => "marketing",
        "AUTHENTICATION" => "authentication",
        _ => "utility",
    }
}

fn react(world: &mut World, body: &Value) {
    let emoji = body["reaction"]["emoji"].as_str().filter(|e| !e.is_empty()).map(str::to_string);
    if let Some(message) = body["reaction"]["message_id"].as_str().and_then(|id| world.message_mut(id)) {
        message.business_reaction = emoji;
    }
}

/// Starts what happens by itself.
fn follow(sim: &Sim, wa_id: &str, id: &str, ruin: Option<u32>) {
    sim.tell_message(id);
    let ordered = || {
        sim.strike(Some(wa_id), |kind| match kind {
            FaultKind::FailLater { code } => Some(*code),
            _ => None,
        })
    };
    match ruin.or_else(ordered) {
        Some(code) => sim.fail(id, code),
        None => sim.advance_after(sim.config.latency.sent, id, Stage::Sent),
    }
}

/// The faults that strike after acceptance.
async fn finish(sim: &Sim, wa_id: &str, line: &Line) -> Result<()> {
    if sim.strikes(Some(wa_id), &FaultKind::DropAfterAccept) {
        line.cut();
        return Err(GraphError::of(131016));
    }
    let late = sim.strike(Some(wa_id), |kind| match kind {
        FaultKind::LateAnswer { ms } => Some(Duration::from_millis(*ms)),
        _ => None,
    });
    if let Some(delay) = late {
        tokio::time::sleep(delay).await;
    }
    Ok(())
}

fn receipt(body: &Value, checked: &Checked, wa_id: &str, user_id: &str, id: &str) -> (StatusCode, Json<Value>) {
    let mut contact = json!({"input": input(body), "user_id": user_id});
    if matches!(checked.recipient, Recipient::Number(_)) {
        contact["wa_id"] = wa_id.into();
    }
    let mut message = json!({"id": id});
    if checked.template.is_some() {
        message["message_status"] = "accepted".into();
    }
    let receipt = json!({"messaging_product": "whatsapp", "contacts": [contact], "messages": [message]});
    (StatusCode::OK, Json(receipt))
}

fn input(body: &Value) -> &Value {
    body.get("to").unwrap_or(&body["recipient"])
}

/// A read receipt marks the message and all before it; typing comes with it.
async fn signal(sim: &Sim, line: &Line, body: &Value) -> Result<Response> {
    guard::trouble(sim, None, line).await?;
    if body["messaging_product"] != "whatsapp" {
        return Err(GraphError::shape("The parameter messaging_product is required."));
    }
    if body["status"] != "read" {
        return Err(GraphError::shape("Param status must be one of {READ}"));
    }
    let id = body["message_id"].as_str().ok_or_else(|| GraphError::shape("The parameter message_id is required."))?;
    let typing = typing(&body["typing_indicator"])?;
    let theirs = |world: &World| {
        let customer = world.owner(id)?;
        customer.message(id).filter(|m| !m.from_business).map(|_| customer.wa_id.clone())
    };
    let unknown = || GraphError::invalid("Parameter 'message_id' is no message of a customer");
    let wa_id = sim.look(theirs).ok_or_else(unknown)?;
    sim.change(|world| world.record_signal(id, typing));
    mark_read(sim, &wa_id, id);
    if typing {
        sim.tell("typing", || json!({"customer": wa_id}));
    }
    Ok(Json(json!({"success": true})).into_response())
}

fn typing(indicator: &Value) -> Result<bool> {
    match (indicator.is_null(), indicator["type"].as_str()) {
        (true, _) => Ok(false),
        (false, Some("text")) => Ok(true),
        (false, _) => Err(GraphError::shape("Param typing_indicator['type'] must be one of {TEXT}")),
    }
}

fn mark_read(sim: &Sim, wa_id: &str, last: &str) {
    let ids: Vec<String> = sim.look(|world| {
        let Some(customer) = world.customer(wa_id) else { return Vec::new() };
        let until = customer.messages.iter().rposition(|m| m.id == last).map_or(0, |at| at + 1);
        let unread = |m: &&ChatMessage| !m.from_business && m.stage < Stage::Read;
        customer.messages.iter().take(until).filter(unread).map(|m| m.id.clone()).collect()
    });
    ids.iter().for_each(|id| sim.step(id, Stage::Read));
}
