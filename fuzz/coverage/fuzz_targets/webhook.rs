#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| deskbell_fuzz::Target::Webhook.check(input));
