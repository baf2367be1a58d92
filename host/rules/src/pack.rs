//! One pack, compiled and checked.

use crate::check::{self, Role};
use crate::error::RuleError;
use crate::hook::Hook;
use crate::library::{Kind, Library, Settings, setting_value};
use crate::limits::Limits;
use crate::manifest::{self, Manifest};
use crate::source::PackSource;
use rhai::{AST, OptimizationLevel, Position, Scope};

pub(crate) struct Pack {
    pub name: String,
    pub order: i32,
    pub settings: Settings,
    hooks: [Option<HookScript>; Hook::ALL.len()],
}

pub(crate) struct HookScript {
    pub ast: AST,
    /// Where the function begins.
    pub at: Position,
    file: String,
}

impl Pack {
    pub fn hook(&self, hook: Hook) -> Option<&HookScript> {
        self.hooks[hook.index()].as_ref()
    }
}

/// What the scripts of a pack may name beside the library.
pub(crate) fn setting_kinds(manifest: &Manifest) -> Vec<(String, Kind)> {
    manifest.settings.iter().map(|(name, setting)| (name.clone(), setting.kind.kind())).collect()
}

pub(crate) fn compile(
    library: &Library,
    source: &PackSource,
    manifest: &Manifest,
    limits: &Limits,
) -> Result<Pack, Vec<RuleError>> {
    let values = manifest::effective(manifest, source);
    let mut pack = Pack {
        name: source.name.clone(),
        order: manifest.order,
        settings: Settings::new(values.iter().map(|(name, value)| (name.clone(), setting_value(value)))),
        hooks: Default::default(),
    };
    let mut errors = sizes(source, limits);
    let settings = setting_kinds(manifest);
    for (file, text) in source.files.iter().filter(|(file, _)| is_rules(file)) {
        match script(library, &settings, source, (file, text), Role::Rules) {
            Ok(ast) => take_hooks(&mut pack, library, &ast, (file, text), &mut errors),
            Err(found) => errors.extend(found),
        }
    }
    if errors.is_empty() { Ok(pack) } else { Err(errors) }
}

pub(crate) fn is_rules(file: &str) -> bool {
    file.ends_with(".rhai") && !is_tests(file)
}

pub(crate) fn is_tests(file: &str) -> bool {
    file.ends_with("_test.rhai")
}

fn sizes(source: &PackSource, limits: &Limits) -> Vec<RuleError> {
    let mut errors = Vec::new();
    if source.files.len() > limits.files {
        let message = format!("the pack has {} files, at most {} are taken", source.files.len(), limits.files);
        errors.push(RuleError::new(&source.name, manifest::FILE, message).hint("split it into several packs"));
    }
    for (file, text) in source.files.iter().filter(|(_, text)| text.len() > limits.source_bytes) {
        let message = format!("the file has {} bytes, at most {} are taken", text.len(), limits.source_bytes);
        errors.push(RuleError::new(&source.name, file, message).hint("split it"));
    }
    errors
}

/// Parses and checks one file.
pub(crate) fn script(
    library: &Library,
    settings: &[(String, Kind)],
    source: &PackSource,
    (file, text): (&str, &str),
    role: Role,
) -> Result<AST, Vec<RuleError>> {
    // Some editors begin a file with a mark that nobody sees.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let error = |finding: check::Finding| {
        RuleError::new(&source.name, file, finding.message).maybe_hint(finding.hint).at(text, finding.at)
    };
    let ast = match library.engine.compile(text) {
        Ok(ast) => ast,
        Err(problem) => return Err(vec![error(check::syntax(&problem))]),
    };
    let findings = check::file(library, settings, &ast, role);
    if findings.is_empty() { Ok(ast) } else { Err(findings.into_iter().map(error).collect()) }
}

/// The hooks of one file; each may stand once in the pack.
fn take_hooks(pack: &mut Pack, library: &Library, ast: &AST, (file, text): (&str, &str), errors: &mut Vec<RuleError>) {
    let ready = library.engine.optimize_ast(&Scope::new(), ast.clone(), OptimizationLevel::Simple);
    for hook in Hook::ALL {
        let Some(at) = check::function_position(ast, hook.name()) else { continue };
        if let Some(first) = &pack.hooks[hook.index()] {
            let message = format!("`{hook}` is already in {}", first.file);
            let hint = "a pack has each hook once; put both into one function or make a second pack";
            errors.push(RuleError::new(&pack.name, file, message).hint(hint).at(text, at));
            continue;
        }
        pack.hooks[hook.index()] = Some(HookScript { ast: ready.clone(), at, file: file.to_owned() });
    }
}

/// Parses and checks a text as a file of rules; what an editor asks while
/// somebody types. Never panics, whatever the text.
pub fn compile_source(text: &str) -> Result<(), Vec<RuleError>> {
    let limits = Limits::default();
    let source = PackSource::new("draft", vec![("draft.rhai".to_owned(), text.to_owned())]);
    let errors = sizes(&source, &limits);
    if !errors.is_empty() {
        return Err(errors);
    }
    let library = crate::engine::build(&limits, &[]);
    script(&library, &[], &source, ("draft.rhai", text), Role::Rules).map(drop)
}
