//! `ravine sweep`: one optimizer over a plane of two values.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::{Args, ValueEnum};
use rayon::prelude::*;
use serde_json::json;

use super::progress::Progress;
use super::{Failure, Look, ScenarioArgs, output};
use crate::draw::export::heat::{self, Picture};
use crate::draw::figure::heat::Metric;
use crate::math::number::plain;
use crate::run::Status;
use crate::run::tiles::{Cell, Question};
use crate::scenario::Scenario;
use crate::scenario::sweep::{Axis, Slot, Sweep, affordable};
use crate::tui::theme::{Mode, Scheme};

/// Arguments of `ravine sweep`.
///
/// Every cell is a run of its own, the same as `ravine run` with these two values. Both ends of a range are cells. :log spreads them
/// evenly on the value's own scale: the logarithm, for a decay rate that of 1-β (so 0 is allowed). An α that is neither set nor
/// swept is the one suggested. Ctrl-C leaves complete rows behind.
#[derive(Args, Debug)]
pub struct SweepArgs {
    #[command(flatten)]
    scenario: ScenarioArgs,
    #[command(flatten)]
    look: Look,
    /// Across: a hyperparameter of the optimizer, or a parameter of the surface, with its range and the number of cells
    #[arg(long, value_name = "NAME=LO..HI:N[:log]", allow_hyphen_values = true)]
    x: String,
    /// Up: as for --x
    #[arg(long, value_name = "NAME=LO..HI:N[:log]", allow_hyphen_values = true)]
    y: String,
    /// What the picture shows: steps to the tolerance, the loss at the end, or the loss factor per step
    #[arg(long, value_name = "steps|loss|rate", default_value = "steps")]
    metric: String,
    /// csv has both values, then steps (empty unless converged), loss, rate (over the second half) and status (converged, running or
    /// diverged); y outer, x inner, ascending. json is explained by `ravine help json`
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// A picture instead: .svg or .png (with --format, both)
    #[arg(long, value_name = "FILE.svg|png")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Csv,
    Json,
}

/// Maximum number of cells in a picture: more would not be visible.
const MOST_DRAWN: usize = 1_000_000;
/// Approximate number of steps between two checks for an interrupt.
const PIECE: usize = 20_000_000;

/// Sweeps and prints the result.
pub fn sweep(args: &SweepArgs) -> Result<(), Failure> {
    let user = |e: crate::scenario::SpecError| Failure::User(e.to_string());
    let scenario = args.scenario.said()?;
    let run = match scenario.runs.as_slice() {
        [run] if !args.scenario.optimizers.is_empty() => run,
        runs => {
            let given = if args.scenario.optimizers.is_empty() { 0 } else { runs.len() };
            let given = if given == 0 { "none was given".to_owned() } else { format!("{given} were given") };
            let line = format!("sweep takes exactly one --optimizer, such as --optimizer momentum; {given}");
            return Err(Failure::User(line));
        }
    };
    let metric = Metric::named(&args.metric).ok_or_else(|| {
        let names: Vec<&str> = Metric::ALL.iter().map(|m| m.name()).collect();
        Failure::User(format!("--metric {} is not one of {}", args.metric, names.join(", ")))
    })?;
    let x = Axis::from_spec("--x", &args.x, &scenario, run).map_err(user)?;
    let y = Axis::from_spec("--y", &args.y, &scenario, run).map_err(user)?;
    affordable(x.count, y.count, scenario.steps).map_err(user)?;
    let picture = args.out.as_ref().map(|out| Picture::of(out, &format!("--out {}", out.display()))).transpose();
    let picture = picture.map_err(Failure::User)?;
    if picture.is_some() && x.count.saturating_mul(y.count) > MOST_DRAWN {
        return Err(Failure::User(format!(
            "a picture of {} x {} cells is too large; at most 1e6 cells",
            x.count, y.count
        )));
    }
    let slots = [x.slot, y.slot];
    let sweep = Sweep::new(&scenario, 0, slots)
        .map_err(|_| Failure::User(format!("--x and --y both sweep {}; give two that differ", x.parameter.name)))?;
    let scheme = args.look.scheme()?.unwrap_or(Scheme::of(Mode::Dark));
    let plane = Plane { scenario: &scenario, sweep: &sweep, metric, x, y };
    let format = args.format.or(picture.is_none().then_some(Format::Csv));
    let mut kept = picture.is_some().then(Vec::new);
    let whole = match format {
        None => plane.rows(|_, _, cells| {
            kept.iter_mut().for_each(|kept: &mut Vec<Cell>| kept.extend(cells));
            Ok(())
        })?,
        Some(format) => {
            let mut whole = false;
            output::to_stdout(|out| {
                whole = plane.print(out, format, |cells| {
                    kept.iter_mut().for_each(|kept: &mut Vec<Cell>| kept.extend(cells));
                })?;
                Ok(())
            })?;
            whole
        }
    };
    if !whole {
        return Err(Failure::Interrupted);
    }
    if let (Some(picture), Some(cells), Some(out)) = (picture, kept, &args.out) {
        let bytes = heat::draw(picture, &plane.sheet(&cells, scheme)).map_err(Failure::System)?;
        output::to_file(out, &bytes)?;
    }
    Ok(())
}

/// The plane to sweep.
struct Plane<'a> {
    scenario: &'a Scenario,
    sweep: &'a Sweep,
    metric: Metric,
    x: Axis,
    y: Axis,
}

