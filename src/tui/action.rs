//! What a key, or the mouse, asks for.

use std::path::PathBuf;

use crate::scenario::Preset;

/// Everything that can be asked of the program.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Action {
    /// Leave the program.
    Quit,
    /// Close what is open.
    Close,
    /// Show or hide the help.
    Help,
    /// Show a screen.
    Screen(u8),
    /// Play or pause; at the end, replay.
    PlayPause,
    /// Steps forward (or back).
    Step(i64),
    /// Faster (or slower), in notches.
    Speed(i32),
    /// To step 0.
    First,
    /// To the last step.
    Last,
    /// To a step.
    Seek(usize),
    /// Select the next (or previous) run.
    Run(i32),
    /// Select a run by its place.
    Select(usize),
    /// Choose the next (or previous) value.
    Dial(i32),
    /// Choose a value by its place.
    Choose(usize),
    /// Raise (or lower) the chosen value, by presses.
    Turn(i32),
    /// As `Turn`, a tenth of it.
    Fine(i32),
    /// Raise (or lower) α of the selected run.
    Alpha(i32),
    /// Raise (or lower) β (β1) of the selected run.
    Beta(i32),
    /// Put a value's slider at a value.
    Slide(usize, f64),
    /// Type the chosen value.
    Type,
    /// The run's values back to their defaults.
    Reset,
    /// Add an optimizer.
    Add,
    /// Duplicate the run.
    Duplicate,
    /// Hide or show the run.
    Hide,
    /// Remove the run.
    Remove,
    /// Choose a surface or data set.
    Surface,
    /// A new seed.
    NewSeed,
    /// Zoom in (or out) about the middle, in notches.
    Zoom(i32),
    /// Zoom in (or out) about a place of the plane.
    ZoomAt(i32, [f64; 2]),
    /// Let the arrows move the view.
    PanMode,
    /// Move the view by eighths of its size.
    Pan(i32, i32),
    /// Move the view by an amount of the plane.
    PanBy([f64; 2]),
    /// Fit the view to the paths.
    FitPaths,
    /// Show the whole surface.
    FitSurface,
    /// Move the start.
    Start([f64; 2]),
    /// What follows is a new change, for undo.
    Settle,
    /// Undo.
    Undo,
    /// Redo.
    Redo,
    /// Show and copy the command line that reproduces this.
    Command,
    /// Write a picture of what is shown.
    Picture,
    /// The next (or previous) theme.
    Theme(i32),
    /// Show the selected run's basins as the ground of the race.
    Basins,
    /// Show the selected run alone, in the plots and in the chart.
    Solo,
    /// Open or close the inspector.
    Inspect,
    /// Show or hide the arrows at the heads.
    Arrows,
    /// Draw w and b to one scale, or fill the plot.
    Aspect,
    /// Show or hide the lines along the bands' edges.
    Isolines,
    /// Search for the best values of every run, on an equal budget.
    Tune,
    /// Set a comparison up, side by side.
    Preset(Preset),
    /// Turn the bowl: to the right and up, in notches.
    Orbit(f64, f64),
    /// Let the bowl turn by itself, or stop it.
    Spin,
    /// Move the map's point by cells: to the right and up.
    Place(i32, i32),
    /// Put the map's point at a place of the plane, on the values' own scales.
    PlaceAt([f64; 2]),
    /// What moves across (0) or up (1) on the map: the next value.
    Axis(usize),
    /// What the map shows of each cell: the next measure.
    Metric,
    /// Let changes act from the cursor on, or on the whole path.
    Onward,
    /// Take β of the averages to the momentum race.
    Race,
    /// Let β weigh the other one of the new value and the average.
    OtherReading,
    /// Take 1-β for β.
    Mirror,
    /// Show the next part of the initialisation's screen.
    Part,
    /// Break the symmetry of equal units, or mend it.
    Break,
    /// The selected run's next schedule of α.
    Schedule,
    /// Show the answer to the notes' question, or ask the next one.
    Question,
}

/// What the surroundings have to do after an action.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Nothing.
    None,
    /// Leave.
    Quit,
    /// Put a text on the clipboard.
    Copy(String),
    /// Write a file.
    Write {
        /// Where.
        path: PathBuf,
        /// What.
        content: String,
    },
}
