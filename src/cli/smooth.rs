//! `ravine smooth`: the exponential moving average of a series.

use std::ffi::OsStr;
use std::io::{self, Write};
use std::sync::Arc;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Arg, Args, ValueEnum};
use serde::Serialize;
use serde_json::{Value, json};

use super::{DialectArgs, Failure, note, output};
use crate::averages::{Average, Gaps, Kind, LENGTH, NOISE, Reading, SERIES, Series, named, noise_left};
use crate::math::data::Table;
use crate::math::nearest::nearest;
use crate::math::number::plain;
use crate::scenario::smooth::{Setup, Source};
use crate::scenario::{OptionsError, SEED, SpecError, number};

/// Arguments of `ravine smooth`.
///
/// ŷ ← βŷ + (1-β)y, begun at 0; corrected, it is divided by 1-β^t, the sum of its weights so far. --reading notes is ŷ ← βy + (1-β)ŷ,
/// as the notes write it: the same numbers at 1-β.
#[derive(Args, Debug)]
pub struct SmoothArgs {
    /// β: the weight of the past, 0 <= β < 1; with --reading notes that of the new value, 0 < β <= 1
    #[arg(long, value_name = "B", allow_hyphen_values = true)]
    beta: String,
    /// A series with noise on it [default: temperature] [see: ravine list series]
    #[arg(long, value_name = "NAME", value_parser = SeriesNames, hide_possible_values = true, conflicts_with = "data")]
    series: Option<String>,
    /// How many values [default: 120]
    #[arg(long, value_name = "N", allow_hyphen_values = true, conflicts_with = "data")]
    length: Option<String>,
    /// Standard deviation of the noise [default: the series' own]
    #[arg(long, value_name = "SIGMA", allow_hyphen_values = true, conflicts_with = "data")]
    noise: Option<String>,
    /// The seed of the noise [default: 0]
    #[arg(long, value_name = "N", allow_hyphen_values = true, conflicts_with = "data")]
    seed: Option<String>,
    /// A column of a CSV file, of `-`, standard input, or of the built-in `penguins` or `iris`; rows without a value are left out
    #[arg(long, value_name = "FILE.csv|-|penguins|iris")]
    data: Option<String>,
    /// Which of its columns [default: the only one that has numbers]
    #[arg(long, value_name = "COL", requires = "data")]
    column: Option<String>,
    /// What a row without a value does to the average: nothing, or its weights age
    #[arg(long, value_enum, default_value_t = GapsChoice::Skip, requires = "data")]
    gaps: GapsChoice,
    #[command(flatten)]
    dialect: DialectArgs,
    /// What β weighs: momentum, the old value, or notes, the new one
    #[arg(long, value_enum, default_value_t = ReadingChoice::Momentum)]
    reading: ReadingChoice,
    /// csv has t,y,ema,ema_corrected, t from 1 (of a file: the row). json is explained by `ravine help json`
    ///
    /// ema begins at 0, so that its first values are too small; ema_corrected is ema over the sum of its weights so far,
    /// 1 - (weight of the past)^t.
    #[arg(long, value_enum, default_value_t = Format::Csv)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ReadingChoice {
    /// ŷ ← βŷ + (1-β)y
    Momentum,
    /// ŷ ← βy + (1-β)ŷ
    Notes,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum GapsChoice {
    /// The next value follows the last as if they were neighbors; pandas' ewm(ignore_na=True)
    Skip,
    /// The weights of older values fall over the gap, too; ewm(ignore_na=False), pandas' default
    Age,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Csv,
    Json,
}

/// Gives shell completions the names, but leaves validation and its error message to us.
#[derive(Clone)]
struct SeriesNames;

impl TypedValueParser for SeriesNames {
    type Value = String;

    fn parse_ref(&self, command: &clap::Command, arg: Option<&Arg>, value: &OsStr) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(SERIES.iter().map(|kind| PossibleValue::new(kind.name))))
    }
}

#[derive(Serialize)]
struct Row {
    t: usize,
    y: f64,
    ema: f64,
    ema_corrected: f64,
}

/// Averages and prints the result.
pub fn smooth(args: &SmoothArgs) -> Result<(), Failure> {
    let setup = setup(args)?;
    note(notes(&setup));
    let series = setup.series();
    let average = setup.average(&series);
    output::to_stdout(|out| match args.format {
        Format::Csv => csv(out, &setup, &series, &average),
        Format::Json => json(out, &setup, &series, &average),
    })
}

/// Notes on skipped or guessed parts of a file, and on the effect of its gaps.
fn notes(setup: &Setup) -> Option<String> {
    let Source::Column(column) = &setup.source else { return None };
    let mut notes = column.notes.clone();
    if column.places.windows(2).any(|pair| matches!(pair, [a, b] if *b > a + 1)) {
        notes.push(
            match setup.gaps {
                Gaps::Skip => {
                    "averaged as if it were not there, pandas' ignore_na=True; --gaps age for ignore_na=False"
                }
                Gaps::Age => "weights age over it, pandas' ignore_na=False; --gaps skip for ignore_na=True",
            }
            .to_owned(),
        );
    }
    (!notes.is_empty()).then(|| format!("{}: {}", column.title(), notes.join("; ")))
}

