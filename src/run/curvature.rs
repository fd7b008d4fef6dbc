//! The curvature that a rule sees at a step.

use super::{Plan, Trajectory};
use crate::math::surface::{Point, eigenvalues};
use crate::optimizer::AnyRule;

/// The reason why Newton's method has no step at a point, if its divisor is singular to rounding; and a remedy.
pub(super) fn singular(plan: &Plan, step: usize, at: Point) -> Option<String> {
    let AnyRule::Newton(newton) = plan.update_at(step).rule else { return None };
    let surface = &plan.surface;
    let h = surface.hessian(at);
    if !newton.is_singular([h[(0, 0)], h[(0, 1)], h[(1, 1)]]) {
        return None;
    }
    // For data more is known than the four numbers of the matrix show.
    let curved = surface.eigenvalues(at).is_some_and(|[low, _]| low > 0.0);
    let helps = match surface.feature_varies() {
        Some(false) => "the feature does not vary",
        Some(true) if surface.falls_forever() => "the loss has no minimum",
        Some(true) if curved => "standardize the feature",
        Some(true) => "the loss is flat",
        None => "a damping helps",
    };
    Some(format!("the Hessian is singular to rounding here; {helps}"))
}

/// The largest eigenvalue of the Hessian as the rule sees it at a step, P^(-1/2) H P^(-1/2), H including coupled decay
/// ([`crate::optimizer::Update::seen`]), and the axis its eigenvector is closest to. `None` where the surface is not smooth.
pub fn sharpness(plan: &Plan, path: &Trajectory, step: usize) -> Option<(f64, &'static str)> {
    let record = path.at(step)?;
    let mut h = plan.surface.hessian(record.at);
    // The preconditioner that divides the next step includes this step's gradient.
    let update = plan.update_at(step);
    let mut memory = path.memory(plan, step);
    update.remember((step, plan.steps), record.at, record.gradient, &mut memory);
    let p = update.rule.preconditioner(&memory).map(f64::sqrt);
    for i in 0..2 {
        h[(i, i)] = update.seen(h[(i, i)]);
        for j in 0..2 {
            h[(i, j)] /= p[i] * p[j];
        }
    }
    let high = eigenvalues(&h)?[1];
    Some((high, along(&h, high)))
}

/// The axis that the eigenvector of an eigenvalue is closest to: the vector is (h01, λ - h00), up to scale.
pub(super) fn along(h: &nalgebra::Matrix2<f64>, lambda: f64) -> &'static str {
    if (lambda - h[(0, 0)]).abs() > (lambda - h[(1, 1)]).abs() { "b" } else { "w" }
}
