//! Values of the initialization screen, in the order in which the keys cycle through them.

use crate::math::parameter::{Parameter, Scale};
use crate::network::signal::{BATCH, DEPTH, NETS, WIDTH};
use crate::network::symmetry::{Setup, trains};
use crate::network::{ACTIVATIONS, Activation, Net, SCHEMES, Scheme};
use crate::optimizer::{Convention, Description, OPTIMIZERS};
use crate::scenario::SEED;
use crate::tui::bench::{Control, Owned};

/// Part of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// A signal through a deep net, for several schemes.
    #[default]
    Signal,
    /// The notes' y = w^L x.
    Chain,
    /// A small net whose units start out equal.
    Symmetry,
}

impl Part {
    /// All parts with their names.
    pub const ALL: [(Part, &'static str); 3] =
        [(Part::Signal, "signal"), (Part::Chain, "chain"), (Part::Symmetry, "symmetry")];

    /// Default activation of a part: the notes' chain is y = w^L x, and in the small net ReLU units die.
    fn activation(self) -> Activation {
        match self {
            Part::Signal => Activation::Relu,
            Part::Chain => Activation::Linear,
            Part::Symmetry => Activation::Tanh,
        }
    }

    /// The next part.
    pub fn next(self) -> Self {
        match self {
            Part::Signal => Part::Chain,
            Part::Chain => Part::Symmetry,
            Part::Symmetry => Part::Signal,
        }
    }
}

/// A value of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// Initialization scheme.
    Scheme,
    /// Parameter of the scheme.
    Value,
    /// Activation function.
    Activation,
    /// Number of layers.
    Depth,
    /// Units per layer.
    Width,
    /// Batch size.
    Batch,
    /// Number of averaged nets.
    Nets,
    /// Random seed.
    Seed,
    /// The chain's weight.
    Weight,
    /// Perturbation that breaks the symmetry.
    Epsilon,
    /// Hidden units of the small net.
    Units,
    /// Optimizer that trains the small net.
    Optimizer,
    /// Its learning rate.
    Alpha,
}

const WEIGHT: Parameter = Parameter {
    name: "weight",
    symbol: "w",
    title: "every weight",
    default: 1.1,
    low: -1e6,
    high: 1e6,
    open: false,
    slider: (0.0, 2.0),
    scale: Scale::Linear(0.05),
};
const EPSILON: Parameter = Parameter {
    name: "epsilon",
    symbol: "ε",
    title: "breaks the symmetry",
    default: 0.0,
    low: 0.0,
    high: 10.0,
    open: false,
    slider: (1e-9, 1.0),
    scale: Scale::Log,
};
const UNITS: Parameter = Parameter {
    name: "units",
    symbol: "H",
    title: "hidden units",
    default: 8.0,
    low: 1.0,
    high: 32.0,
    open: false,
    slider: (1.0, 32.0),
    scale: Scale::Integer,
};
const ALPHA: Parameter = Parameter {
    name: "alpha",
    symbol: "α",
    title: "learning rate",
    default: 0.1,
    low: 1e-9,
    high: 1e3,
    open: false,
    slider: (1e-3, 10.0),
    scale: Scale::Log,
};

/// All values of the screen.
#[derive(Clone, Debug)]
pub struct Values {
    /// The current part.
    pub part: Part,
    /// The compared schemes.
    pub schemes: Vec<Scheme>,
    /// Index of the scheme that the keys change.
    pub selected: usize,
    /// Activation function.
    pub activation: Activation,
    /// True if the activation was chosen: until then every part has its own default.
    activation_chosen: bool,
    /// Number of layers.
    pub depth: usize,
    /// Units per layer.
    pub width: usize,
    /// Batch size.
    pub batch: usize,
    /// Number of averaged nets, if chosen.
    nets: Option<usize>,
    /// Random seed.
    pub seed: u64,
    /// The chain's weight.
    pub weight: f64,
    /// Hidden units of the small net.
    pub units: usize,
    /// Perturbation that breaks its symmetry.
    pub epsilon: f64,
    /// Optimizer that trains it.
    pub optimizer: &'static Description,
    /// Its learning rate.
    pub alpha: f64,
}

impl PartialEq for Values {
    fn eq(&self, other: &Self) -> bool {
        let own = |v: &Self| (v.part, v.selected, v.activation, v.depth, v.width, (v.batch, v.nets), v.seed, v.units);
        own(self) == own(other)
            && self.schemes == other.schemes
            && self.optimizer.name == other.optimizer.name
            && (self.weight, self.epsilon, self.alpha) == (other.weight, other.epsilon, other.alpha)
    }
}

/// Maximum number of compared schemes, set by the available markers and colors.
pub const MOST_SCHEMES: usize = 8;

impl Default for Values {
    fn default() -> Self {
        let named = |name: &str| Scheme::named(name);
        // The notes' cases: exploding, vanishing, fading and stable signals, and the constant that never learns.
        let schemes = [
            named("normal"),
            named("uniform"),
            named("normal").map(|s| s.with_value(0.01)),
            named("glorot-normal"),
            named("he-normal"),
            named("constant"),
        ];
        let trained = OPTIMIZERS.iter().find(|o| o.name == "adam").or(OPTIMIZERS.first());
        let [sgd, ..] = OPTIMIZERS else { unreachable!() };
        Self {
            part: Part::Signal,
            schemes: schemes.into_iter().flatten().collect(),
            selected: 4,
            activation: Part::Signal.activation(),
            activation_chosen: false,
            depth: DEPTH.default as usize,
            width: WIDTH.default as usize,
            batch: BATCH.default as usize,
            nets: None,
            seed: SEED.default as u64,
            weight: WEIGHT.default,
            units: UNITS.default as usize,
            epsilon: EPSILON.default,
            optimizer: trained.unwrap_or(sgd),
            alpha: ALPHA.default,
        }
    }
}

/// Optimizers that can train a net.
fn trainers() -> Vec<&'static Description> {
    OPTIMIZERS.iter().copied().filter(|o| trains(o)).collect()
}

