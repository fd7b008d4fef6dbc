//! The state of the interactive program: a scenario, a cursor, and what is open on the screen.

use tui_input::Input;

use super::history::History;
use super::picker::Picker;
use super::theme::{Depth, Scheme, Theme};
use crate::lab::Lab;
use crate::scenario::{Dial, Scenario};
use crate::surface::{Domain, Point};

/// Steps a second at speed 1×.
pub const RATE: f64 = 20.0;

/// What lies over the screen.
#[derive(Debug, Default)]
pub enum Overlay {
    /// Nothing.
    #[default]
    None,
    /// The help, scrolled down by some lines.
    Help(usize),
    /// A list to choose from.
    Picker(Picker),
    /// A value being typed.
    Entry(Entry),
    /// The reproducing command line.
    Command(String),
}

/// A value being typed.
#[derive(Debug)]
pub struct Entry {
    /// Which value.
    pub dial: Dial,
    /// The text so far.
    pub input: Input,
    /// What is wrong with it.
    pub error: Option<String>,
}

/// What the mouse holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Drag {
    /// The start of the runs.
    Start,
    /// The field, taken at a cell; moved since?
    Field {
        /// The cell under the pointer.
        cell: (u16, u16),
        /// Whether it has moved since the button went down.
        moved: bool,
    },
    /// A slider, by its place among the dials.
    Slider(usize),
    /// The timeline.
    Timeline,
}

/// Everything there is.
#[derive(Debug)]
pub struct Model {
    /// What is simulated.
    pub scenario: Scenario,
    /// Its paths.
    pub lab: Lab,
    /// Undo and redo.
    pub history: History,
    /// The step that is shown.
    pub cursor: usize,
    /// The part of a step that has passed since, while playing.
    pub phase: f64,
    /// Whether it plays.
    pub playing: bool,
    /// Speed as a power of two.
    pub speed: i32,
    /// The selected run.
    pub selected: usize,
    /// The chosen value, by its place among the dials.
    pub dial: usize,
    /// What part of the plane is shown.
    pub view: Domain,
    /// Whether arrows move the view.
    pub panning: bool,
    /// Whether only the selected run's curve is shown in the chart.
    pub solo: bool,
    /// What lies over the screen.
    pub overlay: Overlay,
    /// What the mouse holds.
    pub drag: Option<Drag>,
    /// A line for the reader, until the next key.
    pub message: Option<String>,
    /// Colours.
    pub theme: Theme,
    /// The window, in cells.
    pub size: (u16, u16),
}

impl Model {
    /// A scenario at step 0, playing.
    pub fn new(scenario: Scenario, scheme: &'static Scheme, depth: Depth, size: (u16, u16)) -> Self {
        let mut model = Self {
            view: scenario.surface().domain(),
            lab: Lab::default(),
            history: History::default(),
            cursor: 0,
            phase: 0.0,
            playing: true,
            speed: 0,
            selected: scenario.runs.len().saturating_sub(1),
            dial: 0,
            panning: false,
            solo: false,
            overlay: Overlay::None,
            drag: None,
            message: None,
            theme: Theme::new(scheme, depth),
            size,
            scenario,
        };
        model.lab.update(&model.scenario);
        model.show_start();
        model
    }

    /// Makes sure that a start outside of the usual view is in view.
    pub fn show_start(&mut self) {
        let [w, b] = self.scenario.start();
        let widen = |[low, high]: [f64; 2], x: f64| {
            let margin = 0.05 * (high - low);
            if (low..=high).contains(&x) { [low, high] } else { [low.min(x - margin), high.max(x + margin)] }
        };
        self.view = Domain { w: widen(self.view.w, w), b: widen(self.view.b, b) };
    }

    /// The dials of the selected run and the scenario.
    pub fn dials(&self) -> Vec<Dial> {
        self.scenario.dials(self.selected)
    }

    /// The chosen dial.
    pub fn chosen(&self) -> Option<Dial> {
        self.dials().get(self.dial).copied()
    }

    /// How far the cursor may go: to the last step, or as far as every run is simulated.
    pub fn reach(&self) -> usize {
        let simulated = self.lab.entries().iter().filter(|e| e.outcome().is_none());
        simulated.map(|e| e.trajectory().last_step()).min().unwrap_or(self.scenario.steps).min(self.scenario.steps)
    }

    /// Where a run stands at the cursor.
    pub fn head(&self, run: usize) -> Option<Point> {
        self.lab.entry(run).and_then(|e| e.trajectory().at(self.cursor)).map(|r| r.at)
    }

    /// Whether a run has diverged at or before the cursor.
    pub fn gone(&self, run: usize) -> bool {
        let diverged = self.lab.entry(run).and_then(|e| e.trajectory().diverged());
        diverged.is_some_and(|(step, _)| step <= self.cursor)
    }

    /// Lets `seconds` pass; returns whether the picture has changed.
    pub fn tick(&mut self, seconds: f64) -> bool {
        if !self.playing {
            return false;
        }
        self.phase += seconds * RATE * 2f64.powi(self.speed);
        let whole = self.phase.floor();
        self.phase -= whole;
        let before = self.cursor;
        self.cursor = (self.cursor + whole as usize).min(self.reach());
        if self.cursor >= self.scenario.steps {
            self.playing = false;
            self.phase = 0.0;
        }
        self.cursor != before || !self.playing
    }

    /// Seconds until the next step is due, if it plays.
    pub fn due(&self) -> Option<f64> {
        self.playing.then(|| (1.0 - self.phase) / (RATE * 2f64.powi(self.speed)))
    }

    /// The speed in words: `1×`, `½×`, `16×`.
    pub fn speed_text(&self) -> String {
        match self.speed {
            -1 => "½×".to_owned(),
            -2 => "¼×".to_owned(),
            -3 => "⅛×".to_owned(),
            s if s < 0 => format!("1/{}×", 1 << -s),
            s => format!("{}×", 1 << s),
        }
    }
}
