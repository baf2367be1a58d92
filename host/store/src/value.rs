//! Stored values: one version byte, then MessagePack with named fields, so that
//! an added optional field needs no rewrite.

use crate::error::{DecodeError, TxError};
use crate::record::Record;
use crate::tables::TableName;
use serde::de::DeserializeOwned;

/// Deeper than anything we store; keeps garbage from exhausting the stack.
const MAX_DEPTH: usize = 64;

pub(crate) fn encode<R: Record>(record: &R) -> Result<Vec<u8>, TxError> {
    let mut out = Vec::with_capacity(384);
    out.push(R::VERSION);
    rmp_serde::encode::write_named(&mut out, record)
        .map_err(|error| TxError::Encode { table: R::TABLE, reason: error.to_string() })?;
    Ok(out)
}

pub(crate) fn decode<R: Record>(bytes: &[u8]) -> Result<R, DecodeError> {
    let (&version, body) = bytes.split_first().ok_or(DecodeError::Empty(R::TABLE))?;
    if version != R::VERSION {
        return Err(DecodeError::Version { table: R::TABLE, found: version, known: R::VERSION });
    }
    decode_body(R::TABLE, body)
}

fn decode_body<T: DeserializeOwned>(table: TableName, body: &[u8]) -> Result<T, DecodeError> {
    let mut deserializer = rmp_serde::Deserializer::from_read_ref(body);
    deserializer.set_max_depth(MAX_DEPTH);
    T::deserialize(&mut deserializer).map_err(|error| shape(table, &error))
}

/// The decoder's own words may quote the value, so they stay here.
fn shape(table: TableName, error: &rmp_serde::decode::Error) -> DecodeError {
    use rmp_serde::decode::Error;
    let problem = match error {
        Error::InvalidMarkerRead(_) | Error::InvalidDataRead(_) => "it is cut short",
        Error::DepthLimitExceeded => "it is nested too deep",
        Error::Utf8Error(_) => "a text is not UTF-8",
        _ => "its fields are not those expected",
    };
    DecodeError::Shape { table, problem }
}
