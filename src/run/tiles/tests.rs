use super::*;
use crate::math::surface::{CATALOGUE, Surface};
use crate::optimizer::{Convention, OPTIMIZERS, Update};
use crate::run::{Outcome, outcome, simulate};
use crate::scenario::Scenario;
use std::sync::Arc;

/// Every lane of every rule on every surface equals the single run to the bit, and its verdict equals that of the whole
/// path.
#[test]
fn a_cell_is_the_single_run_to_the_bit() {
    let base = Scenario::default().resolved().remove(0).plan;
    for (e, entry) in CATALOGUE.iter().enumerate() {
        let surface = Arc::new(Surface::from_entry(entry, &[]));
        for (o, optimizer) in OPTIMIZERS.iter().enumerate().filter(|(_, o)| o.in_library(Convention::Optax)) {
            // All pairs would take a minute; these cover every rule and every surface several times.
            if (e + o) % 4 != 0 && e > 2 {
                continue;
            }
            let (convention, _) = Convention::ALL[(e + o) % 4];
            let mut values = optimizer.defaults(convention);
            let own = optimizer.hypers.len();
            if let Some(decay) = values.hypers.get_mut(own) {
                *decay = 0.0;
            }
            let lanes: Vec<Lane> = (0..40)
                .map(|i| {
                    let mut hypers = values.hypers[..own].to_vec();
                    hypers[0] = 1e-4 * 10f64.powf(f64::from(i) / 8.0);
                    if own > 1 && optimizer.hypers[1].name.starts_with("beta") {
                        hypers[1] = 0.99 * f64::from(i) / 40.0;
                    }
                    Lane::of(surface.start(), &hypers)
                })
                .collect();
            let plan = |lane: &Lane| {
                let mut values = values.clone();
                values.hypers[..own].copy_from_slice(&lane.hypers[..own]);
                let update = Update::build(optimizer, &values);
                Plan { surface: surface.clone(), update, start: lane.start, steps: 130, ..base.clone() }
            };
            let question = Question { tolerance: 1e-3, rate: true };
            let mut found = vec![Cell::default(); lanes.len()];
            cells(&plan(&lanes[0]), &values.switches, &lanes, question, &mut found);
            for (lane, found) in lanes.iter().zip(&found) {
                let plan = plan(lane);
                assert!(is_plain(&plan));
                let name = format!("{} on {} {lane:?}", optimizer.name, entry.name);
                let single = cell(&plan, question);
                assert_eq!(found.status, single.status, "{name}");
                assert_eq!(found.step, single.step, "{name}");
                let bits = |c: &Cell| [c.loss, c.at[0], c.at[1], c.rate.unwrap_or(-1.0)].map(f64::to_bits);
                assert!(bits(found) == bits(&single) || single.loss.is_nan(), "{name} {found:?} {single:?}");
                let path = simulate(&plan);
                let last = path.records().last().unwrap_or_else(|| unreachable!());
                assert!(last.loss.to_bits() == single.loss.to_bits() || last.loss.is_nan(), "{name}");
                match outcome(&plan, &path, 1e-3) {
                    Outcome::Converged { step, .. } => {
                        assert_eq!((single.status, single.step), (Status::Converged, step), "{name}");
                    }
                    Outcome::Diverged { step, .. } => {
                        assert_eq!((single.status, single.step), (Status::Diverged, step), "{name}");
                    }
                    Outcome::Running(_) => assert_eq!(single.status, Status::Running, "{name}"),
                }
            }
        }
    }
}
