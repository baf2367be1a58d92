//! Lists come in pages: `{ "items": […], "next": "cursor" | null }`.

use deskbell_app::view::Page as Found;
use serde::Serialize;
use utoipa::ToSchema;

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Continues the list when handed back as `cursor`; null at its end.
    pub next: Option<String>,
}

impl<T> Page<T> {
    pub fn of<V: Into<T>>(found: Found<V>) -> Self {
        Self { items: found.items.into_iter().map(Into::into).collect(), next: found.next }
    }

    /// A list that is never longer than one page.
    pub fn whole<V: Into<T>>(items: Vec<V>) -> Self {
        Self { items: items.into_iter().map(Into::into).collect(), next: None }
    }
}

pub(crate) const LIMIT: usize = 50;
pub(crate) const MAX_LIMIT: usize = 200;

pub(crate) fn limit(asked: Option<usize>) -> usize {
    asked.unwrap_or(LIMIT).clamp(1, MAX_LIMIT)
}
