use super::*;
use crate::network::{ACTIVATIONS, SCHEMES};
use crate::optimizer::{Convention, OPTIMIZERS, named};

fn setup(scheme: &str, activation: Activation, optimizer: &str, alpha: f64) -> Setup {
    let description = named(optimizer).unwrap_or(OPTIMIZERS[0]);
    let mut values = description.defaults(Convention::Notes);
    values.hypers[0] = alpha;
    Setup {
        units: 8,
        activation,
        scheme: Scheme::named(scheme).unwrap_or(Scheme::of(&SCHEMES[0])),
        epsilon: 0.0,
        seed: 1,
        optimizer: description.kind,
        values,
    }
}

fn trained(setup: &Setup, steps: usize) -> Symmetry {
    let mut net = Symmetry::new(setup).unwrap_or_else(|e| unreachable!("{e}"));
    net.advance(steps);
    net
}

/// Every rule, convention and activation, and each of the notes' constants: not a bit differs.
#[test]
fn equal_units_stay_equal_under_every_optimizer() {
    for description in OPTIMIZERS.iter().filter(|d| trains(d)) {
        for (convention, _) in Convention::ALL {
            for (activation, name) in ACTIVATIONS {
                for scheme in ["zeros", "ones", "constant"] {
                    let mut setup = setup(scheme, activation, description.name, 0.05);
                    setup.values = description.defaults(convention);
                    setup.values.hypers[0] = 0.05;
                    let net = trained(&setup, 200);
                    assert_eq!(net.distinct(), 1, "{} {name} {scheme}", description.name);
                    assert!(net.differences().iter().all(|d| *d == 0.0));
                    // And they are one unit, which eight of them are without rounding.
                    assert_eq!(net.losses(), net.single_losses(), "{} {name} {scheme}", description.name);
                    assert_eq!(net.units()[0], net.single.units[0]);
                }
            }
        }
    }
}

/// Where f(0) = 0 nothing but the output's bias has a gradient, and all that it can do is to become the mean target. The
/// sigmoid's f(0) is ½: its outgoing weights learn.
#[test]
fn zeros_train_the_output_bias_alone() {
    for (activation, name) in ACTIVATIONS {
        let net = trained(&setup("zeros", activation, "sgd", 0.5), 400);
        let still = net.units().iter().flatten().all(|w| *w == 0.0);
        assert_eq!(still, activation != Activation::Sigmoid, "{name}");
        if still {
            assert!((net.output_bias() - 0.5).abs() < 1e-12);
            assert!((net.loss()[0] - 0.125).abs() < 1e-12);
        }
    }
}

#[test]
fn constants_end_where_one_unit_ends_and_random_goes_on() {
    let constant = trained(&setup("constant", Activation::Tanh, "adam", 0.03), 3000);
    let random = trained(&setup("he-normal", Activation::Tanh, "adam", 0.03), 3000);
    let [loss, single] = constant.loss();
    assert!(loss == single && loss > 0.08, "{loss} {single}");
    assert!(random.loss()[0] < 1e-4, "{:?}", random.loss());
    assert_eq!(random.distinct(), 8);
}

#[test]
fn a_smaller_break_takes_longer() {
    let parted = |epsilon| {
        let setup = Setup { epsilon, ..setup("constant", Activation::Tanh, "adam", 0.03) };
        trained(&setup, 5000).parted_at(PARTED)
    };
    let (coarse, fine) = (parted(1e-2), parted(1e-6));
    assert!(coarse.is_some() && fine.is_some() && coarse < fine, "{coarse:?} {fine:?}");
    assert_eq!(parted(0.0), None);
}

/// Central differences with h = 1e-6 of a loss of about 1.
#[test]
fn gradients_are_those_of_finite_differences() {
    for (activation, name) in ACTIVATIONS {
        let net = Symmetry::new(&setup("lecun-normal", activation, "sgd", 0.1)).unwrap_or_else(|e| unreachable!("{e}"));
        let mut at = net.net.clone();
        let (_, bias) = at.slope();
        let loss = |unit: usize, k: usize, by: f64| {
            let mut moved = net.net.clone();
            if unit == 8 {
                moved.bias += by
            } else {
                moved.units[unit][k] += by
            }
            moved.slope().0
        };
        for unit in 0..9 {
            for k in 0..4 {
                let slope = (loss(unit, k, 1e-6) - loss(unit, k, -1e-6)) / 2e-6;
                // A unit is told H times its gradient.
                let got = if unit == 8 { bias } else { at.gradients[unit][k] / 8.0 };
                assert!((slope - got).abs() < 1e-9, "{name} unit {unit}, {k}: {slope} {got}");
            }
        }
    }
}

#[test]
fn what_cannot_be_trained_is_said() {
    let newton = setup("ones", Activation::Tanh, "newton", 1.0);
    assert!(Symmetry::new(&newton).err().is_some_and(|e| e.to_string().starts_with("newton needs the curvature")));
    let wide = Setup { units: 65, ..setup("ones", Activation::Tanh, "sgd", 1.0) };
    assert_eq!(Symmetry::new(&wide).err(), Some(SetupError::Units(65)));
}
