//! The notes' chain: one unit per layer, with the same weight w in all of them. Without an activation y = w^L·x.

use super::activation::Activation;

/// A chain of single units without biases: z ← w·a, a ← f(z).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chain {
    /// The weight shared by all layers.
    pub weight: f64,
    /// The activation of every unit.
    pub activation: Activation,
    /// The input x.
    pub input: f64,
}

/// A layer of a chain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// Output after this layer.
    pub value: f64,
    /// Slope f'(z) at this layer.
    pub slope: f64,
    /// Product of the slopes so far: 1 for an active ReLU, at most 0.25ⁿ for the sigmoid.
    pub slopes: f64,
    /// dy/dx after this layer: the product of all w·f'(z).
    pub gradient: f64,
}

impl Chain {
    /// The layers in order, `depth` of them; layer n is the output of a net of depth n.
    pub fn forward(&self, depth: usize) -> Vec<Link> {
        let mut before = Link { value: self.input, slope: 1.0, slopes: 1.0, gradient: 1.0 };
        let link = |_| {
            let (value, slope) = self.activation.at(self.weight * before.value);
            // A slope of 0 blocks even an overflowed gradient.
            let times = |x: f64, y: f64| if slope == 0.0 { 0.0 } else { x * y };
            before = Link {
                value,
                slope,
                slopes: times(before.slopes, slope),
                gradient: times(before.gradient * self.weight, slope),
            };
            before
        };
        (0..depth).map(link).collect()
    }

    /// dy/da of a net of `depth` layers at each point of the backward pass, `depth` + 1 in all: first at the input (dy/dx), last at the
    /// output (1).
    pub fn backward(&self, depth: usize) -> Vec<f64> {
        let mut back = vec![1.0];
        let mut g = 1.0;
        for link in self.forward(depth).iter().rev() {
            g = if link.slope == 0.0 { 0.0 } else { g * self.weight * link.slope };
            back.push(g);
        }
        back.reverse();
        back
    }

    /// Upper bound on |dy/dx| after `depth` layers: (|w|·max f')^L.
    pub fn bound(&self, depth: usize) -> f64 {
        libm::pow(self.weight.abs() * self.activation.steepest(), depth as f64)
    }
}

/// A binary floating-point format (IEEE 754-2019, table 3.5).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Format {
    /// Its name.
    pub name: &'static str,
    /// Exponent of its largest numbers, which are below 2^(highest + 1).
    pub highest: i32,
    /// Exponent of its smallest normal number.
    pub lowest: i32,
    /// Fraction bits.
    pub fraction: i32,
}

/// Formats used to compute networks.
pub const FORMATS: [Format; 3] = [
    Format { name: "f64", highest: 1023, lowest: -1022, fraction: 52 },
    Format { name: "f32", highest: 127, lowest: -126, fraction: 23 },
    Format { name: "f16", highest: 15, lowest: -14, fraction: 10 },
];

/// The first layer (from 1) at which a number leaves a format's range; `None` if it never does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// It overflows to infinity.
    pub overflow: Option<usize>,
    /// It is subnormal and loses precision.
    pub subnormal: Option<usize>,
    /// It underflows to 0.
    pub zero: Option<usize>,
}

impl Format {
    /// Base-2 logarithm of the smallest magnitude that rounds to infinity: half an ulp beyond the largest number.
    fn top(&self) -> f64 {
        f64::from(self.highest + 1) + libm::log2(1.0 - libm::ldexp(1.0, -self.fraction - 2))
    }

    /// The layers at which x·w^L leaves the format, in closed form, for any L; each power is rounded once.
    pub fn powers(&self, weight: f64, input: f64) -> Limits {
        let (start, rate) = (libm::log2(input.abs()), libm::log2(weight.abs()));
        // The first L >= 1 with start + L·rate beyond `bound`, in the direction in which the powers move or already beyond it.
        let first = |bound: f64, up: bool, including: bool| -> Option<usize> {
            let beyond = |l: f64| {
                let at = if l == 0.0 { start } else { start + l * rate };
                if up { at > bound || (including && at == bound) } else { at < bound || (including && at == bound) }
            };
            if beyond(1.0) {
                return Some(1);
            }
            if rate == 0.0 || (rate > 0.0) != up || !rate.is_finite() || !start.is_finite() {
                return None;
            }
            let guess = ((bound - start) / rate).floor().max(1.0);
            // The quotient may be off by one rounding.
            [guess - 1.0, guess, guess + 1.0, guess + 2.0]
                .into_iter()
                .find(|l| *l >= 1.0 && beyond(*l))
                .map(|l| l as usize)
        };
        // Half the smallest subnormal is a tie, which rounds to the even neighbor, 0.
        Limits {
            overflow: first(self.top(), true, true),
            subnormal: first(f64::from(self.lowest), false, false),
            zero: first(f64::from(self.lowest - self.fraction - 1), false, true),
        }
    }

