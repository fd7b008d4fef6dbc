//! Answers to the questions, with the numbers of the run and step they are about.

use super::At;
use crate::math::number::{figures, plain, short};
use crate::math::surface::{Point, eigenvalues};
use crate::optimizer::Explanation;
use crate::run::metrics::Odometer;
use crate::run::{Outcome, Place, Record};

impl At<'_> {
    /// Terms of the step.
    fn told(&self) -> Option<Explanation> {
        self.model.paths.entry(self.run)?.explain(self.step)
    }

    fn quantity(&self, name: &str) -> Point {
        let told = self.told();
        told.and_then(|t| t.quantities.iter().find(|q| q.name == name).map(|q| q.value)).unwrap_or([0.0; 2])
    }

    /// A hyperparameter by name.
    fn hyper(&self, name: &str) -> f64 {
        let run = self.model.scenario.runs.get(self.run);
        let place = run.and_then(|r| r.description().hypers.iter().position(|h| h.name == name));
        let entry = self.model.paths.entry(self.run);
        place.and_then(|i| entry?.resolved().values_at(self.step).hypers.get(i).copied()).unwrap_or(0.0)
    }

    fn records(&self) -> &[Record] {
        self.model.paths.entry(self.run).map_or(&[], |e| e.trajectory().records())
    }

    /// The maximum curvature at the minimum.
    fn steepest(&self) -> f64 {
        let surface = self.model.scenario.surface();
        let at = surface.minima().first().map_or([0.0; 2], |m| [m.w, m.b]);
        eigenvalues(&surface.hessian(at)).map_or(1.0, |[_, high]| high)
    }

    /// Index of an optimizer's run.
    fn place(&self, name: &str) -> Option<usize> {
        self.model.scenario.runs.iter().position(|r| r.description().name == name)
    }

    /// The step at which an optimizer's run converged to the minimum for good.
    fn arrival(&self, name: &str) -> Option<usize> {
        match self.model.paths.entry(self.place(name)?)?.outcome()? {
            Outcome::Converged { step, place: Place::GlobalMinimum | Place::LowestFound } => Some(*step),
            _ => None,
        }
    }

    /// Number of zig-zags over a run's whole path.
    fn turns(&self, run: usize) -> usize {
        let mut odometer = Odometer::default();
        if let Some(entry) = self.model.paths.entry(run) {
            odometer.update(1, entry.trajectory().records(), self.model.scenario.steps);
        }
        odometer.zigzags
    }
}

pub(super) fn shadow(_: &At) -> String {
    "The floor below it. Each band is one range of heights, as on a hiking map; along its edges the loss is the same. Where bands are \
     narrow the bowl is steep: in b. The gradient points straight uphill, across the bands, and plain descent goes straight down. The \
     arrows turn the bowl; 1 shows the plot alone."
        .to_owned()
}

pub(super) fn batches(at: &At) -> String {
    let rows = at.model.scenario.problem.rows();
    let few = at.model.scenario.runs.get(1).and_then(|run| run.batch.flatten()).unwrap_or(rows);
    format!(
        "All {rows} rows give the gradient: smooth, but slow to compute. {few} rows guess it {} times as fast: it wobbles. One row: \
         wild, and it never comes to rest. All have α = {}. The fourth is momentum on the same {few} rows.",
        figures(rows as f64 / few as f64, 2),
        plain(at.hyper("alpha"))
    )
}

pub(super) fn oscillations(at: &At) -> String {
    let [few, averaged] = [at.turns(1), at.turns(3)];
    format!(
        "Average the gradients: what is noise changes sign and cancels, what is slope adds up. On the same mini-batches plain descent \
         turns back in {few} of {} steps, with momentum in {averaged}. 5 shows how such an average works (Q there), and o leads back \
         here.",
        at.model.scenario.steps
    )
}

pub(super) fn ball(at: &At) -> String {
    let (g, v) = (at.quantity("gradient")[1], at.quantity("velocity")[1]);
    let (step, beta) = (at.step, plain(at.hyper("beta")));
    if g * v >= 0.0 {
        return format!(
            "At step {step} the gradient in b is {} and V is {}: they point the same way. With β = {beta} V keeps too little of what it \
             was to roll on; B raises β.",
            short(g),
            short(v)
        );
    }
    let records = at.records();
    let side = |t: usize| Some(records.get(t + 1)?.at[1] - records.get(t)?.at[1]);
    let turn = (step..records.len()).find(|t| side(*t).zip(side(step)).is_some_and(|(now, then)| now * then < 0.0));
    let turn = turn.map_or(String::new(), |t| format!("; it turns at step {t}"));
    format!(
        "No. At step {step} the gradient in b is {} and pulls back, but the velocity is still {}: the ball rolls on{turn}. Each step V \
         keeps β = {beta} of what it was. The arrows (v) are -g, -V and the step Δ; . and , go step by step.",
        short(g),
        short(v)
    )
}

