//! The bytes of a text as Kannel hands them over.

/// Windows' own letters at 0x80 to 0x9f; the rest is Latin-1.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// None when the bytes are no text of this name. Kannel says "GSM" of letters
/// that it has long made UTF-8, so names that are unknown are tried as that.
pub(super) fn decode(bytes: &[u8], charset: &str) -> Option<String> {
    match charset.to_ascii_lowercase().as_str() {
        "utf-16be" | "ucs-2" | "ucs2" => utf16(bytes),
        "windows-1252" | "cp1252" => Some(bytes.iter().map(|b| windows(*b)).collect()),
        "iso-8859-1" | "latin1" => Some(bytes.iter().map(|b| char::from(*b)).collect()),
        _ => std::str::from_utf8(bytes).ok().map(str::to_owned),
    }
}

/// Half a pair, left by a phone that cut an emoji, becomes a mark.
fn utf16(bytes: &[u8]) -> Option<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| u16::from_be_bytes(*pair));
    let text = char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    rest.is_empty().then_some(text)
}

fn windows(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// "UTF-16BE" of `text/plain; charset="UTF-16BE"`.
pub(super) fn of_content_type(value: &str) -> Option<&str> {
    let parameters = value.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let (_, charset) = parameters.into_iter().find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?;
    Some(charset.trim().trim_matches('"')).filter(|charset| !charset.is_empty())
}

/// The bytes of hexadecimal digits in pairs.
pub(super) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect();
    let digits = digits?;
    let (pairs, rest) = digits.as_chunks::<2>();
    rest.is_empty().then(|| pairs.iter().map(|[high, low]| high << 4 | low).collect())
}

pub(super) fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_every_name() {
        let check = |bytes: &[u8], charset: &str, expected: Option<&str>| {
            assert_eq!(decode(bytes, charset).as_deref(), expected, "{charset}");
        };
        check("Olé €".as_bytes(), "UTF-8", Some("Olé €"));
        check("Olé".as_bytes(), "GSM", Some("Olé"));
        check(&[0x04, 0x4f, 0xd8, 0x3d, 0xde, 0x00], "UTF-16BE", Some("я😀"));
        check(&[0x04, 0x4f, 0xd8, 0x3d], "UTF-16BE", Some("я\u{fffd}"));
        check(&[0x04], "UTF-16BE", None);
        check(b"j\xe1 5\x80", "WINDOWS-1252", Some("já 5€"));
        check(b"j\xe1", "ISO-8859-1", Some("já"));
        check(b"j\xe1", "UTF-8", None);
    }

    #[test]
    fn the_charset_stands_in_the_content_type() {
        let check = |value: &str, expected: Option<&str>| assert_eq!(of_content_type(value), expected, "{value}");
        check("text/plain; charset=\"UTF-16BE\"", Some("UTF-16BE"));
        check("text/plain;Charset=utf-8", Some("utf-8"));
        check("text/plain", None);
        check("text/plain; charset=", None);
    }

    #[test]
    fn hexadecimal_both_ways() {
        assert_eq!(from_hex("4F6cC3a9").as_deref(), Some("Olé".as_bytes()));
        assert_eq!(from_hex("").as_deref(), Some(&[][..]));
        assert_eq!(from_hex("4"), None);
        assert_eq!(from_hex("4x"), None);
        assert_eq!(to_hex(&[0, 255]), "00ff");
    }
}
