//! Points in time, read by the shop's own clock.

use super::table::{About, Callable, Library, Parameter};
use super::value::{Fact, Kind, Shown};
use crate::facts::Facts;
use crate::run::Subject;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

#[derive(Clone)]
pub(crate) struct Moment {
    at: Timestamp,
    zone: TimeZone,
}

#[derive(Clone)]
pub(crate) struct Hours(pub Facts);

impl Moment {
    pub fn new(at: Timestamp, zone: &TimeZone) -> Self {
        Self { at, zone: zone.clone() }
    }

    fn local(&self) -> Zoned {
        self.at.to_zoned(self.zone.clone())
    }
}

impl From<Moment> for Fact {
    fn from(moment: Moment) -> Self {
        let shown = Shown::Text(moment.local().strftime("%Y-%m-%d %H:%M").to_string().into());
        Self::thing(moment, shown)
    }
}

impl About for Moment {
    fn subject(&self) -> Subject {
        Subject::Named("time")
    }
}

impl About for Hours {
    fn subject(&self) -> Subject {
        Subject::Named("hours")
    }
}

pub(super) fn register(library: &mut Library) {
    library.describe::<Hours>("Hours", "The shop's opening hours.").property(
        "open",
        Kind::Bool,
        "The shop is open now.",
        |h| Fact::bool(h.0.open_now()),
    );
    moment(library);
    compare(library);
}

fn moment(library: &mut Library) {
    const OTHER: &[Parameter] = &[Parameter::new("earlier", Kind::Fact("Moment"))];
    let since = |name, doc| Callable { name, parameters: OTHER, gives: Kind::Number, doc };
    library
        .describe::<Moment>("Moment", "A point in time, by the shop's own clock; `<` and `>` compare two.")
        .property("date", Kind::Text, "\"2026-11-21\".", |m| Fact::text(&m.local().date().to_string()))
        .property("time", Kind::Text, "\"14:05\".", |m| Fact::text(&m.local().strftime("%H:%M").to_string()))
        .property("weekday", Kind::Text, "\"monday\" to \"sunday\".", |m| Fact::text(weekday(m.local().weekday())))
        .property("hour", Kind::Number, "0 to 23.", |m| Fact::number(i64::from(m.local().hour())))
        .property("minute", Kind::Number, "0 to 59.", |m| Fact::number(i64::from(m.local().minute())))
        .property("day", Kind::Number, "1 to 31.", |m| Fact::number(i64::from(m.local().day())))
        .property("month", Kind::Number, "1 to 12.", |m| Fact::number(i64::from(m.local().month())))
        .property("year", Kind::Number, "2026.", |m| Fact::number(i64::from(m.local().year())))
        .method1::<Moment>(
            since("hours_since", "Whole hours from an earlier moment; negative when it is later."),
            |m, e| Ok(Fact::number(m.at.duration_since(e.at).as_hours())),
        )
        .method1::<Moment>(
            since("days_since", "Calendar days from an earlier moment; negative when it is later."),
            |m, e| {
                let days = m.local().date().duration_since(e.at.to_zoned(m.zone.clone()).date()).as_hours() / 24;
                Ok(Fact::number(days))
            },
        );
}

fn compare(library: &mut Library) {
    let engine = &mut library.engine;
    engine.register_fn("<", |a: &mut Moment, b: Moment| a.at < b.at);
    engine.register_fn("<=", |a: &mut Moment, b: Moment| a.at <= b.at);
    engine.register_fn(">", |a: &mut Moment, b: Moment| a.at > b.at);
    engine.register_fn(">=", |a: &mut Moment, b: Moment| a.at >= b.at);
    engine.register_fn("==", |a: &mut Moment, b: Moment| a.at == b.at);
    engine.register_fn("!=", |a: &mut Moment, b: Moment| a.at != b.at);
}

fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "monday",
        Weekday::Tuesday => "tuesday",
        Weekday::Wednesday => "wednesday",
        Weekday::Thursday => "thursday",
        Weekday::Friday => "friday",
        Weekday::Saturday => "saturday",
        Weekday::Sunday => "sunday",
    }
}
