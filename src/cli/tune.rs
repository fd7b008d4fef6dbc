//! `ravine tune`: the best hyperparameters of each optimizer, on an equal budget.

use std::io::{self, Write};

use clap::{Args, ValueEnum};
use rayon::prelude::*;
use serde_json::json;

use super::progress::Progress;
use super::{Failure, ScenarioArgs, output};
use crate::math::number::{plain, short};
use crate::run::tune::{Metric, Starts};
use crate::scenario::tuning::{Budget, Found, Trial, Tuning};

/// Arguments of `ravine tune`.
///
/// Every optimizer gets the same number of trials. α is searched from a thousandth to ten times its suggestion, decay rates by the
/// logarithm of 1-β, by seeded quasi-random values; what a spec sets is not searched. Every trial runs from all starts; the
/// best of each optimizer is compared on starts that none was tuned on.
#[derive(Args, Debug)]
pub struct TuneArgs {
    #[command(flatten)]
    scenario: ScenarioArgs,
    /// Trials that each optimizer gets
    #[arg(long, value_name = "N", default_value = "100", allow_hyphen_values = true)]
    trials: String,
    /// Starts of each trial: N spread over the domain, or AxB on a lattice
    #[arg(long, value_name = "N|AxB", default_value = "25", allow_hyphen_values = true)]
    starts: String,
    /// What is scored, less is better: area (mean over the steps of log10 loss), loss (log10, at the end), steps (to the
    /// tolerance)
    #[arg(long, value_name = "area|loss|steps", default_value = "area")]
    metric: String,
    /// A ranking, or the same as data
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Csv,
    Json,
}

/// Tunes and prints the result.
pub fn tune(args: &TuneArgs) -> Result<(), Failure> {
    let budget = Budget { trials: trials(&args.trials)?, starts: starts(&args.starts)?, metric: metric(&args.metric)? };
    let scenario = args.scenario.said()?;
    let mut tuning = Tuning::new(&scenario, budget).map_err(|e| Failure::User(e.to_string()))?;
    let jobs: Vec<(usize, usize)> = tuning.jobs().collect();
    let progress = Progress::new(jobs.len() as u64);
    let scores: Vec<Trial> = jobs
        .par_iter()
        .map(|(run, trial)| {
            let score = tuning.score(*run, *trial);
            progress.add(1);
            score
        })
        .collect();
    for ((run, _), score) in jobs.iter().zip(scores) {
        tuning.take(*run, score);
    }
    progress.finish();
    let found = tuning.report();
    let names = scenario.names();
    output::to_stdout(|out| match args.format {
        Format::Table => table(out, &tuning, &names, &found),
        Format::Csv => csv(out, &tuning, &names, &found),
        Format::Json => json(out, &tuning, &names, &found),
    })
}

fn trials(text: &str) -> Result<usize, Failure> {
    let wrong = || Failure::User(format!("--trials {text} is out of range; give a whole number from 1, such as 100"));
    text.parse::<usize>().ok().filter(|n| *n > 0).ok_or_else(wrong)
}

fn starts(text: &str) -> Result<Starts, Failure> {
    let number = |text: &str| text.parse::<usize>().ok().filter(|n| *n > 0);
    let found = match text.split_once('x') {
        Some((across, down)) => number(across).zip(number(down)).map(|(a, d)| Starts::Lattice(a, d)),
        None => number(text).map(Starts::Spread),
    };
    found.ok_or_else(|| Failure::User(format!("--starts {text}: give a number such as 25, or a lattice such as 5x5")))
}

fn metric(text: &str) -> Result<Metric, Failure> {
    Metric::ALL.into_iter().find(|metric| metric.name() == text).ok_or_else(|| {
        let names = Metric::ALL.map(Metric::name).join(", ");
        Failure::User(format!("--metric {text} is not one of {names}"))
    })
}

