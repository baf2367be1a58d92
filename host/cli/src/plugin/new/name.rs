//! The words that a template's placeholders stand for.

use anyhow::{Context, bail};

pub struct Name {
    /// `acme-sms`: folder and package.
    pub kebab: String,
    /// `acme_sms`: what a language can import.
    snake: String,
    /// `Acme sms`: what people read.
    title: String,
    /// Reverse DNS; never changes once operators have it.
    id: String,
}

const LONGEST: usize = 40;

impl Name {
    pub fn new(name: &str, id: Option<&str>) -> anyhow::Result<Self> {
        if !is_word(name) || name.len() > LONGEST {
            bail!(
                "\"{name}\" cannot be a name: write small letters, digits and dashes, a letter first, at most {LONGEST}, such as acme-sms"
            );
        }
        let id = id.map_or_else(|| format!("com.example.{name}"), str::to_owned);
        if !is_id(&id) {
            bail!("\"{id}\" cannot be an id: write a domain of yours backwards in small letters, such as com.acme.sms");
        }
        let words = name.replace('-', " ");
        let mut letters = words.chars();
        let first = letters.next().context("the name is empty")?.to_ascii_uppercase();
        let title = format!("{first}{}", letters.as_str());
        Ok(Self { kebab: name.to_owned(), snake: name.replace('-', "_"), title, id })
    }

    pub fn fill(&self, text: &str) -> String {
        let pairs =
            [("__name__", &self.kebab), ("__ident__", &self.snake), ("__title__", &self.title), ("__id__", &self.id)];
        pairs.into_iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
    }
}

/// Small letters, digits and single dashes inside, a letter first.
fn is_word(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    text.bytes().all(plain)
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && !text.ends_with('-')
        && !text.contains("--")
}

fn is_id(text: &str) -> bool {
    text.split('.').count() >= 2 && text.split('.').all(is_word) && text.len() <= 128
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn d2_one_name_becomes_all_words() {
        let name = Name::new("acme-sms", None).unwrap();
        let filled = name.fill("__name__ __ident__ __title__ __id__");
        assert_eq!(filled, "acme-sms acme_sms Acme sms com.example.acme-sms");
        assert_eq!(Name::new("acme", Some("org.acme.desk")).unwrap().fill("__id__"), "org.acme.desk");
    }

    #[test]
    fn d2_a_bad_name_is_told_what_a_good_one_is() {
        for bad in ["", "Acme", "acme_sms", "-acme", "acme-", "a--b", "9acme", "../acme", &"a".repeat(41)] {
            let error = Name::new(bad, None).err().map(|e| e.to_string()).unwrap_or_default();
            assert!(error.contains("such as acme-sms"), "{bad:?}: {error}");
        }
        for bad in ["acme", "com.Acme", "com..acme", "com.acme/x"] {
            assert!(Name::new("acme", Some(bad)).is_err(), "{bad}");
        }
    }
}
