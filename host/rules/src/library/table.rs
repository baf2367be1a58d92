//! The table: one entry for each name, registered with the engine as it is written down.

use super::value::{Fact, FromScript, Kind, Shown, type_word};
use crate::run::{RunHandle, Subject};
use rhai::{Dynamic, Engine, EvalAltResult, FuncRegistration, ImmutableString, NativeCallContext};
use std::any::Any;
use std::collections::BTreeMap;

/// Names and meanings beside the engine that knows the functions.
pub(crate) struct Library {
    pub engine: Engine,
    pub types: Vec<TypeEntry>,
    pub functions: Vec<Callable>,
    pub globals: Vec<(&'static str, Kind, &'static str)>,
    /// Every function the engine knows, with the numbers of arguments it takes.
    arities: BTreeMap<String, Vec<usize>>,
}

pub(crate) struct TypeEntry {
    pub name: &'static str,
    pub doc: &'static str,
    pub properties: Vec<PropertyEntry>,
    pub methods: Vec<Callable>,
    /// What a `for` loop over it gives.
    pub items: Option<Kind>,
}

pub(crate) struct PropertyEntry {
    pub name: String,
    pub kind: Kind,
    pub doc: &'static str,
}

#[derive(Clone)]
pub(crate) struct Callable {
    pub name: &'static str,
    pub parameters: &'static [Parameter],
    pub gives: Kind,
    pub doc: &'static str,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Parameter {
    pub name: &'static str,
    pub kind: Kind,
}

impl Parameter {
    pub const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind }
    }
}

/// Whose property it is, for the explanation.
pub(crate) trait About: Clone + Send + Sync + 'static {
    fn subject(&self) -> Subject;
}

pub(crate) type ScriptResult<T> = Result<T, Box<EvalAltResult>>;

impl Library {
    pub fn new(engine: Engine) -> Self {
        Self { engine, types: Vec::new(), functions: Vec::new(), globals: Vec::new(), arities: BTreeMap::new() }
    }

    pub fn global(&mut self, name: &'static str, kind: Kind, doc: &'static str) {
        self.globals.push((name, kind, doc));
    }

    pub fn describe<T: About>(&mut self, name: &'static str, doc: &'static str) -> Describe<'_, T> {
        self.engine.register_type_with_name::<T>(name);
        // What is missing is (), so scripts ask this of every fact.
        self.engine.register_fn("==", |_: &mut T, (): ()| false);
        self.engine.register_fn("!=", |_: &mut T, (): ()| true);
        self.types.push(TypeEntry { name, doc, properties: Vec::new(), methods: Vec::new(), items: None });
        Describe { library: self, of: std::marker::PhantomData }
    }

    /// Reads the engine's own list, once everything is registered.
    pub fn index(&mut self) {
        let names = self.engine.collect_fn_metadata(
            None,
            |info| Some((info.metadata.name.to_string(), info.metadata.num_params)),
            true,
        );
        for (name, arity) in names {
            let arities = self.arities.entry(name).or_default();
            if !arities.contains(&arity) {
                arities.push(arity);
            }
        }
    }

    pub fn arities(&self, name: &str) -> &[usize] {
        self.arities.get(name).map_or(&[], Vec::as_slice)
    }

    pub fn takes(&self, name: &str, arguments: usize) -> bool {
        self.arities(name).contains(&arguments)
    }

    pub fn has_getter(&self, property: &str) -> bool {
        self.arities.contains_key(&format!("get${property}"))
    }

    pub fn function_names(&self) -> impl Iterator<Item = &str> {
        self.arities.keys().map(String::as_str).filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))
    }

    pub fn type_named(&self, name: &str) -> Option<&TypeEntry> {
        self.types.iter().find(|entry| entry.name == name)
    }

    /// A function with one argument of a known kind. It is registered twice:
    /// for the right kind, which is found at once, and for all others, which
    /// are refused by name.
    pub fn function1<A: FromScript>(
        &mut self,
        callable: Callable,
        run: impl Fn(&NativeCallContext<'_>, A) -> Result<Dynamic, String> + Send + Sync + 'static,
    ) {
        let entry = callable.clone();
        self.functions.push(callable);
        self.engine.register_fn(entry.name, move |context: NativeCallContext<'_>, a: A| {
            run(&context, a).map_err(|problem| refuse(&context, problem))
        });
        self.engine.register_fn(entry.name, move |context: NativeCallContext<'_>, a: Dynamic| -> ScriptResult<()> {
            Err(refuse(&context, expected::<A>(&entry, 0, &a).unwrap_or_default()))
        });
    }

    pub fn function2<A: FromScript, B: FromScript>(
        &mut self,
        callable: Callable,
        run: impl Fn(&NativeCallContext<'_>, A, B) -> Result<Dynamic, String> + Send + Sync + 'static,
    ) {
        let entry = callable.clone();
        self.functions.push(callable);
        self.engine.register_fn(entry.name, move |context: NativeCallContext<'_>, a: A, b: B| {
            run(&context, a, b).map_err(|problem| refuse(&context, problem))
        });
        self.engine.register_fn(
            entry.name,
            move |context: NativeCallContext<'_>, a: Dynamic, b: Dynamic| -> ScriptResult<()> {
                let problem = expected::<A>(&entry, 0, &a).or_else(|| expected::<B>(&entry, 1, &b));
                Err(refuse(&context, problem.unwrap_or_default()))
            },
        );
    }
}

