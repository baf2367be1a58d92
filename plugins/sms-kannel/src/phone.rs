//! Numbers: the rest of Deskbell speaks of "+" and digits only.

use deskbell_sdk::{Address, AddressKind, CallError};

/// Fewer digits are a short code, not a person.
const FEWEST: usize = 7;
/// E.164.
const MOST: usize = 15;

/// Who sent an SMS. Names ("BANK"), short codes and hidden numbers cannot be
/// answered, so they are no phone numbers.
pub(crate) fn sender(raw: &str, country_code: &str) -> Address {
    let raw = raw.trim();
    match international(raw, country_code) {
        Some(number) => Address::phone(number),
        None if raw.is_empty() => Address::new(AddressKind::Other, "hidden number"),
        None => Address::new(AddressKind::Other, clip(raw)),
    }
}

/// "+" and digits from the spellings of SMSCs: "+55…", "0055…", "55…", and
/// where `country_code` is set "049…" or "49…".
pub(crate) fn international(raw: &str, country_code: &str) -> Option<String> {
    let spaced = |c: char| matches!(c, ' ' | '-' | '(' | ')' | '.' | '\u{a0}');
    let compact: String = raw.chars().filter(|c| !spaced(*c)).collect();
    let digits = match (compact.strip_prefix('+').or_else(|| compact.strip_prefix("00")), country_code) {
        (Some(whole), _) => whole.to_owned(),
        (None, "") => compact,
        // Short codes stay short, also where a country is put before numbers.
        (None, _) if compact.len() < FEWEST => return None,
        (None, code) => format!("{code}{}", compact.strip_prefix('0').unwrap_or(&compact)),
    };
    let fits = (FEWEST..=MOST).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit())
        && !digits.starts_with('0');
    fits.then(|| format!("+{digits}"))
}

/// Whom a message goes to.
pub(crate) fn recipient(to: &[Address]) -> Result<String, CallError> {
    let phones = to.iter().filter(|address| address.kind == AddressKind::Phone);
    phones
        .filter_map(|address| international(&address.value, ""))
        .next()
        .ok_or_else(|| CallError::rejected("no-phone", "the customer has no phone number with its country code"))
}

/// The contract's bound of an address.
fn clip(raw: &str) -> &str {
    &raw[..raw.floor_char_boundary(255)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x5_spellings_of_gateways_become_one() {
        let check = |raw: &str, country: &str, expected: Option<&str>| {
            assert_eq!(international(raw, country).as_deref(), expected, "{raw} in \"{country}\"");
        };
        check("+5549988590187", "", Some("+5549988590187"));
        check("5549988590187", "", Some("+5549988590187"));
        check("005549988590187", "", Some("+5549988590187"));
        check("+55 (49) 98859-0187", "", Some("+5549988590187"));
        check("049988590187", "55", Some("+5549988590187"));
        check("49988590187", "55", Some("+5549988590187"));
        check("+40721123456", "55", Some("+40721123456"));
        check("0040721123456", "55", Some("+40721123456"));
        check("0721123456", "40", Some("+40721123456"));
        // Without a country a leading zero belongs to no whole number.
        check("0721123456", "", None);
        for nobody in ["", "4988", "BANK", "+", "+123", "1234567890123456", "00", "é", "+5549x"] {
            check(nobody, "", None);
        }
        check("4988", "55", None);
        check("BANCOBR", "55", None);
    }

    #[test]
    fn who_cannot_be_answered_is_kept_as_it_came() {
        assert_eq!(sender("BANK", ""), Address::new(AddressKind::Other, "BANK"));
        assert_eq!(sender(" 4988 ", "55"), Address::new(AddressKind::Other, "4988"));
        assert_eq!(sender("", ""), Address::new(AddressKind::Other, "hidden number"));
        assert_eq!(sender(&"ã".repeat(200), "").value.len(), 254);
    }

    #[test]
    fn only_phones_are_written_to() {
        let to = [Address::new(AddressKind::Other, "4988"), Address::phone("+5549988590187")];
        assert_eq!(recipient(&to), Ok("+5549988590187".to_owned()));
        assert!(matches!(recipient(&to[..1]), Err(CallError::Rejected(problem)) if problem.code == "no-phone"));
        assert!(recipient(&[Address::phone("+12")]).is_err());
    }
}
