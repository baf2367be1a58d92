//! Variables in sight, and the checker's state.

use super::{Finding, Role};
use crate::hook::Hook;
use crate::library::{Kind, Library};
use rhai::{Position, Stmt};
use std::collections::HashMap;

/// A function of the file.
pub(super) struct Function {
    pub name: String,
    pub parameters: Vec<String>,
    pub body: Vec<Stmt>,
    pub at: Position,
}

/// How often functions are followed, over the whole file. A script that calls
/// itself in ever new ways is not followed further.
const FOLLOWED: usize = 2_000;

pub(super) struct Checker<'a> {
    pub library: &'a Library,
    pub settings: &'a [(String, Kind)],
    pub functions: &'a [Function],
    pub role: Role,
    /// Whose decisions are allowed now.
    pub hook: Option<Hook>,
    pub findings: Vec<Finding>,
    variables: Vec<(String, Kind)>,
    /// What the function being followed returns.
    pub returns: Vec<Kind>,
    /// Functions with the kinds of their arguments, and what they return;
    /// none while one is being followed.
    followed: HashMap<(Option<Hook>, usize, Vec<Kind>), Option<Kind>>,
}

impl<'a> Checker<'a> {
    pub fn new(
        library: &'a Library,
        settings: &'a [(String, Kind)],
        functions: &'a [Function],
        role: Role,
    ) -> Checker<'a> {
        Checker {
            library,
            settings,
            functions,
            role,
            hook: None,
            findings: Vec::new(),
            variables: Vec::new(),
            returns: Vec::new(),
            followed: HashMap::new(),
        }
    }

    pub fn report(&mut self, at: Position, message: impl Into<String>, hint: Option<String>) {
        let finding = Finding { at, message: message.into(), hint };
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }

    pub fn was_followed(&self, function: usize) -> bool {
        self.followed.keys().any(|(_, index, _)| *index == function)
    }

    /// Checks a function's body for these arguments and tells what it returns.
    pub fn follow(&mut self, index: usize, arguments: Vec<Kind>) -> Kind {
        let key = (self.hook, index, arguments);
        if let Some(known) = self.followed.get(&key) {
            return known.unwrap_or(Kind::Any);
        }
        if self.followed.len() >= FOLLOWED {
            return Kind::Any;
        }
        self.followed.insert(key.clone(), None);
        let function = &self.functions[index];
        let inside = function.parameters.iter().cloned().zip(key.2.iter().copied()).collect();
        let outside = std::mem::replace(&mut self.variables, inside);
        let outer_returns = std::mem::take(&mut self.returns);
        let last = self.block(&function.body);
        let returns = std::mem::replace(&mut self.returns, outer_returns);
        self.variables = outside;
        let kind = returns.into_iter().fold(last, join);
        self.followed.insert(key, Some(kind));
        kind
    }

    pub fn declare(&mut self, name: &str, kind: Kind, at: Position) {
        if self.library.globals.iter().any(|(global, ..)| *global == name) {
            self.report(
                at,
                format!("`{name}` is the name of something the host provides"),
                Some("choose another name".to_owned()),
            );
        }
        self.variables.push((name.to_owned(), kind));
    }

    pub fn variable(&self, name: &str) -> Option<Kind> {
        self.variables.iter().rev().find(|(known, _)| known == name).map(|(_, kind)| *kind)
    }

    /// A variable got a new value; where the kinds differ, nothing is known any more.
    pub fn assigned(&mut self, name: &str, kind: Kind) {
        if let Some((_, known)) = self.variables.iter_mut().rev().find(|(known, _)| known == name) {
            *known = join(*known, kind);
        }
    }

    pub fn variable_names(&self) -> impl Iterator<Item = &str> {
        self.variables.iter().map(|(name, _)| name.as_str())
    }

    /// Runs `inside` and forgets what it declared.
    pub fn scoped<T>(&mut self, inside: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.variables.len();
        let result = inside(self);
        self.variables.truncate(before);
        result
    }
}

/// A value that is one or the other. Nothing is what a fact is when it is
/// missing, and a script that goes on has asked.
pub(super) fn join(a: Kind, b: Kind) -> Kind {
    match (a, b) {
        (Kind::Nothing, other) | (other, Kind::Nothing) => other,
        (a, b) if a == b => a,
        _ => Kind::Any,
    }
}