    /// The layers at which numbers known in f64, any values or gradients, one per layer, leave the format.
    pub fn limits(&self, numbers: impl IntoIterator<Item = f64>) -> Limits {
        let mut limits = Limits { overflow: None, subnormal: None, zero: None };
        let half_least = libm::ldexp(1.0, (self.lowest - self.fraction - 1).max(-1074));
        for (i, x) in numbers.into_iter().enumerate() {
            let (size, layer) = (x.abs(), Some(i + 1));
            // Powers in f64 are already infinite or 0 where they leave f64.
            let over = !x.is_finite() || libm::log2(size) >= self.top();
            let gone = size == 0.0 || (self.lowest > -1022 && size <= half_least);
            if over {
                limits.overflow = limits.overflow.or(layer);
            }
            if size < libm::ldexp(1.0, self.lowest) {
                limits.subnormal = limits.subnormal.or(layer);
            }
            if gone {
                limits.zero = limits.zero.or(layer);
            }
        }
        limits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::ACTIVATIONS;

    fn chain(weight: f64, activation: Activation) -> Chain {
        Chain { weight, activation, input: 1.0 }
    }

    /// L roundings of half an ulp each.
    #[test]
    fn a_linear_chain_is_a_power() {
        for w in [1.1, 0.8, 1.0, -1.3, 0.0] {
            let links = chain(w, Activation::Linear).forward(100);
            for (i, link) in links.iter().enumerate() {
                let want = libm::pow(w, (i + 1) as f64);
                assert!((link.value - want).abs() <= 2e-14 * want.abs());
                assert_eq!((link.value, link.slopes), (link.gradient, 1.0));
            }
            let back = chain(w, Activation::Linear).backward(100);
            assert_eq!((back.len(), back[100]), (101, 1.0));
            assert!((back[0] - links[99].gradient).abs() <= 2e-14 * back[0].abs());
        }
        // The notes' numbers.
        let last = |w| chain(w, Activation::Linear).forward(50)[49].value;
        assert!((last(1.1) - 117.390_852_879_695_5).abs() < 1e-10);
        assert!((last(0.8) - 1.427_247_692_705_96e-5).abs() < 1e-17);
    }

    #[test]
    fn slopes_multiply() {
        let links = chain(1.1, Activation::Relu).forward(60);
        assert!(links.iter().all(|l| l.slopes == 1.0));
        // ReLU mitigates, but large weights explode.
        assert!(links[59].gradient > 300.0);
        let links = chain(3.0, Activation::Sigmoid).forward(60);
        for (i, link) in links.iter().enumerate() {
            assert!(link.slopes <= libm::pow(0.25, (i + 1) as f64) * (1.0 + 1e-14));
            assert!(link.gradient <= chain(3.0, Activation::Sigmoid).bound(i + 1) * (1.0 + 1e-14));
        }
        let off = Chain { weight: -1.0, activation: Activation::Relu, input: 1.0 }.forward(3);
        assert_eq!((off[2].value, off[2].slopes, off[2].gradient), (0.0, 0.0, 0.0));
    }

    /// Central differences: error h²/6·y''' plus 1e-16/h with h = 1e-6; values are below 10.
    #[test]
    fn gradients_are_those_of_finite_differences() {
        for (activation, name) in ACTIVATIONS {
            let at = |input: f64| Chain { weight: 1.1, activation, input }.forward(8)[7];
            let slope = (at(0.7 + 1e-6).value - at(0.7 - 1e-6).value) / 2e-6;
            assert!((slope - at(0.7).gradient).abs() < 1e-8, "{name}");
            let back = Chain { weight: 1.1, activation, input: 0.7 }.backward(8);
            assert!((back[0] - at(0.7).gradient).abs() < 1e-14, "{name}");
        }
    }

    /// Checked against the numbers themselves: Rust's own f32 and f64, and the published limits of f16.
    #[test]
    fn formats_end_where_they_do() {
        for w in [1.1, 0.8, 2.0, 0.5, 1.001, -3.0, 1e-30] {
            let powers: Vec<f64> = (1..=2000).map(|l| libm::pow(w, f64::from(l))).collect();
            let first = |is: &dyn Fn(f64) -> bool| powers.iter().position(|x| is(*x)).map(|i| i + 1);
            let near = |limits: Limits, want: [Option<usize>; 3]| {
                let got = [limits.overflow, limits.subnormal, limits.zero].map(|l| l.filter(|l| *l <= 2000));
                assert_eq!(got, want, "{w}");
            };
            let double = [first(&|x| x.is_infinite()), first(&|x| x.abs() < f64::MIN_POSITIVE), first(&|x| x == 0.0)];
            near(FORMATS[0].powers(w, 1.0), double);
            near(FORMATS[0].limits(powers.iter().copied()), double);
            let single = [
                first(&|x| (x as f32).is_infinite()),
                first(&|x| (x.abs()) < f64::from(f32::MIN_POSITIVE)),
                first(&|x| x as f32 == 0.0),
            ];
            near(FORMATS[1].powers(w, 1.0), single);
            near(FORMATS[1].limits(powers.iter().copied()), single);
            // 65,504 is the largest, 65,520 rounds up; 2⁻¹⁴ is the smallest normal, 2⁻²⁵ rounds to 0.
            let half = [
                first(&|x| x.abs() >= 65_520.0),
                first(&|x| x.abs() < libm::ldexp(1.0, -14)),
                first(&|x| x.abs() <= libm::ldexp(1.0, -25)),
            ];
            near(FORMATS[2].powers(w, 1.0), half);
            near(FORMATS[2].limits(powers.iter().copied()), half);
        }
        let never = Limits { overflow: None, subnormal: None, zero: None };
        assert_eq!(FORMATS[2].powers(1.0, 1.0), never);
        assert_eq!(FORMATS[0].powers(0.0, 1.0).zero, Some(1));
    }
}
