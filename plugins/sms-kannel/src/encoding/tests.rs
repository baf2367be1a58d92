use super::*;
use proptest::prelude::*;

fn check(text: &str, coding: Coding, parts: usize) {
    let encoded = encode(text, false);
    assert_eq!((encoded.coding, encoded.parts), (coding, parts), "{} characters", text.chars().count());
}

#[test]
fn parts_are_counted_as_networks_do() {
    use Coding::{Gsm7, Ucs2};
    check(&"a".repeat(160), Gsm7, 1);
    check(&"a".repeat(161), Gsm7, 2);
    check(&"a".repeat(306), Gsm7, 2);
    check(&"a".repeat(307), Gsm7, 3);
    check(&"€".repeat(80), Gsm7, 1);
    check(&"€".repeat(81), Gsm7, 2);
    check("Olá! Seu boleto vence amanhã.", Ucs2, 1);
    check("Ola! Seu boleto vence amanha.", Gsm7, 1);
    check(&"é".repeat(160), Gsm7, 1);
    check(&"я".repeat(70), Ucs2, 1);
    check(&"я".repeat(77), Ucs2, 2);
    check(&"ă".repeat(71), Ucs2, 2);
    check(&"😀".repeat(35), Ucs2, 1);
    check(&"😀".repeat(36), Ucs2, 2);
    // The euro sign does not fit into the last septet of the first part.
    check(&format!("{}€{}", "a".repeat(152), "a".repeat(10)), Gsm7, 2);
    check(&format!("{}€{}", "a".repeat(152), "a".repeat(152)), Gsm7, 3);
    check("R$ 10,00 [ok] {x}", Gsm7, 1);
}

#[test]
fn brackets_are_two_septets() {
    let septets: usize = "R$ 10,00 [ok] {x}".chars().map(|c| Coding::Gsm7.width(c)).sum();
    assert_eq!(septets, 21);
}

#[test]
fn the_body_is_what_the_content_type_says() {
    assert_eq!(encode("5\u{a0}€\t\r\nok", false).body, "5 € \nok".as_bytes());
    assert_eq!(encode("я😀", false).body, [0x04, 0x4f, 0xd8, 0x3d, 0xde, 0x00]);
    assert_eq!(Coding::Ucs2.content_type(), "text/plain; charset=UTF-16BE");
}

#[test]
fn plain_letters_only_where_they_save_the_wide_alphabet() {
    let plain = |text: &str| encode(text, true);
    assert_eq!(plain("Olá amanhã").body, b"Ola amanha");
    assert_eq!(plain("Olá amanhã").coding, Coding::Gsm7);
    // "é" is in the narrow alphabet already.
    assert_eq!(plain("café").body, "café".as_bytes());
    assert_eq!(plain("Привіт, José").coding, Coding::Ucs2);
    assert_eq!(plain("é ã я").body, encode("é ã я", false).body);
}

proptest! {
    #[test]
    fn no_text_needs_more_room_than_its_parts_have(text in "\\PC{0,400}") {
        let encoded = encode(&text, false);
        let room = encoded.coding.room();
        let units: usize = text.chars().map(|c| encoded.coding.width(c)).sum();
        let most = if encoded.parts == 1 { room.single } else { encoded.parts * room.part };
        prop_assert!(units <= most);
        // A part ends at most one unit early.
        prop_assert!(encoded.parts == 1 || units > (encoded.parts - 1) * (room.part - 1));
    }
}
