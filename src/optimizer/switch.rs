//! Settings with named choices, and the conventions that make them.

/// Whose form and defaults a rule takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Convention {
    /// The lecture notes: momentum as an average, ε under the root; for rules that are not in them, the paper's.
    #[default]
    Notes,
    /// PyTorch: momentum as a sum (heavy ball), ε beside the root.
    Pytorch,
    /// Keras: α inside the velocity, ε before the correction.
    Keras,
    /// optax.
    Optax,
}

impl Convention {
    /// Every convention with its name.
    pub const ALL: [(Convention, &'static str); 4] = [
        (Convention::Notes, "notes"),
        (Convention::Pytorch, "pytorch"),
        (Convention::Keras, "keras"),
        (Convention::Optax, "optax"),
    ];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(c, _)| *c == self).map_or("", |(_, name)| name)
    }
}

/// A setting with named choices.
#[derive(Clone, Copy, Debug)]
pub struct Switch {
    /// The name on the command line.
    pub name: &'static str,
    /// A few words that say what it is.
    pub title: &'static str,
    /// What may be chosen.
    pub choices: &'static [&'static str],
    /// Which choice a convention makes.
    pub default: fn(Convention) -> usize,
}

/// `false` and `true`, the choices of a switch that is on or off.
pub const OFF_ON: &[&str] = &["false", "true"];
