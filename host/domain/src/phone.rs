//! Phone numbers: parsed once at the edge, compared in a canonical form.

use phonenumber::country::Id as Country;

/// Reads a number as people write it, with the workspace's country for numbers
/// without a prefix. Gives E.164. Unreadable numbers give `None`; the raw text
/// is kept by the caller.
pub fn parse(raw: &str, country: Option<&str>) -> Option<String> {
    let region: Option<Country> = country.and_then(|c| c.parse().ok());
    let cleaned = strip_trunk(raw, region);
    let number = phonenumber::parse(region, &cleaned).ok()?;
    let e164 = number.format().mode(phonenumber::Mode::E164).to_string();
    // Dialled with its mobile digit where the plan has one (Argentina); only an
    // old spelling that the plan no longer knows (Mexico's) goes without.
    [with_ninth_digit(&e164), canonical(&e164)].into_iter().find(|spelling| is_valid(spelling))
}

fn is_valid(e164: &str) -> bool {
    phonenumber::parse(None, e164).is_ok_and(|number| phonenumber::is_valid(&number))
}

/// Old domestic habits that the numbering plan no longer knows.
fn strip_trunk(raw: &str, region: Option<Country>) -> String {
    let digits: String = raw.chars().filter(char::is_ascii_digit).collect();
    match region {
        // 8 0XX XXX XX XX was the Ukrainian trunk form.
        Some(Country::UA) if digits.len() == 11 && digits.starts_with("80") => digits[1..].to_owned(),
        _ => raw.to_owned(),
    }
}

/// The form in which two spellings of one number are equal: digits with a
/// leading "+", Brazilian mobile numbers with their ninth digit, Mexican and
/// Argentine mobile numbers without the old mobile digit. Never used to show or
/// to send, and never refuses: a number that does not fit a rule stays as it is.
pub fn canonical(raw: &str) -> String {
    let number = with_ninth_digit(raw);
    match (number.get(..4), number.len()) {
        // 52 1 + 10 digits, the "1" went away in 2019; 54 9 + 10 digits is the
        // mobile spelling of 54 + 10 digits.
        (Some("+521" | "+549"), 14) => [&number[..3], &number[4..]].concat(),
        _ => number,
    }
}

/// Digits with a leading "+"; Brazilian mobile numbers with their ninth digit.
fn with_ninth_digit(raw: &str) -> String {
    let digits: String = raw.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.strip_prefix("00").unwrap_or(&digits);
    // 55 + area code + 8 digits; 2 to 5 begin landlines.
    let short = digits.len() == 12 && digits.starts_with("55") && matches!(digits.as_bytes()[4], b'6'..=b'9');
    match short {
        true => format!("+{}9{}", &digits[..4], &digits[4..]),
        false => format!("+{digits}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x5_brazil_ninth_digit_makes_one_number() {
        assert_eq!(canonical("554988590187"), "+5549988590187");
        assert_eq!(canonical("+55 49 98859-0187"), "+5549988590187");
        assert_eq!(canonical("554932221234"), "+554932221234", "landlines stay");
    }

    #[test]
    fn x5_numbers_as_people_write_them() {
        let check = |country, raw, want: Option<&str>| {
            assert_eq!(parse(raw, Some(country)).as_deref(), want, "{country} {raw}");
        };
        check("BR", "(49) 98859-0187", Some("+5549988590187"));
        check("BR", "0 49 98859-0187", Some("+5549988590187"));
        check("BR", "015 49 98859-0187", Some("+5549988590187"));
        check("BR", "+55 49 8859-0187", Some("+5549988590187"));
        check("BR", "(49) 9885-9018", Some("+5549998859018"));
        check("BR", "(49) 985-9018", None);
        check("RO", "0721 123 456", Some("+40721123456"));
        check("RO", "0040721123456", Some("+40721123456"));
        check("UA", "050 123 45 67", Some("+380501234567"));
        check("UA", "80501234567", Some("+380501234567"));
        check("GR", "6912345678", Some("+306912345678"));
        check("GR", "210 1234567", Some("+302101234567"));
        check("GR", "no number", None);
    }

    /// Stored as it is compared, "+54 9 11 …" was dialled as a landline.
    #[test]
    fn x5_a_mobile_digit_that_is_dialled_stays() {
        let check = |country, raw, want: &str| {
            assert_eq!(parse(raw, Some(country)).as_deref(), Some(want), "{country} {raw}");
        };
        check("AR", "+54 9 11 1234-5678", "+5491112345678");
        check("AR", "011 15-1234-5678", "+5491112345678");
        check("AR", "011 4123-4567", "+541141234567");
        check("MX", "+52 55 1234 5678", "+525512345678");
        check("MX", "55 1234 5678", "+525512345678");
        check("MX", "+52 1 55 1234 5678", "+525512345678");
        assert_eq!(canonical("+5491112345678"), canonical("+541112345678"), "one number all the same");
        assert_eq!(canonical("5215512345678"), canonical("+52 55 1234 5678"));
    }

    #[test]
    fn canonical_is_idempotent() {
        for raw in ["554988590187", "5215512345678", "5491112345678", "40721123456", "", "+", "12"] {
            let once = canonical(raw);
            assert_eq!(canonical(&once), once);
        }
    }
}
