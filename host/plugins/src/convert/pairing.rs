//! Linking an account by a code.

use super::{Converted, LINE, Reader, bad, channel, moment, problem};
use crate::bindings::exports::deskbell::channel::pairing as w;
use deskbell_domain::pairing::{Code, Method, MethodKind, Pairing, Terms};

pub(crate) fn terms(terms: w::Terms) -> Converted<Terms> {
    if terms.methods.is_empty() || terms.methods.len() > 2 {
        return Err(bad("terms.methods", "names no way of pairing, or one twice"));
    }
    let methods = terms.methods.into_iter().map(|kind| match kind {
        w::MethodKind::Qr => MethodKind::Qr,
        w::MethodKind::PhoneCode => MethodKind::PhoneCode,
    });
    let risk = Reader::plain().optional("terms.risk", terms.risk, 1..=2 * LINE.end())?;
    Ok(Terms { methods: methods.collect(), risk })
}

pub(crate) fn method_to_wit(method: Method) -> w::Method {
    match method {
        Method::Qr => w::Method::Qr,
        Method::PhoneCode { phone } => w::Method::PhoneCode(phone),
    }
}

pub(crate) fn state(state: w::State) -> Converted<Pairing> {
    Ok(match state {
        w::State::Unpaired => Pairing::Unpaired,
        w::State::Starting => Pairing::Starting,
        w::State::CodeShown(shown) => {
            Pairing::CodeShown { code: code(shown.code)?, expires: shown.expires_ms.map(moment) }
        }
        w::State::Confirming => Pairing::Confirming,
        w::State::Connected(info) => {
            let info = channel::account_info(info)?;
            Pairing::Connected { remote_id: info.remote_id, display: info.display }
        }
        w::State::Failed(p) => Pairing::Failed { problem: problem::problem("state.failed", p)? },
    })
}

fn code(code: w::Code) -> Converted<Code> {
    let mut r = Reader::plain();
    Ok(match code {
        w::Code::Qr(text) => Code::Qr(r.text("code.qr", text, 1..=4096)?),
        w::Code::Typed(text) => Code::Typed(r.text("code.typed", text, 1..=32)?),
    })
}
