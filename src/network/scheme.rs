//! Initialization schemes as data.

use crate::math::number::plain;
use crate::math::parameter::{Parameter, Scale};

/// The kind of a scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Kind {
    Zeros,
    Ones,
    Constant,
    Normal,
    Uniform,
    HeNormal,
    HeUniform,
    GlorotNormal,
    GlorotUniform,
    LecunNormal,
    Orthogonal,
    Pytorch,
    KerasHeNormal,
}

/// Description of a scheme.
#[derive(Debug)]
pub struct Description {
    /// Its kind.
    pub kind: Kind,
    /// Name on the command line.
    pub name: &'static str,
    /// Formula for a weight.
    pub formula: &'static str,
    /// Source and remarks.
    pub about: &'static str,
    /// Its parameter, if it has one.
    pub parameter: Option<Parameter>,
}

const VALUE: Parameter = Parameter {
    name: "value",
    symbol: "c",
    title: "every weight",
    default: 0.75,
    low: -1e6,
    high: 1e6,
    open: false,
    slider: (-2.0, 2.0),
    scale: Scale::Linear(0.05),
};

const SIGMA: Parameter = Parameter {
    name: "sigma",
    symbol: "σ",
    title: "standard deviation",
    default: 1.0,
    low: 0.0,
    high: 1e6,
    open: false,
    slider: (1e-4, 10.0),
    scale: Scale::Log,
};

const LIMIT: Parameter = Parameter { name: "limit", symbol: "a", title: "bound", ..SIGMA };

const fn entry(kind: Kind, name: &'static str, formula: &'static str, about: &'static str) -> Description {
    Description { kind, name, formula, about, parameter: None }
}

/// All schemes, in listing order.
pub static SCHEMES: &[Description] = &[
    entry(Kind::Zeros, "zeros", "0", "nothing goes forward, nothing comes back"),
    entry(Kind::Ones, "ones", "1", "all units are one unit"),
    Description {
        parameter: Some(VALUE),
        ..entry(Kind::Constant, "constant", "c", "all units are one unit: the question that the notes begin with")
    },
    Description { parameter: Some(SIGMA), ..entry(Kind::Normal, "normal", "N(0, σ)", "the notes' first random init") },
    Description {
        parameter: Some(LIMIT),
        ..entry(Kind::Uniform, "uniform", "U(-a, a)", "the notes' second; variance a²/3")
    },
    entry(Kind::HeNormal, "he-normal", "N(0, √(2/in))", "He et al. 2015, arXiv 1502.01852: made for ReLU"),
    entry(
        Kind::HeUniform,
        "he-uniform",
        "U(-√(6/in), √(6/in))",
        "the same variance, 2/in; uniform, as in the notes, PyTorch and Keras",
    ),
    entry(
        Kind::GlorotNormal,
        "glorot-normal",
        "N(0, √(2/(in+out)))",
        "the variance of Glorot & Bengio 2010, made for what is linear near 0",
    ),
    entry(
        Kind::GlorotUniform,
        "glorot-uniform",
        "U(-√(6/(in+out)), √(6/(in+out)))",
        "Glorot & Bengio 2010; the default of Keras's Dense",
    ),
    entry(Kind::LecunNormal, "lecun-normal", "N(0, √(1/in))", "LeCun et al. 1998, Efficient BackProp"),
    entry(
        Kind::Orthogonal,
        "orthogonal",
        "a random orthogonal matrix",
        "Saxe et al. 2013, arXiv 1312.6120: gain 1, variance 1/n",
    ),
    entry(
        Kind::Pytorch,
        "pytorch",
        "U(-√(1/in), √(1/in))",
        "nn.Linear's default: variance 1/(3·in), so ReLU shrinks the second moment 6x per layer; its random biases \
         are left out",
    ),
    entry(
        Kind::KerasHeNormal,
        "keras-he-normal",
        "N(0, s) cut at ±2s, s = √(2/in)/0.8796",
        "Keras's HeNormal: the variance is 2/in again",
    ),
];

