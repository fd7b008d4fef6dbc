//! `ravine list`: the catalogs, from the same tables that the program itself uses.

use std::io::{self, Write};

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::{Failure, output};
use crate::averages::{Kind, SERIES};
use crate::math::number::plain;
use crate::math::parameter::Parameter;
use crate::math::surface::{CATALOGUE, Surface};
use crate::network::ACTIVATIONS;
use crate::network::scheme::{self, SCHEMES};
use crate::optimizer::{
    Convention, Description, EXTRA_HYPERS, EXTRA_SWITCHES, OPTIMIZERS, SCHEDULE_PARAMETERS, SCHEDULES, Switch, Update,
};
use crate::tui::theme::{self, Mode, Scheme};

/// Arguments of `ravine list`.
#[derive(Args, Debug)]
pub struct ListArgs {
    /// What to list
    #[arg(value_enum)]
    what: What,
    /// Text, or JSON
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    Surfaces,
    Optimizers,
    Inits,
    Series,
    Themes,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
}

/// Prints a list.
pub fn list(args: &ListArgs) -> Result<(), Failure> {
    output::to_stdout(|out| match (args.what, args.format) {
        (What::Surfaces, Format::Table) => surfaces(out),
        (What::Optimizers, Format::Table) => {
            OPTIMIZERS.iter().try_for_each(|o| optimizer(out, o))?;
            options(out)
        }
        (What::Inits, Format::Table) => inits(out),
        (What::Series, Format::Table) => series(out),
        (What::Themes, Format::Table) => themes(out),
        (what, Format::Json) => {
            let value = match what {
                What::Surfaces => CATALOGUE.iter().map(surface_json).collect(),
                What::Optimizers => OPTIMIZERS.iter().map(|o| optimizer_json(o)).collect(),
                What::Inits => SCHEMES.iter().map(init_json).collect(),
                What::Series => SERIES.iter().map(series_json).collect(),
                What::Themes => theme::SCHEMES.iter().map(theme_json).collect(),
            };
            serde_json::to_writer_pretty(&mut *out, &Value::Array(value))?;
            writeln!(out)
        }
    })
}

fn surfaces(out: &mut dyn Write) -> io::Result<()> {
    let wide = CATALOGUE.iter().map(|e| e.name.len()).max().unwrap_or(0);
    let formulas = CATALOGUE.iter().map(|e| e.formula.chars().count()).max().unwrap_or(0);
    for entry in CATALOGUE {
        writeln!(out, "{:wide$}  {:formulas$}  {}", entry.name, entry.formula, entry.about)?;
        for p in entry.parameters {
            writeln!(out, "{:wide$}  {}", "", parameter_line(p, p.default))?;
        }
    }
    writeln!(
        out,
        "\nW,B of --start; --surface NAME:key=value sets a surface's parameters. Data: --data penguins, iris or FILE.csv. \
         Any formula: --fn 'a*x^2 + y^2' --param a=0.1..10"
    )
}

fn series(out: &mut dyn Write) -> io::Result<()> {
    let wide = SERIES.iter().map(|k| k.name.len()).max().unwrap_or(0);
    let formulas = SERIES.iter().map(|k| k.formula.chars().count()).max().unwrap_or(0);
    for kind in SERIES {
        let noise = plain(kind.noise);
        writeln!(out, "{:wide$}  {:formulas$}  noise {noise:3}  {}", kind.name, kind.formula, kind.about)?;
    }
    writeln!(out, "\n--data FILE.csv --column COL takes a column of a file instead")
}

fn series_json(kind: &Kind) -> Value {
    json!({"name": kind.name, "formula": kind.formula, "about": kind.about, "step": kind.step, "noise": kind.noise})
}

fn inits(out: &mut dyn Write) -> io::Result<()> {
    let wide = SCHEMES.iter().map(|s| s.name.len()).max().unwrap_or(0);
    let formulas = SCHEMES.iter().map(|s| s.formula.chars().count()).max().unwrap_or(0);
    for scheme in SCHEMES {
        writeln!(out, "{:wide$}  {:formulas$}  {}", scheme.name, scheme.formula, scheme.about)?;
        if let Some(p) = &scheme.parameter {
            writeln!(out, "{:wide$}  {}", "", parameter_line(p, p.default))?;
        }
    }
    let activations = ACTIVATIONS.map(|(_, name)| name).join(", ");
    writeln!(
        out,
        "\n--scheme NAME:key=value of ravine init; in and out are fan-in and fan-out; N(0, σ) has standard \
         deviation σ. Activations: {activations}"
    )
}

