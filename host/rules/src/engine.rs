//! The script engine: limits always on, and nothing in it that reaches outside.

use crate::library::{self, Hours, Kind, Library, Moment, Settings};
use crate::limits::Limits;
use crate::run::RunHandle;
use crate::watch;
use rhai::packages::{
    ArithmeticPackage, BasicArrayPackage, BasicIteratorPackage, BasicMapPackage, BasicMathPackage, BasicStringPackage,
    LogicPackage, MoreStringPackage, Package,
};
use rhai::{
    Dynamic, Engine, EvalAltResult, EvalContext, ImmutableString, NativeCallContext, OptimizationLevel, Token,
    def_package,
};

/// Words of Rhai that are not part of the rule language, with what to do instead.
///
/// Function pointers are left out because each one can hold the one before it:
/// such a chain is not measured by any limit, and ends the process when it is dropped.
pub(crate) const LEFT_OUT: [(&str, &str); 12] = [
    ("eval", "write the code where it is needed"),
    ("import", "each file of a pack stands alone; copy the function"),
    ("export", "each file of a pack stands alone"),
    ("print", "read the explanation of the run, it lists what was read and decided"),
    ("debug", "read the explanation of the run, it lists what was read and decided"),
    ("Fn", "call the function by its name"),
    ("call", "call the function by its name"),
    ("curry", "call the function by its name"),
    ("is_shared", "there are no shared values"),
    ("is_def_var", "variables are checked when the pack is compiled"),
    ("is_def_fn", "functions are checked when the pack is compiled"),
    ("this", "name the value as a parameter"),
];

const TRADE_WORDS: [&str; 6] = ["case", "default", "match", "module", "new", "package"];

/// An engine that knows the library, for scripts of packs with these settings.
pub(crate) fn build(limits: &Limits, settings: &[(String, Kind)]) -> Library {
    let mut engine = Engine::new_raw();
    Computing::new().register_into_engine(&mut engine);
    limit(&mut engine, limits);
    for (word, _) in LEFT_OUT {
        engine.disable_symbol(word);
    }
    engine.set_allow_anonymous_fn(false);
    engine.set_fail_on_invalid_map_property(true);
    // The checker reads what the author wrote; optimising comes after it.
    engine.set_optimization_level(OptimizationLevel::None);
    globals(&mut engine);
    words(&mut engine);
    engine.register_fn("replace", replace);
    let mut library = Library::new(engine);
    library::register(&mut library, settings);
    library.index();
    library
}

def_package! {
    /// Only what computes: the core package has `sleep`, the time package a clock.
    /// One package, because each one more is searched for every call.
    Computing(module)
        : ArithmeticPackage, BasicStringPackage, BasicIteratorPackage, LogicPackage, BasicMathPackage,
          BasicArrayPackage, BasicMapPackage, MoreStringPackage
    {
        module.set_id("computing");
    }
}

fn limit(engine: &mut Engine, limits: &Limits) {
    engine
        .set_max_operations(limits.operations)
        .set_max_call_levels(limits.call_depth)
        .set_max_expr_depths(limits.expression_depth, limits.expression_depth)
        .set_max_string_size(limits.text_bytes)
        .set_max_array_size(limits.list_items)
        .set_max_map_size(limits.map_entries)
        .set_max_variables(limits.variables)
        .set_max_functions(limits.functions)
        .set_max_modules(0)
        .on_progress(watch::tick);
}

/// Words that Rhai keeps for itself without using them, and a workshop needs.
fn words(engine: &mut Engine) {
    #[allow(deprecated, reason = "rhai marks the token mapper as volatile, not as going away")]
    engine.on_parse_token(|token, _, _| match token {
        Token::Reserved(word) if TRADE_WORDS.contains(&word.as_str()) => Token::Identifier(word),
        other => other,
    });
}

/// `now`, `hours` and `settings` belong to the run, so they are found when a
/// script names them and cost nothing otherwise.
fn globals(engine: &mut Engine) {
    #[allow(deprecated, reason = "rhai marks the variable resolver as volatile, not as going away")]
    engine.on_var(|name, index, context: EvalContext<'_, '_, '_, '_, '_, '_>| {
        if index != 0 || !matches!(name, "now" | "hours" | "settings") {
            return Ok(None);
        }
        let Some(run) = RunHandle::in_tag(context.tag()) else { return Ok(None) };
        Ok(Some(match name {
            "now" => Dynamic::from(Moment::new(run.facts.now(), run.facts.time_zone())),
            "hours" => Dynamic::from(Hours(run.facts.clone())),
            _ => Dynamic::from::<Settings>(run.settings.clone()),
        }))
    });
}

/// Rhai's own checks the size when the text is already there.
fn replace(
    context: NativeCallContext<'_>,
    text: &mut ImmutableString,
    find: ImmutableString,
    with: ImmutableString,
) -> Result<(), Box<EvalAltResult>> {
    let found = text.matches(find.as_str()).count();
    let grown = text.len().saturating_add(found.saturating_mul(with.len()));
    if grown > context.engine().max_string_size() {
        return Err(library::refuse(&context, "the text would grow too large".to_owned()));
    }
    *text = text.replace(find.as_str(), &with).into();
    Ok(())
}
