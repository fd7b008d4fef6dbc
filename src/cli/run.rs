//! `ravine run`: the numbers, without a screen.

use std::io::{self, Write};

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::progress::Progress;
use super::{Failure, ScenarioArgs, note, output};
use crate::math::data::{Fit, Sample, Scale};
use crate::math::number::plain;
use crate::math::number::{figures, short};
use crate::math::surface::{Point, Surface};
use crate::run::{Outcome, Record, Runner, Trajectory, outcome};
use crate::scenario::{PRODUCT, Resolved, Scenario};

/// Arguments of `ravine run`.
#[derive(Args, Debug)]
pub struct RunArgs {
    #[command(flatten)]
    scenario: ScenarioArgs,
    /// A summary, or every step
    ///
    /// csv has the columns run,step,w,b,loss,grad_w,grad_b; step 0 is the start, loss the full loss at the point, and
    /// grad_w,grad_b the gradient that the optimizer was given there. json is explained by `ravine help json`.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Csv,
    Json,
}

/// The text of `ravine help json`.
pub const JSON_HELP: &str = "\
ravine run --format json prints one object:

  command     the command line that gives the same numbers
  surface     name and formula of the surface; kappa, its condition number at the minimum (null if unknown, or not
              smooth there); with --fn also parameters, their values by name, and minimum, the lowest that was found
              (w, b, loss; null if none was found)
  start       [w, b]
  steps, seed, tolerance
  data        with --data: feature, target, rows, skipped (rows without a value), model (linear or logistic), notes (what was
              skipped or guessed, one text each), standardized (true or false), feature_scale and target_scale (mean and sd
              that --standardize took away; null if it did not), best (the fit at the minimum, as fit below; null if the loss
              has none); else null
  runs        one object per run:
    run         its name
    optimizer   its spec, with α written out
    status      converged, running or diverged
    step        the step at which it converged or diverged, else null
    place       where it converged: global minimum, lowest minimum found (of a formula), local minimum, saddle, plateau;
                else null
    doing       its behavior, if not converged: oscillating, crawling, cycling, period N, stuck at a saddle, hovering at ±α/2,
                hovering at a kink, hovering in the noise, standing still; within tolerance from step A to B, then left;
                null if none of these, or not running
    since       from which step on, else null
    why         why it diverged or does that, where theory knows; else null
    w, b, loss  at its last step
    fit         with --data, at its last step: slope and intercept in the units of the data (of the log-odds if logistic), r2
                and rmse (null if logistic), accuracy (null if linear); else null
  rows        one object per step, as the CSV has them: run, step, w, b, loss, grad_w, grad_b

ravine tune --format json prints one object:

  command     the command line of the race with the values that were found
  metric, trials, steps
  runs        one object an optimizer, the best first: rank, run, optimizer (its spec), score and error (mean and standard
              error on fresh starts), tuned_score (in the tuning), scores (one per start), reached and diverged (runs of these),
              lead over the next (mean, low, high: a 95% interval; better: starts on which it is ahead; null for the last),
              searched (name, low, high)

ravine sweep --format json prints one object:

  command     the command line of the race
  run, metric, steps, tolerance
  x, y        name, kind (hyperparameter, surface parameter), low, high, count, own_scale
  cells       one object per cell, y outer, x inner: both values by name, steps (null unless converged), loss, rate, status
  complete    false if it was interrupted

ravine init --format json prints one object:

  command     the command line that prints the same layers
  scheme, activation, depth, width, batch, nets (how many were averaged), seed
  forward, backward  verdict (vanishes, fades, drifts, keeps, grows, explodes) and factor, from the first layer to the last,
              or back
  layers      one object per layer: what the CSV has, and activation_rms, saturated_fraction (null where the activation does not
              level off on both sides), predicted (weight_std, activation_mean, activation_std, gradient_std)

