//! Expressions: what they name, and the kind of their value.

use super::scope::{Checker, join};
use super::suggest::nearest;
use crate::library::Kind;
use rhai::{ASTFlags, Expr, Position};

impl Checker<'_> {
    pub fn expression(&mut self, expression: &Expr) -> Kind {
        match expression {
            Expr::BoolConstant(..) => Kind::Bool,
            Expr::IntegerConstant(..) | Expr::FloatConstant(..) => Kind::Number,
            Expr::StringConstant(..) => Kind::Text,
            Expr::Unit(..) => Kind::Nothing,
            Expr::InterpolatedString(parts, _) => self.all(parts.iter(), Kind::Text),
            Expr::Array(items, _) => self.all(items.iter(), Kind::List),
            Expr::Map(entries, _) => self.all(entries.0.iter().map(|(_, value)| value), Kind::Map),
            Expr::And(parts, _) | Expr::Or(parts, _) => self.all(parts.iter(), Kind::Bool),
            Expr::Coalesce(parts, _) => {
                parts.iter().map(|part| self.expression(part)).collect::<Vec<_>>().into_iter().fold(Kind::Nothing, join)
            }
            Expr::Variable(variable, _, at) if variable.2.is_empty() => self.named(&variable.1, *at),
            Expr::Variable(variable, ..) => self.qualified(&variable.2.to_string(), variable.2.position()),
            Expr::Stmt(block) => self.block(block.iter()),
            Expr::FnCall(call, at) => self.call(call, *at),
            Expr::Dot(sides, flags, _) => {
                let kind = self.expression(&sides.lhs);
                self.after(kind, &sides.rhs, true, flags.contains(ASTFlags::BREAK))
            }
            Expr::Index(sides, flags, _) => {
                let kind = self.expression(&sides.lhs);
                self.after(kind, &sides.rhs, false, flags.contains(ASTFlags::BREAK))
            }
            _ => Kind::Any,
        }
    }

    fn all<'e>(&mut self, parts: impl Iterator<Item = &'e Expr>, kind: Kind) -> Kind {
        parts.for_each(|part| {
            self.expression(part);
        });
        kind
    }

    /// A variable, something the host provides, or a function by name.
    fn named(&mut self, name: &str, at: Position) -> Kind {
        if let Some(kind) = self.variable(name) {
            return kind;
        }
        if let Some((_, kind, _)) = self.library.globals.iter().find(|(global, ..)| *global == name) {
            return *kind;
        }
        if self.functions.iter().any(|function| function.name == name) {
            return Kind::Any;
        }
        let globals = self.library.globals.iter().map(|(global, ..)| *global);
        let hint = nearest(name, self.variable_names().chain(globals)).map(|near| format!("did you mean `{near}`?"));
        self.report(at, format!("there is no variable `{name}`"), hint);
        Kind::Any
    }

    pub fn qualified(&mut self, path: &str, at: Position) -> Kind {
        let hint = "each file of a pack stands alone; leave the part before :: out";
        self.report(at, format!("there is no module `{}`", path.trim_end_matches(':')), Some(hint.to_owned()));
        Kind::Any
    }
}
