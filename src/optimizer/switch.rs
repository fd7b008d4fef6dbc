//! Settings with named choices, and the conventions that set them.

/// The source of a rule's form and defaults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Convention {
    /// The lecture notes: momentum as an average, ε under the root; for rules they do not cover, the paper's form.
    #[default]
    Notes,
    /// PyTorch: momentum as a sum (heavy ball), ε outside the root.
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
    /// A title of a few words.
    pub title: &'static str,
    /// Names of the choices.
    pub choices: &'static [&'static str],
    /// The choice under a convention.
    pub default: fn(Convention) -> usize,
}

/// `false` and `true`, the choices of an on/off switch.
pub const OFF_ON: &[&str] = &["false", "true"];
