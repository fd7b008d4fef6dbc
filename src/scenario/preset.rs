//! Comparisons at the press of a key: they replace a scenario's runs with ones that differ in a single respect.

use super::{Run, Scenario};
use crate::math::number::tidy;
use crate::math::surface::Domain;
use crate::optimizer::{Convention, named};

/// A ready-made comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// A rule in the notes' form, in PyTorch's, and in PyTorch's with the α that makes the two equal, if there is one.
    Conventions,
    /// Gradient descent on all rows, on mini-batches, on single rows; momentum on mini-batches.
    Batches,
    /// Adam with and without bias correction, at β₂ = .999 and at .977.
    Correction,
}

impl Scenario {
    /// Sets up a comparison, with run `run`'s optimizer if possible; returns a one-line description, and the part of the plane
    /// that shows it if it is not the surface's own domain.
    ///
    /// # Errors
    /// If the comparison cannot be set up; the message says why.
    pub fn preset(&mut self, preset: Preset, run: usize) -> Result<(String, Option<Domain>), String> {
        match preset {
            Preset::Conventions => Ok((self.compare_conventions(run)?, None)),
            Preset::Batches => self.compare_batches(),
            Preset::Correction => Ok((self.compare_correction(), None)),
        }
    }

    fn compare_conventions(&mut self, run: usize) -> Result<String, String> {
        // Most rules differ only by an invisible ε: momentum shows the difference best.
        let seen = |r: &&Run| ["momentum", "rmsprop"].contains(&r.description().name);
        let own = self.runs.get(run).filter(seen).cloned();
        let Some(base) = own.or_else(|| named("momentum").map(Run::new)) else {
            return Err("there is no momentum to compare".to_owned());
        };
        let name = base.description().name;
        let resolved = self.resolve(&base);
        let variant = |convention: Convention, label: &str, alpha: Option<f64>| Run {
            hypers: (0..base.hypers.len())
                .map(|i| match (i, alpha) {
                    (0, Some(alpha)) => Some(alpha),
                    // Momentum with equal values; RMSprop with equal α and each convention's own decay rate.
                    (0, None) => resolved.values.hypers.first().copied(),
                    (i, _) if name == "momentum" => base.hypers.get(i).copied().flatten(),
                    _ => None,
                })
                .collect(),
            convention: Some(convention),
            label: Some(label.to_owned()),
            ..Run::new(base.description())
        };
        self.runs = vec![variant(Convention::Notes, "notes", None), variant(Convention::Pytorch, "pytorch", None)];
        if name != "momentum" {
            return Ok(format!(
                "{name} with α equal: the notes' decay is .9, PyTorch's .99; ε under the root, and beside it"
            ));
        }
        let (alpha, beta) = (resolved.values.hypers.first().copied(), resolved.values.hypers.get(1).copied());
        let equal = alpha.zip(beta).map(|(alpha, beta)| tidy(alpha * (1.0 - beta), 12));
        self.runs.extend(equal.map(|alpha| variant(Convention::Pytorch, "pytorch-α(1-β)", Some(alpha))));
        Ok("average (notes), sum (PyTorch): the same α is a different step; α(1-β) matches".to_owned())
    }

    fn compare_correction(&mut self) -> String {
        let runs = named("adam").into_iter().flat_map(|adam| {
            [(0.999, 1, "corrected"), (0.999, 0, "raw"), (0.977, 1, "corrected-.977"), (0.977, 0, "raw-.977")].map(
                |(beta2, corrected, label)| {
                    let mut run = Run { label: Some(label.to_owned()), ..Run::new(adam) };
                    let place = |name: &str| adam.hypers.iter().position(|h| h.name == name);
                    if let Some(slot) = place("beta2").and_then(|i| run.hypers.get_mut(i)) {
                        *slot = Some(beta2);
                    }
                    let switch = adam.switches.iter().position(|s| s.name == "bias_correction");
                    if let Some(slot) = switch.and_then(|i| run.switches.get_mut(i)) {
                        *slot = Some(corrected);
                    }
                    run
                },
            )
        });
        self.runs = runs.collect();
        "without correction the first step is (1-β₁)/√(1-β₂) α: 3.16 α at .999, .66 α at .977".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::simulate;

    /// PyTorch's momentum with α(1-β) follows the notes' path.
    #[test]
    fn the_equal_alpha_is_equal() {
        let mut scenario = Scenario::default();
        assert!(scenario.preset(Preset::Conventions, 1).is_ok());
        let paths: Vec<_> = scenario.resolved().iter().map(|r| simulate(&r.plan)).collect();
        assert_eq!(scenario.names(), ["notes", "pytorch", "pytorch-α(1-β)"]);
        for (a, b) in paths[0].records().iter().zip(paths[2].records()) {
            for axis in 0..2 {
                // V is ten times larger and α ten times smaller: a few rounding errors per step, over 300 steps.
                assert!((a.at[axis] - b.at[axis]).abs() < 1e-11, "{:?} {:?}", a.at, b.at);
            }
        }
        assert_ne!(paths[0].records()[5].at, paths[1].records()[5].at);
    }

    /// The notes' final remark, as in `facts`: 3.16 α and .66 α (up to the ε in the root).
    #[test]
    fn the_first_steps_are_what_theory_says() {
        let mut scenario = Scenario::default();
        assert!(scenario.preset(Preset::Correction, 0).is_ok());
        let ratios: Vec<f64> = scenario
            .resolved()
            .iter()
            .map(|r| {
                let path = simulate(&r.plan);
                let (a, b) = (path.records()[0].at, path.records()[1].at);
                (b[1] - a[1]).abs() / r.values.hypers[0]
            })
            .collect();
        let raw = |beta2: f64| 0.1 / (1.0 - beta2).sqrt();
        for (got, want) in ratios.iter().zip([1.0, raw(0.999), 1.0, raw(0.977)]) {
            assert!((got / want - 1.0).abs() < 1e-6, "{ratios:?}");
        }
        assert!((raw(0.999) - 3.16).abs() < 0.005 && (raw(0.977) - 0.66).abs() < 0.005);
    }
}
