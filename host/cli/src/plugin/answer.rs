//! What the optional interfaces answer, as JSON. Its shape is a contract with
//! partners: fields are only added.

use super::outcome::{Printed, events, print};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use deskbell_domain::journal::Events;
use deskbell_domain::pairing::{Code, MethodKind, Pairing, Terms};
use deskbell_domain::template::TemplateState;
use deskbell_plugins::{
    Action, AddressStatus, Done, HistoryPage, Input, InputKind, Match, Outcome, RemoteTemplate, TemplatePage,
};
use serde_json::{Value, json};

pub fn terms(terms: &Terms) -> Value {
    let name = |method: &MethodKind| match method {
        MethodKind::Qr => "qr",
        MethodKind::PhoneCode => "phone-code",
    };
    json!({ "methods": terms.methods.iter().map(name).collect::<Vec<_>>(), "risk": terms.risk })
}

pub fn pairing(outcome: Outcome<Pairing>) -> Printed {
    print(outcome, |pairing| json!({ "pairing": state(pairing) }))
}

fn state(pairing: Pairing) -> Value {
    match pairing {
        Pairing::Unpaired => json!({ "state": "unpaired" }),
        Pairing::Starting => json!({ "state": "starting" }),
        Pairing::CodeShown { code, expires } => {
            let (kind, text) = match code {
                Code::Qr(text) => ("qr", text),
                Code::Typed(text) => ("typed", text),
            };
            let expires_ms = expires.map(|at| at.as_millisecond());
            json!({ "state": "code-shown", "code": { "kind": kind, "text": text }, "expires_ms": expires_ms })
        }
        Pairing::Confirming => json!({ "state": "confirming" }),
        Pairing::Connected { remote_id, display } => {
            json!({ "state": "connected", "remote_id": remote_id, "display": display })
        }
        Pairing::Failed { problem } => json!({ "state": "failed", "problem": problem }),
    }
}

pub fn findings(outcome: Outcome<Vec<AddressStatus>>) -> Printed {
    let finding = |status: &AddressStatus| match status {
        AddressStatus::Exists(party) => json!({ "finding": "exists", "party": party }),
        AddressStatus::Absent => json!({ "finding": "absent" }),
        AddressStatus::Unknown => json!({ "finding": "unknown" }),
    };
    print(outcome, |findings| json!({ "findings": findings.iter().map(finding).collect::<Vec<_>>() }))
}

pub fn history(outcome: Outcome<HistoryPage>) -> Printed {
    print(outcome, |page| json!({ "events": events(&page.events), "next": position(page.next) }))
}

pub fn templates(outcome: Outcome<TemplatePage>) -> Printed {
    print(outcome, |page| {
        let templates: Vec<Value> = page.templates.iter().map(remote_template).collect();
        json!({ "templates": templates, "next": position(page.next) })
    })
}

fn remote_template(template: &RemoteTemplate) -> Value {
    let definition = &template.definition;
    json!({
        "name": definition.name,
        "language": definition.language,
        "category": definition.category,
        "header": definition.header,
        "body": definition.body,
        "footer": definition.footer,
        "buttons": definition.buttons,
        "examples": definition.examples,
        "status": template.status,
        "reason": template.reason,
    })
}

pub fn template(outcome: Outcome<(TemplateState, Option<String>)>) -> Printed {
    print(outcome, |(status, reason)| json!({ "template": { "status": status, "reason": reason } }))
}

pub fn mail(outcome: Outcome<Events>) -> Printed {
    print(outcome, |found| json!({ "events": events(&found) }))
}

pub fn matches(outcome: Outcome<Vec<Match>>) -> Printed {
    let one = |found: &Match| json!({ "customer": found.customer, "cards": found.cards });
    print(outcome, |matches| json!({ "matches": matches.iter().map(one).collect::<Vec<_>>() }))
}

pub fn actions(outcome: Outcome<Vec<Action>>) -> Printed {
    print(outcome, |actions| json!({ "actions": actions.iter().map(action).collect::<Vec<_>>() }))
}

fn action(action: &Action) -> Value {
    let inputs: Vec<Value> = action.inputs.iter().map(input).collect();
    json!({ "id": action.id, "label": action.label, "inputs": inputs, "confirm": action.confirm })
}

fn input(input: &Input) -> Value {
    let kind = match input.kind {
        InputKind::Text => "text",
        InputKind::Number => "number",
        InputKind::Date => "date",
        InputKind::DateTime => "date-time",
        InputKind::Choice => "choice",
    };
    json!({
        "name": input.name,
        "label": input.label,
        "kind": kind,
        "required": input.required,
        "choices": input.choices,
    })
}

