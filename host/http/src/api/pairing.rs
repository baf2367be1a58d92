//! Linking an account by a code.

use super::brief::Cause;
use super::conversations::channel_id;
use super::extract::{Body, Path};
use super::time::Time;
use crate::caller::Caller;
use crate::problem::Answer;
use axum::Json;
use axum::http::StatusCode;
use deskbell_app::view::PairingView;
use deskbell_domain::pairing;
use qrcode::render::svg;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How an account is linked, and where that stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct Pairing {
    pub state: PairingState,
    /// Ways of linking it.
    pub methods: Vec<PairingMethod>,
    /// What must be read and confirmed first, in English.
    pub risk: Option<String>,
    /// The code to scan, as SVG.
    pub qr_svg: Option<String>,
    /// The code to type on the phone.
    pub code: Option<String>,
    /// When the code is replaced.
    pub expires: Option<Time>,
    /// The account, once it is linked.
    pub account: Option<String>,
    /// Why it failed.
    pub problem: Option<Cause>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PairingState {
    Unpaired,
    Starting,
    /// Waits for the phone.
    CodeShown,
    /// Scanned; the devices agree on keys.
    Confirming,
    Connected,
    Failed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PairingMethod {
    Qr,
    PhoneCode,
}

impl From<PairingView> for Pairing {
    fn from(view: PairingView) -> Self {
        let methods = view.terms.methods.into_iter().map(|kind| match kind {
            pairing::MethodKind::Qr => PairingMethod::Qr,
            pairing::MethodKind::PhoneCode => PairingMethod::PhoneCode,
        });
        let empty = Self {
            state: PairingState::Unpaired,
            methods: methods.collect(),
            risk: view.terms.risk,
            qr_svg: None,
            code: None,
            expires: None,
            account: None,
            problem: None,
        };
        match view.state {
            pairing::Pairing::Unpaired => empty,
            pairing::Pairing::Starting => Self { state: PairingState::Starting, ..empty },
            pairing::Pairing::Confirming => Self { state: PairingState::Confirming, ..empty },
            pairing::Pairing::CodeShown { code, expires } => {
                let (qr_svg, code) = match code {
                    pairing::Code::Qr(text) => (drawn(&text), None),
                    pairing::Code::Typed(code) => (None, Some(code)),
                };
                Self { state: PairingState::CodeShown, qr_svg, code, expires: expires.map(Time::from), ..empty }
            }
            pairing::Pairing::Connected { display, .. } => {
                Self { state: PairingState::Connected, account: Some(display), ..empty }
            }
            pairing::Pairing::Failed { problem } => {
                Self { state: PairingState::Failed, problem: Some(problem.into()), ..empty }
            }
        }
    }
}

/// None when the text is too long for any code.
fn drawn(text: &str) -> Option<String> {
    let code = qrcode::QrCode::with_error_correction_level(text, qrcode::EcLevel::L).ok()?;
    Some(code.render::<svg::Color<'_>>().min_dimensions(264, 264).quiet_zone(true).build())
}

/// Where it stands. Ask every two seconds while somebody looks.
#[utoipa::path(get, path = "/api/v1/channels/{id}/pairing", tag = "channels", params(("id" = String, Path)),
    responses((status = 200, body = Pairing)))]
pub async fn state(caller: Caller, Path(id): Path<String>) -> Answer<Json<Pairing>> {
    Ok(Json(caller.workspace.pairing(&channel_id(id)?).await?.into()))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StartPairing {
    pub method: PairingMethod,
    /// For `phone-code`: the phone's number with its country code.
    pub phone: Option<String>,
    /// That `risk` was read and is taken.
    #[serde(default)]
    pub risk_accepted: bool,
}

/// Begins to link the account, or shows the code of what has begun.
#[utoipa::path(post, path = "/api/v1/channels/{id}/pairing", tag = "channels", params(("id" = String, Path)),
    request_body = StartPairing, responses((status = 200, body = Pairing)))]
pub async fn start(caller: Caller, Path(id): Path<String>, Body(asked): Body<StartPairing>) -> Answer<Json<Pairing>> {
    let method = match asked.method {
        PairingMethod::Qr => pairing::Method::Qr,
        PairingMethod::PhoneCode => pairing::Method::PhoneCode { phone: asked.phone.unwrap_or_default() },
    };
    let started = caller.workspace.start_pairing(&channel_id(id)?, method, asked.risk_accepted).await?;
    Ok(Json(started.into()))
}

/// Unlinks the account; the channel pauses until it is linked again.
#[utoipa::path(delete, path = "/api/v1/channels/{id}/pairing", tag = "channels", params(("id" = String, Path)),
    responses((status = 204)))]
pub async fn log_out(caller: Caller, Path(id): Path<String>) -> Answer<StatusCode> {
    caller.workspace.log_out(&channel_id(id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s1_2_a_code_is_drawn_and_one_too_long_is_not() {
        let svg = drawn("2@abcdefgh,ijklmnop,qrstuv==,wx").expect("fits");
        assert!(svg.contains("<svg") && !svg.contains("abcdefgh"), "the code itself is no text");
        assert!(drawn(&"x".repeat(4096)).is_none());
    }
}