impl Plane<'_> {
    /// Processes all rows in order and passes each on as it completes; returns false if interrupted.
    fn rows(&self, mut take: impl FnMut(usize, &[f64], &[Cell]) -> io::Result<()>) -> io::Result<bool> {
        let stop = Arc::new(AtomicBool::new(false));
        #[cfg(unix)]
        let registered: Vec<_> = [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM]
            .into_iter()
            .filter_map(|signal| signal_hook::flag::register(signal, stop.clone()).ok())
            .collect();
        let xs = self.x.values();
        let question = Question { tolerance: self.scenario.tolerance, rate: true };
        let progress = Progress::new(xs.len() as u64 * self.y.count as u64);
        // A chunk is part of a row, or several rows: enough work for all cores, little enough to stop soon.
        let steps = self.scenario.steps.saturating_mul(self.scenario.surface().cost() + 3);
        let cells = (PIECE / steps.max(1)).max(256);
        let together = (cells / xs.len()).max(1);
        let mut row = 0;
        let mut whole = true;
        let mut block = Vec::new();
        'all: while row < self.y.count {
            let rows = together.min(self.y.count - row);
            block.clear();
            block.resize(rows * xs.len(), Cell::default());
            let tasks: Vec<(usize, usize, &mut [Cell])> = block
                .chunks_mut(xs.len())
                .enumerate()
                .flat_map(|(j, line)| line.chunks_mut(64).enumerate().map(move |(i, part)| (row + j, i * 64, part)))
                .collect();
            tasks.into_par_iter().for_each(|(j, from, part)| {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                let xs = xs.get(from..from + part.len()).unwrap_or(&[]);
                self.sweep.line(xs, self.y.value(j), question, part);
                progress.add(part.len() as u64);
            });
            if stop.load(Ordering::Relaxed) {
                whole = false;
                break 'all;
            }
            for (j, line) in block.chunks(xs.len()).enumerate() {
                take(row + j, &xs, line)?;
            }
            row += rows;
        }
        progress.finish();
        #[cfg(unix)]
        for id in registered {
            signal_hook::low_level::unregister(id);
        }
        Ok(whole)
    }

    fn print(&self, out: &mut dyn Write, format: Format, mut keep: impl FnMut(&[Cell])) -> io::Result<bool> {
        let names = [self.x.parameter.name, self.y.parameter.name];
        let mut first = true;
        match format {
            Format::Csv => writeln!(out, "{},{},steps,loss,rate,status", names[0], names[1])?,
            Format::Json => {
                let head = json!({
                    "command": self.scenario.command_line(),
                    "run": self.scenario.names().first(),
                    "metric": self.metric.name(),
                    "x": axis(&self.x),
                    "y": axis(&self.y),
                    "steps": self.scenario.steps,
                    "tolerance": self.scenario.tolerance,
                });
                let head = head.to_string();
                write!(out, "{},\"cells\":[", head.strip_suffix('}').unwrap_or(&head))?;
            }
        }
        let whole = self.rows(|j, xs, line| {
            keep(line);
            let y = self.y.value(j);
            for (x, cell) in xs.iter().zip(line) {
                let steps = (cell.status == Status::Converged).then_some(cell.step);
                match format {
                    Format::Csv => {
                        let steps = steps.map_or(String::new(), |s| s.to_string());
                        let rate = cell.rate.map_or(String::new(), plain);
                        let status = cell.status.name();
                        writeln!(out, "{},{},{steps},{},{rate},{status}", plain(*x), plain(y), plain(cell.loss))?;
                    }
                    Format::Json => {
                        let cell = json!({
                            names[0]: x, names[1]: y, "steps": steps, "loss": cell.loss, "rate": cell.rate,
                            "status": cell.status.name(),
                        });
                        write!(out, "{}{cell}", if first { "\n" } else { ",\n" })?;
                        first = false;
                    }
                }
            }
            // Flush whole rows, for concurrent readers and so that an interrupted sweep leaves whole rows.
            out.flush()
        })?;
        if format == Format::Json {
            writeln!(out, "],\n\"complete\":{whole}}}")?;
        }
        Ok(whole)
    }

    fn sheet<'a>(&'a self, cells: &'a [Cell], scheme: &'static Scheme) -> heat::Sheet<'a> {
        heat::Sheet {
            cells,
            axes: [&self.x, &self.y],
            title: self.scenario.names().first().cloned().unwrap_or_default(),
            problem: format!("{}  {}", self.scenario.problem.name(), self.scenario.surface().formula()),
            command: format!(
                "{} --x {} --y {} --metric {}",
                self.scenario.command_line().replacen("ravine", "ravine sweep", 1),
                spec(&self.x),
                spec(&self.y),
                self.metric.name()
            ),
            metric: self.metric,
            steps: self.scenario.steps,
            least: self.scenario.surface().least(),
            tolerance: self.scenario.tolerance,
            inks: scheme.page_and_words(),
            dark: scheme.mode == Mode::Dark,
        }
    }
}

/// An axis as it was specified.
fn spec(axis: &Axis) -> String {
    let log = if axis.own_scale { ":log" } else { "" };
    format!("{}={}..{}:{}{log}", axis.parameter.name, plain(axis.low), plain(axis.high), axis.count)
}

fn axis(axis: &Axis) -> serde_json::Value {
    let kind = match axis.slot {
        Slot::Hyper(_) => "hyperparameter",
        Slot::Surface(_) => "surface parameter",
    };
    json!({
        "name": axis.parameter.name, "kind": kind, "low": axis.low, "high": axis.high, "count": axis.count,
        "own_scale": axis.own_scale,
    })
}