fn init_json(scheme: &scheme::Description) -> Value {
    json!({
        "name": scheme.name, "formula": scheme.formula, "about": scheme.about,
        "parameters": parameters_json(scheme.parameter.as_slice()),
    })
}

fn themes(out: &mut dyn Write) -> io::Result<()> {
    let wide = theme::SCHEMES.iter().map(|s| s.name.len()).max().unwrap_or(0);
    for scheme in theme::SCHEMES {
        writeln!(out, "{:wide$}  {:5}  {}", scheme.name, scheme.mode.name(), scheme.about)?;
    }
    let [dark, light] = [Mode::Dark, Mode::Light].map(|mode| Scheme::of(mode).name);
    writeln!(
        out,
        "\n--theme also takes dark ({dark}), light ({light}), and auto: what the terminal's background asks for"
    )
}

fn theme_json(scheme: &Scheme) -> Value {
    json!({"name": scheme.name, "about": scheme.about, "mode": scheme.mode.name()})
}

fn parameter_line(p: &Parameter, default: f64) -> String {
    let what = if p.symbol.is_empty() { p.title.to_owned() } else { format!("{}, {}", p.symbol, p.title) };
    format!("{} ({what}) = {}; {}", p.name, plain(default), p.range_text())
}

fn optimizer(out: &mut dyn Write, o: &Description) -> io::Result<()> {
    writeln!(out, "{}: {} ({})", o.name, o.title, o.source)?;
    // Conventions with the same equation share a line.
    let mut lines: Vec<(Vec<&str>, String)> = Vec::new();
    for (convention, name) in Convention::ALL {
        let equation = Update::equation(o, &o.defaults(convention)).join(";  ");
        match lines.iter_mut().find(|(_, known)| *known == equation) {
            Some((names, _)) => names.push(name),
            None => lines.push((vec![name], equation)),
        }
    }
    for (names, equation) in lines {
        writeln!(out, "  {}: {equation}", names.join(", "))?;
    }
    let lacking: Vec<&str> =
        Convention::ALL.iter().skip(1).filter(|(c, _)| !o.in_library(*c)).map(|(_, name)| *name).collect();
    if !lacking.is_empty() {
        writeln!(out, "  not in {}: uses the paper's form instead", lacking.join(", "),)?;
    }
    for (i, p) in o.hypers.iter().enumerate() {
        if i == 0 {
            writeln!(out, "  alpha (α, learning rate) suggested for the surface; {}", p.range_text())?;
            continue;
        }
        hyper_line(out, o, i, p)?;
    }
    // An option common to all runs, but enabled in this one by default.
    for (i, p) in o.all_hypers().enumerate().skip(o.hypers.len()) {
        if Convention::ALL.iter().any(|(c, _)| o.default_hyper(i, *c) != p.default) {
            hyper_line(out, o, i, p)?;
        }
    }
    for (i, switch) in o.switches.iter().enumerate() {
        switch_line(out, switch, |c| o.default_switch(i, c))?;
    }
    writeln!(out)
}

fn hyper_line(out: &mut dyn Write, o: &Description, i: usize, p: &Parameter) -> io::Result<()> {
    let own = o.default_hyper(i, Convention::default());
    let others: Vec<String> = Convention::ALL
        .iter()
        .filter(|(c, _)| o.default_hyper(i, *c) != own)
        .map(|(c, name)| format!(" ({name}: {})", plain(o.default_hyper(i, *c))))
        .collect();
    writeln!(out, "  {}{}", parameter_line(p, own), others.concat())
}

fn switch_line(out: &mut dyn Write, switch: &Switch, default: impl Fn(Convention) -> usize) -> io::Result<()> {
    let word = |c| switch.choices.get(default(c)).copied().unwrap_or("");
    let first = word(Convention::default());
    let defaults = if Convention::ALL.iter().all(|(c, _)| word(*c) == first) {
        first.to_owned()
    } else {
        Convention::ALL.iter().map(|(c, name)| format!("{name}: {}", word(*c))).collect::<Vec<_>>().join(", ")
    };
    writeln!(out, "  {} ({}): {}; {defaults}", switch.name, switch.title, switch.choices.join(" | "))
}

