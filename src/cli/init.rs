//! `ravine init`: signal propagation through a deep network at initialization.

use std::io::{self, Write};

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::progress::Progress;
use super::{Failure, output};
use crate::math::number::{plain, short, tidy};
use crate::network::signal::NetError;
use crate::network::theory::Predicted;
use crate::network::verdict::Verdict;
use crate::network::{Ensemble, Layer, Net};
use crate::scenario::net::{NetOptions, command_line};

/// Arguments of `ravine init`.
#[derive(Args, Debug)]
pub struct InitArgs {
    /// How weights are drawn: normal:sigma=0.01 [see: ravine list inits] [default: he-normal]
    #[arg(long, value_name = "NAME[:key=value]", allow_hyphen_values = true)]
    scheme: Option<String>,
    /// linear, relu, leaky-relu, tanh, sigmoid or gelu [default: relu]
    #[arg(long, value_name = "NAME")]
    activation: Option<String>,
    /// Layers [default: 20]
    #[arg(long, value_name = "L", allow_hyphen_values = true)]
    depth: Option<String>,
    /// Units a layer, and inputs [default: 64]
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    width: Option<String>,
    /// Samples [default: 32]
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    batch: Option<String>,
    /// The seed of weights and inputs [default: 0]
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    seed: Option<String>,
    /// Average this many nets, each with its own weights and inputs [default: 256, fewer if they are large]
    ///
    /// Theory assumes infinitely many units. A single deep net of 64 strays from it by a factor of two or three; the mean over nets
    /// does not, but for the gradient, which in the first layers of narrow nets is larger (by 40 % at 64 units, 20 % at 128).
    /// Spreads and gradients are root mean squares over the nets, the rest are means; distinct_units is the fewest.
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    nets: Option<String>,
    /// Measured beside predicted, or a row a layer
    ///
    /// csv has the columns layer,fan_in,fan_out,weight_std,activation_mean,activation_std,gradient_std,dead_fraction,distinct_units.
    /// A dead unit passes no gradient on any sample; distinct units have incoming weights that differ in a bit. Numbers have
    /// 12 figures: beyond these sums differ from one processor to another. json is explained by `ravine help json`.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Csv,
    Json,
}

/// Number of significant digits that are identical on every processor.
const FIGURES: usize = 12;

/// Propagates the signal and prints the result.
pub fn init(args: &InitArgs) -> Result<(), Failure> {
    let options = NetOptions {
        scheme: args.scheme.clone(),
        activation: args.activation.clone(),
        depth: args.depth.clone(),
        width: args.width.clone(),
        batch: args.batch.clone(),
        seed: args.seed.clone(),
        nets: args.nets.clone(),
    };
    let net = options.net()?;
    let failed = |error: NetError| Failure::User(error.to_string());
    let mut nets = Ensemble::new(&net).map_err(failed)?;
    let progress = Progress::new(1000);
    nets.finish(|share| progress.set((share * 1000.0) as u64)).map_err(failed)?;
    progress.finish();
    output::to_stdout(|out| match args.format {
        Format::Csv => csv(out, &nets),
        Format::Json => json(out, &nets),
        Format::Table => table(out, &nets),
    })
}

fn gradient_std(layer: &Layer) -> f64 {
    layer.gradient.as_ref().map_or(f64::NAN, |g| g.std)
}

fn csv(out: &mut dyn Write, nets: &Ensemble) -> io::Result<()> {
    let width = nets.net().width;
    let number = |x: f64| plain(tidy(x, FIGURES));
    writeln!(
        out,
        "layer,fan_in,fan_out,weight_std,activation_mean,activation_std,gradient_std,dead_fraction,distinct_units"
    )?;
    for (i, layer) in nets.layers().iter().enumerate() {
        let measured =
            [layer.weight_std, layer.activation.mean, layer.activation.std, gradient_std(layer), layer.dead_fraction];
        let measured = measured.map(number).join(",");
        writeln!(out, "{},{width},{width},{measured},{}", i + 1, layer.distinct_units)?;
    }
    Ok(())
}

