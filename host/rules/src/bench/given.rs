//! `given(#{ … })`: facts, in the shape of `facts_json`; `.when()` runs the pack.

use super::expect::Outcome;
use crate::facts::Facts;
use crate::facts_json::FactsInput;
use crate::hook::Hook;
use crate::library::{About, Callable, Fact, Kind, Library, Parameter, Shown};
use crate::ruleset::{RuleSet, Ruled};
use crate::run::Subject;
use rhai::{Dynamic, Map, NativeCallContext};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a test runs on: one pack of the rule set. It travels as the tag of the
/// test's evaluation.
#[derive(Clone)]
pub(super) struct Stage {
    rules: Arc<RuleSet>,
    pack: Arc<str>,
}

#[derive(Clone)]
pub(super) struct Scenario {
    stage: Stage,
    facts: FactsInput,
    settings: BTreeMap<String, Dynamic>,
}

impl Stage {
    pub fn new(rules: &Arc<RuleSet>, pack: &str) -> Self {
        Self { rules: rules.clone(), pack: pack.into() }
    }

    pub fn pack(&self) -> &str {
        &self.pack
    }

    fn of(context: &NativeCallContext<'_>) -> Result<Self, String> {
        let stage = context.tag().and_then(|tag| tag.read_lock::<Self>().map(|stage| stage.clone()));
        stage.ok_or_else(|| "`given` works in a pack's test".to_owned())
    }
}

impl About for Scenario {
    fn subject(&self) -> Subject {
        Subject::Named("scenario")
    }
}

pub(super) fn register(library: &mut Library) {
    const FACTS: &[Parameter] = &[Parameter::new("facts", Kind::Map)];
    const SETTINGS: &[Parameter] = &[Parameter::new("settings", Kind::Map)];
    let given = Callable { name: "given", parameters: FACTS, gives: Kind::Fact("Scenario"), doc: "Facts for a test." };
    library.function1::<Map>(given, |context, facts| {
        let stage = Stage::of(context)?;
        let value = serde_json::to_value(Dynamic::from_map(facts)).map_err(|e| e.to_string())?;
        let facts = FactsInput::from_value(value).map_err(|error| error.to_string())?;
        Ok(Dynamic::from(Scenario { stage, facts, settings: BTreeMap::new() }))
    });
    library
        .describe::<Scenario>("Scenario", "Facts of a test.")
        .method1::<Map>(
            Callable {
                name: "with_settings",
                parameters: SETTINGS,
                gives: Kind::Fact("Scenario"),
                doc: "The pack's settings as the workspace set them.",
            },
            |scenario, settings| Ok(Fact::thing(scenario.with(settings)?, Shown::Silent)),
        )
        .method0(
            Callable { name: "when", parameters: &[], gives: Kind::Fact("Outcome"), doc: "Runs the pack's hooks." },
            |scenario| Ok(Fact::thing(scenario.run(), Shown::Silent)),
        );
}

impl Scenario {
    fn with(&self, settings: Map) -> Result<Self, String> {
        let mut scenario = self.clone();
        let pack = self.stage.rules.pack(&self.stage.pack).ok_or("the pack was not compiled")?;
        for (name, value) in settings {
            let known = pack.settings.value(&name);
            if known.is_none_or(|known| known.type_id() != value.type_id()) {
                return Err(format!("the pack has no setting {name:?} with such a value"));
            }
            scenario.settings.insert(name.into(), value);
        }
        Ok(scenario)
    }

    /// As the host would: the filter, then the route unless it was left out.
    fn run(&self) -> Outcome {
        let mut ruled = Ruled::default();
        let rules = &self.stage.rules;
        if let Some(pack) = rules.pack(&self.stage.pack) {
            let settings = pack.settings.with(self.settings.clone());
            let (facts, hooks): (Facts, &[Hook]) = match &self.facts {
                FactsInput::Message(facts) => (Facts::Inbound(facts.clone()), &[Hook::Filter, Hook::Route]),
                FactsInput::Event(facts) => (Facts::Trigger(facts.clone()), &[Hook::Trigger]),
            };
            for hook in hooks.iter().filter(|hook| pack.hook(**hook).is_some()) {
                ruled.add(rules.hook(pack, *hook, &facts, &settings));
                if ruled.ignored() {
                    break;
                }
            }
        }
        Outcome::new(ruled, self.facts.clone())
    }
}