/// Prints the options common to all runs.
fn options(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "options of every run")?;
    let of_schedules = |p: &Parameter| SCHEDULE_PARAMETERS.iter().any(|s| s.name == p.name);
    for p in EXTRA_HYPERS.iter().filter(|p| !of_schedules(p)) {
        writeln!(out, "  {}", parameter_line(p, p.default))?;
    }
    for switch in EXTRA_SWITCHES {
        switch_line(out, switch, switch.default)?;
    }
    writeln!(out, "\nschedules: α at update t of T is α·s(t); keys go with schedule=")?;
    for schedule in SCHEDULES {
        let keys: Vec<String> = SCHEDULE_PARAMETERS
            .iter()
            .filter(|p| schedule.parameters.contains(&p.name))
            .map(|p| format!("{}={}", p.name, plain(p.default)))
            .collect();
        let keys = if keys.is_empty() { String::new() } else { format!("  {}", keys.join(", ")) };
        writeln!(out, "  {:14} s = {}{keys}", schedule.name, schedule.formula)?;
    }
    writeln!(
        out,
        "\nadam:alpha=0.1,schedule=cosine,floor=0.1,weight_decay=0.01,decay=decoupled,clip_norm=5 combines several"
    )
}

fn parameters_json(parameters: &[Parameter]) -> Value {
    Value::Array(parameters.iter().map(parameter_json).collect())
}

fn parameter_json(p: &Parameter) -> Value {
    json!({
        "name": p.name, "symbol": p.symbol, "title": p.title, "default": p.default,
        "low": p.low, "high": p.high, "high_excluded": p.open,
    })
}

/// Maps each convention's name to a value.
fn by_convention(of: impl Fn(Convention) -> Value) -> Value {
    Value::Object(Convention::ALL.iter().map(|(c, name)| ((*name).to_owned(), of(*c))).collect())
}

fn surface_json(entry: &'static crate::math::surface::Entry) -> Value {
    let surface = Surface::from_entry(entry, &[]);
    let minima: Vec<Value> =
        surface.minima().iter().map(|m| json!({"w": m.w, "b": m.b, "loss": m.loss, "global": m.global})).collect();
    json!({
        "name": entry.name,
        "formula": entry.formula,
        "about": entry.about,
        "parameters": parameters_json(entry.parameters),
        "domain": {"w": entry.domain.w, "b": entry.domain.b},
        "minima": minima,
        "start": entry.start,
    })
}

fn optimizer_json(o: &Description) -> Value {
    let switches: Vec<Value> = o
        .all_switches()
        .map(|s| {
            let place = o.all_switches().position(|other| other.name == s.name).unwrap_or(usize::MAX);
            let default = |c| json!(s.choices.get(o.default_switch(place, c)));
            // The common options come after its own.
            json!({
                "name": s.name, "title": s.title, "choices": s.choices,
                "default": default(Convention::default()), "defaults": by_convention(default),
            })
        })
        .collect();
    let hyper = |(i, p): (usize, &Parameter)| {
        let mut value = parameter_json(p);
        // α is suggested for the surface and has no default.
        let defaults = |c| if i == 0 { Value::Null } else { json!(o.default_hyper(i, c)) };
        if let Some(object) = value.as_object_mut() {
            object.insert("default".to_owned(), defaults(Convention::default()));
            object.insert("defaults".to_owned(), by_convention(defaults));
        }
        value
    };
    let hypers: Vec<Value> = o.all_hypers().enumerate().map(hyper).collect();
    json!({
        "name": o.name,
        "title": o.title,
        "equation": Update::equation(o, &o.defaults(Convention::default())),
        "equations": by_convention(|c| json!(Update::equation(o, &o.defaults(c)))),
        "libraries": Convention::ALL.iter().filter(|(c, _)| o.in_library(*c)).map(|(_, n)| *n).collect::<Vec<_>>(),
        "source": o.source,
        "hyperparameters": hypers,
        "switches": switches,
    })
}
