//! The analytic surfaces, each written once, generic over [`Real`]. Formulas and domains follow the table of test functions in Jamil & Yang
//! 2013 and the virtual library of S. Surjanovic and D. Bingham; two-wells is ravine's own.

use std::f64::consts::{E, PI, SQRT_2};

use super::{Formula, real::Real};

/// ½(w² + κb²): the elongated bowl of the notes, steep in b and flat in w.
#[derive(Clone, Debug, PartialEq)]
pub struct Bowl {
    /// The condition number κ.
    pub kappa: f64,
}
impl Formula for Bowl {
    #[inline(always)]
    fn at<T: Real>(&self, w: T, b: T) -> T {
        w.half_square() + b.half_square() * self.kappa
    }
}

/// The bowl rotated by an angle, so that it is not aligned with the axes.
#[derive(Clone, Debug, PartialEq)]
pub struct RotatedBowl {
    kappa: f64,
    cos: f64,
    sin: f64,
}
impl RotatedBowl {
    /// Creates a bowl of condition number `kappa` whose flat axis points `degrees` above the w axis.
    pub fn new(kappa: f64, degrees: f64) -> Self {
        let angle = degrees.to_radians();
        Self { kappa, cos: libm::cos(angle), sin: libm::sin(angle) }
    }
}
impl Formula for RotatedBowl {
    #[inline(always)]
    fn at<T: Real>(&self, w: T, b: T) -> T {
        let along = w * self.cos + b * self.sin;
        let across = b * self.cos - w * self.sin;
        along.half_square() + across.half_square() * self.kappa
    }
}

/// Declares surfaces without parameters: name, documentation, formula.
macro_rules! plain {
    ($($(#[$doc:meta])* $name:ident = |$w:ident, $b:ident| $body:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name;
        impl Formula for $name {
            #[inline(always)]
            fn at<T: Real>(&self, $w: T, $b: T) -> T {
                $body
            }
        }
    )*};
}

plain! {
    /// (1-w)² + 100(b-w²)²: a curved valley, easy to reach and slow to follow (Rosenbrock 1960).
    Rosenbrock = |w, b| (-w + 1.0).square() + (b - w.square()).half_square() * 200.0;
    /// Flat outside, steep at the corners (Beale 1958).
    Beale = |w, b| {
        let term = |c: f64, power: T| (w * power - w + c).square();
        term(1.5, b) + term(2.25, b.square()) + term(2.625, b.powi(3))
    };
    /// Four minima of equal depth (Himmelblau 1972).
    Himmelblau = |w, b| (w.square() + b - 11.0).square() + (w + b.square() - 7.0).square();
    /// A tilted bowl of κ = 9 (Booth).
    Booth = |w, b| (w + b * 2.0 - 7.0).square() + (w * 2.0 + b - 5.0).square();
    /// A tilted bowl of κ = 25 (Matyas).
    Matyas = |w, b| (w.square() + b.square()) * 0.26 - w * b * 0.48;
    /// One global and two local minima in a row.
    ThreeHumpCamel = |w, b| {
        let s = w.square();
        s * 2.0 - s.square() * 1.05 + s.powi(3) * (1.0 / 6.0) + w * b + b.square()
    };
    /// Six minima, two of them global.
    SixHumpCamel = |w, b| {
        let (s, t) = (w.square(), b.square());
        (s * -2.1 + s.square() * (1.0 / 3.0) + 4.0) * s + w * b + (t * 4.0 - 4.0) * t
    };
    /// w² - b²: a saddle with no minimum.
    Saddle = |w, b| w.square() - b.square();
    /// w³ - 3wb²: a saddle for two legs and a tail; its Hessian at the origin is zero.
    MonkeySaddle = |w, b| w.powi(3) - w * b.square() * 3.0;
    /// A bowl full of egg-box dents (Rastrigin 1974).
    Rastrigin = |w, b| {
        let dent = |x: T| x.square() - (x * (2.0 * PI)).cos() * 10.0;
        dent(w) + dent(b) + 20.0
    };
    /// A funnel with dents; not smooth at its minimum (Ackley 1987).
    Ackley = |w, b| {
        let radius = ((w.square() + b.square()) * 0.5).sqrt();
        let waves = ((w * (2.0 * PI)).cos() + (b * (2.0 * PI)).cos()) * 0.5;
        (radius * -0.2).exp() * -20.0 - waves.exp() + (E + 20.0)
    };
    /// Four wells of different depth (Styblinski & Tang 1990).
    StyblinskiTang = |w, b| {
        let term = |x: T| x.square().square() - x.square() * 16.0 + x * 5.0;
        (term(w) + term(b)) * 0.5
    };
    /// Values from 3 to a million, in a square of side 4 (Goldstein & Price 1971).
    GoldsteinPrice = |w, b| {
        let (s, m, t) = (w.square(), w * b, b.square());
        let first = (w + b + 1.0).square()
            * (w * -14.0 + s * 3.0 - b * 14.0 + m * 6.0 + t * 3.0 + 19.0) + 1.0;
        let second = (w * 2.0 - b * 3.0).square()
            * (w * -32.0 + s * 12.0 + b * 48.0 - m * 36.0 + t * 27.0 + 18.0) + 30.0;
        first * second
    };
    /// A sine on top of a valley (McCormick 1976).
    McCormick = |w, b| (w + b).sin() + (w - b).square() - w * 1.5 + b * 2.5 + 1.0;
    /// Ripples on a very wide bowl (Griewank 1981).
    Griewank = |w, b| {
        (w.square() + b.square()) * (1.0 / 4000.0) - w.cos() * (b * (1.0 / SQRT_2)).cos() + 1.0
    };
    /// Ripples across a bowl (Lévy, number 13).
    Levy13 = |w, b| {
        (w * (3.0 * PI)).sin().square()
            + (w - 1.0).square() * ((b * (3.0 * PI)).sin().square() + 1.0)
            + (b - 1.0).square() * ((b * (2.0 * PI)).sin().square() + 1.0)
    };
    /// Almost flat, with one narrow hole (Easom 1990).
    Easom = |w, b| {
        -(w.cos() * b.cos() * (-((w - PI).square() + (b - PI).square())).exp())
    };
    /// A bowl with a deep and a shallow well: which one is reached depends on the start and on momentum.
    TwoWells = |w, b| {
        let well = |center: f64| (((w - center).square() + b.square()) * -5.0).exp();
        w.square() + b.square() - well(1.0) * 2.0 - well(-1.0) * 3.0
    };
}

/// Steep ridges and flat plateaus; the larger m, the narrower the valleys (Michalewicz 1992).
#[derive(Clone, Debug, PartialEq)]
pub struct Michalewicz {
    /// Steepness m; the sines are raised to 2m.
    pub m: u32,
}
impl Formula for Michalewicz {
    #[inline]
    fn at<T: Real>(&self, w: T, b: T) -> T {
        let ridge = |x: T, i: f64| x.sin() * (x.square() * (i / PI)).sin().powi(2 * self.m);
        -(ridge(w, 1.0) + ridge(b, 2.0))
    }
}
