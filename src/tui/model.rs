//! The state of the interactive program: a scenario, a cursor, and what is open on the screen.

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

/// How many times as high as wide a cell is, where the terminal does not say.
pub const CELL_ASPECT: f64 = 2.0;

/// What lies over the screen.
#[derive(Debug, Default)]
pub enum Overlay {
    /// Nothing.
    #[default]
    None,
    /// The help, scrolled down by some lines.
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
    /// Which value of the run or the scenario; `None` for the chosen one of those that the screen owns.
    pub dial: Option<Dial>,
    /// The text so far.
    pub input: Input,
    /// What is wrong with it.
    pub error: Option<String>,
}

/// What the mouse holds.
#[derive(Clone, Debug)]
pub enum Drag {
    /// The start of the runs, in a plot.
    Start(Pane),
    /// The field of a plot, taken at a cell; moved since?
    Field {
        /// The plot as it was.
        pane: Pane,
        /// The cell under the pointer.
        cell: (u16, u16),
        /// Whether it has moved since the button went down.
        moved: bool,
    },
    /// A slider, by its place among the dials.
    Slider(usize),
    /// The timeline.
    Timeline,
    /// The bowl, last seen at a cell.
    Bowl((u16, u16)),
    /// The map's point.
    Map,
}

/// Everything there is.
#[derive(Debug)]
pub struct Model {
    /// What is simulated.
    pub scenario: Scenario,
    /// Its paths.
    pub paths: PathCache,
    /// Undo and redo.
    pub history: History,
    /// The step that is shown of the paths.
    pub player: Player,
    /// The selected run.
    pub selected: usize,
    /// The chosen value, by its place among the dials.
    pub dial: usize,
    /// What part of the plane is shown.
    pub view: Domain,
    /// Whether arrows move the view.
    pub panning: bool,
    /// How the bowl is looked at.
    pub orbit: Orbit,
    /// Whether it turns by itself.
    pub spinning: bool,
    /// Which screen is on.
    pub screen: Screen,
    /// Whether the inspector is open.
    pub inspecting: bool,
    /// Whether arrows are drawn at the heads.
    pub arrows: bool,
    /// Whether lines run along the bands' edges where they are filled.
    pub isolines: bool,
    /// Whether w and b are drawn to the same scale.
    pub aspect: bool,
    /// Which characters the picture may be made of.
    pub tier: Tier,
    /// How many times as high as wide a cell is.
    pub cell_aspect: f64,
    /// Whether the table of the side-by-side screen shows the averages of the first steps.
    pub averages: bool,
    /// The plane of two values.
    pub map: Map,
    /// The plane of starts.
    pub basins: Basins,
    /// The averages' screen.
    pub smoothing: Smoothing,
    /// The initialisation's screen.
    pub init: Init,
    /// The notes' question at the foot of screens 1 to 4.
    pub asked: Option<Asked>,
    /// A search for the runs' best values that is under way.
    pub search: Option<Search>,
    /// Whether the selected run is shown alone.
    pub solo: bool,
    /// Whether a change of a hyperparameter acts from the cursor on; if not, on the whole path.
    pub onward: bool,
    /// What lies over the screen.
    pub overlay: Overlay,
    /// What the mouse holds.
    pub drag: Option<Drag>,
    /// A line for the reader, until the next key.
    pub message: Option<String>,
    /// Colors.
    pub theme: Theme,
    /// The window, in cells.
    pub size: (u16, u16),
}

impl Model {
    /// A scenario at step 0, playing.
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

    /// Makes sure that a start outside of the usual view is in view.
    pub fn show_start(&mut self) {
        self.view = self.with_start(self.view);
    }

    /// What is shown of the plane unless somebody moves it.
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

    /// The chosen dial.
    pub fn chosen(&self) -> Option<Dial> {
        self.dials().get(self.dial).copied()
    }

    /// A dial of the selected run at the cursor.
    pub fn knob(&self, dial: Dial) -> Knob {
        Knob { run: self.selected, dial, step: self.player.cursor, onward: self.onward }
    }

    /// How far the cursor may go: to the last step, or as far as every run is simulated.
    pub fn reach(&self) -> usize {
        let simulated = self.paths.entries().iter().filter(|e| e.outcome().is_none());
        simulated.map(|e| e.trajectory().last_step()).min().unwrap_or(self.scenario.steps).min(self.scenario.steps)
    }

