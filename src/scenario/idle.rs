//! Settings of a run that have no effect: parameters of an inactive schedule, and changes after the last step.

use super::spec::SpecError;
use super::{Run, Scenario};
use crate::math::number::plain;
use crate::optimizer::{SCHEDULES, matters};

impl Scenario {
    /// The schedule of a run, as an index into [`SCHEDULES`].
    fn schedule_of(&self, run: &Run) -> usize {
        let description = run.description();
        let Some(place) = description.all_switches().position(|s| s.name == "schedule") else { return 0 };
        let given = run.switches.get(place).copied().flatten();
        given.unwrap_or_else(|| description.default_switch(place, self.convention_of(run)))
    }

    /// The reason why a value of a run has no effect, if it belongs to an inactive schedule of α.
    pub(super) fn idle(&self, run: &Run, name: &str) -> Option<String> {
        // Anything else that an option depends on may still be turned up along the way.
        let moves = |schedule: usize| matters(name, |_| Some(1.0), schedule);
        let on = self.schedule_of(run);
        if moves(on) {
            return None;
        }
        let owner = (0..SCHEDULES.len()).find(|schedule| moves(*schedule))?;
        Some(format!(
            "{name} moves nothing while the schedule is {}; give one that has it, such as --optimizer {}:schedule={}",
            SCHEDULES.get(on)?.name,
            run.description().name,
            SCHEDULES.get(owner)?.name
        ))
    }

    /// Checks that everything set on a run has an effect within the scenario's number of steps.
    ///
    /// # Errors
    /// If something does not; the message names the first such thing.
    pub(super) fn check(&self, run: &Run) -> Result<(), SpecError> {
        let (description, steps) = (run.description(), self.steps);
        let owner = description.name;
        let wrong = |line: String| Err(SpecError::Other(format!("{owner}: {line}")));
        let name = |hyper: usize| description.hyper(hyper).map(|h| h.name);
        let hypers =
            description.all_hypers().zip(&run.hypers).filter(|(_, given)| given.is_some()).map(|(h, _)| h.name);
        let switches = description.all_switches().zip(&run.switches).filter(|(_, given)| given.is_some());
        let changed = run.changes.iter().filter_map(|change| name(change.hyper));
        if let Some(line) =
            hypers.chain(changed).chain(switches.map(|(s, _)| s.name)).find_map(|name| self.idle(run, name))
        {
            return wrong(line);
        }
        if let Some(late) = run.changes.iter().find(|change| change.step > steps) {
            let (name, at, value) = (name(late.hyper).unwrap_or_default(), late.step, plain(late.value));
            return wrong(format!("{name}@{at}={value} is past the last step, {steps}; raise --steps or lower it"));
        }
        // A warm-up must end before the run does.
        let plan = self.resolve(run).plan;
        let mut updates = std::iter::once(&plan.update).chain(plan.later.iter().map(|(_, update)| update));
        if let Some((name, length)) = updates.find_map(|update| update.extras.schedule.overrun(steps)) {
            let length = plain(length);
            return wrong(format!(
                "{name}={length} is not shorter than the run, {steps} steps; raise --steps or lower it"
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Options;

    fn with(spec: &str) -> Result<Scenario, String> {
        let optimizers = vec![spec.to_owned()];
        Options { optimizers, ..Options::default() }.scenario().map_err(|e| e.to_string())
    }

    #[test]
    fn what_does_nothing_is_refused_by_name() {
        let asks = "; give one that has it, such as --optimizer";
        for (spec, line) in [
            (
                "sgd:warmup=10",
                format!("sgd: warmup moves nothing while the schedule is constant{asks} sgd:schedule=warmup-cosine"),
            ),
            (
                "adam:schedule=cosine,warmup=10",
                format!("adam: warmup moves nothing while the schedule is cosine{asks} adam:schedule=warmup-cosine"),
            ),
            (
                "sgd:gamma@5=.9",
                format!("sgd: gamma moves nothing while the schedule is constant{asks} sgd:schedule=exponential"),
            ),
            (
                "sgd:schedule=cosine,cycle=optax",
                format!("sgd: cycle moves nothing while the schedule is cosine{asks} sgd:schedule=one-cycle"),
            ),
            ("sgd:alpha@301=.1", "sgd: alpha@301=0.1 is past the last step, 300; raise --steps or lower it".to_owned()),
            (
                "sgd:schedule=warmup-cosine,warmup=300",
                "sgd: warmup=300 is not shorter than the run, 300 steps; raise --steps or lower it".to_owned(),
            ),
        ] {
            assert_eq!(with(spec).err(), Some(line), "{spec}");
        }
        for fine in ["sgd:alpha@300=.1", "sgd:schedule=warmup-cosine,warmup=299,floor=.1", "sgd:decay=decoupled"] {
            assert_eq!(with(fine).err(), None, "{fine}");
        }
    }

    /// Values that were set and then disabled are left out of the command line that reproduces the numbers.
    #[test]
    fn a_line_leaves_out_what_does_nothing() {
        let mut scenario = with("sgd:alpha=0.01,schedule=warmup-cosine,warmup=20,alpha@250=0.02").unwrap();
        let place = scenario.runs[0].description().all_switches().position(|s| s.name == "schedule").unwrap();
        scenario.runs[0].switches[place] = None;
        scenario.steps = 200;
        let spec = scenario.run_spec(&scenario.runs[0]);
        assert_eq!(spec, "sgd:alpha=0.01");
        let again = Scenario { runs: vec![Run::from_spec(&spec, 0).unwrap()], ..scenario.clone() };
        assert_eq!(again.check(&again.runs[0]), Ok(()));
        let end = |s: &Scenario| crate::run::simulate(&s.resolved()[0].plan).records().last().copied();
        assert_eq!(end(&again), end(&scenario));
    }
}