ravine smooth --format json prints one object:

  command     the command line that gives the same numbers
  beta, reading, formula
  series      name, formula, length, noise, seed; null with --data
  data        with --data: file, column, rows, skipped (rows without a value), gaps (skip or age), notes (what was skipped
              or guessed, one text each); else null
  window      1/(1-β) steps, or 1/β in the notes' reading
  variance_ratio  variance of averaged noise over the noise's own, as theory has it
  measured    variance_ratio and its standard error, as it was with this noise; null where the noise is not known
  rows        one object per value, as the CSV has them: t (with --data the row in the file's table), y, ema, ema_corrected

ravine list surfaces --format json prints an array of objects: name, formula, about, parameters (name, symbol, title,
default, low, high, high_excluded), domain (w, b), minima (w, b, loss, global), start.
ravine list optimizers --format json prints: name, title, equation, source, hyperparameters (as parameters above),
switches (name, title, choices, default), libraries (those that have it). The options of every run come after its own.
equation and default are those of the default convention; equations and defaults have one for each. The default of α is
null: it is suggested for the surface.
ravine list inits --format json prints: name, formula, about, parameters.
ravine list series --format json prints: name, formula, about, step (what a step is), noise (its default).
ravine list themes --format json prints: name, about, mode.

A number that is not finite is null.
";

#[derive(Serialize)]
struct Summary<'a> {
    run: &'a str,
    optimizer: String,
    status: &'a str,
    step: Option<usize>,
    place: Option<&'a str>,
    doing: Option<String>,
    since: Option<usize>,
    why: Option<&'a str>,
    w: Option<f64>,
    b: Option<f64>,
    loss: Option<f64>,
    fit: Option<serde_json::Value>,
}

#[derive(Serialize)]
struct Row<'a> {
    run: &'a str,
    step: usize,
    w: f64,
    b: f64,
    loss: f64,
    grad_w: f64,
    grad_b: f64,
}

/// Simulates and prints the result.
pub fn run(args: &RunArgs) -> Result<(), Failure> {
    let scenario = args.scenario.scenario()?;
    let names = scenario.names();
    let resolved = scenario.resolved();
    // The table has its own line for skipped or guessed parts of the data.
    note(scenario.problem.notes().filter(|_| args.format != Format::Table));
    let progress = Progress::new((scenario.steps as u64 + 1) * scenario.runs.len() as u64);
    // Runs are simulated one by one and printed as they finish: only one path is kept in memory.
    let mut paths = resolved.iter().map(|run| simulated(run, &progress));
    match args.format {
        Format::Csv => output::to_stdout(|out| {
            writeln!(out, "run,step,w,b,loss,grad_w,grad_b")?;
            for (name, path) in names.iter().zip(&mut paths) {
                csv(out, name, &path)?;
            }
            Ok(())
        }),
        Format::Json => output::to_stdout(|out| json(out, &scenario, &names, &resolved, &mut paths)),
        Format::Table => output::to_stdout(|out| table(out, &scenario, &names, &resolved, &mut paths)),
    }?;
    progress.finish();
    Ok(())
}

fn simulated(run: &Resolved, progress: &Progress) -> Trajectory {
    let mut runner = Runner::new(run.plan.clone());
    let terms = run.plan.surface.cost() + run.plan.source.batch.unwrap_or(0);
    while !runner.done() {
        let piece = (4_000_000 / (terms + 3)).max(1);
        runner.advance(piece);
        progress.add(piece as u64);
    }
    runner.into_trajectory()
}

fn csv(out: &mut dyn Write, name: &str, path: &Trajectory) -> io::Result<()> {
    let name = field(name);
    for (step, record) in path.records().iter().enumerate() {
        let Record { at: [w, b], loss, gradient: [gw, gb] } = record;
        let (w, b, loss, gw, gb) = (plain(*w), plain(*b), plain(*loss), plain(*gw), plain(*gb));
        writeln!(out, "{name},{step},{w},{b},{loss},{gw},{gb}")?;
    }
    Ok(())
}

