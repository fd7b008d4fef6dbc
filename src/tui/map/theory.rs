//! Theory overlaid on the map: the eigenvalues it is based on, its lines, its optimum.

use crate::math::parameter::Parameter;
use crate::optimizer::Update;
use crate::optimizer::theory::Best;
use crate::run::sharpness;
use crate::scenario::sweep::{Slot, from_scale};
use crate::tui::model::Model;

/// Eigenvalues that the theory is based on.
#[derive(Clone, Copy, Debug)]
pub struct Curvatures {
    /// Minimum and maximum eigenvalue: of the Hessian at a minimum, including coupled decay, or of P⁻¹H at the cursor.
    pub eigenvalues: [f64; 2],
    /// Description of where they were taken.
    pub place: &'static str,
    /// True if they are those of the frozen preconditioner.
    pub frozen: bool,
}

/// The eigenvalues for the selected run; `None` if the surface has no suitable minimum.
pub fn ground(model: &Model) -> Option<Curvatures> {
    let entry = model.paths.entry(model.selected)?;
    let (plan, path) = (&entry.resolved().plan, entry.trajectory());
    // The values at the cursor's step: a change along the way changes the rule.
    let update = plan.theory_at(model.player.cursor);
    if !update.extras.schedule.is_constant() {
        return None;
    }
    if update.rule.is_preconditioned() {
        let (high, _) = sharpness(plan, path, model.player.cursor)?;
        return Some(Curvatures { eigenvalues: [high, high], place: "S as at this step", frozen: true });
    }
    let surface = &plan.surface;
    let found = if surface.is_quadratic() {
        surface.eigenvalues(plan.start)
    } else {
        let end =
            path.records().last().map(|r| r.at).filter(|at| at.iter().all(|x| x.is_finite())).unwrap_or(plan.start);
        let near = |m: &&crate::math::surface::Minimum| (m.w - end[0]).powi(2) + (m.b - end[1]).powi(2);
        surface.curvatures(surface.minima().iter().min_by(|a, b| near(a).total_cmp(&near(b)))?)
    };
    let eigenvalues = found.filter(|[low, _]| *low > 0.0)?.map(|l| update.seen(l));
    let place = match (surface.is_quadratic(), update.extras.clips()) {
        (_, true) => "where nothing is clipped",
        (true, _) => "exact: a quadratic",
        (false, _) => "Hessian at the minimum",
    };
    Some(Curvatures { eigenvalues, place, frozen: false })
}

/// The optimal values for the selected run on a quadratic with these eigenvalues, as (α, β) in the run's own form.
pub fn best(model: &Model, ground: &Curvatures) -> Option<Best> {
    if ground.frozen {
        return None;
    }
    let update = model.paths.entry(model.selected)?.resolved().plan.theory_at(model.player.cursor);
    // The optimum adds decay by itself.
    let [low, high] = ground.eigenvalues.map(|l| l - update.seen(0.0));
    let best = update.best(low, high)?;
    // The average form's α is the heavy ball's divided by 1-β.
    Some(if is_average(model) { Best { alpha: best.alpha / (1.0 - best.beta), ..best } } else { best })
}

/// Returns true if the selected run's velocity is an average.
fn is_average(model: &Model) -> bool {
    let Some(run) = model.scenario.runs.get(model.selected) else { return false };
    let place = run.description().all_switches().position(|s| s.name == "form");
    let values = model.paths.entry(model.selected).map(|e| &e.resolved().values.switches);
    place.and_then(|i| values?.get(i).copied()) == Some(0)
}

/// A theoretical curve: the zero level of a function on the plane.
pub struct Curve {
    /// Name in the legend.
    pub name: &'static str,
    /// True if it is the stability limit, which is drawn bold.
    pub limit: bool,
    /// The function's values at the corners, edge midpoints and centers of the map's cells, row by row from the top.
    pub nodes: Vec<f64>,
}