    /// Where a run stands at the cursor.
    pub fn head(&self, run: usize) -> Option<Point> {
        self.paths.entry(run).and_then(|e| e.trajectory().at(self.player.cursor)).map(|r| r.at)
    }

    /// Where a run's head is drawn: on its way to the next step while it plays slowly.
    pub fn moving_head(&self, run: usize) -> Option<Point> {
        let from = self.head(run)?;
        let phase = self.player.phase();
        if !self.player.is_smooth() || phase <= 0.0 || self.player.cursor >= self.reach() {
            return Some(from);
        }
        let next = self.paths.entry(run).and_then(|e| e.trajectory().at(self.player.cursor + 1)).map_or(from, |r| r.at);
        Some(std::array::from_fn(|axis| from[axis] + (next[axis] - from[axis]) * phase.min(1.0)))
    }

    /// The runs that are not hidden, in their order; the selected one if all are, or if it is shown alone.
    pub fn shown_runs(&self) -> Vec<usize> {
        // Side by side each has a plot of its own.
        if self.solo && matches!(self.screen, Screen::Race | Screen::Bowl) {
            return vec![self.selected];
        }
        let runs = &self.scenario.runs;
        let shown: Vec<usize> = (0..runs.len()).filter(|i| runs.get(*i).is_some_and(|r| !r.hidden)).collect();
        if shown.is_empty() { vec![self.selected] } else { shown }
    }

    /// The part of the plane that a plot of some cells shows: the view, or with equal scales the least part around it.
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

    /// Whether a run has diverged at or before the cursor.
    pub fn gone(&self, run: usize) -> bool {
        let diverged = self.paths.entry(run).and_then(|e| e.trajectory().diverged());
        diverged.is_some_and(|(step, _)| step <= self.player.cursor)
    }

    /// Whether the bowl is on the screen and turns by itself.
    pub fn is_turning(&self) -> bool {
        self.spinning && self.screen == Screen::Bowl
    }

    /// What follows is a new change, for undo.
    pub fn settle(&mut self) {
        self.history.settle();
        self.smoothing.bench.settle();
        self.init.bench.settle();
    }

    /// The cursor of what the screen shows.
    pub fn shown(&self) -> &Player {
        match self.screen {
            Screen::Averages => &self.smoothing.player,
            Screen::Init => self.init.player(),
            _ => &self.player,
        }
    }

    /// The same, to be moved. What other screens show waits meanwhile.
    pub fn shown_mut(&mut self) -> &mut Player {
        match self.screen {
            Screen::Averages => &mut self.smoothing.player,
            Screen::Init => self.init.player_mut(),
            _ => &mut self.player,
        }
    }

    /// Where that cursor may be.
    pub fn course(&self) -> Course {
        match self.screen {
            Screen::Averages => Course::of(1, self.smoothing.last()),
            Screen::Init => self.init.course(),
            _ => Course { first: 0, reach: self.reach(), last: self.scenario.steps },
        }
    }

    /// The first and the last step of the screen's timeline.
    pub fn timeline(&self) -> (usize, usize) {
        match self.screen {
            Screen::Averages => self.smoothing.view(),
            Screen::Init => self.init.view(),
            _ => (0, self.scenario.steps),
        }
    }

    /// Whether something moves between the steps: the heads, or the bowl.
    fn is_smooth(&self) -> bool {
        let heads = !matches!(self.screen, Screen::Averages | Screen::Init) && self.player.is_smooth();
        heads || self.is_turning()
    }

    /// Lets `seconds` pass; returns whether the picture has changed.
    pub fn tick(&mut self, seconds: f64) -> bool {
        if self.is_turning() {
            self.orbit.spin(seconds);
        }
        let course = self.course();
        let moved = self.shown_mut().tick(seconds, course);
        moved || self.is_smooth()
    }

    /// Seconds until the next step is due, if it plays, or the next picture of something that moves smoothly.
    pub fn due(&self) -> Option<f64> {
        if self.is_smooth() { Some(player::BETWEEN) } else { self.shown().due() }
    }
}