pub fn done(outcome: Outcome<Done>) -> Printed {
    print(outcome, |done| json!({ "message": done.message, "events": events(&done.events) }))
}

fn position(next: Option<Vec<u8>>) -> Option<String> {
    next.map(|bytes| STANDARD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use deskbell_domain::address::{Address, AddressKind, Party};
    use deskbell_domain::problem::Problem;
    use deskbell_domain::template::TemplateHeader;
    use deskbell_domain::time::from_millis;
    use deskbell_plugins::{TemplateDraft, Usage};

    fn ok<T>(value: T) -> Outcome<T> {
        Outcome { result: Ok(value), kv: Vec::new(), usage: Usage::default(), log: Vec::new() }
    }

    fn check(printed: Printed, key: &str, expected: Value) {
        assert_eq!((printed.code, &printed.value[key]), (0, &expected));
    }

    #[test]
    fn x7_every_state_of_pairing_has_its_word() {
        let shown = |state, expected| check(pairing(ok(state)), "pairing", expected);
        shown(Pairing::Unpaired, json!({ "state": "unpaired" }));
        shown(Pairing::Starting, json!({ "state": "starting" }));
        shown(Pairing::Confirming, json!({ "state": "confirming" }));
        let code = Pairing::CodeShown { code: Code::Typed("ABCD-1234".into()), expires: Some(from_millis(7)) };
        let typed = json!({ "kind": "typed", "text": "ABCD-1234" });
        shown(code, json!({ "state": "code-shown", "code": typed, "expires_ms": 7 }));
        let connected = Pairing::Connected { remote_id: "1".into(), display: "Ana".into() };
        shown(connected, json!({ "state": "connected", "remote_id": "1", "display": "Ana" }));
        let failed = Pairing::Failed { problem: Problem::new("timed-out", "no phone came") };
        let problem = json!({ "code": "timed-out", "detail": "no phone came" });
        shown(failed, json!({ "state": "failed", "problem": problem }));
        let asked = Terms { methods: vec![MethodKind::Qr, MethodKind::PhoneCode], risk: None };
        assert_eq!(terms(&asked), json!({ "methods": ["qr", "phone-code"], "risk": null }));
    }

    #[test]
    fn x7_findings_and_templates_are_told_one_by_one() {
        let address = Address::new("whatsapp", AddressKind::Phone, "+554988590187");
        let party = Party { addresses: vec![address], display_name: None };
        let printed = findings(ok(vec![AddressStatus::Exists(party), AddressStatus::Absent, AddressStatus::Unknown]));
        let words: Vec<&Value> = (0..3).map(|i| &printed.value["findings"][i]["finding"]).collect();
        assert_eq!(words, ["exists", "absent", "unknown"]);
        assert_eq!(printed.value["findings"][0]["party"]["addresses"][0]["value"], "+554988590187");
        let definition = TemplateDraft {
            name: "ready".into(),
            language: "pt_BR".into(),
            category: "utility".into(),
            header: TemplateHeader::None,
            body: "Olá".into(),
            footer: None,
            buttons: vec![],
            examples: vec![],
        };
        let template = RemoteTemplate { definition, status: TemplateState::Paused, reason: Some("quality".into()) };
        let printed = templates(ok(TemplatePage { templates: vec![template], next: Some(vec![1, 2]) }));
        assert_eq!(
            (&printed.value["templates"][0]["status"], &printed.value["next"]),
            (&json!("paused"), &json!("AQI="))
        );
    }

    #[test]
    fn x7_actions_say_what_they_need() {
        let day = Input {
            name: "day".into(),
            label: "Day".into(),
            kind: InputKind::DateTime,
            required: true,
            choices: vec![("a".into(), "A".into())],
        };
        let action = Action { id: "move".into(), label: "Move".into(), inputs: vec![day], confirm: None };
        let input =
            json!({ "name": "day", "label": "Day", "kind": "date-time", "required": true, "choices": [["a", "A"]] });
        let expected = json!([{ "id": "move", "label": "Move", "inputs": [input], "confirm": null }]);
        check(actions(ok(vec![action])), "actions", expected);
        let ended = Done { message: "moved".into(), events: Events::Business(vec![]) };
        check(done(ok(ended)), "message", json!("moved"));
    }
}