/// The theoretical curves over the plane, on a lattice of `across` x `down` nodes.
pub fn curves(model: &Model, ground: &Curvatures, across: usize, down: usize) -> Vec<Curve> {
    let (Some(parameters), Some(entry), Some(run)) = (
        model.map.parameters(&model.scenario, model.selected),
        model.paths.entry(model.selected),
        model.scenario.runs.get(model.selected),
    ) else {
        return Vec::new();
    };
    let description = run.description();
    let cursor = model.player.cursor;
    let mut values = entry.resolved().values_at(cursor).clone();
    // Every node has its own decay.
    let decay = entry.resolved().plan.update_at(cursor).seen(0.0);
    let [low, high] = ground.eigenvalues.map(|l| if ground.frozen { l } else { l - decay });
    let mut limit = Vec::with_capacity(across * down);
    let mut damping = [Vec::with_capacity(across * down), Vec::with_capacity(across * down)];
    // If an axis changes the surface, every row or column has different eigenvalues.
    let moved: Vec<Option<[f64; 2]>> = match surface_axis(&model.map.slots) {
        Some((axis, index)) => {
            let count = if axis == 0 { across } else { down };
            (0..count)
                .map(|k| {
                    let value = node(model, &parameters, axis, k, count);
                    let other = model.scenario.problem.with_value(index, value)?;
                    let surface = other.surface();
                    let found = match surface.is_quadratic() {
                        true => surface.eigenvalues([0.0; 2]),
                        false => surface.curvatures(surface.minima().first()?),
                    };
                    found.filter(|[low, _]| *low > 0.0 && !ground.frozen)
                })
                .collect()
        }
        None => Vec::new(),
    };
    for j in 0..down {
        for i in 0..across {
            for (axis, (k, count)) in [(i, across), (j, down)].into_iter().enumerate() {
                if let Some(Slot::Hyper(h)) = model.map.slots.get(axis)
                    && let Some(slot) = values.hypers.get_mut(*h)
                {
                    *slot = node(model, &parameters, axis, k, count);
                }
            }
            let [low, high] = match surface_axis(&model.map.slots) {
                Some((axis, _)) => moved.get(if axis == 0 { i } else { j }).copied().flatten().unwrap_or([low, high]),
                None => [low, high],
            };
            let update = Update::build(description, &values).at_step(cursor);
            let seen = |lambda: f64| if ground.frozen { lambda } else { update.seen(lambda) };
            limit.push(update.used(update.rule.alpha(), seen(high)).map_or(f64::NAN, f64::ln));
            for (nodes, lambda) in damping.iter_mut().zip([low, high]) {
                nodes.push(update.recursion(seen(lambda)).map_or(f64::NAN, |r| r.discriminant()));
            }
        }
    }
    let mut curves = vec![Curve {
        name: if ground.frozen { "limit, S as now" } else { "stability limit" },
        limit: true,
        nodes: limit,
    }];
    // A rule with memory can oscillate.
    if description.hypers.iter().any(|h| h.name == "beta") && !ground.frozen {
        let [flat, steep] = damping;
        curves.push(Curve { name: "critical damping", limit: false, nodes: flat });
        if high > low * 1.0001 {
            curves.push(Curve { name: "critical damping", limit: false, nodes: steep });
        }
    }
    curves.retain(|c| c.nodes.iter().all(|x| !x.is_nan()));
    curves
}

/// The axis that changes the surface, and the index of the surface parameter on it.
fn surface_axis(slots: &[Slot; 2]) -> Option<(usize, usize)> {
    slots.iter().enumerate().find_map(|(axis, slot)| match slot {
        Slot::Surface(index) => Some((axis, *index)),
        Slot::Hyper(_) => None,
    })
}

/// The value at node `k` of `count` on an axis, from the left or from the top.
fn node(model: &Model, parameters: &[Parameter; 2], axis: usize, k: usize, count: usize) -> f64 {
    let share = k as f64 / (count.max(2) - 1) as f64;
    let share = if axis == 0 { share } else { 1.0 - share };
    let ([low, high], parameter) = (model.map.extent[axis & 1], &parameters[axis & 1]);
    parameter.clamp(from_scale(parameter.scale, low + (high - low) * share))
}
