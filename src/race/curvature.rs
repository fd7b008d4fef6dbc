//! The curvature that a rule meets at a step.

use super::{Plan, Trajectory};
use crate::surface::eigenvalues;

/// The largest eigenvalue of the Hessian as the rule sees it at a step, P^(-1/2) H P^(-1/2), H with coupled decay
/// ([`crate::optimizer::Update::seen`]), and the axis it mostly lies along. `None` where the surface is not smooth.
pub fn sharpness(plan: &Plan, path: &Trajectory, step: usize) -> Option<(f64, &'static str)> {
    let record = path.at(step)?;
    let mut h = plan.surface.hessian(record.at);
    // The preconditioner that divides the next step is the one after this step's gradient.
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

/// The axis that the eigenvector of an eigenvalue mostly lies along: it is (h01, λ - h00), up to scale.
pub(super) fn along(h: &nalgebra::Matrix2<f64>, lambda: f64) -> &'static str {
    if (lambda - h[(0, 0)]).abs() > (lambda - h[(1, 1)]).abs() { "b" } else { "w" }
}
