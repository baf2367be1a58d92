//! Chains: `msg.contact.cards("quote").newest()`.
//!
//! Rhai nests them to the right: what follows the first dot is one expression
//! whose left side is the next link. A set BREAK flag says that the right side
//! is the last link.

use super::scope::Checker;
use super::suggest::nearest;
use crate::library::{Kind, TypeEntry};
use rhai::{ASTFlags, Expr, FnCallExpr, Position};

/// Methods that every value has.
const GENERAL: [&str; 3] = ["to_string", "to_debug", "type_of"];

impl Checker<'_> {
    /// The links after a value of this kind, reached by a dot or an index.
    pub fn after(&mut self, kind: Kind, rest: &Expr, dot: bool, last: bool) -> Kind {
        match rest {
            Expr::Dot(sides, flags, _) | Expr::Index(sides, flags, _) if dot || !last => {
                let next = if dot { self.link(kind, &sides.lhs) } else { self.index(&sides.lhs) };
                self.after(next, &sides.rhs, matches!(rest, Expr::Dot(..)), flags.contains(ASTFlags::BREAK))
            }
            _ if dot => self.link(kind, rest),
            _ => self.index(rest),
        }
    }

    fn index(&mut self, index: &Expr) -> Kind {
        self.expression(index);
        Kind::Any
    }

    fn link(&mut self, kind: Kind, link: &Expr) -> Kind {
        match link {
            Expr::Property(property, at) => self.property(kind, &property.2, *at),
            Expr::MethodCall(call, at) => self.method(kind, call, *at),
            other => self.expression(other),
        }
    }

    fn property(&mut self, kind: Kind, name: &str, at: Position) -> Kind {
        match kind {
            Kind::Fact("Settings") => self.setting(name, at),
            Kind::Fact(type_name) => {
                let library = self.library;
                let Some(entry) = library.type_named(type_name) else { return Kind::Any };
                match entry.properties.iter().find(|property| property.name == name) {
                    Some(property) => property.kind,
                    None => self.no_property(entry, name, at),
                }
            }
            Kind::Text | Kind::List | Kind::Number | Kind::Bool if !self.library.has_getter(name) => {
                self.report(at, format!("{} has no property `{name}`", kind.word()), None);
                Kind::Any
            }
            _ => Kind::Any,
        }
    }

    fn setting(&mut self, name: &str, at: Position) -> Kind {
        let settings = self.settings;
        if let Some((_, kind)) = settings.iter().find(|(setting, _)| setting == name) {
            return *kind;
        }
        let near = nearest(name, settings.iter().map(|(setting, _)| setting.as_str()));
        let hint = near.map_or_else(
            || format!("declare it in pack.toml: [settings.{name}]"),
            |near| format!("did you mean `settings.{near}`?"),
        );
        self.report(at, format!("the pack has no setting `{name}`"), Some(hint));
        Kind::Any
    }

    fn no_property(&mut self, entry: &TypeEntry, name: &str, at: Position) -> Kind {
        let hint = if entry.methods.iter().any(|method| method.name == name) {
            Some(format!("`{name}` is a method; write `{name}(…)`"))
        } else {
            let methods = entry.methods.iter().map(|method| method.name);
            let names = entry.properties.iter().map(|property| property.name.as_str()).chain(methods);
            nearest(name, names).map(|near| format!("did you mean `{near}`?"))
        };
        self.report(at, format!("a {} has no property `{name}`", entry.name.to_lowercase()), hint);
        Kind::Any
    }

    fn method(&mut self, kind: Kind, call: &FnCallExpr, at: Position) -> Kind {
        let arguments: Vec<Kind> = call.args.iter().map(|argument| self.expression(argument)).collect();
        let name = call.name.as_str();
        let library = self.library;
        if let Kind::Fact(type_name) = kind
            && let Some(entry) = library.type_named(type_name)
            && !GENERAL.contains(&name)
        {
            return self.fact_method(entry, call, &arguments, at);
        }
        let known = library.takes(name, arguments.len() + 1) || GENERAL.contains(&name);
        if !known && kind != Kind::Nothing {
            let hint = nearest(name, library.function_names()).map(|near| format!("did you mean `{near}`?"));
            self.report(at, format!("there is no method `{name}` with {}", count(arguments.len())), hint);
        }
        Kind::Any
    }

    fn fact_method(&mut self, entry: &TypeEntry, call: &FnCallExpr, arguments: &[Kind], at: Position) -> Kind {
        let name = call.name.as_str();
        let same: Vec<_> = entry.methods.iter().filter(|method| method.name == name).collect();
        if let Some(method) = same.iter().find(|method| method.parameters.len() == arguments.len()) {
            self.arguments(method, call, arguments);
            return method.gives;
        }
        let of = entry.name.to_lowercase();
        let hint = match same.first() {
            Some(method) => Some(format!("it takes {}", count(method.parameters.len()))),
            None if entry.properties.iter().any(|property| property.name == name) => {
                Some(format!("`{name}` is a property; write it without ()"))
            }
            None => {
                nearest(name, entry.methods.iter().map(|method| method.name)).map(|n| format!("did you mean `{n}`?"))
            }
        };
        self.report(at, format!("a {of} has no method `{name}` with {}", count(arguments.len())), hint);
        Kind::Any
    }
}

pub(super) fn count(arguments: usize) -> String {
    match arguments {
        0 => "no arguments".to_owned(),
        1 => "1 argument".to_owned(),
        n => format!("{n} arguments"),
    }
}