/// Quotes a text as a CSV field (RFC 4180).
fn field(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

/// Status, step, place and reason of an outcome.
fn parts(outcome: &Outcome) -> (&'static str, Option<usize>, Option<&'static str>, Option<&str>) {
    match outcome {
        Outcome::Running(habit) => ("running", None, None, habit.as_ref().and_then(|h| h.why.as_deref())),
        Outcome::Converged { step, place } => ("converged", Some(*step), Some(place.name()), None),
        Outcome::Diverged { step, why } => ("diverged", Some(*step), None, why.as_deref()),
    }
}

fn json(
    out: &mut dyn Write,
    scenario: &Scenario,
    names: &[String],
    resolved: &[Resolved],
    paths: &mut dyn Iterator<Item = Trajectory>,
) -> io::Result<()> {
    let surface = scenario.surface();
    let kappa = surface.condition_number().filter(|k| k.is_finite());
    let mut described =
        serde_json::json!({ "name": scenario.problem.name(), "formula": surface.formula(), "kappa": kappa });
    if let (true, Some(described)) = (surface.is_typed(), described.as_object_mut()) {
        let values = surface.parameters().iter().zip(surface.values()).map(|(p, v)| (p.name.to_owned(), (*v).into()));
        described.insert("parameters".to_owned(), serde_json::Value::Object(values.collect()));
        let found = surface.minima().iter().find(|m| m.global);
        let found = found.map(|m| serde_json::json!({ "w": m.w, "b": m.b, "loss": m.loss }));
        described.insert("minimum".to_owned(), found.unwrap_or_default());
    }
    let head = serde_json::json!({
        "command": scenario.command_line(),
        "surface": described,
        "start": scenario.start(),
        "steps": scenario.steps,
        "seed": scenario.seed,
        "tolerance": scenario.tolerance,
        "data": scenario.problem.sample().map(|s| described_data(s, surface)),
    });
    // The object is written piecewise, since there may be many rows.
    let head = head.to_string();
    let head = head.strip_suffix('}').unwrap_or(&head);
    write!(out, "{head},\"rows\":[")?;
    let mut summaries = Vec::new();
    let mut first = true;
    for (((name, run), spec), path) in names.iter().zip(resolved).zip(&scenario.runs).zip(paths) {
        for (step, r) in path.records().iter().enumerate() {
            let row = Row {
                run: name,
                step,
                w: r.at[0],
                b: r.at[1],
                loss: r.loss,
                grad_w: r.gradient[0],
                grad_b: r.gradient[1],
            };
            out.write_all(if first { b"\n" } else { b",\n" })?;
            first = false;
            serde_json::to_writer(&mut *out, &row)?;
        }
        let outcome = outcome(&run.plan, &path, scenario.tolerance);
        let (status, step, place, why) = parts(&outcome);
        let habit = match &outcome {
            Outcome::Running(habit) => habit.as_ref(),
            _ => None,
        };
        let last = path.records().last();
        let summary = Summary {
            run: name,
            optimizer: scenario.run_spec(spec),
            status,
            step,
            place,
            doing: habit.map(|h| h.doing.name()),
            since: habit.map(|h| h.since),
            why,
            w: last.map(|r| r.at[0]),
            b: last.map(|r| r.at[1]),
            loss: last.map(|r| r.loss),
            fit: scenario.problem.sample().zip(last).map(|(sample, last)| described_fit(sample, last.at)),
        };
        summaries.push(serde_json::to_value(&summary)?);
    }
    writeln!(out, "],\n\"runs\":{}}}", serde_json::Value::Array(summaries))
}

/// Data as JSON: the parsed columns and the best fit.
fn described_data(sample: &Sample, surface: &Surface) -> serde_json::Value {
    let scale = |scale: Option<Scale>| scale.map(|s| serde_json::json!({ "mean": s.mean, "sd": s.sd }));
    let best = surface.minima().iter().find(|m| m.global);
    serde_json::json!({
        "feature": sample.feature, "target": sample.target, "rows": sample.x.len(), "skipped": sample.skipped,
        "model": sample.model.name(), "notes": sample.notes, "standardized": sample.is_standardized(),
        "feature_scale": scale(sample.feature_scale), "target_scale": scale(sample.target_scale),
        "best": best.map(|m| described_fit(sample, [m.w, m.b])),
    })
}

/// A fit as JSON: the line in the data's units, and its goodness of fit.
fn described_fit(sample: &Sample, at: Point) -> serde_json::Value {
    let line = sample.line(at);
    let (r2, rmse, accuracy) = match sample.fit(at) {
        Fit::Linear { r2, rmse } => (r2, Some(rmse), None),
        Fit::Logistic { accuracy } => (None, None, Some(accuracy)),
    };
    serde_json::json!({
        "slope": line.slope, "intercept": line.intercept, "r2": r2, "rmse": rmse, "accuracy": accuracy,
    })
}

/// The lines on data in a table.
fn data_lines(out: &mut dyn Write, scenario: &Scenario, sample: &Sample) -> io::Result<()> {
    let standardized = if sample.is_standardized() { ", standardized (mean 0, standard deviation 1)" } else { "" };
    let (target, feature, rows) = (&sample.target, &sample.feature, sample.x.len());
    let skipped = if sample.skipped > 0 { format!(", {} skipped", sample.skipped) } else { String::new() };
    writeln!(out, "{target} by {feature}, {rows} rows{skipped}{standardized}")?;
    if let Some(notes) = scenario.problem.notes() {
        writeln!(out, "{notes}")?;
    }
    match scenario.surface().minima().iter().find(|m| m.global).map(|m| [m.w, m.b]) {
        Some(best) => {
            let units = if sample.is_standardized() { " in the data's units" } else { "" };
            writeln!(out, "best fit{units}: {}, {}", sample.formula(best), quality(sample, best).join(", "))
        }
        None => {
            let why = scenario.surface().separation().map(|found| found.words(feature) + ", so ").unwrap_or_default();
            writeln!(out, "no best fit: {why}the loss has no minimum")
        }
    }
}

/// Goodness of fit, such as `R² 0.759`.
fn quality(sample: &Sample, at: Point) -> Vec<String> {
    let named = sample.fit(at).named().into_iter();
    named.map(|(name, value)| format!("{name} {}", value.map_or("—".to_owned(), |v| figures(v, 4)))).collect()
}

fn table(
    out: &mut dyn Write,
    scenario: &Scenario,
    names: &[String],
    resolved: &[Resolved],
    paths: &mut dyn Iterator<Item = Trajectory>,
) -> io::Result<()> {
    let surface = scenario.surface();
    let [w, b] = scenario.start();
    let kappa = match surface.condition_number() {
        Some(kappa) => format!("  κ = {}", short(kappa)),
        None if surface.is_kinked() => "  not smooth at its minimum: no κ".to_owned(),
        None => String::new(),
    };
    writeln!(out, "{}  {}{kappa}", scenario.problem.name(), surface.formula())?;
    if surface.is_typed() {
        let values = surface.parameters().iter().zip(surface.values());
        let mut facts: Vec<String> = values.map(|(p, v)| format!("{} = {}", p.name, plain(*v))).collect();
        facts.push(match surface.minima().iter().find(|m| m.global) {
            Some(m) => format!("lowest minimum found: {} at ({}, {})", short(m.loss), short(m.w), short(m.b)),
            None => "no lowest minimum found".to_owned(),
        });
        writeln!(out, "{}", facts.join(", "))?;
    }
    if let Some(sample) = scenario.problem.sample() {
        data_lines(out, scenario, sample)?;
    }
    writeln!(
        out,
        "from ({}, {}), {} steps, tolerance {}\n",
        figures(w, 6),
        figures(b, 6),
        scenario.steps,
        plain(scenario.tolerance)
    )?;
    let wide = names.iter().map(|n| n.chars().count()).max().unwrap_or(3).max(3);
    writeln!(
        out,
        "{:wide$}  {:>9}  {:>10}  {:>10}  {:>10}  {:>10}  outcome",
        "run", "alpha", "loss", "w", "b", "grad"
    )?;
    let mut fits = Vec::new();
    for ((name, run), path) in names.iter().zip(resolved).zip(paths) {
        let outcome = outcome(&run.plan, &path, scenario.tolerance);
        let alpha = run.values.hypers.first().copied().unwrap_or(f64::NAN);
        let alpha = format!("{}{}", short(alpha), if run.suggested { "*" } else { "" });
        let verdict = match &outcome {
            Outcome::Running(None) => "running".to_owned(),
            Outcome::Running(Some(habit)) => format!("running: {}", habit.line()),
            Outcome::Converged { step, place } => format!("converged at step {step}: {}", place.name()),
            Outcome::Diverged { step, why: Some(why) } => format!("diverged at step {step}: {why}"),
            Outcome::Diverged { step, why: None } => format!("diverged at step {step}"),
        };
        if let Some(last) = path.records().last() {
            fits.extend(last.at.iter().all(|x| x.is_finite()).then_some((name, last.at)));
            let norm = last.gradient[0].hypot(last.gradient[1]);
            let [loss, w, b, grad] = [last.loss, last.at[0], last.at[1], norm].map(five);
            writeln!(out, "{name:wide$}  {alpha:>9}  {loss:>10}  {w:>10}  {b:>10}  {grad:>10}  {verdict}")?;
        }
    }
    for run in scenario.runs.iter().filter(|run| scenario.parts_from_library(run)) {
        let convention = scenario.convention_of(run).name();
        let name = run.description().name;
        writeln!(
            out,
            "\n{name}: {PRODUCT}, the product of all β so far; {convention} raises the changed β to the power t"
        )?;
    }
    if let Some(sample) = scenario.problem.sample() {
        let units = if sample.is_standardized() { ", in the data's units" } else { "" };
        writeln!(out, "\nfit at the last step{units}")?;
        for (name, at) in fits {
            writeln!(out, "{name:wide$}  {}, {}", sample.formula(at), quality(sample, at).join(", "))?;
        }
    }
    if resolved.iter().any(|r| r.suggested) {
        writeln!(out, "\n* suggested for this surface; set it with --optimizer NAME:alpha=…")?;
    }
    Ok(())
}

/// Five significant digits.
fn five(value: f64) -> String {
    crate::math::number::figures(value, 5)
}
