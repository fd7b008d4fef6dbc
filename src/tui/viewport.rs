//! The visible part of the plane.

use super::model::Model;
use crate::math::number::short;
use crate::math::surface::Domain;

/// Zooms in (or out) by notches around a point that stays in place.
pub(super) fn zoom(model: &mut Model, by: i32, [w, b]: [f64; 2]) {
    let factor = 1.25f64.powi(-by);
    let [w0, w1] = model.view.w.map(|x| w + (x - w) * factor);
    let [b0, b1] = model.view.b.map(|x| b + (x - b) * factor);
    let view = Domain { w: [w0, w1], b: [b0, b1] };
    if can_be_shown(view) {
        model.view = view;
    }
}

/// Maximum width of a range.
const WIDEST: f64 = 1e12;

/// Returns true if cells can resolve distinct points of a view, and it is not excessively large.
pub fn can_be_shown(view: Domain) -> bool {
    why_not(view).is_none()
}

/// Reason a view cannot be shown: the offending range, and what would be accepted.
pub fn why_not(view: Domain) -> Option<String> {
    [("W0..W1", view.w), ("B0..B1", view.b)].into_iter().find_map(|(name, [low, high])| {
        // Below about 1e-9 of the coordinates, neighboring cells would be the same number.
        let narrowest = 1e-9 * low.abs().max(high.abs()).max(1e-9);
        let wide = high - low;
        if low >= high {
            Some(format!("{name} goes from its lower end to its higher one"))
        } else if wide <= narrowest {
            Some(format!("{name} is too narrow to draw; there it has to be wider than {}", short(narrowest)))
        } else if wide >= WIDEST {
            Some(format!("{name} is too wide to draw; it has to be narrower than {}", short(WIDEST)))
        } else {
            None
        }
    })
}

/// Pans to another part of the plane.
pub(super) fn shift(model: &mut Model, [w, b]: [f64; 2]) {
    model.view = Domain { w: model.view.w.map(|x| x + w), b: model.view.b.map(|x| x + b) };
}

/// The bounding box of all visible paths, as far as they stay near the surface's domain.
pub(super) fn fit(model: &Model) -> Domain {
    let near = model.scenario.surface().domain().scaled(4.0);
    let visible = model.scenario.runs.iter().zip(model.paths.entries()).filter(|(run, _)| !run.hidden);
    let points = visible.flat_map(|(_, e)| e.trajectory().records()).map(|r| r.at).filter(|at| near.contains(*at));
    let [w, b] = model.scenario.start();
    let mut around = Domain { w: [w, w], b: [b, b] };
    for [w, b] in points {
        around.w = [around.w[0].min(w), around.w[1].max(w)];
        around.b = [around.b[0].min(b), around.b[1].max(b)];
    }
    let [width, height] = model.scenario.surface().domain().size();
    let pad = |[low, high]: [f64; 2], size: f64| {
        let margin = (0.08 * (high - low)).max(1e-3 * size);
        [low - margin, high + margin]
    };
    Domain { w: pad(around.w, width), b: pad(around.b, height) }
}
