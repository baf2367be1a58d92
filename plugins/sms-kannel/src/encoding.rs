//! How a text travels: seven-bit letters where all of them fit, else UCS-2,
//! and in how many parts. Kannel splits; the count is for the limit and for
//! the operator's purse.

mod gsm7;
mod plain;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coding {
    /// The GSM default alphabet of 3GPP TS 23.038.
    Gsm7,
    /// UTF-16, as phones really read it.
    Ucs2,
}

/// Units of a lone message and of each part of a longer one, which gives six
/// bytes to the number of the part.
struct Room {
    single: usize,
    part: usize,
}

impl Coding {
    /// As Kannel's `coding` writes it.
    pub(crate) fn value(self) -> &'static str {
        match self {
            Self::Gsm7 => "0",
            Self::Ucs2 => "2",
        }
    }

    /// Kannel makes the seven-bit letters itself, from UTF-8.
    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::Gsm7 => "text/plain; charset=UTF-8",
            Self::Ucs2 => "text/plain; charset=UTF-16BE",
        }
    }

    fn room(self) -> Room {
        match self {
            Self::Gsm7 => Room { single: 160, part: 153 },
            Self::Ucs2 => Room { single: 70, part: 67 },
        }
    }

    /// Units of one character: septets or UTF-16 units.
    fn width(self, c: char) -> usize {
        match self {
            Self::Gsm7 => gsm7::septets(c).unwrap_or(1),
            Self::Ucs2 => c.len_utf16(),
        }
    }
}

/// A text ready for Kannel.
#[derive(Debug, PartialEq)]
pub(crate) struct Encoded {
    pub(crate) coding: Coding,
    pub(crate) body: Vec<u8>,
    pub(crate) parts: usize,
}

/// With `plain_letters` accents go, but only where that saves the wide alphabet:
/// a text in Cyrillic with one "é" keeps it.
pub(crate) fn encode(text: &str, plain_letters: bool) -> Encoded {
    // Blanks that look like any other would cost the wide alphabet.
    let text = text.replace("\r\n", "\n").replace(['\t', '\u{a0}', '\u{202f}'], " ");
    let text = match plain_letters.then(|| plain::letters(&text)) {
        Some(plain) if gsm7::fits(&plain) && !gsm7::fits(&text) => plain,
        _ => text,
    };
    let coding = if gsm7::fits(&text) { Coding::Gsm7 } else { Coding::Ucs2 };
    let body = match coding {
        Coding::Gsm7 => text.as_bytes().to_vec(),
        Coding::Ucs2 => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
    };
    Encoded { coding, body, parts: parts(coding, &text) }
}

/// A character is never divided: a part that cannot take it whole ends early.
/// Kannel 1.4 does divide an emoji, so it never needs more parts than these.
fn parts(coding: Coding, text: &str) -> usize {
    let room = coding.room();
    let widths = || text.chars().map(|c| coding.width(c));
    if widths().sum::<usize>() <= room.single {
        return 1;
    }
    let mut parts = 1;
    let mut used = 0;
    for width in widths() {
        if used + width > room.part {
            parts += 1;
            used = 0;
        }
        used += width;
    }
    parts
}

#[cfg(test)]
mod tests;