impl Values {
    /// Values of the current part, in key order.
    pub fn slots(&self) -> Vec<Slot> {
        use Slot::{
            Activation, Alpha, Batch, Depth, Epsilon, Nets, Optimizer, Scheme, Seed, Units, Value, Weight, Width,
        };
        let valued = self.scheme().description().parameter.is_some();
        let with_value = |slots: &[Slot]| slots.iter().copied().filter(|s| valued || *s != Value).collect();
        match self.part {
            Part::Signal => with_value(&[Scheme, Value, Activation, Depth, Width, Batch, Nets, Seed]),
            Part::Chain => vec![Weight, Depth, Activation],
            Part::Symmetry => with_value(&[Scheme, Value, Activation, Epsilon, Units, Optimizer, Alpha, Seed]),
        }
    }

    /// The selected scheme.
    pub fn scheme(&self) -> Scheme {
        let [first, ..] = SCHEMES else { unreachable!() };
        self.schemes.get(self.selected).copied().unwrap_or(Scheme::of(first))
    }

    /// The net of each scheme, with its settings.
    pub fn nets(&self) -> Vec<Net> {
        let Values { activation, depth, width, batch, seed, .. } = *self;
        let nets = self.averaged();
        let net = |scheme: &Scheme| Net { scheme: *scheme, activation, depth, width, batch, seed, nets };
        self.schemes.iter().map(net).collect()
    }

    /// Number of averaged nets.
    pub fn averaged(&self) -> usize {
        self.nets.unwrap_or_else(|| Net::suggested_nets(self.depth, self.width, self.batch))
    }

    /// Setup of the small net for a scheme.
    pub fn setup(&self, scheme: Scheme, epsilon: f64) -> Setup {
        let mut values = self.optimizer.defaults(Convention::Notes);
        if let Some(alpha) = values.hypers.first_mut() {
            *alpha = self.alpha;
        }
        let Values { units, activation, seed, .. } = *self;
        Setup { units, activation, scheme, epsilon, seed, optimizer: self.optimizer.kind, values }
    }

    /// Switches to a part. If there is one among the schemes, symmetry selects a constant scheme, the signal a random one.
    pub fn show(&mut self, part: Part) {
        self.part = part;
        let constant = part == Part::Symmetry;
        if self.scheme().constant().is_some() != constant
            && let Some(place) = self.schemes.iter().rposition(|s| s.constant().is_some() == constant)
        {
            self.selected = place;
        }
        if !self.activation_chosen {
            self.activation = part.activation();
        }
    }

    /// Selects the last scheme with the given name, if there is one.
    pub fn select_named(&mut self, name: &str) {
        if let Some(place) = self.schemes.iter().rposition(|scheme| scheme.description().name == name) {
            self.selected = place;
        }
    }

    /// Resets everything except the part.
    pub fn reset(&mut self) {
        let part = self.part;
        *self = Self::default();
        self.show(part);
    }

    /// Adds a copy of the selected scheme.
    pub fn duplicate(&mut self) {
        if self.schemes.len() < MOST_SCHEMES {
            // Append it, so that the others keep their colors.
            self.schemes.push(self.scheme());
            self.selected = self.schemes.len() - 1;
        }
    }

