//! Screens of the program.

/// A screen of the program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Screen {
    /// All runs on one contour plot.
    #[default]
    Race,
    /// One plot per run.
    Side,
    /// The surface in perspective.
    Bowl,
    /// A map over two hyperparameters or surface parameters of a run.
    Map,
    /// A series and its exponential average.
    Averages,
    /// Weight initialization of a neural network.
    Init,
}

impl Screen {
    /// All screens with their digit and name.
    pub const ALL: [(Screen, u8, &'static str); 6] = [
        (Screen::Race, 1, "race"),
        (Screen::Side, 2, "side"),
        (Screen::Bowl, 3, "bowl"),
        (Screen::Map, 4, "map"),
        (Screen::Averages, 5, "averages"),
        (Screen::Init, 6, "init"),
    ];

    /// The name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(screen, ..)| *screen == self).map_or("", |(.., name)| *name)
    }

    /// The screen with the given digit.
    pub fn of(digit: u8) -> Option<Self> {
        Self::ALL.iter().find(|(_, d, _)| *d == digit).map(|(screen, ..)| *screen)
    }
}
