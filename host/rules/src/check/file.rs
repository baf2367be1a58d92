//! One file: its functions, its hooks, and nothing beside them.

use super::scope::{Checker, Function};
use super::suggest::nearest;
use super::{Finding, Role};
use crate::hook::Hook;
use crate::library::{Kind, Library};
use rhai::{AST, ASTNode, Module, Position};

pub(crate) fn file(library: &Library, settings: &[(String, Kind)], ast: &AST, role: Role) -> Vec<Finding> {
    let functions = functions(ast);
    let mut checker = Checker::new(library, settings, &functions, role);
    statements(&mut checker, ast);
    signatures(&mut checker);
    for (index, function) in functions.iter().enumerate() {
        let Some(hook) = hook_of(function, role) else { continue };
        checker.hook = Some(hook);
        checker.follow(index, vec![Kind::Fact(hook.fact())]);
    }
    checker.hook = None;
    for (index, function) in functions.iter().enumerate() {
        if !checker.was_followed(index) {
            uncalled(&mut checker, function);
            checker.follow(index, vec![Kind::Any; function.parameters.len()]);
        }
    }
    let mut findings = checker.findings;
    findings.sort_by_key(|finding| (finding.at.line(), finding.at.position()));
    findings
}

/// Where a function of this name begins.
pub(crate) fn function_position(ast: &AST, name: &str) -> Option<Position> {
    functions(ast).into_iter().find(|function| function.name == name).map(|function| function.at)
}

fn hook_of(function: &Function, role: Role) -> Option<Hook> {
    let hook = Hook::named(&function.name)?;
    (role == Role::Rules && function.parameters.len() == 1).then_some(hook)
}

fn functions(ast: &AST) -> Vec<Function> {
    let module: &Module = ast.as_ref();
    let mut functions: Vec<Function> = module
        .iter_script_fn_info()
        .map(|(.., name, arity, definition)| Function {
            name: name.to_owned(),
            parameters: definition.params.iter().map(ToString::to_string).collect(),
            body: body(ast, name, arity),
            at: definition.body.start_position(),
        })
        .collect();
    functions.sort_by_key(|function| (function.at.line(), function.at.position()));
    functions
}

/// The statements of one function; rhai shows them only through its walk.
fn body(ast: &AST, name: &str, arity: usize) -> Vec<rhai::Stmt> {
    let mut one = ast.clone_functions_only();
    one.retain_functions(|_, _, other, parameters| other == name && parameters == arity);
    let mut body = Vec::new();
    one.walk(&mut |path| {
        if let [ASTNode::Stmt(statement)] = path {
            body.push((*statement).clone());
        }
        true
    });
    body
}

fn statements(checker: &mut Checker<'_>, ast: &AST) {
    ast.walk(&mut |path| {
        if let [ASTNode::Stmt(statement)] = path
            && ast.statements().iter().any(|s| std::ptr::eq(s, *statement))
        {
            let hint = "move it into a function; what a shop may change belongs into [settings] of pack.toml";
            checker.report(statement.position(), "a file of rules holds functions only", Some(hint.to_owned()));
        }
        true
    });
}

fn signatures(checker: &mut Checker<'_>) {
    for function in checker.functions {
        for parameter in &function.parameters {
            if checker.library.globals.iter().any(|(global, ..)| global == parameter) {
                let message = format!("`{parameter}` is the name of something the host provides");
                checker.report(function.at, message, Some("choose another name for the parameter".to_owned()));
            }
        }
        if let (Some(hook), Role::Rules, false) =
            (Hook::named(&function.name), checker.role, function.parameters.len() == 1)
        {
            let hint = format!("write `fn {hook}({})`", hook.parameter());
            checker.report(function.at, format!("`{hook}` takes one parameter"), Some(hint));
        }
    }
}

/// A hook with a typing mistake would never run, and nobody would notice.
fn uncalled(checker: &mut Checker<'_>, function: &Function) {
    let (wanted, hint) = match checker.role {
        Role::Tests if function.name.starts_with("test_") && !function.parameters.is_empty() => {
            checker.report(function.at, format!("`{}` is a test, so it takes no parameters", function.name), None);
            return;
        }
        Role::Tests => return,
        Role::Rules => (Hook::ALL.map(Hook::name), "the hooks are filter, route and trigger"),
    };
    if Hook::named(&function.name).is_some() {
        return;
    }
    if let Some(hook) = nearest(&function.name, wanted) {
        let message = format!("nothing calls `{}`", function.name);
        checker.report(function.at, message, Some(format!("did you mean `{hook}`? {hint}")));
    }
}
