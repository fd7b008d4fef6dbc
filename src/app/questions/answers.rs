//! The answers, with the numbers that stand on the screen.

use crate::app::model::Model;
use crate::number::{figures, plain, short};
use crate::optimizer::Explanation;
use crate::race::metrics::Odometer;
use crate::race::{Outcome, Place};
use crate::surface::{Point, eigenvalues};

/// What the selected run's step from the cursor is made of.
fn told(model: &Model) -> Option<Explanation> {
    model.lab.entry(model.selected)?.explain(model.player.cursor)
}

fn quantity(model: &Model, name: &str) -> Point {
    let told = told(model);
    told.and_then(|t| t.quantities.iter().find(|q| q.name == name).map(|q| q.value)).unwrap_or([0.0; 2])
}

fn alpha(model: &Model) -> f64 {
    let entry = model.lab.entry(model.selected);
    entry.and_then(|e| e.resolved().values_at(model.player.cursor).hypers.first().copied()).unwrap_or(0.0)
}

/// A hyperparameter of the selected run by its name.
fn hyper(model: &Model, name: &str) -> f64 {
    let run = model.scenario.runs.get(model.selected);
    let place = run.and_then(|r| r.description().hypers.iter().position(|h| h.name == name));
    let entry = model.lab.entry(model.selected);
    let value = place.and_then(|i| entry?.resolved().values_at(model.player.cursor).hypers.get(i).copied());
    value.unwrap_or(0.0)
}

/// The greatest and the least curvature at the minimum.
fn curvatures(model: &Model) -> [f64; 2] {
    let surface = model.scenario.surface();
    let at = surface.minima().first().map_or([0.0; 2], |m| [m.w, m.b]);
    eigenvalues(&surface.hessian(at)).unwrap_or([1.0; 2])
}

/// The step at which a run of some optimizer came to the minimum for good.
fn arrival(model: &Model, name: &str) -> Option<usize> {
    let run = model.scenario.runs.iter().position(|r| r.description().name == name)?;
    match model.lab.entry(run)?.outcome()? {
        Outcome::Converged { step, place: Place::GlobalMinimum | Place::LowestFound } => Some(*step),
        _ => None,
    }
}

pub(super) fn shadow(_: &Model) -> String {
    "The floor below it. Each band is one range of heights, as on a hiking map: at its edges the loss is the same. Where bands are \
     narrow the bowl is steep: in b. The gradient points straight up, across the bands; every run goes the other way. Arrows turn \
     the bowl, 1 shows the plot alone."
        .to_owned()
}

/// Zig-zags of a run over the whole path.
fn turns(model: &Model, run: usize) -> usize {
    let mut odometer = Odometer::default();
    if let Some(entry) = model.lab.entry(run) {
        odometer.update(1, entry.trajectory().records(), model.scenario.steps);
    }
    odometer.zigzags
}

pub(super) fn batches(model: &Model) -> String {
    let rows = model.scenario.ground.rows();
    let few = model.scenario.runs.get(1).and_then(|run| run.batch.flatten()).unwrap_or(rows);
    format!(
        "All {rows} rows give the gradient: smooth, and slow to compute. {few} rows guess it {} times as fast: it wobbles. One row: \
         wild, and it never comes to rest. All have α = {}. Too many oscillations: momentum, on the same {few} rows, averages them \
         away.",
        figures(rows as f64 / few as f64, 2),
        plain(alpha(model))
    )
}

pub(super) fn oscillations(model: &Model) -> String {
    let ([low, high], alpha) = (curvatures(model), alpha(model));
    format!(
        "Every step multiplies b by 1 - α·{} = {} and w by {}: b jumps across the ravine while w creeps. A smaller α (a) calms b but \
         slows w. Averaging past gradients does better: b's change sign and cancel, w's add up. 5 shows such averages, and m there \
         leads back.",
        short(high),
        figures(1.0 - alpha * high, 2),
        figures(1.0 - alpha * low, 3)
    )
}

