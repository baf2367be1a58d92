//! The shared centre: state, queues and the way to tell the phone page.

use crate::callback::Callback;
use crate::config::SimConfig;
use crate::customer::{Customer, Stage};
use crate::fault::FaultKind;
use crate::mailroom::{Mailroom, Parcel};
use crate::timer::Timer;
use crate::world::World;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::sync::{broadcast, watch};

pub(crate) struct Sim {
    pub config: SimConfig,
    /// How others reach the simulator.
    pub public_url: String,
    /// Names the business number in each webhook.
    pub metadata: Value,
    pub mailroom: Mailroom,
    pub timer: Timer<Job>,
    pub callback: watch::Sender<Callback>,
    pub client: reqwest::Client,
    /// True when the simulator ends.
    pub stop: watch::Sender<bool>,
    world: Mutex<World>,
    /// Counts changes, for those who wait for one.
    changes: watch::Sender<u64>,
    page: broadcast::Sender<PageEvent>,
}

/// What the timer does later.
#[derive(Debug)]
pub(crate) enum Job {
    Advance { id: String, to: Stage },
    Post(Parcel),
    CloseBatch,
}

/// News for the phone page.
#[derive(Debug, Clone)]
pub(crate) struct PageEvent {
    pub name: &'static str,
    pub data: Arc<str>,
}

/// News that a slow page may lag behind before it must start anew.
const PAGE_QUEUE: usize = 1024;

impl Sim {
    pub fn new(config: SimConfig, public_url: String, client: reqwest::Client) -> Self {
        let mut world = World::new(config.limits.clone());
        furnish(&mut world, &config);
        let callback = config.callback_url.clone().map_or(Callback::None, Callback::Unproven);
        Self {
            metadata: json!({
                "display_phone_number": digits(&config.display_number),
                "phone_number_id": config.phone_number_id,
            }),
            public_url,
            mailroom: Mailroom::new(),
            timer: Timer::new(),
            callback: watch::Sender::new(callback),
            client,
            stop: watch::Sender::new(false),
            world: Mutex::new(world),
            changes: watch::Sender::new(0),
            page: broadcast::Sender::new(PAGE_QUEUE),
            config,
        }
    }

    /// Reads the state.
    pub fn look<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        look(&self.world())
    }

    /// Changes the state and wakes those who wait for a change.
    pub fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        let done = change(&mut self.world());
        self.changes.send_modify(|n| *n += 1);
        done
    }

    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    pub fn strike<T>(&self, customer: Option<&str>, pick: impl Fn(&FaultKind) -> Option<T>) -> Option<T> {
        let struck = self.world().faults.strike(customer, pick)?;
        self.tell_faults();
        Some(struck)
    }

    pub fn strikes(&self, customer: Option<&str>, kind: &FaultKind) -> bool {
        let struck = self.world().faults.strikes(customer, kind);
        if struck {
            self.tell_faults();
        }
        struck
    }

    /// More waits to be told than is allowed to.
    pub fn overloaded(&self) -> bool {
        self.mailroom.len() + self.timer.len() >= self.config.limits.backlog
    }

    /// Begins anew: no chats, no faults, no files; nothing waits.
    pub fn reset(&self) {
        self.mailroom.clear();
        self.timer.clear();
        self.change(|world| {
            *world = World::new(self.config.limits.clone());
            furnish(world, &self.config);
        });
        self.tell("reset", || json!({}));
    }

    /// Tells the phone page; costs nothing when none is open.
    pub fn tell(&self, name: &'static str, data: impl FnOnce() -> Value) {
        if self.page.receiver_count() > 0 {
            let data = data().to_string().into();
            // Fails only when the last page has just gone.
            self.page.send(PageEvent { name, data }).ok();
        }
    }

    pub fn tell_message(&self, id: &str) {
        self.tell("message", || {
            self.look(|world| match world.owner(id).and_then(|c| Some((c, c.message(id)?))) {
                Some((customer, message)) => json!({"customer": customer.summary(), "message": message}),
                None => Value::Null,
            })
        });
    }

    pub fn tell_customer(&self, wa_id: &str) {
        self.tell("customer", || self.look(|world| world.customer(wa_id).map_or(Value::Null, Customer::summary)));
    }

    pub fn tell_faults(&self) {
        self.tell("faults", || self.look(|world| json!(world.faults.list())));
    }

    pub fn page(&self) -> broadcast::Receiver<PageEvent> {
        self.page.subscribe()
    }

    /// Does what is due; runs until it is dropped.
    pub async fn keep_time(self: Arc<Self>) {
        loop {
            match self.timer.next().await {
                Job::Advance { id, to } => self.advance(&id, to),
                Job::Post(parcel) => self.mailroom.put(parcel),
                Job::CloseBatch => self.mailroom.close_batch().into_iter().for_each(|p| self.mailroom.put(p)),
            }
        }
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().expect("no holder of this lock panics")
    }
}

/// The customers and templates to begin with.
fn furnish(world: &mut World, config: &SimConfig) {
    for seed in config.customers.iter().rev() {
        let Some(wa_id) = crate::number::wa_id(&seed.number) else { continue };
        let customer =
            world.meet(&wa_id, || Customer::new(wa_id.clone(), &seed.number, &seed.name, config.auto_deliver));
        customer.username = seed.username.clone();
        customer.hides_number = seed.hides_number;
    }
    for template in &config.templates {
        world.put_template(template.clone());
    }
}

fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}
