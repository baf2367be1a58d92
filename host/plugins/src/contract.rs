//! Where a component departs from the contract, said in the words of WIT. It
//! compares what `wit/` says with what the component carries, by shape: how a
//! type is called on the way does not matter.

use crate::load::contract_interface;
use std::collections::HashSet;
use wit_parser::decoding::{DecodedWasm, decode};
use wit_parser::{Function, Interface, Resolve, Type, TypeDefKind, TypeId, WorldItem, WorldKey};

const PACKAGES: [(&str, &str); 4] = [
    ("types.wit", include_str!("../../../wit/types/types.wit")),
    ("host.wit", include_str!("../../../wit/host/host.wit")),
    ("channel.wit", include_str!("../../../wit/channel/channel.wit")),
    ("erp.wit", include_str!("../../../wit/erp/erp.wit")),
];

/// One line for each difference. The error says why the component cannot be read.
pub(crate) fn differences(wasm: &[u8]) -> Result<Vec<String>, String> {
    let ours = contract()?;
    let (theirs, world) = match decode(wasm).map_err(|e| format!("{e:#}"))? {
        DecodedWasm::Component(resolve, world) => (resolve, world),
        DecodedWasm::WitPackage(..) => return Err("this is a WIT package, not a component".into()),
    };
    let mut comparison = Comparison { theirs: &theirs, ours: &ours, seen: HashSet::new(), found: Vec::new() };
    let world = &theirs.worlds[world];
    for (key, item) in &world.imports {
        comparison.item(key, item, Side::Import);
    }
    for (key, item) in &world.exports {
        comparison.item(key, item, Side::Export);
    }
    Ok(comparison.found)
}

fn contract() -> Result<Resolve, String> {
    let mut resolve = Resolve::default();
    for (name, text) in PACKAGES {
        resolve.push_source(name, text).map_err(|e| format!("{e:#}"))?;
    }
    Ok(resolve)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    /// May have less than the contract.
    Import,
    /// Must have all of it.
    Export,
}

struct Comparison<'a> {
    theirs: &'a Resolve,
    ours: &'a Resolve,
    /// A type that is used in many places is told once.
    seen: HashSet<(TypeId, TypeId)>,
    found: Vec<String>,
}

impl<'a> Comparison<'a> {
    fn item(&mut self, key: &WorldKey, item: &WorldItem, side: Side) {
        let WorldItem::Interface { id, .. } = item else { return };
        let name = self.theirs.name_world_key(key);
        // What the contract does not have is told by name elsewhere.
        let Some(ours) = contract_interface(&name).and_then(|name| interface(self.ours, name)) else { return };
        let theirs = &self.theirs.interfaces[*id];
        for (function, found) in &theirs.functions {
            match ours.functions.get(function) {
                Some(wanted) => self.function(&format!("{name} `{function}`"), found, wanted),
                None if side == Side::Import => self.found.push(format!("{name} has no function `{function}`")),
                None => {}
            }
        }
        for (function, wanted) in ours.functions.iter().filter(|_| side == Side::Export) {
            if !theirs.functions.contains_key(function) {
                self.found.push(format!("{name} lacks `{function}: {}`", signature(self.ours, wanted)));
            }
        }
    }

    fn function(&mut self, place: &str, theirs: &Function, ours: &Function) {
        let names = |f: &Function| f.params.iter().map(|p| p.name.clone()).collect::<Vec<_>>();
        if names(theirs) != names(ours) || theirs.result.is_some() != ours.result.is_some() {
            let (found, wanted) = (signature(self.theirs, theirs), signature(self.ours, ours));
            self.found.push(format!("{place} is `{found}`, the contract says `{wanted}`"));
            return;
        }
        for (found, wanted) in theirs.params.iter().zip(&ours.params) {
            self.compare(&format!("{place}, parameter `{}`", wanted.name), found.ty, wanted.ty);
        }
        if let (Some(found), Some(wanted)) = (theirs.result, ours.result) {
            self.compare(&format!("{place}, result"), found, wanted);
        }
    }

    fn compare(&mut self, place: &str, theirs: Type, ours: Type) {
        let (theirs, ours) = (plain(self.theirs, theirs), plain(self.ours, ours));
        let (Type::Id(found), Type::Id(wanted)) = (theirs, ours) else {
            if theirs != ours {
                self.differ(place, theirs, ours);
            }
            return;
        };
        if self.seen.insert((found, wanted)) {
            self.shapes(place, found, wanted);
        }
    }

    fn differ(&mut self, place: &str, theirs: Type, ours: Type) {
        let (found, wanted) = (word(self.theirs, theirs), word(self.ours, ours));
        self.found.push(format!("{place} is `{found}`, the contract says `{wanted}`"));
    }

    fn shapes(&mut self, place: &str, theirs: TypeId, ours: TypeId) {
        use TypeDefKind as K;
        match (&self.theirs.types[theirs].kind, &self.ours.types[ours].kind) {
            (K::Option(a), K::Option(b)) | (K::List(a), K::List(b)) => self.compare(place, *a, *b),
            (K::Result(a), K::Result(b)) if a.ok.is_some() == b.ok.is_some() && a.err.is_some() == b.err.is_some() => {
                for (found, wanted) in [(a.ok, b.ok), (a.err, b.err)] {
                    self.payload(place, found, wanted);
                }
            }
            (K::Tuple(a), K::Tuple(b)) if a.types.len() == b.types.len() => {
                for (found, wanted) in a.types.iter().zip(&b.types) {
                    self.compare(place, *found, *wanted);
                }
            }
            (found, wanted) => match (members(found), members(wanted)) {
                (Some(a), Some(b)) if a.noun == b.noun => self.members(&label(self.ours, ours, place), &a, &b),
                _ => self.differ(place, Type::Id(theirs), Type::Id(ours)),
            },
        }
    }

