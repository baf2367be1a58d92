//! Phone numbers as WhatsApp writes them.

/// The `wa_id` of a number in any usual spelling, or `None` when it is no
/// international number.
pub(crate) fn wa_id(input: &str) -> Option<String> {
    let mut digits = String::with_capacity(input.len());
    for c in input.trim().chars() {
        match c {
            '0'..='9' => digits.push(c),
            '+' | ' ' | '-' | '(' | ')' => {}
            _ => return None,
        }
    }
    let sound = (7..=15).contains(&digits.len()) && !digits.starts_with('0');
    sound.then(|| brazilian(&digits).unwrap_or(digits))
}

/// Accounts of the area codes from 31 up mostly predate the ninth digit and
/// keep their id without it; those below have it.
fn brazilian(digits: &str) -> Option<String> {
    let national = digits.strip_prefix("55")?;
    let area: u8 = national.get(..2)?.parse().ok()?;
    let local = national.get(2..)?;
    let mobile = |s: &str| matches!(s.as_bytes().first(), Some(b'6'..=b'9'));
    match local.len() {
        9 if area >= 31 && local.starts_with('9') && mobile(&local[1..]) => Some(format!("55{area}{}", &local[1..])),
        8 if area < 31 && mobile(local) => Some(format!("55{area}9{local}")),
        _ => None,
    }
}

/// The business-scoped id of a customer: stable per number.
pub(crate) fn user_id(wa_id: &str) -> String {
    use sha2::{Digest, Sha256};
    let hash = Sha256::digest(wa_id.as_bytes());
    let mut number = [0u8; 8];
    number.copy_from_slice(&hash[..8]);
    format!("{}.{}", country(wa_id), u64::from_be_bytes(number) % 10_000_000_000_000_000)
}

/// The country of the calling codes that demonstrations use. Others count as
/// Swiss; nothing depends on it but the look of the id.
fn country(wa_id: &str) -> &'static str {
    const CODES: [(&str, &str); 12] = [
        ("380", "UA"),
        ("351", "PT"),
        ("55", "BR"),
        ("52", "MX"),
        ("49", "DE"),
        ("44", "GB"),
        ("40", "RO"),
        ("39", "IT"),
        ("34", "ES"),
        ("33", "FR"),
        ("30", "GR"),
        ("1", "US"),
    ];
    CODES.iter().find(|(code, _)| wa_id.starts_with(code)).map_or("CH", |(_, country)| country)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x5_ids_follow_the_ninth_digit_rule() {
        let check = |input: &str, expected: Option<&str>| assert_eq!(wa_id(input).as_deref(), expected, "{input}");
        check("+55 (49) 98859-0187", Some("554988590187"));
        check("554988590187", Some("554988590187"));
        check("+55 11 98859-0187", Some("5511988590187"));
        check("551188590187", Some("5511988590187"));
        check("554932221234", Some("554932221234"));
        check("+40 721 123 456", Some("40721123456"));
        check("0721 123 456", None);
        check("call me", None);
        check("+1", None);
    }

    #[test]
    fn x5_business_scoped_ids_have_their_pattern() {
        let id = user_id("554988590187");
        assert!(id.starts_with("BR."));
        assert!(id[3..].chars().all(|c| c.is_ascii_digit()));
        assert_eq!(id, user_id("554988590187"));
        assert_ne!(id, user_id("554988590188"));
    }
}
