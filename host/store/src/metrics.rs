//! The store's metrics. No labels but `outcome`, which is one of five words.

/// Histogram: seconds from the first row applied to the end of the fsync.
pub(crate) const COMMIT_SECONDS: &str = "deskbell_store_commit_seconds";
/// Histogram: jobs in one commit.
pub(crate) const BATCH_JOBS: &str = "deskbell_store_batch_jobs";
/// Counter by `outcome`: committed, failed (the job refused), panicked, refused (the
/// store could not), busy (the queue was full).
pub(crate) const JOBS: &str = "deskbell_store_jobs_total";
/// Gauge: jobs that wait for the writer, over all workspaces.
pub(crate) const QUEUE: &str = "deskbell_store_queue_jobs";
/// Gauge: stores that refuse writes at the moment.
pub(crate) const REFUSING: &str = "deskbell_store_refusing";
