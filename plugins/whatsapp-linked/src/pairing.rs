//! Linking a number (S1.2, S4.3): the gateway's state in the contract's words,
//! with the code that the phone wants.

use crate::api::Api;
use crate::gateway::Link;
use crate::memory::{self, Showing};
use deskbell_sdk::CallError;
use deskbell_sdk::channel::{PairingCode, PairingMethod, PairingMethodKind, PairingState, PairingTerms, ShownCode};

const RISK: &str = "Linking a device to a program is against WhatsApp's terms of service. Numbers that are used this \
way get banned, without warning and often for good, and nobody can give a warranty against it. Use a number that you \
can afford to lose; never your shop's only one. Answer people rather than write to strangers, and let Deskbell keep its pauses \
between messages. The supported way is the WhatsApp Business Platform (Cloud API), which is a channel of its own here.";

pub(crate) fn terms() -> PairingTerms {
    PairingTerms { methods: vec![PairingMethodKind::Qr, PairingMethodKind::PhoneCode], risk: Some(RISK.to_owned()) }
}

/// WhatsApp's first code lives a minute, those that follow 20 seconds.
const FIRST_MS: u64 = 60_000;
const NEXT_MS: u64 = 20_000;
/// A code to type is good for about three minutes.
const TYPED_MS: u64 = 160_000;

pub(crate) fn start(api: &Api<'_>, method: &PairingMethod) -> Result<PairingState, CallError> {
    let phone = match method {
        PairingMethod::Qr => None,
        PairingMethod::PhoneCode(phone) => Some(number(phone)?),
    };
    let link = api.gateway.link(api)?;
    if let Link::Working(info) = &link {
        return Err(CallError::rejected("connected", format!("{} is linked already; log it out first", info.display)));
    }
    let showing = memory::showing(api.desk);
    if link != Link::Code || showing.phone != phone {
        memory::keep_showing(api.desk, &Showing { phone: phone.clone(), ..Showing::default() });
    }
    if link != Link::Code {
        api.gateway.begin(api, &link, phone.as_deref())?;
    }
    status(api)
}

/// Digits with their country, as both gateways want them.
fn number(phone: &str) -> Result<String, CallError> {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    match phone.trim_start().starts_with('+') && (7..=15).contains(&digits.len()) {
        true => Ok(digits),
        false => Err(CallError::rejected("phone", "write the number with \"+\" and its country: +40721123456")),
    }
}

pub(crate) fn status(api: &Api<'_>) -> Result<PairingState, CallError> {
    Ok(match api.gateway.link(api)? {
        Link::Absent | Link::Stopped => PairingState::Unpaired,
        Link::Starting => PairingState::Starting,
        Link::Code => shown(api)?,
        Link::Passkey(problem) | Link::Failed(problem) => PairingState::Failed(problem),
        Link::Working(info) => {
            memory::forget_showing(api.desk);
            PairingState::Connected(info)
        }
    })
}

fn shown(api: &Api<'_>) -> Result<PairingState, CallError> {
    let mut showing = memory::showing(api.desk);
    let now = api.desk.now_ms();
    let typed = showing.phone.is_some();
    let fresh = now.saturating_sub(showing.since_ms) < TYPED_MS;
    // Each request for a code to type makes another one.
    let code = match &showing.code {
        Some(code) if typed && fresh => code.clone(),
        _ => match api.gateway.code(api, showing.phone.as_deref())? {
            Some(code) => code,
            None => return Ok(PairingState::Starting),
        },
    };
    if showing.code.as_ref() != Some(&code) {
        showing = Showing { phone: showing.phone, code: Some(code.clone()), since_ms: now, count: showing.count + 1 };
        memory::keep_showing(api.desk, &showing);
    }
    let lives = match (typed, showing.count) {
        (true, _) => TYPED_MS,
        (false, 0 | 1) => FIRST_MS,
        (false, _) => NEXT_MS,
    };
    let code = if typed { PairingCode::Typed(code) } else { PairingCode::Qr(code) };
    Ok(PairingState::CodeShown(ShownCode { code, expires_ms: Some(showing.since_ms + lives) }))
}

pub(crate) fn log_out(api: &Api<'_>) -> Result<(), CallError> {
    memory::forget_showing(api.desk);
    api.gateway.log_out(api)
}
