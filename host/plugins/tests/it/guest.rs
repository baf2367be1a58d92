//! Builds a connector from WebAssembly text. Every export answers
//! `rejected("test", "")` unless a test replaces its body.

use bytes::Bytes;
use std::path::Path;
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

#[derive(Clone)]
pub struct Guest {
    manifest: Option<String>,
    world: &'static str,
    /// What the author's copy of channel.wit says instead.
    altered: Option<(&'static str, &'static str)>,
    /// Import declarations.
    imports: String,
    /// Anything else at module level: data, functions, tables.
    extra: String,
    memory: &'static str,
    realloc: String,
    describe: String,
    check: String,
    send: String,
    fetch: String,
    handle: String,
}

pub const MANIFEST: &str = r#"
manifest = 1
id = "test.guest"
name = "Guest"
version = "1.0.0"
kind = "channel"
host-api = ">=0.1, <0.2"
license = "MIT"
"#;

const BUMP: &str = r#"
  (local $at i32)
  (local.set $at (i32.and (i32.add (global.get $heap) (i32.const 7)) (i32.const -8)))
  (global.set $heap (i32.add (local.get $at) (local.get 3)))
  (block $fits
    (br_if $fits (i32.le_u (global.get $heap) (i32.mul (memory.size) (i32.const 65536))))
    (br_if $fits (i32.ne (i32.const -1)
      (memory.grow (i32.add (i32.const 1) (i32.div_u (local.get 3) (i32.const 65536))))))
    unreachable)
  (local.get $at)"#;

impl Default for Guest {
    fn default() -> Self {
        let rejected = "(call $reject) (i32.const 1024)".to_owned();
        Self {
            manifest: Some(MANIFEST.into()),
            world: "channel",
            altered: None,
            imports: String::new(),
            extra: String::new(),
            memory: "1",
            realloc: BUMP.into(),
            describe: "(i32.const 1088)".into(),
            check: rejected.clone(),
            send: rejected.clone(),
            fetch: rejected.clone(),
            handle: rejected,
        }
    }
}

macro_rules! setters {
    ($($name:ident),*) => {$(
        pub fn $name(mut self, text: impl Into<String>) -> Self {
            self.$name = text.into();
            self
        }
    )*};
}

impl Guest {
    pub fn new() -> Self {
        Self::default()
    }

    setters!(imports, extra, realloc, describe, check, send, fetch, handle);

    pub fn memory(mut self, pages: &'static str) -> Self {
        self.memory = pages;
        self
    }

    pub fn no_manifest(mut self) -> Self {
        self.manifest = None;
        self
    }

    pub fn manifest(mut self, text: impl Into<String>) -> Self {
        self.manifest = Some(text.into());
        self
    }

    /// Adds tables to the usual manifest.
    pub fn asks(self, tables: &str) -> Self {
        self.manifest(format!("{MANIFEST}{tables}"))
    }

