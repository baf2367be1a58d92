//! Keeps customers out of error texts.

/// `text` without anything that may be a phone number or something a person
/// wrote: runs of six digits or more, and quoted words that are not the name
/// of a field. For a service's own words in [`Problem::detail`](crate::Problem),
/// which operators read and logs keep.
///
/// ```
/// use deskbell_sdk::scrub;
/// assert_eq!(scrub("Recipient +55 (49) 98859-0187 not in list"), "Recipient … not in list");
/// ```
pub fn scrub(text: &str) -> String {
    digits(&quotes(text))
}

fn quotes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = opening(rest) {
        let quote = rest[open..].chars().next().expect("find points at a character");
        let close = match quote {
            '“' => '”',
            '«' => '»',
            same => same,
        };
        let inner_at = open + quote.len_utf8();
        let Some(length) = closing(&rest[inner_at..], close) else {
            out.push_str(&rest[..inner_at]);
            rest = &rest[inner_at..];
            continue;
        };
        let inner = &rest[inner_at..inner_at + length];
        out.push_str(&rest[..inner_at]);
        out.push_str(if field_name(inner) { inner } else { "…" });
        out.push(close);
        rest = &rest[inner_at + length + close.len_utf8()..];
    }
    out.push_str(rest);
    out
}

/// Where a quote begins: not at the apostrophe within a word ("user's").
fn opening(text: &str) -> Option<usize> {
    let within_word = |at: usize| text[..at].ends_with(char::is_alphanumeric);
    text.char_indices()
        .filter(|(_, c)| matches!(c, '"' | '\'' | '“' | '«'))
        .find(|(at, c)| *c != '\'' || !within_word(*at))
        .map(|(at, _)| at)
}

/// Where the quote ends, by the same rule.
fn closing(inner: &str, close: char) -> Option<usize> {
    inner
        .char_indices()
        .filter(|(_, c)| *c == close)
        .find(|(at, _)| !inner[at + close.len_utf8()..].starts_with(|c: char| c.is_alphanumeric()))
        .map(|(at, _)| at)
}

fn field_name(inner: &str) -> bool {
    inner.len() <= 60 && inner.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_[].".contains(&b))
}

fn digits(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars().chain(std::iter::once('\n')) {
        if c.is_ascii_digit() || (!run.is_empty() && matches!(c, ' ' | '-' | '(' | ')')) || (run.is_empty() && c == '+')
        {
            run.push(c);
            continue;
        }
        flush(&mut run, &mut out);
        out.push(c);
    }
    out.pop();
    out
}

fn flush(run: &mut String, out: &mut String) {
    let long = run.bytes().filter(u8::is_ascii_digit).count() >= 6;
    if long {
        out.push('…');
        let tail = run.trim_end_matches([' ', '-', '(', ')']).len();
        out.push_str(&run[tail..]);
    } else {
        out.push_str(run);
    }
    run.clear();
}

#[cfg(test)]
mod tests {
    use super::scrub;

    #[test]
    fn numbers_and_quoted_texts_go_field_names_stay() {
        let check = |text: &str, want: &str| assert_eq!(scrub(text), want);
        check("Recipient +55 (49) 98859-0187 not in list", "Recipient … not in list");
        check("Recipient 5549988590187.", "Recipient ….");
        check(
            "Param text['body'] must be at most 4096 characters",
            "Param text['body'] must be at most 4096 characters",
        );
        check("Unexpected value \"Dear Ana, come at 9\" given", "Unexpected value \"…\" given");
        check("“Olá” and «Привіт»", "“…” and «…»");
        check("the user's phone's number 'Ana'", "the user's phone's number '…'");
        check("(#131030) Recipient", "(#…) Recipient");
        check("ends with 12345", "ends with 12345");
        check("open \"quote", "open \"quote");
        check("", "");
    }
}
