//! State of the interactive program: a scenario, a cursor, and the open screen and overlay.

use ratatui::layout::Rect;
use tui_input::Input;

use super::averages::Smoothing;
use super::basins::Basins;
use super::history::History;
use super::init::Init;
use super::map::Map;
use super::orbit::Orbit;
use super::pane::Pane;
use super::picker::Picker;
use super::picture;
use super::player::{self, Course, Player};
use super::questions::Asked;
use super::screen::Screen;
use super::search::Search;
use super::theme::{Depth, Scheme, Theme};
use crate::draw::raster::Tier;
use crate::math::surface::{Domain, Point};
use crate::run::cache::PathCache;
use crate::scenario::{Dial, Knob, Scenario};

/// Height-to-width ratio of a cell, if the terminal does not report it.
pub const CELL_ASPECT: f64 = 2.0;

/// Overlay on top of the screen.
#[derive(Debug, Default)]
pub enum Overlay {
    /// No overlay.
    #[default]
    None,
    /// The help, with its scroll offset in lines.
    Help(usize),
    /// A list to choose from.
    Picker(Box<Picker>),
    /// A value being typed.
    Entry(Entry),
    /// The reproducing command line.
    Command(String),
    /// The name of a file to write.
    Picture(picture::Name),
}

/// A value being typed.
#[derive(Debug)]
pub struct Entry {
    /// The edited value of the run or the scenario; `None` for the selected value of the screen's own.
    pub dial: Option<Dial>,
    /// The text so far.
    pub input: Input,
    /// Error of the last attempt.
    pub error: Option<String>,
}

/// Target of a mouse drag.
#[derive(Clone, Debug)]
pub enum Drag {
    /// The starting point of the runs, in a plot.
    Start(Pane),
    /// The field of a plot.
    Field {
        /// The plot as it was when the button went down.
        pane: Pane,
        /// The cell under the pointer.
        cell: (u16, u16),
        /// True if it has moved since the button went down.
        moved: bool,
    },
    /// A slider, by dial index.
    Slider(usize),
    /// The timeline.
    Timeline,
    /// The bowl, with the last cell of the pointer.
    Bowl((u16, u16)),
    /// The map's point.
    Map,
}

/// State of the whole program.
#[derive(Debug)]
pub struct Model {
    /// The simulated scenario.
    pub scenario: Scenario,
    /// Its paths.
    pub paths: PathCache,
    /// Undo and redo history.
    pub history: History,
    /// The step of the paths that is shown.
    pub player: Player,
    /// Index of the selected run.
    pub selected: usize,
    /// Index of the selected dial.
    pub dial: usize,
    /// The visible part of the plane.
    pub view: Domain,
    /// True if the arrow keys pan the view.
    pub panning: bool,
    /// Camera of the bowl.
    pub orbit: Orbit,
    /// True if the bowl rotates by itself.
    pub spinning: bool,
    /// The active screen.
    pub screen: Screen,
    /// True if the inspector is open.
    pub inspecting: bool,
    /// True if arrows are drawn at the current points.
    pub arrows: bool,
    /// True if contour lines are drawn between filled bands.
    pub isolines: bool,
    /// True if w and b are drawn to the same scale.
    pub aspect: bool,
    /// Character set the picture may use.
    pub tier: Tier,
    /// Height-to-width ratio of a cell.
    pub cell_aspect: f64,
    /// True if the table of the side-by-side screen shows the averages of the first steps.
    pub averages: bool,
    /// The map: the plane of two values.
    pub map: Map,
    /// The basins: the plane of starts.
    pub basins: Basins,
    /// State of the averages screen.
    pub smoothing: Smoothing,
    /// State of the initialization screen.
    pub init: Init,
    /// The notes' question at the bottom of screens 1 to 4.
    pub asked: Option<Asked>,
    /// Hyperparameter search in progress.
    pub search: Option<Search>,
    /// True if only the selected run is shown.
    pub solo: bool,
    /// True if hyperparameter changes apply from the cursor onward, false if to the whole path.
    pub onward: bool,
    /// Overlay on top of the screen.
    pub overlay: Overlay,
    /// Mouse drag in progress.
    pub drag: Option<Drag>,
    /// Message shown until the next key press.
    pub message: Option<String>,
    /// The color theme.
    pub theme: Theme,
    /// Window size in cells.
    pub size: (u16, u16),
}

impl Model {
    /// Creates a model at step 0, playing.
    pub fn new(scenario: Scenario, scheme: &'static Scheme, depth: Depth, size: (u16, u16)) -> Self {
        let mut model = Self {
            view: scenario.surface().domain(),
            paths: PathCache::default(),
            history: History::default(),
            player: Player::playing(),
            selected: scenario.runs.len().saturating_sub(1),
            dial: 0,
            panning: false,
            orbit: Orbit::default(),
            spinning: false,
            screen: Screen::Race,
            inspecting: false,
            arrows: false,
            isolines: false,
            aspect: false,
            tier: Tier::default(),
            cell_aspect: CELL_ASPECT,
            averages: false,
            map: Map::default(),
            basins: Basins::default(),
            smoothing: Smoothing::default(),
            init: Init::default(),
            asked: None,
            search: None,
            solo: false,
            onward: false,
            overlay: Overlay::None,
            drag: None,
            message: None,
            theme: Theme::new(scheme, depth),
            size,
            scenario,
        };
        model.paths.update(&model.scenario);
        model.show_start();
        model
    }

    /// Brings the start into view if it is outside the default view.
    pub fn show_start(&mut self) {
        self.view = self.with_start(self.view);
    }

    /// The part of the plane shown by default.
    pub fn usual_view(&self) -> Domain {
        self.with_start(self.scenario.surface().domain())
    }

