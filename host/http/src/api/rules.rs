//! Rule packs, and why a rule did what it did.

use super::conversations::Priority;
use super::extract::{Body, Path};
use super::list::Page;
use crate::caller::Caller;
use crate::problem::Answer;
use axum::Json;
use axum::http::StatusCode;
use deskbell_app::view::PackView;
use deskbell_domain::rule;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Which rules ran, what they read and what they decided.
#[derive(Debug, Serialize, ToSchema)]
pub struct Explanation {
    pub runs: Vec<RuleRun>,
}

/// One rule that ran.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleRun {
    pub pack: String,
    /// "filter", "route", "trigger".
    pub hook: String,
    /// Facts it looked at, in order.
    pub read: Vec<Fact>,
    pub decisions: Vec<Decided>,
    /// It failed; the default applied.
    pub error: Option<RuleFailure>,
    pub operations: u64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Fact {
    pub name: String,
    pub value: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Decided {
    pub decision: Decision,
    /// Line of the script that asked for it.
    pub line: u32,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Decision {
    Ignore { reason: String },
    FileOn { card: u64 },
    CreateCard { module: String, title: String },
    Assign { to: String },
    Tag { tag: String },
    SetPriority { priority: Priority },
    SendTemplate { template: String, document: Option<String> },
    CreateTask { title: String },
    Notify { to: String, text: String },
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RuleFailure {
    pub message: String,
    pub line: Option<u32>,
    pub column: Option<u32>,
}

impl From<rule::Explanation> for Explanation {
    fn from(explanation: rule::Explanation) -> Self {
        Self { runs: explanation.runs.into_iter().map(Into::into).collect() }
    }
}

impl From<rule::RuleRun> for RuleRun {
    fn from(run: rule::RuleRun) -> Self {
        Self {
            pack: run.pack,
            hook: run.hook,
            read: run.read.into_iter().map(|(name, value)| Fact { name, value }).collect(),
            decisions: run
                .decisions
                .into_iter()
                .map(|decided| Decided { decision: decided.decision.into(), line: decided.line })
                .collect(),
            error: run.error.map(|failure| RuleFailure {
                message: failure.message,
                line: failure.line,
                column: failure.column,
            }),
            operations: run.operations,
        }
    }
}

impl From<rule::Decision> for Decision {
    fn from(decision: rule::Decision) -> Self {
        use rule::Decision as D;
        match decision {
            D::Ignore { reason } => Self::Ignore { reason },
            D::FileOn { card } => Self::FileOn { card: card.0 },
            D::CreateCard { module, title } => Self::CreateCard { module, title },
            D::Assign { to } => Self::Assign { to },
            D::Tag { tag } => Self::Tag { tag },
            D::SetPriority { priority } => Self::SetPriority { priority: priority.into() },
            D::SendTemplate { template, document } => Self::SendTemplate { template, document },
            D::CreateTask { title } => Self::CreateTask { title },
            D::Notify { to, text } => Self::Notify { to, text },
        }
    }
}

/// A folder of rules that belong together.
#[derive(Debug, Serialize, ToSchema)]
pub struct RulePack {
    pub name: String,
    pub version: String,
    pub enabled: bool,
    /// Lower runs earlier.
    pub order: i64,
    pub files: Vec<RuleFile>,
}

/// One file of a pack.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    /// Inside the pack: "pack.toml", "route.rhai".
    pub path: String,
    pub text: String,
}

impl From<PackView> for RulePack {
    fn from(pack: PackView) -> Self {
        Self {
            name: pack.name,
            version: pack.version,
            enabled: pack.enabled,
            order: pack.order,
            files: pack.files.into_iter().map(|(path, text)| RuleFile { path, text }).collect(),
        }
    }
}

/// The published rule packs in the order in which they run.
#[utoipa::path(get, path = "/api/v1/rules", tag = "rules", responses((status = 200, body = Page<RulePack>)))]
pub async fn list(caller: Caller) -> Answer<Json<Page<RulePack>>> {
    Ok(Json(Page::whole(caller.ask(|workspace, _| workspace.rule_packs()).await?)))
}

/// The files of a pack, as written.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PackSource {
    pub files: Vec<RuleFile>,
}

impl PackSource {
    fn into_app(self, name: String) -> deskbell_app::PackSource {
        let files = self.files.into_iter().map(|file| (file.path, file.text)).collect();
        deskbell_app::PackSource::new(name, files)
    }
}

/// What checking a pack found.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleCheck {
    /// It may be published.
    pub ok: bool,
    pub errors: Vec<RuleError>,
}

/// A mistake, with the place and what to do about it.
#[derive(Debug, Serialize, ToSchema)]
pub struct RuleError {
    pub pack: String,
    pub file: String,
    /// From 1; null when the mistake has no one place.
    pub line: Option<u32>,
    pub column: Option<u32>,
    pub message: String,
    pub hint: Option<String>,
}

impl From<deskbell_app::RuleError> for RuleError {
    fn from(error: deskbell_app::RuleError) -> Self {
        Self {
            pack: error.pack,
            file: error.file,
            line: error.line,
            column: error.column,
            message: error.message,
            hint: error.hint,
        }
    }
}

impl RuleCheck {
    fn of(result: Result<(), Vec<deskbell_app::RuleError>>) -> Self {
        let errors: Vec<RuleError> = result.err().unwrap_or_default().into_iter().map(Into::into).collect();
        Self { ok: errors.is_empty(), errors }
    }
}

/// Compiles and tests a pack together with the published ones; publishes nothing.
#[utoipa::path(post, path = "/api/v1/rules/{name}/check", tag = "rules", params(("name" = String, Path)),
    request_body = PackSource, responses((status = 200, body = RuleCheck)))]
pub async fn check(
    caller: Caller,
    Path(name): Path<String>,
    Body(source): Body<PackSource>,
) -> Answer<Json<RuleCheck>> {
    let pack = source.into_app(name);
    let result = caller.ask(move |workspace, _| workspace.check_rules(&pack)).await?;
    Ok(Json(RuleCheck::of(result)))
}

/// Publishes a pack. With mistakes in it the old version stays and 422 lists them.
#[utoipa::path(put, path = "/api/v1/rules/{name}", tag = "rules", params(("name" = String, Path)),
    request_body = PackSource,
    responses((status = 200, body = RuleCheck), (status = 422, description = "The old version stays", body = RuleCheck)))]
pub async fn publish(
    caller: Caller,
    Path(name): Path<String>,
    Body(source): Body<PackSource>,
) -> Answer<(StatusCode, Json<RuleCheck>)> {
    let result = caller.workspace.publish_rules(source.into_app(name)).await?;
    let check = RuleCheck::of(result);
    let status = if check.ok { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, Json(check)))
}