    /// Removes the selected scheme, unless it is the only one.
    pub fn remove(&mut self) {
        if self.schemes.len() > 1 && self.selected < self.schemes.len() {
            self.schemes.remove(self.selected);
            self.selected = self.selected.min(self.schemes.len() - 1);
        }
    }
}

impl Owned for Values {
    fn controls(&self) -> Vec<Control> {
        let words =
            |title, names: Vec<&str>| Control::Words { title, choices: names.into_iter().map(str::to_owned).collect() };
        let control = |slot: &Slot| match slot {
            Slot::Scheme => words("scheme", SCHEMES.iter().map(|s| s.name).collect()),
            Slot::Value => Control::Number(self.scheme().description().parameter.unwrap_or(WEIGHT)),
            Slot::Activation => words("activation", ACTIVATIONS.iter().map(|(_, name)| *name).collect()),
            // More than a hundred layers cannot be told apart; the command line takes more.
            Slot::Depth => Control::Number(Parameter { high: 100.0, ..DEPTH }),
            Slot::Width => Control::Number(Parameter { high: 1024.0, title: "units", ..WIDTH }),
            Slot::Batch => Control::Number(Parameter { high: 128.0, slider: (1.0, 128.0), ..BATCH }),
            Slot::Nets => Control::Number(NETS),
            Slot::Seed => Control::Number(SEED),
            Slot::Weight => Control::Number(WEIGHT),
            Slot::Epsilon => Control::Number(EPSILON),
            Slot::Units => Control::Number(UNITS),
            Slot::Optimizer => words("optimizer", trainers().into_iter().map(|o| o.name).collect()),
            Slot::Alpha => Control::Number(ALPHA),
        };
        self.slots().iter().map(control).collect()
    }

    fn get(&self, place: usize) -> f64 {
        let position = |found: Option<usize>| found.unwrap_or(0) as f64;
        match self.slots().get(place) {
            Some(Slot::Scheme) => position(SCHEMES.iter().position(|s| s.kind == self.scheme().kind())),
            Some(Slot::Value) => self.scheme().value,
            Some(Slot::Activation) => position(ACTIVATIONS.iter().position(|(a, _)| *a == self.activation)),
            Some(Slot::Depth) => self.depth as f64,
            Some(Slot::Width) => self.width as f64,
            Some(Slot::Batch) => self.batch as f64,
            Some(Slot::Nets) => self.averaged() as f64,
            Some(Slot::Seed) => self.seed as f64,
            Some(Slot::Weight) => self.weight,
            Some(Slot::Epsilon) => self.epsilon,
            Some(Slot::Units) => self.units as f64,
            Some(Slot::Optimizer) => position(trainers().iter().position(|o| o.name == self.optimizer.name)),
            Some(Slot::Alpha) => self.alpha,
            None => 0.0,
        }
    }

    fn set(&mut self, place: usize, value: f64) {
        let count = value as usize;
        let selected = self.selected;
        match self.slots().get(place) {
            Some(Slot::Scheme) => {
                if let (Some(scheme), Some(description)) = (self.schemes.get_mut(selected), SCHEMES.get(count)) {
                    *scheme = Scheme::of(description);
                }
            }
            Some(Slot::Value) => self.schemes.iter_mut().skip(selected).take(1).for_each(|s| s.value = value),
            Some(Slot::Activation) => {
                self.activation = ACTIVATIONS.get(count).map_or(self.activation, |(activation, _)| *activation);
                self.activation_chosen = true;
            }
            Some(Slot::Depth) => self.depth = count,
            Some(Slot::Width) => self.width = count,
            Some(Slot::Batch) => self.batch = count,
            Some(Slot::Nets) => self.nets = Some(count),
            Some(Slot::Seed) => self.seed = value as u64,
            Some(Slot::Weight) => self.weight = value,
            Some(Slot::Epsilon) => self.epsilon = value,
            Some(Slot::Units) => self.units = count,
            Some(Slot::Optimizer) => self.optimizer = trainers().get(count).copied().unwrap_or(self.optimizer),
            Some(Slot::Alpha) => self.alpha = value,
            None => {}
        }
    }

    fn untouched(&self, place: usize) -> bool {
        let mut first = Self::default();
        first.show(self.part);
        let slot = self.slots().get(place).copied();
        match slot {
            Some(Slot::Nets) => self.nets.is_none(),
            Some(Slot::Scheme | Slot::Value) => first.schemes.get(self.selected) == self.schemes.get(self.selected),
            slot => {
                first.slots().iter().position(|s| Some(*s) == slot).is_some_and(|p| first.get(p) == self.get(place))
            }
        }
    }
}
