//! Letters of the cheaper alphabet that say the same to a reader.

use std::borrow::Cow;

/// Replaces what the GSM alphabet lacks and a look-alike can stand for.
/// Everything else stays: Cyrillic and Greek small letters have no look-alike.
pub(super) fn letters(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        out.push_str(&stand_in(c));
        out
    })
}

fn stand_in(c: char) -> Cow<'static, str> {
    let same = match c {
        'á' | 'â' | 'ã' | 'ă' | 'ą' | 'ª' => "a",
        'Á' | 'À' | 'Â' | 'Ã' | 'Ă' | 'Ą' | 'Α' | 'Ά' => "A",
        'ç' | 'ć' | 'č' => "c",
        'Ć' | 'Č' => "C",
        'ê' | 'ë' | 'ę' | 'ě' => "e",
        'È' | 'Ê' | 'Ë' | 'Ę' | 'Ε' | 'Έ' => "E",
        'í' | 'î' | 'ï' => "i",
        'Í' | 'Ì' | 'Î' | 'Ï' | 'Ι' | 'Ί' | 'Ϊ' => "I",
        'ó' | 'ô' | 'õ' | 'º' => "o",
        'Ó' | 'Ò' | 'Ô' | 'Õ' | 'Ο' | 'Ό' => "O",
        'ú' | 'û' => "u",
        'Ú' | 'Ù' | 'Û' => "U",
        'ș' | 'ş' | 'š' => "s",
        'Ș' | 'Ş' | 'Š' => "S",
        'ț' | 'ţ' => "t",
        'Ț' | 'Ţ' | 'Τ' => "T",
        'ý' | 'ÿ' => "y",
        'Ý' | 'Υ' | 'Ύ' | 'Ϋ' => "Y",
        'ž' | 'ż' | 'ź' => "z",
        'Ž' | 'Ż' | 'Ź' | 'Ζ' => "Z",
        'ł' => "l",
        'Ł' => "L",
        'ń' => "n",
        'Ń' | 'Ν' => "N",
        'Β' => "B",
        'Η' | 'Ή' => "H",
        'Κ' => "K",
        'Μ' => "M",
        'Ρ' => "P",
        'Χ' => "X",
        'Ώ' => "Ω",
        '“' | '”' | '„' | '«' | '»' => "\"",
        '‘' | '’' | '‚' | '`' | '´' => "'",
        '–' | '—' | '‑' | '−' => "-",
        '…' => "...",
        '•' => "-",
        '\u{ad}' | '\u{200b}' | '\u{feff}' => "",
        _ => return Cow::Owned(c.to_string()),
    };
    Cow::Borrowed(same)
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn reads_the_same_without_accents() {
        let check = |text: &str, expected: &str| assert_eq!(letters(text), expected);
        check("Olá! Seu boleto vence amanhã.", "Ola! Seu boleto vence amanha.");
        check("Mașina este gata, vă așteptăm", "Masina este gata, va asteptam");
        check("ΤΟ ΟΧΗΜΑ ΕΙΝΑΙ ΕΤΟΙΜΟ", "TO OXHMA EINAI ETOIMO");
        check("“já” – 5 €…", "\"ja\" - 5 €...");
        check("Привіт é", "Привіт é");
    }
}
