//! The edge: hyper in; JSON, events and pages out.
//!
//! Reading order: [`Config`]; `server` accepts connections within `patience`;
//! `router` puts together the route table of `routes`, the webhooks of `hooks`
//! and the pages of `ui`; `observe` and `caller` stand around and before each
//! route; `api` holds one file a noun; `document` describes it all.

mod api;
mod caller;
mod config;
mod document;
mod health;
mod hooks;
mod metrics;
mod observe;
mod operator;
mod patience;
mod problem;
mod remote;
mod router;
mod routes;
mod server;
mod state;
mod ui;

pub use config::{Config, ConfigProblem};
pub use document::openapi_json;
pub use metrics::describe as describe_metrics;
pub use operator::{Operator, OperatorSocket, SocketError};
pub use routes::{Row as PermissionRow, permissions};
pub use server::{ListenError, Server};
pub use state::{MetricsText, ServerState};