    fn text(&self) -> String {
        let Self { imports, extra, memory, realloc, describe, check, send, fetch, handle, .. } = self;
        format!(
            r#"(module
  {imports}
  (memory (export "memory") {memory})
  (global $heap (mut i32) (i32.const 8192))
  (data (i32.const 1056) "test")
  ;; descriptor: "test", no features, no window, 100 characters, pace 10
  (data (i32.const 1088) "\20\04\00\00\04\00\00\00\00\00\00\00\00\00\00\00\64\00\00\00\0a\00\00\00")
  {extra}
  (func $cabi_realloc (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) {realloc})
  ;; an error: rejected, code "test", no detail
  (func $reject
    (i32.store8 (i32.const 1024) (i32.const 1))
    (i32.store8 (i32.const 1028) (i32.const 3))
    (i32.store (i32.const 1032) (i32.const 1056)) (i32.store (i32.const 1036) (i32.const 4))
    (i32.store (i32.const 1040) (i32.const 1056)) (i32.store (i32.const 1044) (i32.const 0)))
  ;; account info: "test" and the given text
  (func $show (param $at i32) (param $len i32)
    (i32.store8 (i32.const 1024) (i32.const 0))
    (i32.store (i32.const 1028) (i32.const 1056)) (i32.store (i32.const 1032) (i32.const 4))
    (i32.store (i32.const 1036) (local.get $at)) (i32.store (i32.const 1040) (local.get $len)))
  (func (export "deskbell:channel/connector@0.1.0#describe") (result i32) {describe})
  (func (export "deskbell:channel/connector@0.1.0#check-account")
    (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i64) (result i32) {check})
  (func (export "deskbell:channel/connector@0.1.0#send") (param i32) (result i32) {send})
  (func (export "deskbell:channel/connector@0.1.0#send-signal")
    (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i64 i32 i32 i32) (result i32) (call $reject) (i32.const 1024))
  (func (export "deskbell:channel/connector@0.1.0#fetch-media") (param i32) (result i32) {fetch})
  (func (export "deskbell:channel/webhook@0.1.0#handle") (param i32) (result i32) {handle})
)"#
        )
    }

    pub fn core(&self) -> Vec<u8> {
        wat::parse_str(self.text()).unwrap()
    }

    pub fn build(&self) -> Bytes {
        let mut module = self.core();
        let mut resolve = Resolve::default();
        let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("wit"));
        let wit = above.into_iter().find(|wit| wit.join("channel").is_dir()).unwrap();
        let packages = ["types", "host", "channel"].map(|name| {
            let mut text = std::fs::read_to_string(wit.join(name).join(format!("{name}.wit"))).unwrap();
            if let Some((from, to)) = self.altered.filter(|_| name == "channel") {
                assert!(text.contains(from), "{from} in {name}.wit");
                text = text.replace(from, to);
            }
            resolve.push_source(name, &text).unwrap()
        });
        // One world more than the contract has: with an import from outside of it.
        let foreign = r#"package wasi:fake@0.2.0;
            interface clocks { now: func() -> u64; }
            world foreign { include deskbell:channel/channel@0.1.0; import clocks; }"#;
        let extra = resolve.push_str("foreign.wit", foreign).unwrap();
        let package = if self.world == "foreign" { extra } else { packages[2] };
        let world = resolve.select_world(&[package], Some(self.world)).unwrap();
        embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8).unwrap();
        let mut component = ComponentEncoder::default().module(&module).unwrap().encode().unwrap();
        if let Some(manifest) = &self.manifest {
            append_section(&mut component, deskbell_plugins::manifest::SECTION, manifest.as_bytes());
        }
        component.into()
    }

    /// Built with another contract, whose values look the same in memory.
    pub fn altered(mut self, from: &'static str, to: &'static str) -> Self {
        self.altered = Some((from, to));
        self
    }

    pub fn foreign(mut self) -> Self {
        self.world = "foreign";
        self
    }
}

/// Data for a guest, laid out from the second page on.
pub struct Arena {
    bytes: Vec<u8>,
}

impl Arena {
    const BASE: u32 = 65_536;

    pub fn new() -> Self {
        Self { bytes: Vec::new() }
    }

    fn place(&mut self, bytes: &[u8]) -> u32 {
        self.bytes.resize(self.bytes.len().next_multiple_of(8), 0);
        let at = Self::BASE + self.bytes.len() as u32;
        self.bytes.extend(bytes);
        at
    }

    /// The two arguments that make a string or a list of bytes.
    pub fn text(&mut self, text: impl AsRef<[u8]>) -> String {
        let (at, len) = self.slice(text);
        format!("(i32.const {at}) (i32.const {len})")
    }

    pub fn slice(&mut self, text: impl AsRef<[u8]>) -> (u32, u32) {
        (self.place(text.as_ref()), text.as_ref().len() as u32)
    }

    /// A record of 32-bit words.
    pub fn words(&mut self, words: &[u32]) -> u32 {
        self.place(&words.iter().flat_map(|w| w.to_le_bytes()).collect::<Vec<_>>())
    }

    pub fn segment(&self) -> String {
        let escaped: String = self.bytes.iter().map(|b| format!("\\{b:02x}")).collect();
        format!("(data (i32.const {}) \"{escaped}\")", Self::BASE)
    }
}

/// Adds a custom section at the end.
pub fn append_section(wasm: &mut Vec<u8>, name: &str, data: &[u8]) {
    let mut body = Vec::new();
    leb(&mut body, name.len());
    body.extend(name.as_bytes());
    body.extend(data);
    wasm.push(0);
    leb(wasm, body.len());
    wasm.extend(body);
}

fn leb(out: &mut Vec<u8>, mut n: usize) {
    while n >= 0x80 {
        out.push((n & 0x7f) as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}
