//! What must survive a call: names of uploaded files, new ids of groups.

use deskbell_sdk::kv::Bucket;
use deskbell_sdk::{CallError, log};

const FILES: Bucket<'static> = Bucket::new("files");
const GROUPS: Bucket<'static> = Bucket::new("groups");
/// Telegram keeps files longer; the store need not.
const KEEP_FILES_S: u32 = 30 * 24 * 3600;

/// The host's store, or a table in tests.
pub(crate) trait Memory {
    fn file(&self, key: &str) -> Option<String>;
    fn keep_file(&self, key: &str, file_id: &str);
    fn forget_file(&self, key: &str);
    fn moved_group(&self, old: i64) -> Option<i64>;
    fn move_group(&self, old: i64, new: i64);
}

/// Deskbell's own store. Nothing here is worth failing a message for: without
/// it a file is uploaded again, and a moved group is asked for again.
pub(crate) struct Host;

impl Memory for Host {
    fn file(&self, key: &str) -> Option<String> {
        read(FILES, key)
    }

    fn keep_file(&self, key: &str, file_id: &str) {
        told(FILES.set_for(key, file_id.as_bytes(), KEEP_FILES_S).map_err(CallError::from));
    }

    fn forget_file(&self, key: &str) {
        told(FILES.delete(key).map_err(CallError::from));
    }

    fn moved_group(&self, old: i64) -> Option<i64> {
        read(GROUPS, &old.to_string())?.parse().ok()
    }

    fn move_group(&self, old: i64, new: i64) {
        told(GROUPS.set(&old.to_string(), new.to_string().as_bytes()).map_err(CallError::from));
    }
}

fn read(bucket: Bucket<'_>, key: &str) -> Option<String> {
    match bucket.get(key) {
        Ok(entry) => String::from_utf8(entry?.value).ok(),
        Err(error) => {
            told(Err(error.into()));
            None
        }
    }
}

fn told(outcome: Result<(), CallError>) {
    if let Err(error) = outcome {
        log::warn("the store did not serve", &[("code", &error.problem().code)]);
    }
}
