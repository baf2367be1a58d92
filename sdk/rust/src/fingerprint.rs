//! A stable name for facts that carry no id of their own.

/// A `dedupe_key` for what the service gives no id: 128-bit FNV-1a of the parts,
/// 32 hexadecimal digits, the same in every version of this crate. It tells
/// repeated deliveries of verified content apart and is easy to forge, so use it
/// for nothing else.
///
/// ```
/// use deskbell_sdk::fingerprint;
/// assert_ne!(fingerprint(&["ab", "c"]), fingerprint(&["a", "bc"]));
/// ```
pub fn fingerprint(parts: &[&str]) -> String {
    const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let mut hash = OFFSET;
    let mut eat = |byte: u8| hash = (hash ^ u128::from(byte)).wrapping_mul(PRIME);
    for part in parts {
        part.bytes().for_each(&mut eat);
        // Never part of UTF-8, so ["ab", "c"] differs from ["a", "bc"].
        eat(0xff);
    }
    format!("{hash:032x}")
}

#[cfg(test)]
mod tests {
    use super::fingerprint;

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert_ne!(fingerprint(&["ab", "c"]), fingerprint(&["a", "bc"]));
        assert_eq!(fingerprint(&["ab", "c"]), fingerprint(&["ab", "c"]));
        assert_eq!(fingerprint(&[]), "6c62272e07bb014262b821756295c58d");
    }
}
