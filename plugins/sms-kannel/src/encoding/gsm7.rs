//! The GSM 7-bit default alphabet and its extension table (3GPP TS 23.038).

const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Each is written as an escape and a letter.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// Septets of a character, none when the alphabet lacks it.
pub(super) fn septets(c: char) -> Option<usize> {
    match c {
        // The most frequent ones first; both tables agree.
        'a'..='z' | 'A'..='Z' | '0'..='9' | ' ' => Some(1),
        c if BASIC.contains(c) => Some(1),
        c if EXTENSION.contains(c) => Some(2),
        _ => None,
    }
}

pub(super) fn fits(text: &str) -> bool {
    text.chars().all(|c| septets(c).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_tables_are_whole() {
        // 128 places without the escape itself.
        assert_eq!(BASIC.chars().count(), 127);
        assert_eq!(EXTENSION.chars().count(), 10);
    }

    #[test]
    fn letters_of_our_customers() {
        for c in "àéèìòùÇÑñÄÖÜäöüÅåÆæØøÉß¡¿£¥§¤ΔΦΓΛΩΠΨΣΘΞ".chars() {
            assert_eq!(septets(c), Some(1), "{c}");
        }
        for c in "ãõáíóúâêôçășțîяїщαβηΑΒΗ“’–…😀`\t".chars() {
            assert_eq!(septets(c), None, "{c}");
        }
    }
}