    fn payload(&mut self, place: &str, theirs: Option<Type>, ours: Option<Type>) {
        match (theirs, ours) {
            (Some(found), Some(wanted)) => self.compare(place, found, wanted),
            (None, None) => {}
            (Some(found), None) => {
                self.found.push(format!("{place} carries `{}`, in the contract nothing", word(self.theirs, found)));
            }
            (None, Some(wanted)) => {
                self.found.push(format!("{place} carries nothing, in the contract `{}`", word(self.ours, wanted)));
            }
        }
    }

    fn members(&mut self, place: &str, theirs: &Members<'a>, ours: &Members<'a>) {
        let before = self.found.len();
        let noun = ours.noun;
        for (name, ty) in &ours.all {
            match theirs.all.iter().find(|(n, _)| n == name) {
                Some((_, found)) => self.payload(&format!("{noun} `{name}` of {place}"), *found, *ty),
                None => {
                    let shown = ty.map_or_else(|| (*name).to_owned(), |t| format!("{name}: {}", word(self.ours, t)));
                    self.found.push(format!("{place} lacks {noun} `{shown}`"));
                }
            }
        }
        for (name, _) in theirs.all.iter().filter(|(n, _)| ours.all.iter().all(|(o, _)| o != n)) {
            self.found.push(format!("{place} has {noun} `{name}`, which the contract does not have"));
        }
        let order = |m: &Members<'_>| m.all.iter().map(|(n, _)| (*n).to_owned()).collect::<Vec<_>>();
        if before == self.found.len() && order(theirs) != order(ours) {
            self.found.push(format!(
                "{place} has each {noun} in another order; the contract says {}",
                order(ours).join(", ")
            ));
        }
    }
}

/// Named parts of a record, variant, enum or set of flags.
struct Members<'a> {
    noun: &'static str,
    all: Vec<(&'a str, Option<Type>)>,
}

fn members<'a>(kind: &'a TypeDefKind) -> Option<Members<'a>> {
    let (noun, all) = match kind {
        TypeDefKind::Record(r) => ("field", r.fields.iter().map(|f| (f.name.as_str(), Some(f.ty))).collect()),
        TypeDefKind::Variant(v) => ("case", v.cases.iter().map(|c| (c.name.as_str(), c.ty)).collect()),
        TypeDefKind::Enum(e) => ("value", e.cases.iter().map(|c| (c.name.as_str(), None)).collect()),
        TypeDefKind::Flags(f) => ("flag", f.flags.iter().map(|f| (f.name.as_str(), None)).collect()),
        _ => return None,
    };
    Some(Members { noun, all })
}

fn interface<'a>(resolve: &'a Resolve, name: &str) -> Option<&'a Interface> {
    let found = resolve.interfaces.iter().find(|(id, _)| {
        resolve.id_of(*id).is_some_and(|full| full.split_once('@').is_some_and(|(own, _)| own == name))
    });
    found.map(|(_, interface)| interface)
}

/// The type behind every `use` and every alias.
fn plain(resolve: &Resolve, mut ty: Type) -> Type {
    while let Type::Id(id) = ty {
        match resolve.types[id].kind {
            TypeDefKind::Type(behind) => ty = behind,
            _ => break,
        }
    }
    ty
}

fn label(resolve: &Resolve, id: TypeId, place: &str) -> String {
    let def = &resolve.types[id];
    match &def.name {
        Some(name) => format!("{} `{name}`", def.kind.as_str()),
        None => place.to_owned(),
    }
}

fn signature(resolve: &Resolve, function: &Function) -> String {
    let params: Vec<String> = function.params.iter().map(|p| format!("{}: {}", p.name, word(resolve, p.ty))).collect();
    let result = function.result.map(|ty| format!(" -> {}", word(resolve, ty))).unwrap_or_default();
    format!("func({}){result}", params.join(", "))
}

/// As WIT writes it.
fn word(resolve: &Resolve, ty: Type) -> String {
    let id = match ty {
        Type::Id(id) => id,
        primitive => return format!("{primitive:?}").to_lowercase(),
    };
    let def = &resolve.types[id];
    if let Some(name) = &def.name {
        return name.clone();
    }
    let inner = |ty: Option<Type>| ty.map_or_else(|| "_".to_owned(), |ty| word(resolve, ty));
    match &def.kind {
        TypeDefKind::Type(behind) => word(resolve, *behind),
        TypeDefKind::Option(inside) => format!("option<{}>", word(resolve, *inside)),
        TypeDefKind::List(inside) => format!("list<{}>", word(resolve, *inside)),
        TypeDefKind::Result(r) if r.err.is_none() => format!("result<{}>", inner(r.ok)),
        TypeDefKind::Result(r) => format!("result<{}, {}>", inner(r.ok), inner(r.err)),
        TypeDefKind::Tuple(t) => {
            format!("tuple<{}>", t.types.iter().map(|ty| word(resolve, *ty)).collect::<Vec<_>>().join(", "))
        }
        other => other.as_str().to_owned(),
    }
}