fn json(out: &mut dyn Write, nets: &Ensemble) -> io::Result<()> {
    let number = |x: f64| json!(tidy(x, FIGURES));
    let layer = |(i, (m, p)): (usize, (&Layer, &Predicted))| {
        json!({
            "layer": i + 1,
            "fan_in": nets.net().width,
            "fan_out": nets.net().width,
            "weight_std": number(m.weight_std),
            "activation_mean": number(m.activation.mean),
            "activation_std": number(m.activation.std),
            "activation_rms": number(m.activation.rms),
            "gradient_std": number(gradient_std(m)),
            "dead_fraction": number(m.dead_fraction),
            "saturated_fraction": m.saturated_fraction.map(number),
            "distinct_units": m.distinct_units,
            "predicted": {
                "weight_std": number(p.weight_std),
                "activation_mean": number(p.activation_mean),
                "activation_std": number(p.activation_std),
                "gradient_std": number(p.gradient_std),
            },
        })
    };
    let layers: Vec<Value> = nets.layers().iter().zip(nets.predicted()).enumerate().map(layer).collect();
    let judged = |verdict: Verdict| json!({ "verdict": verdict.name(), "factor": number(verdict.factor) });
    let Net { scheme, activation, depth, width, batch, seed, nets: count } = *nets.net();
    let whole = json!({
        "command": command_line(nets.net()),
        "scheme": scheme.spec(),
        "activation": activation.name(),
        "depth": depth, "width": width, "batch": batch, "nets": count, "seed": seed,
        "forward": judged(Verdict::forward(nets.layers())),
        "backward": judged(Verdict::backward(nets.layers())),
        "layers": layers,
    });
    serde_json::to_writer(&mut *out, &whole)?;
    writeln!(out)
}

fn table(out: &mut dyn Write, nets: &Ensemble) -> io::Result<()> {
    let Net { scheme, activation, depth, width, batch, seed, nets: count } = *nets.net();
    writeln!(out, "{}  {}  {}", scheme.spec(), scheme.description().formula, scheme.description().about)?;
    let counted = |n: usize, one: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") };
    let units = counted(width, &format!("{} unit", activation.name()));
    let [layers, samples] = [counted(depth, "layer"), counted(batch, "sample")];
    let averaged = if count == 1 { "one net".to_owned() } else { format!("mean of {count} nets") };
    writeln!(out, "{layers} of {units}, {samples}, {averaged}, seed {seed}\n")?;
    writeln!(
        out,
        "{:>5}  {:>9} {:>9}  {:>9}  {:>9} {:>9}  {:>9} {:>9}  {:>6}  {:>9}  {:>8}",
        "layer", "weights", "theory", "mean", "std", "theory", "gradient", "theory", "dead", "saturated", "distinct"
    )?;
    let share = |x: f64| format!("{}%", short(100.0 * x));
    let known = |x: f64| if x.is_nan() { "-".to_owned() } else { short(x) };
    for (i, (m, p)) in nets.layers().iter().zip(nets.predicted()).enumerate() {
        let numbers = [
            m.weight_std,
            p.weight_std,
            m.activation.mean,
            m.activation.std,
            p.activation_std,
            gradient_std(m),
            p.gradient_std,
        ];
        let [weights, weights_theory, mean, spread, spread_theory, gradient, gradient_theory] = numbers.map(known);
        // A single weight has no standard deviation.
        let weights = if width == 1 { known(f64::NAN) } else { weights };
        let (dead, saturated) = (share(m.dead_fraction), m.saturated_fraction.map_or("-".to_owned(), share));
        writeln!(
            out,
            "{:>5}  {weights:>9} {weights_theory:>9}  {mean:>9}  {spread:>9} {spread_theory:>9}  {gradient:>9} \
             {gradient_theory:>9}  {dead:>6}  {saturated:>9}  {:>8}",
            i + 1,
            m.distinct_units
        )?;
    }
    let said = |verdict: Verdict| match verdict.factor {
        factor if factor.is_nan() => "-".to_owned(),
        factor => format!("{} (x {})", verdict.name(), short(factor)),
    };
    writeln!(
        out,
        "\nforward {}, backward {}",
        said(Verdict::forward(nets.layers())),
        said(Verdict::backward(nets.layers()))
    )
}
