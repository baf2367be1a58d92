//! Things a person should do.

use super::brief::ContactBrief;
use super::extract::{Path, Query};
use super::list::{Page, limit};
use super::mirror::mirror;
use super::time::Time;
use crate::caller::Caller;
use crate::problem::Answer;
use axum::Json;
use axum::http::StatusCode;
use deskbell_app::view::TaskView;
use deskbell_domain::id::TaskId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Something a person should do.
#[derive(Debug, Serialize, ToSchema)]
pub struct Task {
    pub id: u64,
    pub kind: TaskKind,
    pub title: String,
    pub conversation: Option<u64>,
    pub contact: Option<ContactBrief>,
    pub card: Option<u64>,
    pub assignee: Option<u64>,
    pub due: Time,
    pub created: Time,
    pub done: Option<Time>,
    pub late: bool,
}

mirror! {
    /// Reply: done by answering. Notice: something the desk should know.
    TaskKind from deskbell_domain::task::TaskKind { Reply, ToDo, Notice }
}

impl From<TaskView> for Task {
    fn from(view: TaskView) -> Self {
        let task = view.task;
        Self {
            id: task.id.0,
            kind: task.kind.into(),
            title: task.title,
            conversation: task.conversation.map(Into::into),
            contact: view.contact.map(Into::into),
            card: task.card.map(Into::into),
            assignee: task.assignee.map(Into::into),
            due: task.due.into(),
            created: task.created.into(),
            done: task.done.map(Into::into),
            late: view.late,
        }
    }
}

/// How many tasks.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TasksQuery {
    /// 1 to 200; 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<usize>,
}

/// Open tasks, the longest waiting first.
#[utoipa::path(get, path = "/api/v1/tasks", tag = "tasks", params(TasksQuery),
    responses((status = 200, body = Page<Task>)))]
pub async fn list(caller: Caller, Query(query): Query<TasksQuery>) -> Answer<Json<Page<Task>>> {
    let most = limit(query.limit);
    Ok(Json(Page::whole(caller.ask(move |workspace, _| workspace.tasks(most)).await?)))
}

/// It is done.
#[utoipa::path(post, path = "/api/v1/tasks/{id}/finish", tag = "tasks", params(("id" = u64, Path)),
    responses((status = 204)))]
pub async fn finish(caller: Caller, Path(id): Path<TaskId>) -> Answer<StatusCode> {
    caller.workspace.finish_task(id).await?;
    Ok(StatusCode::NO_CONTENT)
}
