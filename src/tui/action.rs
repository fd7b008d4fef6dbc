//! Actions that keys and the mouse trigger.

use std::path::PathBuf;

use crate::scenario::Preset;

/// An action of the user.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Action {
    /// Quit the program.
    Quit,
    /// Close the open overlay.
    Close,
    /// Show or hide the help.
    Help,
    /// Show a screen.
    Screen(u8),
    /// Play or pause; at the end, replay.
    PlayPause,
    /// Step forward (or back).
    Step(i64),
    /// Speed up (or slow down), in notches.
    Speed(i32),
    /// Jump to step 0.
    First,
    /// Jump to the last step.
    Last,
    /// Jump to the given step.
    Seek(usize),
    /// Select the next (or previous) run.
    Run(i32),
    /// Select a run by index.
    Select(usize),
    /// Select the next (or previous) value.
    Dial(i32),
    /// Select a value by index.
    Choose(usize),
    /// Increase (or decrease) the selected value, in key presses.
    Turn(i32),
    /// Like `Turn`, in steps a tenth as large.
    Fine(i32),
    /// Increase (or decrease) α of the selected run.
    Alpha(i32),
    /// Increase (or decrease) β (β1) of the selected run.
    Beta(i32),
    /// Set the slider of a value, given by index.
    Slide(usize, f64),
    /// Type in the selected value.
    Type,
    /// Reset the run's values to their defaults.
    Reset,
    /// Add an optimizer.
    Add,
    /// Duplicate the selected run.
    Duplicate,
    /// Hide or show the selected run.
    Hide,
    /// Remove the selected run.
    Remove,
    /// Choose a surface or data set.
    Surface,
    /// Draw a new seed.
    NewSeed,
    /// Zoom in (or out) around the center, in notches.
    Zoom(i32),
    /// Zoom in (or out) around a point of the plane.
    ZoomAt(i32, [f64; 2]),
    /// Let the arrow keys pan the view.
    PanMode,
    /// Pan the view by eighths of its size.
    Pan(i32, i32),
    /// Pan the view by an offset in the plane.
    PanBy([f64; 2]),
    /// Fit the view to the paths.
    FitPaths,
    /// Show the whole surface.
    FitSurface,
    /// Move the starting point.
    Start([f64; 2]),
    /// End the current undo step.
    Settle,
    /// Undo.
    Undo,
    /// Redo.
    Redo,
    /// Show and copy the command line that reproduces this state.
    Command,
    /// Save the screen as a picture.
    Picture,
    /// Switch to the next (or previous) theme.
    Theme(i32),
    /// Show the selected run's basins of attraction behind the race.
    Basins,
    /// Show only the selected run in the plots and the chart.
    Solo,
    /// Open or close the inspector.
    Inspect,
    /// Show or hide the arrows at the current points.
    Arrows,
    /// Draw w and b to the same scale, or fill the plot.
    Aspect,
    /// Show or hide the contour lines between bands.
    Isolines,
    /// Tune every run's hyperparameters on an equal budget.
    Tune,
    /// Set up a preset comparison, side by side.
    Preset(Preset),
    /// Orbit the bowl, right and up, in notches.
    Orbit(f64, f64),
    /// Start or stop the bowl's rotation.
    Spin,
    /// Move the map's point by cells, right and up.
    Place(i32, i32),
    /// Move the map's point to a position on the axes' own scales.
    PlaceAt([f64; 2]),
    /// Put the next value on the map's x-axis (0) or y-axis (1).
    Axis(usize),
    /// Color the map by the next metric.
    Metric,
    /// Toggle whether changes apply from the cursor onward or to the whole path.
    Onward,
    /// Use the averages' β for momentum in the race.
    Race,
    /// Switch between β weighting the average and β weighting the new value.
    OtherReading,
    /// Replace β with 1-β.
    Mirror,
    /// Show the next part of the initialization screen.
    Part,
    /// Break the symmetry of equal units, or restore it.
    Break,
    /// Give the selected run its next learning-rate schedule.
    Schedule,
    /// Show the answer to the notes' question, or go to the next question.
    Question,
}

/// Side effect the caller performs after an action.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// No effect.
    None,
    /// Quit the program.
    Quit,
    /// Copy text to the clipboard.
    Copy(String),
    /// Write a file.
    Write {
        /// Path of the file.
        path: PathBuf,
        /// Content of the file.
        content: String,
    },
}