pub(super) fn suddenly(at: &At) -> String {
    let beta = at.hyper("beta");
    format!(
        "No. One mini-batch is only a guess at the gradient, and now and then a wrong one. V averages the last 1/(1-β) = {} of them, so \
         one odd batch hardly moves it: {} turns in {} steps, against {} of plain descent on the same batches.",
        short(1.0 / (1.0 - beta)),
        at.turns(3),
        at.model.scenario.steps,
        at.turns(1)
    )
}

pub(super) fn velocity(at: &At) -> String {
    let beta = at.hyper("beta");
    let arrived = |name: &str| at.arrival(name).map_or("not yet".to_owned(), |t| format!("at step {t}"));
    format!(
        "V ← βV + (1-β)g: {} of where I was going, {} of where the slope says; then w ← w - αV. In b the signs alternate and cancel, in \
         w they add up. It rolls past the minimum and is there {}, sgd {}. b and B turn β; α stays.",
        plain(beta),
        figures(1.0 - beta, 2),
        arrived("momentum"),
        arrived("sgd")
    )
}

pub(super) fn same_rate(at: &At) -> String {
    let (g, high, alpha) = (at.quantity("gradient"), at.steepest(), at.hyper("alpha"));
    format!(
        "At the start db = {} and dw = {}: {} times as large, yet sgd multiplies both by α = {}. α must stay below 2/λ = {} or b blows \
         up, and for w that is far too little. Each direction needs a rate of its own: Q asks on.",
        short(g[1]),
        short(g[0]),
        figures((g[1] / g[0]).abs(), 2),
        plain(alpha),
        figures(2.0 / high, 2)
    )
}

pub(super) fn divided(at: &At) -> String {
    let (g, s, step) = (at.quantity("gradient"), at.quantity("scale"), at.quantity("step"));
    // The same step of plain gradient descent.
    let sgd = at.place("sgd").and_then(|run| At { run, ..*at }.told());
    let plain_step = sgd.and_then(|t| t.quantities.iter().find(|q| q.name == "step").map(|q| q.value[1]));
    format!(
        "S averages g². In the first step √S is {} times as large in b as in w, and so is g: g/√S has the same size in both. b's step \
         falls from sgd's {} to {}, w's is {}. What is steep is held back, what is flat is pushed on; ε avoids a division by 0.",
        figures((s[1] / s[0]).abs(), 2),
        short(plain_step.unwrap_or(g[1])),
        short(step[1]),
        short(step[0])
    )
}

pub(super) fn hovers(at: &At) -> String {
    let alpha = at.hyper("alpha");
    format!(
        "Near the minimum g is small, but so is √S: g/√S stays near 1 and steps stay α = {} long, so it hops between ±α/2 = ±{}. A \
         falling α lets it rest: press O for the next schedule, four times for cosine, and watch the loss.",
        plain(alpha),
        short(0.5 * alpha)
    )
}

pub(super) fn combined(at: &At) -> String {
    let of = |name: &str| at.arrival(name).map_or("never".to_owned(), |t| t.to_string());
    format!(
        "V says where to, √S how far: Δ = -α V̂/√Ŝ. At the minimum for good: sgd {}, momentum {}, rmsprop {}, adam {}. Tune α (F searches, \
         4 maps it); β₁ = .9 and ε = 1e-8 need no change, nor does β₂: .977 in the notes, .999 in Adam's paper and in every library.",
        of("sgd"),
        of("momentum"),
        of("rmsprop"),
        of("adam")
    )
}

pub(super) fn first_steps(_: &At) -> String {
    "V⁰ = 0, so V¹ is only 1-β₁ = a tenth of g: too small. S¹ is too small as well, and it divides. With β₂ = .977 the first step is .66 α, \
     too short; with .999 it is 3.16 α, too long. V̂ = V/(1-β₁ᵗ) and Ŝ = S/(1-β₂ᵗ) make it α. . and , go step by step."
        .to_owned()
}