fn setup(args: &SmoothArgs) -> Result<Setup, Failure> {
    let told = |error: SpecError| Failure::User(error.to_string());
    let reading = match args.reading {
        ReadingChoice::Momentum => Reading::Momentum,
        ReadingChoice::Notes => Reading::Notes,
    };
    let gaps = match args.gaps {
        GapsChoice::Skip => Gaps::Skip,
        GapsChoice::Age => Gaps::Age,
    };
    let mut setup = Setup { beta: beta(&args.beta, reading)?, reading, gaps, ..Setup::default() };
    let dialect = args.dialect.dialect()?;
    if let Some(name) = &args.series {
        setup.source = Source::Kind(kind(name)?);
    }
    if let Some(text) = &args.length {
        setup.length = number("--length", &LENGTH, text).map_err(told)? as usize;
    }
    if let Some(text) = &args.noise {
        setup.noise = Some(number("--noise", &NOISE, text).map_err(told)?);
    }
    if let Some(text) = &args.seed {
        setup.seed = number("--seed", &SEED, text).map_err(told)? as u64;
    }
    if let Some(file) = &args.data {
        let column = Table::load_as(file, &dialect).and_then(|table| table.series(args.column.as_deref()));
        setup.source = Source::Column(Arc::new(column.map_err(OptionsError::Data)?));
    }
    Ok(setup)
}

/// Parses β within its reading's range; a value valid only for the other reading is reported as such.
fn beta(text: &str, reading: Reading) -> Result<f64, Failure> {
    let parameter = reading.beta();
    let (range, what) = match reading {
        Reading::Momentum => ("0 <= β < 1", "the weight of the old value"),
        Reading::Notes => ("0 < β <= 1", "the weight of the new value"),
    };
    let line = match text.parse::<f64>() {
        Ok(beta) if parameter.allows(beta) => return Ok(beta),
        Ok(beta) if reading.other().beta().allows(beta) => {
            let other = reading.other().name();
            format!("--beta {text}: {what} is {range}; this would be for --reading {other}")
        }
        Ok(_) => format!("--beta {text} is out of range; {range}, {what}"),
        Err(_) => format!("--beta {text} is not a number; give {what}, {range}"),
    };
    Err(Failure::User(line))
}

fn kind(name: &str) -> Result<&'static Kind, Failure> {
    named(name).ok_or_else(|| {
        let names: Vec<&str> = SERIES.iter().map(|kind| kind.name).collect();
        let hint = match nearest(name, names.iter().copied()) {
            Some(meant) => format!("did you mean '{meant}'?"),
            None => format!("there are {}; --data FILE.csv takes a column of a file", names.join(", ")),
        };
        Failure::User(format!("unknown series '{name}'; {hint}"))
    })
}

fn csv(out: &mut dyn Write, setup: &Setup, series: &Series, average: &Average) -> io::Result<()> {
    writeln!(out, "t,y,ema,ema_corrected")?;
    for ((t, y), (raw, corrected)) in (1..).zip(&series.observed).zip(average.raw.iter().zip(&average.corrected)) {
        let t = setup.place(t);
        writeln!(out, "{t},{},{},{}", plain(*y), plain(*raw), plain(*corrected))?;
    }
    Ok(())
}

fn json(out: &mut dyn Write, setup: &Setup, series: &Series, average: &Average) -> io::Result<()> {
    let weights = setup.weights();
    let measured = noise_left(series, weights);
    let source = match &setup.source {
        Source::Kind(kind) => json!({
            "name": kind.name, "formula": kind.formula, "length": setup.length, "noise": setup.noise(), "seed": setup.seed,
        }),
        Source::Column(_) => Value::Null,
    };
    let data = match &setup.source {
        Source::Kind(_) => Value::Null,
        Source::Column(column) => json!({
            "file": column.file, "column": column.name, "rows": column.values.len(), "skipped": column.skipped,
            "gaps": setup.gaps.name(), "notes": column.notes,
        }),
    };
    let head = json!({
        "command": setup.command_line(),
        "beta": setup.beta,
        "reading": setup.reading.name(),
        "formula": setup.reading.formula(),
        "series": source,
        "data": data,
        "window": weights.window(),
        "variance_ratio": weights.variance_ratio(),
        "measured": measured.map(|m| json!({"variance_ratio": m.ratio, "error": m.error})),
    });
    // The object is written piecewise, since there may be many rows.
    let head = head.to_string();
    write!(out, "{},\"rows\":[", head.strip_suffix('}').unwrap_or(&head))?;
    for ((t, y), (raw, corrected)) in (1..).zip(&series.observed).zip(average.raw.iter().zip(&average.corrected)) {
        out.write_all(if t == 1 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &Row { t: setup.place(t), y: *y, ema: *raw, ema_corrected: *corrected })?;
    }
    writeln!(out, "]}}")
}