pub(super) fn ball(model: &Model) -> String {
    let (g, v) = (quantity(model, "gradient"), quantity(model, "velocity"));
    let step = model.player.cursor;
    let records = model.lab.entry(model.selected).map_or(&[][..], |e| e.trajectory().records());
    let side = |t: usize| Some(records.get(t + 1)?.at[1] - records.get(t)?.at[1]);
    let turn = (step..records.len()).find(|t| side(*t).zip(side(step)).is_some_and(|(now, then)| now * then < 0.0));
    let turn = turn.map_or(String::new(), |t| format!(", until step {t}"));
    format!(
        "No. At step {step} the gradient in b is {} and pulls back; the velocity is still {}, and the ball rolls on{turn}. -g, -V and \
         Δ are the arrows (v). Each step V keeps β = {} of what it was. , and . go step by step.",
        short(g[1]),
        short(v[1]),
        plain(hyper(model, "beta"))
    )
}

pub(super) fn suddenly(model: &Model) -> String {
    let beta = hyper(model, "beta");
    format!(
        "No. One mini-batch is only a guess at the gradient. On the same batches plain descent turns back in {} of {} steps, with \
         momentum in {}: V averages the last 1/(1-β) = {} of them, so one odd batch hardly matters.",
        turns(model, 1),
        model.scenario.steps,
        turns(model, 3),
        short(1.0 / (1.0 - beta))
    )
}

pub(super) fn velocity(model: &Model) -> String {
    let beta = hyper(model, "beta");
    let arrived = |name: &str| arrival(model, name).map_or("not yet".to_owned(), |t| format!("at {t}"));
    format!(
        "V ← βV + (1-β)g: {} of where I was going, {} of where the slope says; then w ← w - αV. In b the signs alternate and cancel, in \
         w they add up. It rolls past the minimum and comes in {}, sgd {}. b and B turn β; α stays.",
        plain(beta),
        figures(1.0 - beta, 2),
        arrived("momentum"),
        arrived("sgd")
    )
}

pub(super) fn same_rate(model: &Model) -> String {
    let (g, [_, high], alpha) = (quantity(model, "gradient"), curvatures(model), alpha(model));
    format!(
        "Here db = {} and dw = {}: {} times, and both are multiplied by the same α = {}. α must stay below 2/λ = {} or b blows up, so \
         w gets steps that are far too small for it. Tab to rmsprop: α/√S is another rate for each.",
        short(g[1]),
        short(g[0]),
        figures((g[1] / g[0]).abs(), 2),
        plain(alpha),
        figures(2.0 / high, 2)
    )
}

pub(super) fn divided(model: &Model) -> String {
    let (s, step) = (quantity(model, "scale"), quantity(model, "step"));
    let ratio = |v: Point| figures((v[1] / v[0]).abs(), 2);
    format!(
        "S averages g². √S is {} times as large in b as in w, just as g is, so g/√S has the same size in both: steps of {} and {}. What \
         is steep is held back, what is flat is pushed on, and the path heads straight for the floor of the ravine.",
        ratio(s),
        short(step[0]),
        short(step[1])
    )
}

pub(super) fn hovers(model: &Model) -> String {
    let alpha = alpha(model);
    format!(
        "Near the minimum g is small, but so is √S: g/√S stays near 1 and steps stay α = {} long, so it hops between ±α/2 = ±{}. A \
         falling α lets it rest: press O for the next schedule until cosine, and see the curve below.",
        plain(alpha),
        short(0.5 * alpha)
    )
}

pub(super) fn combined(model: &Model) -> String {
    let of = |name: &str| arrival(model, name).map_or("not at all".to_owned(), |t| t.to_string());
    format!(
        "V says where (momentum), √S how far (RMSprop): Δ = -α V̂/√Ŝ. Steps to the minimum: sgd {}, momentum {}, rmsprop {}, adam {}. α is \
         to be tuned: F searches, 4 is the map of α and β₁. The notes print β₂ = .977, its paper and all libraries .999. ε matters \
         only where S is 0.",
        of("sgd"),
        of("momentum"),
        of("rmsprop"),
        of("adam")
    )
}

pub(super) fn first_steps(_: &Model) -> String {
    "V⁰ = 0, so V¹ is only 1-β₁ = a tenth of g: too small. S¹ is too small as well, and it divides. With β₂ = .977 the first step is .66 α, \
     too short; with .999 it is 3.16 α, too long. V̂ = V/(1-β₁ᵗ) and Ŝ = S/(1-β₂ᵗ) make it α. , and . go step by step."
        .to_owned()
}
