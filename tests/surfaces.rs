//! Surfaces against finite differences and against the table of known minima.

#![allow(clippy::panic)] // helpers of tests, too, may fail loudly

use proptest::prelude::*;
use ravine::math::parameter::{Gauge, Parameter};
use ravine::math::surface::{CATALOGUE, Entry, Surface, eigenvalues};

/// A surface with random values of its parameters, and a random point of its domain.
fn anywhere() -> impl Strategy<Value = (Surface, [f64; 2])> {
    (0..CATALOGUE.len(), 0.0..1.0, 0.0..1.0, 0.0..1.0).prop_map(|(i, u, v, p)| {
        let entry: &'static Entry = &CATALOGUE[i];
        let slider = |p: &Parameter| Gauge { parameter: *p, value: p.default, anchor: p.default }.span(1000);
        let values: Vec<f64> = entry.parameters.iter().map(|parameter| slider(parameter).at(p)).collect();
        let surface = Surface::from_entry(entry, &values);
        let (domain, [width, height]) = (surface.domain(), surface.domain().size());
        (surface, [domain.w[0] + u * width, domain.b[0] + v * height])
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Central differences with step h have an error of about h²f‴/6 + ε·f/h. At h = 1e-5 of the domain the first
    /// is far below the second or about 1e-9 of the third derivative; the bound allows for the steepest surfaces.
    #[test]
    fn gradients_are_the_slopes((surface, at) in anywhere()) {
        let size = surface.domain().size();
        let (loss, gradient) = surface.gradient(at);
        for axis in 0..2 {
            let h = 1e-5 * size[axis];
            let moved = |by: f64| { let mut p = at; p[axis] += by; surface.value(p) };
            let slope = (moved(h) - moved(-h)) / (2.0 * h);
            // The next odd difference measures the error of this one.
            let wider = (moved(2.0 * h) - moved(-2.0 * h)) / (4.0 * h);
            let allowed = 2.0 * (wider - slope).abs() + 4e-15 * loss.abs().max(1.0) / h + 1e-9;
            prop_assert!((slope - gradient[axis]).abs() <= allowed, "{} {at:?} {slope} {gradient:?}", surface.name());
        }
    }

    #[test]
    fn hessians_are_the_slopes_of_gradients((surface, at) in anywhere()) {
        let size = surface.domain().size();
        let hessian = surface.hessian(at);
        prop_assert_eq!(hessian[(0, 1)], hessian[(1, 0)]);
        for axis in 0..2 {
            let h = 1e-5 * size[axis];
            let moved = |by: f64| { let mut p = at; p[axis] += by; surface.gradient(p).1 };
            for other in 0..2 {
                let slope = (moved(h)[other] - moved(-h)[other]) / (2.0 * h);
                let wider = (moved(2.0 * h)[other] - moved(-2.0 * h)[other]) / (4.0 * h);
                let scale = surface.gradient(at).1.iter().fold(1.0_f64, |a, g| a.max(g.abs()));
                let allowed = 2.0 * (wider - slope).abs() + 1e-14 * scale / h + 1e-9;
                // Ackley's kink at its minimum has no second derivative.
                let kink = surface.name() == "ackley" && at[0].hypot(at[1]) < 0.01;
                prop_assert!(kink || (slope - hessian[(axis, other)]).abs() <= allowed,
                    "{} {at:?} {slope} {hessian}", surface.name());
            }
        }
    }

    #[test]
    fn nothing_in_view_lies_below_the_known_minimum((surface, at) in anywhere()) {
        if let Some(least) = surface.least() {
            prop_assert!(surface.value(at) >= least - 1e-12 * least.abs().max(1.0), "{} {at:?}", surface.name());
        }
    }
}

#[test]
fn the_tables_minima_are_minima() {
    for entry in CATALOGUE {
        let surface = Surface::from_entry(entry, &[]);
        assert_eq!(surface.minima().len(), entry.minima.len());
        for (minimum, (w, b, loss)) in surface.minima().iter().zip(entry.minima) {
            // The table gives the places to four digits at least and the losses to as many.
            assert!((minimum.w - w).hypot(minimum.b - b) < 1e-4, "{} {minimum:?}", entry.name);
            assert!((minimum.loss - loss).abs() < 1e-4, "{} {minimum:?}", entry.name);
            assert!(surface.domain().contains([minimum.w, minimum.b]), "{}", entry.name);
            if entry.name == "ackley" {
                continue;
            }
            let (_, gradient) = surface.gradient([minimum.w, minimum.b]);
            let hessian = surface.hessian([minimum.w, minimum.b]);
            let [low, high] = eigenvalues(&hessian).unwrap_or_else(|| panic!("{}", entry.name));
            assert!(low > 0.0, "{} {minimum:?} {low}", entry.name);
            // At the last bit of the place the gradient is an ulp times the curvature.
            assert!(gradient[0].hypot(gradient[1]) < 1e-14 * high.max(1.0), "{} {gradient:?}", entry.name);
        }
    }
}

#[test]
fn minima_follow_the_parameters() {
    let entry = CATALOGUE.iter().find(|e| e.name == "michalewicz").unwrap_or_else(|| panic!("no michalewicz"));
    for m in 1..=50 {
        let surface = Surface::from_entry(entry, &[f64::from(m)]);
        let minimum = surface.minima()[0];
        let (_, gradient) = surface.gradient([minimum.w, minimum.b]);
        assert!(gradient[0].hypot(gradient[1]) < 1e-9, "m = {m}: {gradient:?}");
    }
}

#[test]
fn condition_numbers_of_the_table() {
    for (name, kappa, digits) in [
        ("bowl", 50.0, 1e-12),
        ("rotated-bowl", 50.0, 1e-12),
        ("booth", 9.0, 1e-12),
        ("matyas", 25.0, 1e-12),
        ("rosenbrock", 2508.0, 1.0),
        ("beale", 162.0, 0.5),
    ] {
        let got = Surface::named(name, &[]).and_then(|s| s.condition_number()).unwrap_or(0.0);
        assert!((got - kappa).abs() <= digits, "{name} {got}");
    }
}
