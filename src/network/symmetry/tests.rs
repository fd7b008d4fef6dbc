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

/// Every rule, convention and activation, each of the notes' constants and one below 0: units are bit-identical, as are the two weights of
/// a unit, whose inputs are alike, and so is the single-unit net, even if the number of units is not a power of two.
#[test]
fn what_is_equal_stays_equal_under_every_optimizer() {
    let constants = [0.0, 1.0, 0.75, -0.3];
    for description in OPTIMIZERS.iter().filter(|d| trains(d)) {
        for (activation, name) in ACTIVATIONS {
            for ((value, (convention, _)), units) in
                constants.into_iter().zip(Convention::ALL.iter().cycle()).zip([8, 3, 7, 8])
            {
                let mut setup = setup("constant", activation, description.name, 0.05);
                setup.scheme = setup.scheme.with_value(value);
                setup.units = units;
                setup.values = description.defaults(*convention);
                setup.values.hypers[0] = 0.05;
                let what = format!("{} {name} {value} {units}", description.name);
                let net = trained(&setup, 2000);
                assert_eq!(net.distinct(), 1, "{what}");
                assert!(net.apart().iter().all(|d| *d == 0.0), "{what}");
                let [w1, w2, ..] = net.units()[0];
                assert!(w1.to_bits() == w2.to_bits() || w1.is_nan(), "{what}: {w1} {w2}");
                // And they act as one unit; with eight of them this involves no rounding.
                let bits = |losses: &[f64]| losses.iter().map(|l| l.to_bits()).collect::<Vec<u64>>();
                assert_eq!(bits(net.losses()), bits(net.single_losses()), "{what}");
                assert_eq!(net.units()[0].map(f64::to_bits), net.single.units[0].map(f64::to_bits), "{what}");
            }
        }
    }
}

/// Weights of 0 get a gradient of exactly 0 from mirror images, under the sigmoid too, whose output weights and bias learn.
#[test]
fn mirror_images_cancel_to_the_last_bit() {
    for optimizer in ["sgd", "adam", "rmsprop", "adagrad"] {
        let net = trained(&setup("zeros", Activation::Sigmoid, optimizer, 0.1), 4000);
        assert!(net.units().iter().all(|u| u[0] == 0.0 && u[1] == 0.0 && u[3] != 0.0), "{optimizer}");
    }
}

/// If f(0) = 0, only the output bias has a gradient, and all it can do is become the mean target. The sigmoid's f(0) is ½: its outgoing
/// weights learn.
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

/// Outputs that differ from a target of 0 by rounding are 0, as are gradients that are sums of such terms; numbers that are small in their
/// own right are not.
#[test]
fn roundings_are_not_shown() {
    let learned = trained(&setup("glorot-normal", Activation::Tanh, "adam", 0.1), 3000);
    assert!(learned.loss()[0] < 1e-28, "{:?}", learned.loss());
    for (input, target) in SAMPLES {
        let output = learned.output(input);
        assert!(if target == 0.0 { output == 0.0 } else { (output - 1.0).abs() < 1e-14 }, "{output}");
    }
    let start = trained(&setup("constant", Activation::Tanh, "sgd", 0.1), 0);
    assert!(start.gradients().iter().flatten().all(|g| g.abs() > 1e-3));
    let mut faint = start.clone();
    faint.net.units.iter_mut().for_each(|unit| unit[3] = 1e-30);
    assert!(faint.output([1.0, 1.0]) > 1e-31);
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

/// The gradient shown is that of the loss shown: central differences with h = 1e-6 of a loss of about 1.
#[test]
fn gradients_are_those_of_finite_differences() {
    for (activation, name) in ACTIVATIONS {
        let net = Symmetry::new(&setup("lecun-normal", activation, "sgd", 0.1)).unwrap_or_else(|e| unreachable!("{e}"));
        let (_, bias) = net.net.clone().slope();
        // After the units comes the output bias, a single number.
        let shown: Vec<Unit> = net.gradients().into_iter().chain([[bias; 4]]).collect();
        let loss = |unit: usize, k: usize, by: f64| {
            let mut moved = net.net.clone();
            if unit == 8 {
                moved.bias += by
            } else {
                moved.units[unit][k] += by
            }
            // By the definition on the screen: y = b₀ + mean(v·g(w·x + b)), and half the mean squared error.
            let output = |x: [f64; 2]| {
                let parts = moved.units.iter().map(|[w0, w1, b, v]| v * activation.value(w0 * x[0] + w1 * x[1] + b));
                moved.bias + parts.sum::<f64>() / 8.0
            };
            let loss = SAMPLES.iter().map(|(x, target)| 0.5 * (output(*x) - target).powi(2)).sum::<f64>() / 4.0;
            assert!((loss - moved.slope().0).abs() < 1e-14);
            loss
        };
        assert_eq!(shown.len(), 9);
        for (unit, gradient) in shown.iter().enumerate() {
            for (k, got) in gradient.iter().enumerate() {
                let slope = (loss(unit, k, 1e-6) - loss(unit, k, -1e-6)) / 2e-6;
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
