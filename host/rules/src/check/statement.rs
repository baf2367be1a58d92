//! Statements, in the order in which they run.

use super::scope::Checker;
use crate::library::Kind;
use rhai::{BinaryExpr, Expr, FlowControl, Stmt};

impl Checker<'_> {
    /// The kind of its last expression, which is the block's value.
    pub fn block<'s>(&mut self, statements: impl IntoIterator<Item = &'s Stmt>) -> Kind {
        self.scoped(|checker| statements.into_iter().fold(Kind::Nothing, |_, statement| checker.statement(statement)))
    }

    fn statement(&mut self, statement: &Stmt) -> Kind {
        match statement {
            Stmt::Expr(expression) => return self.expression(expression),
            Stmt::FnCall(call, at) => return self.call(call, *at),
            Stmt::Block(block) => return self.block(block.iter()),
            Stmt::If(flow, _) => return self.branches(flow),
            Stmt::Var(variable, ..) => {
                let kind = self.expression(&variable.1);
                self.declare(&variable.0.name, kind, variable.0.pos);
            }
            Stmt::Assignment(assignment) => self.assignment(&assignment.1, assignment.0.is_op_assignment()),
            Stmt::While(flow, _) | Stmt::Do(flow, ..) => {
                self.expression(&flow.expr);
                self.block(flow.body.iter());
            }
            Stmt::For(parts, _) => self.for_loop(parts),
            Stmt::TryCatch(flow, _) => self.try_catch(flow),
            Stmt::Return(value, ..) => {
                let kind = value.as_ref().map_or(Kind::Nothing, |value| self.expression(value));
                self.returns.push(kind);
            }
            Stmt::BreakLoop(Some(value), ..) => {
                self.expression(value);
            }
            Stmt::Switch(..) => self.switch(statement),
            _ => {}
        }
        Kind::Nothing
    }

    fn branches(&mut self, flow: &FlowControl) -> Kind {
        self.expression(&flow.expr);
        let yes = self.block(flow.body.iter());
        let no = self.block(flow.branch.iter());
        super::scope::join(yes, no)
    }

    fn for_loop(&mut self, parts: &(rhai::Ident, Option<rhai::Ident>, FlowControl)) {
        let (item, counter, flow) = parts;
        let over = self.expression(&flow.expr);
        let kind = match over {
            Kind::Fact(name) => self.library.type_named(name).and_then(|entry| entry.items),
            Kind::Any | Kind::List | Kind::Text => Some(Kind::Any),
            _ => None,
        };
        if kind.is_none() && over != Kind::Nothing {
            let message = format!("a loop cannot go through {}", over.word());
            self.report(flow.expr.start_position(), message, Some("loops go through cards and lists".to_owned()));
        }
        self.scoped(|checker| {
            checker.declare(&item.name, kind.unwrap_or(Kind::Any), item.pos);
            if let Some(counter) = counter {
                checker.declare(&counter.name, Kind::Number, counter.pos);
            }
            checker.block(flow.body.iter());
        });
    }

    fn try_catch(&mut self, flow: &FlowControl) {
        self.block(flow.body.iter());
        self.scoped(|checker| {
            if let Expr::Variable(variable, _, at) = &flow.expr {
                checker.declare(&variable.1, Kind::Any, *at);
            }
            checker.block(flow.branch.iter());
        });
    }

    fn assignment(&mut self, sides: &BinaryExpr, computed: bool) {
        let kind = self.expression(&sides.rhs);
        match &sides.lhs {
            Expr::Variable(variable, ..) => {
                self.expression(&sides.lhs);
                self.assigned(&variable.1, if computed { Kind::Any } else { kind });
            }
            Expr::Dot(inner, ..) | Expr::Index(inner, ..) => {
                let root = self.expression(&inner.lhs);
                self.expression(&sides.lhs);
                if let Kind::Fact(_) = root {
                    let hint = "decide something instead, e.g. tag(\"…\") or file_on(card)";
                    self.report(sides.lhs.start_position(), "facts are read-only", Some(hint.to_owned()));
                }
            }
            other => {
                self.expression(other);
            }
        }
    }

    /// Cases stand in tables of values, ranges and a default, each a condition and a value.
    fn switch(&mut self, statement: &Stmt) {
        let Stmt::Switch(parts, _) = statement else { return };
        self.expression(&parts.0);
        for case in &parts.1.expressions {
            self.expression(&case.lhs);
            self.expression(&case.rhs);
        }
    }
}