    fn with_start(&self, view: Domain) -> Domain {
        let [w, b] = self.scenario.start();
        let widen = |[low, high]: [f64; 2], x: f64| {
            let margin = 0.05 * (high - low);
            if (low..=high).contains(&x) { [low, high] } else { [low.min(x - margin), high.max(x + margin)] }
        };
        Domain { w: widen(view.w, w), b: widen(view.b, b) }
    }

    /// The dials of the selected run and the scenario.
    pub fn dials(&self) -> Vec<Dial> {
        self.scenario.dials(self.selected)
    }

    /// The selected dial.
    pub fn chosen(&self) -> Option<Dial> {
        self.dials().get(self.dial).copied()
    }

    /// A dial of the selected run at the cursor.
    pub fn knob(&self, dial: Dial) -> Knob {
        Knob { run: self.selected, dial, step: self.player.cursor, onward: self.onward }
    }

    /// The furthest step the cursor may move to: the last step, or as far as every run is simulated.
    pub fn reach(&self) -> usize {
        let simulated = self.paths.entries().iter().filter(|e| e.outcome().is_none());
        simulated.map(|e| e.trajectory().last_step()).min().unwrap_or(self.scenario.steps).min(self.scenario.steps)
    }

    /// The point of a run at the cursor.
    pub fn head(&self, run: usize) -> Option<Point> {
        self.paths.entry(run).and_then(|e| e.trajectory().at(self.player.cursor)).map(|r| r.at)
    }

    /// The point where a run's head is drawn: between two steps while it plays slowly.
    pub fn moving_head(&self, run: usize) -> Option<Point> {
        let from = self.head(run)?;
        let phase = self.player.phase();
        if !self.player.is_smooth() || phase <= 0.0 || self.player.cursor >= self.reach() {
            return Some(from);
        }
        let next = self.paths.entry(run).and_then(|e| e.trajectory().at(self.player.cursor + 1)).map_or(from, |r| r.at);
        Some(std::array::from_fn(|axis| from[axis] + (next[axis] - from[axis]) * phase.min(1.0)))
    }

    /// The runs that are not hidden, in order; just the selected one if all are hidden or it is shown alone.
    pub fn shown_runs(&self) -> Vec<usize> {
        // Side by side, each run has its own plot.
        if self.solo && matches!(self.screen, Screen::Race | Screen::Bowl) {
            return vec![self.selected];
        }
        let runs = &self.scenario.runs;
        let shown: Vec<usize> = (0..runs.len()).filter(|i| runs.get(*i).is_some_and(|r| !r.hidden)).collect();
        if shown.is_empty() { vec![self.selected] } else { shown }
    }

    /// The part of the plane shown by a plot of some cells: the view, or with equal scales the smallest area that contains it.
    pub fn view_in(&self, area: Rect) -> Domain {
        let [width, height] = self.view.size();
        let (across, down) = (f64::from(area.width.max(1)), f64::from(area.height.max(1)) * self.cell_aspect);
        if !self.aspect {
            return self.view;
        }
        let scale = (width / across).max(height / down);
        let [w, b] = self.view.center();
        let around = |x: f64, half: f64| [x - half, x + half];
        Domain { w: around(w, 0.5 * scale * across), b: around(b, 0.5 * scale * down) }
    }

    /// Returns true if a run has diverged at or before the cursor.
    pub fn gone(&self, run: usize) -> bool {
        let diverged = self.paths.entry(run).and_then(|e| e.trajectory().diverged());
        diverged.is_some_and(|(step, _)| step <= self.player.cursor)
    }

    /// Returns true if the bowl is on the screen and rotates by itself.
    pub fn is_turning(&self) -> bool {
        self.spinning && self.screen == Screen::Bowl
    }

    /// Ends the current undo step.
    pub fn settle(&mut self) {
        self.history.settle();
        self.smoothing.bench.settle();
        self.init.bench.settle();
    }

    /// The cursor of the active screen.
    pub fn shown(&self) -> &Player {
        match self.screen {
            Screen::Averages => &self.smoothing.player,
            Screen::Init => self.init.player(),
            _ => &self.player,
        }
    }

    /// The cursor of the active screen, mutable. Other screens' cursors stay paused.
    pub fn shown_mut(&mut self) -> &mut Player {
        match self.screen {
            Screen::Averages => &mut self.smoothing.player,
            Screen::Init => self.init.player_mut(),
            _ => &mut self.player,
        }
    }

    /// Range of the active screen's cursor.
    pub fn course(&self) -> Course {
        match self.screen {
            Screen::Averages => Course::of(1, self.smoothing.last()),
            Screen::Init => self.init.course(),
            _ => Course { first: 0, reach: self.reach(), last: self.scenario.steps },
        }
    }

    /// First and last step of the screen's timeline.
    pub fn timeline(&self) -> (usize, usize) {
        match self.screen {
            Screen::Averages => self.smoothing.view(),
            Screen::Init => self.init.view(),
            _ => (0, self.scenario.steps),
        }
    }

    /// Returns true if anything moves between steps: the heads, or the bowl.
    fn is_smooth(&self) -> bool {
        let heads = !matches!(self.screen, Screen::Averages | Screen::Init) && self.player.is_smooth();
        heads || self.is_turning()
    }

    /// Advances time by `seconds`; returns true if the picture has changed.
    pub fn tick(&mut self, seconds: f64) -> bool {
        if self.is_turning() {
            self.orbit.spin(seconds);
        }
        let course = self.course();
        let moved = self.shown_mut().tick(seconds, course);
        moved || self.is_smooth()
    }

    /// Seconds until the next step is due while playing, or until the next frame of a smooth motion.
    pub fn due(&self) -> Option<f64> {
        if self.is_smooth() { Some(player::BETWEEN) } else { self.shown().due() }
    }
}