/// Writes down one type.
pub(crate) struct Describe<'a, T> {
    library: &'a mut Library,
    of: std::marker::PhantomData<T>,
}

impl<T: About> Describe<'_, T> {
    fn entry(&mut self) -> &mut TypeEntry {
        self.library.types.last_mut().expect("describe pushed the entry this builder writes")
    }

    pub fn property(
        &mut self,
        name: impl Into<String>,
        kind: Kind,
        doc: &'static str,
        get: impl Fn(&T) -> Fact + Send + Sync + 'static,
    ) -> &mut Self {
        let name = name.into();
        let noted: ImmutableString = name.as_str().into();
        self.library.engine.register_get(&name, move |context: NativeCallContext<'_>, this: &mut T| {
            note(&context, this.subject(), &noted, None, get(this))
        });
        self.entry().properties.push(PropertyEntry { name, kind, doc });
        self
    }

    /// A method without arguments.
    pub fn method0(
        &mut self,
        callable: Callable,
        call: impl Fn(&T) -> Result<Fact, String> + Send + Sync + 'static,
    ) -> &mut Self {
        let noted: ImmutableString = format!("{}()", callable.name).into();
        FuncRegistration::new(callable.name).with_purity(true).register_into_engine(
            &mut self.library.engine,
            move |context: NativeCallContext<'_>, this: &mut T| -> ScriptResult<Dynamic> {
                let fact = call(this).map_err(|problem| refuse(&context, problem))?;
                Ok(note(&context, this.subject(), &noted, None, fact))
            },
        );
        self.entry().methods.push(callable);
        self
    }

    /// A method with one argument; like `function1`, registered twice.
    pub fn method1<A: FromScript>(
        &mut self,
        callable: Callable,
        call: impl Fn(&T, A) -> Result<Fact, String> + Send + Sync + 'static,
    ) -> &mut Self {
        let (name, refusing) = (callable.name, callable.clone());
        let noted: ImmutableString = name.into();
        FuncRegistration::new(name).with_purity(true).register_into_engine(
            &mut self.library.engine,
            move |context: NativeCallContext<'_>, this: &mut T, a: A| -> ScriptResult<Dynamic> {
                let argument = shown_argument(&a);
                let fact = call(this, a).map_err(|problem| refuse(&context, problem))?;
                Ok(note(&context, this.subject(), &noted, Some(argument), fact))
            },
        );
        FuncRegistration::new(name).with_purity(true).register_into_engine(
            &mut self.library.engine,
            move |context: NativeCallContext<'_>, _: &mut T, a: Dynamic| -> ScriptResult<Dynamic> {
                Err(refuse(&context, expected::<A>(&refusing, 0, &a).unwrap_or_default()))
            },
        );
        self.entry().methods.push(callable);
        self
    }

    pub fn items(&mut self, kind: Kind) -> &mut Self {
        self.entry().items = Some(kind);
        self
    }
}

fn note(
    context: &NativeCallContext<'_>,
    subject: Subject,
    name: &ImmutableString,
    argument: Option<ImmutableString>,
    fact: Fact,
) -> Dynamic {
    if !matches!(fact.shown, Shown::Silent)
        && let Some(run) = context.tag().and_then(Dynamic::read_lock::<RunHandle>)
    {
        run.note(subject, name, argument, fact.shown);
    }
    fact.value
}

/// The argument as an explanation shows it: `cards("repair-order")`.
fn shown_argument<A: FromScript>(argument: &A) -> ImmutableString {
    match (argument as &dyn Any).downcast_ref::<ImmutableString>() {
        Some(text) => text.clone(),
        None => ImmutableString::from("…"),
    }
}

/// What is wrong with an argument, if it is of the wrong kind.
fn expected<A: FromScript>(entry: &Callable, index: usize, value: &Dynamic) -> Option<String> {
    if A::from_script(value).is_some() {
        return None;
    }
    let name = entry.parameters.get(index).map_or("value", |parameter| parameter.name);
    Some(format!("{} expects {} as {name}, got {}", entry.name, A::KIND.word(), type_word(value)))
}

/// The script did something the library refuses; the author reads why.
pub(crate) fn refuse(context: &NativeCallContext<'_>, problem: String) -> Box<EvalAltResult> {
    Box::new(EvalAltResult::ErrorRuntime(problem.into(), context.call_position()))
}