/// Standard deviation of a standard normal truncated to ±2 by rejection: √(1 - 4φ(2)/(2Φ(2)-1)).
pub const TRUNCATED: f64 = 0.879_625_661_034_239_8;

/// A scheme with its parameter value.
#[derive(Clone, Copy, Debug)]
pub struct Scheme {
    description: &'static Description,
    /// Parameter value, if the scheme takes one.
    pub value: f64,
}

impl PartialEq for Scheme {
    fn eq(&self, other: &Self) -> bool {
        self.kind() == other.kind() && self.value == other.value
    }
}

impl Scheme {
    /// Creates a scheme with its default value.
    pub fn of(description: &'static Description) -> Self {
        Self { description, value: description.parameter.map_or(0.0, |p| p.default) }
    }

    /// Looks up a scheme by name, with its default value.
    pub fn named(name: &str) -> Option<Self> {
        SCHEMES.iter().find(|s| s.name == name).map(Self::of)
    }

    /// The same scheme with another value.
    pub fn with_value(self, value: f64) -> Self {
        Self { value, ..self }
    }

    /// Its description.
    pub fn description(&self) -> &'static Description {
        self.description
    }

    /// Its kind.
    pub fn kind(&self) -> Kind {
        self.description.kind
    }

    /// For display: `normal σ=0.01`.
    pub fn title(&self) -> String {
        match self.description.parameter {
            Some(_) if self.kind() == Kind::Uniform => format!("uniform ±{}", plain(self.value)),
            Some(p) => format!("{} {}={}", self.description.name, p.symbol, plain(self.value)),
            None => self.description.name.to_owned(),
        }
    }

    /// For the command line: `normal:sigma=0.01`.
    pub fn spec(&self) -> String {
        match self.description.parameter {
            Some(p) => format!("{}:{}={}", self.description.name, p.name, plain(self.value)),
            None => self.description.name.to_owned(),
        }
    }

    /// The constant that all weights are set to, if the scheme is not random.
    pub fn constant(&self) -> Option<f64> {
        match self.kind() {
            Kind::Zeros => Some(0.0),
            Kind::Ones => Some(1.0),
            Kind::Constant => Some(self.value),
            _ => None,
        }
    }

    /// Standard deviation of a weight between layers of these sizes (sources: [`SCHEMES`]).
    pub fn weight_std(&self, fan_in: usize, fan_out: usize) -> f64 {
        let (fan_in, fan_out) = (fan_in as f64, fan_out as f64);
        match self.kind() {
            Kind::Zeros | Kind::Ones | Kind::Constant => 0.0,
            Kind::Normal => self.value,
            Kind::Uniform => self.value / 3f64.sqrt(),
            Kind::HeNormal | Kind::HeUniform | Kind::KerasHeNormal => (2.0 / fan_in).sqrt(),
            Kind::GlorotNormal | Kind::GlorotUniform => (2.0 / (fan_in + fan_out)).sqrt(),
            Kind::LecunNormal => (1.0 / fan_in).sqrt(),
            Kind::Orthogonal => (1.0 / fan_in.max(fan_out)).sqrt(),
            Kind::Pytorch => (1.0 / (3.0 * fan_in)).sqrt(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::activation::NORMAL_PEAK;

    #[test]
    fn the_cut_normal_has_its_spread() {
        let (density, inside) = (NORMAL_PEAK * (-2f64).exp(), libm::erf(2f64.sqrt()));
        assert!(((1.0 - 4.0 * density / inside).sqrt() - TRUNCATED).abs() < 1e-15);
    }

    #[test]
    fn every_kind_is_listed_once_and_reads_as_typed() {
        for (i, d) in SCHEMES.iter().enumerate() {
            assert_eq!(d.kind as usize, i);
            assert_eq!(Scheme::named(d.name).map(|s| s.kind()), Some(d.kind));
        }
        assert_eq!(Scheme::of(&SCHEMES[2]).spec(), "constant:value=0.75");
        assert_eq!(Scheme::of(&SCHEMES[2]).title(), "constant c=0.75");
        assert_eq!(Scheme::of(&SCHEMES[5]).spec(), "he-normal");
    }
}
