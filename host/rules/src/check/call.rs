//! Calls of functions: the library's, the script's own, and operators.

use super::Role;
use super::chain::count;
use super::scope::Checker;
use super::suggest::nearest;
use crate::library::{self, Callable, Kind};
use rhai::{FnCallExpr, Position};

impl Checker<'_> {
    pub fn call(&mut self, call: &FnCallExpr, at: Position) -> Kind {
        let arguments: Vec<Kind> = call.args.iter().map(|argument| self.expression(argument)).collect();
        let name = call.name.as_str();
        if call.is_operator_call() {
            return operator(name, &arguments);
        }
        if call.is_qualified() {
            return self.qualified(&call.namespace.to_string(), call.namespace.position());
        }
        let own = self.functions.iter().position(|f| f.name == name && f.parameters.len() == arguments.len());
        if let Some(index) = own {
            return self.follow(index, arguments);
        }
        let library = self.library;
        let same: Vec<&Callable> = library.functions.iter().filter(|function| function.name == name).collect();
        if let Some(function) = same.iter().find(|function| function.parameters.len() == arguments.len()) {
            self.decision(name, at);
            self.arguments(function, call, &arguments);
            return function.gives;
        }
        if !library.takes(name, arguments.len()) && name != "type_of" {
            self.no_function(name, arguments.len(), at);
        }
        Kind::Any
    }

    /// A decision must be one that the hook around it may take.
    fn decision(&mut self, name: &str, at: Position) {
        let refused = match (self.hook, self.role) {
            (Some(hook), _) => library::allowed(name, hook).err(),
            (None, Role::Tests) if library::is_decision(name) => {
                Some(format!("`{name}` decides something, which only a hook can; a test expects it"))
            }
            (None, _) => None,
        };
        if let Some(message) = refused {
            self.report(at, message, None);
        }
    }

    /// Arguments whose kind is known must be of the kind that is asked for.
    pub fn arguments(&mut self, callable: &Callable, call: &FnCallExpr, given: &[Kind]) {
        for ((parameter, kind), argument) in callable.parameters.iter().zip(given).zip(&call.args) {
            if kind.fits(parameter.kind) {
                continue;
            }
            let name = callable.name;
            let message =
                format!("{name} expects {} as {}, got {}", parameter.kind.word(), parameter.name, kind.word());
            self.report(argument.start_position(), message, None);
        }
    }

    fn no_function(&mut self, name: &str, arguments: usize, at: Position) {
        let library = self.library;
        let mut taken: Vec<usize> = library.arities(name).to_vec();
        taken.extend(self.functions.iter().filter(|f| f.name == name).map(|f| f.parameters.len()));
        taken.sort_unstable();
        taken.dedup();
        if !taken.is_empty() {
            let list: Vec<String> = taken.iter().map(ToString::to_string).collect();
            let hint = format!("it takes {} of them", list.join(" or "));
            self.report(at, format!("there is no `{name}` with {}", count(arguments)), Some(hint));
            return;
        }
        let own = self.functions.iter().map(|function| function.name.as_str());
        let hint = nearest(name, library.function_names().chain(own)).map(|near| format!("did you mean `{near}`?"));
        self.report(at, format!("there is no function `{name}`"), hint);
    }
}

fn operator(name: &str, arguments: &[Kind]) -> Kind {
    match name {
        "==" | "!=" | "<" | "<=" | ">" | ">=" | "!" | "in" | "contains" => Kind::Bool,
        "+" if arguments.contains(&Kind::Text) => Kind::Text,
        _ if !arguments.is_empty() && arguments.iter().all(|kind| *kind == Kind::Number) && !name.contains("..") => {
            Kind::Number
        }
        _ => Kind::Any,
    }
}
