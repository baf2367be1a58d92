//! The account's settings, as the operator entered them in the form that the
//! manifest's `[config]` schema describes.

use crate::bindings::imports::deskbell::host::config as host;
use crate::{CallError, inside_host};
use serde::de::DeserializeOwned;

/// A setting, `None` when it is neither set nor has a default. The host
/// checked it against the schema; a value that still does not fit `T` is an
/// `auth` error with the code "bad-setting", because only the operator or the
/// author can mend it.
pub fn get<T: DeserializeOwned>(key: &str) -> Result<Option<T>, CallError> {
    inside_host("config");
    host::get(key).map(|json| read(key, &json)).transpose()
}

/// A setting that must be there; its absence is an `auth` error with the code
/// "missing-setting".
pub fn require<T: DeserializeOwned>(key: &str) -> Result<T, CallError> {
    get(key)?.ok_or_else(|| CallError::auth("missing-setting", format!("the setting `{key}` is empty")))
}

fn read<T: DeserializeOwned>(key: &str, json: &str) -> Result<T, CallError> {
    serde_json::from_str(json)
        .map_err(|_| CallError::auth("bad-setting", format!("the setting `{key}` has the wrong type")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_typed() {
        assert_eq!(read::<String>("v", "\"v25.0\""), Ok("v25.0".to_owned()));
        assert_eq!(read::<u32>("n", "30"), Ok(30));
        let error = read::<u32>("n", "\"x\"").expect_err("a text is no number");
        assert_eq!(error, CallError::auth("bad-setting", "the setting `n` has the wrong type"));
    }

    #[test]
    #[should_panic(expected = "`deskbell_sdk::config` works only inside Deskbell")]
    fn a_native_test_is_told_what_it_called() {
        let _ = get::<String>("version");
    }
}
