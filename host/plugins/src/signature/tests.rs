#![allow(clippy::unwrap_used)]
use super::*;

/// An empty component with a custom section.
fn component() -> Vec<u8> {
    let mut wasm = b"\0asm\x0d\0\x01\0".to_vec();
    wasm.extend([0, 5, 1, b'x', 1, 2, 3]);
    wasm
}

fn trust(prefix: &str, key: &SecretKey) -> Trust {
    Trust(vec![TrustedKey { prefix: prefix.into(), key: key.public(), name: "ACME".into() }])
}

#[test]
fn x7_a_signed_file_names_its_signer_and_stays_a_component() {
    let key = SecretKey::generate();
    let signed = sign(&component(), &key).unwrap();
    let signer = trust("com.acme.", &key).signer(&signed, "com.acme.sms").unwrap();
    assert_eq!((signer.key, signer.name.as_str()), (key.public().id(), "ACME"));
    assert!(wasmparser::validate(&signed).is_ok());
    let again = sign(&signed, &SecretKey::generate()).unwrap();
    assert_eq!(again.len(), signed.len(), "an older signature is replaced");
    assert_ne!(again, signed);
    assert_eq!(sign(&again, &key).unwrap(), signed, "signing depends on nothing else");
}

#[test]
fn x7_one_changed_bit_is_found_wherever_it_stands() {
    let key = SecretKey::generate();
    let signed = sign(&component(), &key).unwrap();
    let trust = trust("com.acme.", &key);
    for bit in 0..signed.len() * 8 {
        let mut changed = signed.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(trust.signer(&changed, "com.acme.sms").is_err(), "bit {bit}");
    }
}

#[test]
fn x7_nothing_may_stand_behind_a_signature_or_beside_it() {
    let key = SecretKey::generate();
    let trust = trust("com.acme.", &key);
    let signed = sign(&component(), &key).unwrap();
    let refused = |wasm: &[u8]| match trust.signer(wasm, "com.acme.sms").unwrap_err() {
        TrustError::Signature(error) => error,
        other => panic!("{other}"),
    };
    let behind = [signed.as_slice(), &[0, 5, 1, b'x', 1, 2, 3]].concat();
    assert_eq!(refused(&behind), SignatureError::NotLast);
    assert_eq!(sign(&behind, &key), Err(SignatureError::NotLast), "it is not signed over either");
    let twice = [signed.as_slice(), &signed[component().len()..]].concat();
    assert_eq!(refused(&twice), SignatureError::Twice);
    assert!(matches!(refused(&[signed.as_slice(), b"\x01"].concat()), SignatureError::Malformed(_)));
    // The same signature, written with a blank: no second way to write it.
    let mut other = signed[component().len()..].to_vec();
    let colon = other.windows(2).position(|two| two == b":1").unwrap();
    other.insert(colon + 1, b' ');
    other[1] += 1;
    assert_eq!(refused(&[component(), other].concat()), SignatureError::Unreadable);
}

#[test]
fn x7_a_key_signs_for_its_prefix_alone() {
    let key = SecretKey::generate();
    let signed = sign(&component(), &key).unwrap();
    let check = |prefix: &str, id: &str, may: bool| {
        assert_eq!(trust(prefix, &key).signer(&signed, id).is_ok(), may, "{prefix} {id}");
        assert_eq!(trust(prefix, &key).still(&key.public().id(), id), may, "{prefix} {id}");
    };
    check("com.acme.", "com.acme.sms", true);
    check("com.acme.", "com.acme", false);
    check("com.acme", "com.acme", true);
    check("com.acme", "com.acme.sms", true);
    check("com.acme", "com.acmeevil", false);
    check("com.acme", "com.acmeevil.sms", false);
    check("com.acme.sms", "com.acme", false);
    let other = SecretKey::generate();
    let unknown = trust("com.acme.", &other).signer(&signed, "com.acme.sms").unwrap_err();
    assert_eq!(unknown, TrustError::UnknownKey { key: key.public().id() });
    let unsigned = trust("com.acme.", &key).signer(&component(), "com.acme.sms").unwrap_err();
    assert_eq!(unsigned, TrustError::Unsigned);
    assert_eq!(trust("com.", &key).problems().len(), 1);
    assert_eq!(trust("com.acme.", &key).problems(), Vec::<String>::new());
}

#[test]
fn x7_keys_can_be_read_back_and_are_not_mixed_up() {
    let key = SecretKey::generate();
    let (public, secret) = (key.public().to_string(), key.reveal());
    assert_eq!(public.parse::<PublicKey>().unwrap(), key.public());
    assert_eq!(format!("{secret}\n").parse::<SecretKey>().unwrap().public(), key.public());
    assert_eq!(secret.parse::<PublicKey>(), Err(KeyError::SecretGiven));
    assert_eq!(public.parse::<SecretKey>().unwrap_err(), KeyError::NotSecret);
    assert!(matches!("deskbell-pub:1:AAAA".parse::<PublicKey>(), Err(KeyError::Damaged(_))));
    assert!(!format!("{key:?}").contains(&secret[15..]), "a key prints without itself");
    assert_eq!(key.public().id().len(), 16);
}