fn table(out: &mut dyn Write, tuning: &Tuning, names: &[String], found: &[Found]) -> io::Result<()> {
    let Budget { trials, metric, .. } = tuning.budget();
    let scenario = tuning.tuned(found);
    let (name, about) = (metric.name(), metric.about(scenario.surface()));
    let starts = found.first().map_or(0, |f| f.scores.each.len());
    let several = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let (trials, starts, steps) = (several(trials, "trial"), several(starts, "start"), several(scenario.steps, "step"));
    writeln!(out, "{}  {trials} each, {starts}, {steps}", scenario.problem.name())?;
    writeln!(out, "score: {name}, {about}; on held-out starts, ± the standard error\n")?;
    let wide = names.iter().map(|n| n.chars().count()).max().unwrap_or(3).max(3);
    writeln!(
        out,
        "   {:wide$}  {:>9}  {:>7}  {:>9}  {:24}  values",
        "run", "score", "±", "reached", "ahead of the next by"
    )?;
    for (rank, one) in found.iter().enumerate() {
        let name = names.get(one.place).map_or("", String::as_str);
        let ahead = one.lead.map_or("—".to_owned(), |lead| {
            let [low, high] = lead.interval;
            let doubt = if lead.is_clear() { "" } else { " ?" };
            format!("{} ({} to {}){doubt}", short(lead.mean), short(low), short(high))
        });
        writeln!(
            out,
            "{:>2} {name:wide$}  {:>9}  {:>7}  {:>4} of {starts}  {ahead:24}  {}",
            rank + 1,
            short(one.scores.mean()),
            short(one.scores.error()),
            one.scores.reached,
            values(&scenario, one)
        )?;
    }
    let searched = |one: &Found| tuning.searches().get(one.place).map_or(0, |s| s.searched.len());
    if found.iter().any(|one| searched(one) == 0) {
        writeln!(out, "\nWhere every value is set there was nothing to search.")?;
    }
    writeln!(
        out,
        "\nAhead by: the mean difference and its 95% interval over the held-out starts; ? = not significant."
    )?;
    writeln!(out, "\n{}", scenario.command_line())
}

/// The values of a run in its spec, without the name.
fn values(scenario: &crate::scenario::Scenario, one: &Found) -> String {
    scenario.run_spec(&one.run).split_once(':').map_or(String::new(), |(_, values)| values.replace(',', " "))
}

fn csv(out: &mut dyn Write, tuning: &Tuning, names: &[String], found: &[Found]) -> io::Result<()> {
    let scenario = tuning.tuned(found);
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record([
        "rank",
        "run",
        "optimizer",
        "score",
        "error",
        "tuned_score",
        "starts",
        "reached",
        "diverged",
        "lead",
        "lead_low",
        "lead_high",
    ])?;
    for (rank, one) in found.iter().enumerate() {
        let lead = one
            .lead
            .map_or([const { String::new() }; 3], |lead| [lead.mean, lead.interval[0], lead.interval[1]].map(plain));
        let [mean, low, high] = lead;
        writer.write_record([
            (rank + 1).to_string(),
            names.get(one.place).cloned().unwrap_or_default(),
            scenario.run_spec(&one.run),
            plain(one.scores.mean()),
            plain(one.scores.error()),
            plain(one.tuned),
            one.scores.each.len().to_string(),
            one.scores.reached.to_string(),
            one.scores.diverged.to_string(),
            mean,
            low,
            high,
        ])?;
    }
    writer.flush()
}

fn json(out: &mut dyn Write, tuning: &Tuning, names: &[String], found: &[Found]) -> io::Result<()> {
    let scenario = tuning.tuned(found);
    let Budget { trials, metric, .. } = tuning.budget();
    let one = |(rank, one): (usize, &Found)| {
        let searched = tuning.searches().get(one.place).map_or(&[][..], |s| &s.searched);
        let ranges: Vec<_> =
            searched.iter().map(|s| json!({"name": s.parameter.name, "low": s.range[0], "high": s.range[1]})).collect();
        json!({
            "rank": rank + 1,
            "run": names.get(one.place),
            "optimizer": scenario.run_spec(&one.run),
            "score": one.scores.mean(),
            "error": one.scores.error(),
            "tuned_score": one.tuned,
            "scores": one.scores.each,
            "reached": one.scores.reached,
            "diverged": one.scores.diverged,
            "lead": one.lead.map(|l| json!({"mean": l.mean, "low": l.interval[0], "high": l.interval[1], "better": l.better})),
            "searched": ranges,
        })
    };
    let runs: Vec<_> = found.iter().enumerate().map(one).collect();
    let whole = json!({
        "command": scenario.command_line(), "metric": metric.name(), "trials": trials, "steps": scenario.steps, "runs": runs,
    });
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    writeln!(out)
}
