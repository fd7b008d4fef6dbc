//! The command line: one file per command.

mod init;
mod list;
mod look;
mod output;
mod play;
mod progress;
mod render;
mod run;
mod smooth;
mod sweep;
mod tune;
mod usage;

use std::io::{self, ErrorKind};
use std::process::ExitCode;

use clap::{Args, CommandFactory, Parser, Subcommand};

use crate::math::data::Dialect;
use crate::scenario::{Options, OptionsError, Scenario, SpecError};
use look::{Look, Scene};

/// A laboratory for first-order optimizers in the terminal.
#[derive(Debug, Parser)]
#[command(name = "ravine", version, about, long_about = LONG, after_long_help = EXAMPLES)]
#[command(args_conflicts_with_subcommands = true, disable_help_subcommand = true, subcommand_negates_reqs = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    scenario: ScenarioArgs,
    #[command(flatten)]
    look: Look,
    #[command(flatten)]
    scene: Scene,
    /// Leave the mouse to the terminal (for selecting text)
    #[arg(long)]
    no_mouse: bool,
}

const LONG: &str = "\
A laboratory for first-order optimizers in the terminal.

Without a command, ravine draws a loss surface as a contour plot and lets SGD, momentum, RMSprop and Adam walk down \
it; a, A, b and B change α and β of the selected run, and its path bends at once. ? shows all keys.

The same options after `ravine run` print the same numbers; after `ravine render` they make a picture.";

const EXAMPLES: &str = "\
Examples:
  ravine                                              the race on the elongated bowl
  ravine --surface rosenbrock                         ... on a curved valley
  ravine --surface bowl:kappa=100 --optimizer sgd:alpha=0.0199 --optimizer momentum:alpha=0.05,beta=0.95
  ravine --fn 'a*x^2 + sin(3y)^2' --param a=0.1..10   ... on any formula, with a slider for a
  ravine --optimizer adam --optimizer adam:bias_correction=false,label=uncorrected
  ravine --data penguins --standardize --batch 16     a line through data, by mini-batches
  ravine --data my.csv --feature x --target y         your own data
  ravine run --format csv --steps 100 > paths.csv     the numbers
  ravine sweep --optimizer momentum --x alpha=0.01..10:60:log --y beta=0..0.99:40:log > map.csv
  ravine smooth --beta 0.95 --series temperature > smooth.csv
  ravine render --out race.svg --size 120x40 --at 26  the picture";

#[derive(Debug, Subcommand)]
enum Command {
    /// Simulate and print: a summary, or every step as CSV or JSON
    Run(run::RunArgs),
    /// Run one optimizer over a plane of two values: steps, loss and rate of each cell, or a picture
    Sweep(sweep::SweepArgs),
    /// Find each optimizer's best values on an equal budget, and rank them
    Tune(tune::TuneArgs),
    /// Average a noisy series, or a column of a file, exponentially: CSV or JSON
    Smooth(smooth::SmoothArgs),
    /// Write the screen at a step to a file: txt, ansi or svg
    Render(render::RenderArgs),
    /// What the first weights do to a deep net: std of activations and gradients, layer by layer
    ///
    /// A batch of standard normal inputs goes through layers of one width, before any training; biases are 0 (PyTorch's random
    /// ones too), and every layer has the activation, the last one as well. gradient_std is that of the loss ½·mean(y²), the mean
    /// over samples and outputs, with respect to a layer's pre-activations. Theory is that of an infinitely wide net.
    Init(init::InitArgs),
    /// List surfaces, optimizers, initializations, series or themes, with what can be set on them
    List(list::ListArgs),
    /// Print completions for a shell
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Explain a command, or `json`: the names in ravine's JSON
    Help {
        /// A command, or `json`
        topic: Option<String>,
    },
}

/// What is simulated.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Scenario")]
struct ScenarioArgs {
    /// The loss surface, with its parameters: bowl:kappa=50 [see: ravine list surfaces]
    #[arg(long, value_name = "NAME[:key=value,...]")]
    surface: Option<String>,
    /// Any formula as the loss, in x and y (or w and b): 'x^4 - 3*x*y + sin(y)^2'
    ///
    /// It may have + - * / ^ and parentheses, 2x for 2*x, pi and e, and sin cos tan asin acos atan sinh cosh tanh exp log (which
    /// is ln) log10 log2 sqrt abs sign min max pow. -x^2 is -(x^2), 2^3^2 is 2^9. Where it is undefined, the plot is blank.
    #[arg(long = "fn", value_name = "FORMULA", allow_hyphen_values = true)]
    formula: Option<String>,
    /// A parameter of the formula, with its range and (after a colon) its value; repeat for more: a=0.1..10:2
    #[arg(long = "param", value_name = "NAME=LOW..HIGH[:VALUE]", allow_hyphen_values = true)]
    parameters: Vec<String>,
    /// A CSV file, `-` for standard input, or the built-in `penguins` or `iris`: the surface is the loss of a regression over it
    #[arg(long, value_name = "FILE.csv|-|penguins|iris")]
    data: Option<String>,
    /// The column for x
    #[arg(long, value_name = "COL")]
    feature: Option<String>,
    /// The column for y; COL=CLASS asks whether it is CLASS
    #[arg(long, value_name = "COL[=CLASS]")]
    target: Option<String>,
    /// A line by squared error, or a probability by cross-entropy [default: by the target]
    #[arg(long, value_name = "linear|logistic")]
    model: Option<String>,
    /// Scale the feature, and a numeric target, to mean 0 and std 1
    #[arg(long)]
    standardize: bool,
    #[command(flatten)]
    dialect: DialectArgs,
    /// An optimizer with its values; repeat for more runs [default: sgd, momentum, rmsprop, adam]
    ///
    /// Besides its own hyperparameters (see: ravine list optimizers) a run takes batch=, noise=, convention= and
    /// label=. An α that is not given is suggested for the surface. alpha@40=0.01 is its value from step 40 on, and so
    /// for every hyperparameter.
    #[arg(long = "optimizer", value_name = "NAME[:key=value,...]")]
    optimizers: Vec<String>,
    /// Whose forms and defaults: notes (EMA momentum, ε under the root), pytorch, keras or optax [default: notes]
    #[arg(long, value_name = "notes|pytorch|keras|optax")]
    convention: Option<String>,
    /// Where every run starts [default: suggested for the surface]
    #[arg(long, value_name = "W,B", allow_hyphen_values = true)]
    start: Option<String>,
    /// The last step [default: 300]
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    steps: Option<String>,
    /// The seed of noise and batches [default: 0]
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    seed: Option<String>,
    /// Rows per gradient, shuffled anew each epoch (with --data) [default: full]
    #[arg(long, value_name = "full|N", allow_hyphen_values = true)]
    batch: Option<String>,
    /// Standard deviation of the noise on each gradient component [default: 0]
    #[arg(long, value_name = "SIGMA", allow_hyphen_values = true)]
    noise: Option<String>,
    /// How close to the minimum counts as converged [default: 1e-6]
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    tolerance: Option<String>,
}

/// How a file is written, where it cannot be told.
#[derive(Args, Clone, Debug, Default)]
struct DialectArgs {
    /// Lines to skip at the top [default: titles above the header]
    #[arg(long, value_name = "N", allow_hyphen_values = true, help_heading = "CSV format")]
    skip: Option<String>,
    /// Whether the first line names the columns [default: unless it looks like the others]
    #[arg(long, value_name = "yes|no", help_heading = "CSV format")]
    header: Option<String>,
    /// The decimal mark [default: the one that the numbers show]
    #[arg(long, value_name = ".|,", allow_hyphen_values = true, help_heading = "CSV format")]
    decimal: Option<String>,
    /// Comment prefix; '' for none [default: #]
    #[arg(long, value_name = "C", allow_hyphen_values = true, help_heading = "CSV format")]
    comment: Option<String>,
}

impl DialectArgs {
    fn texts(&self) -> [Option<&str>; 4] {
        [&self.skip, &self.header, &self.decimal, &self.comment].map(Option::as_deref)
    }

    fn dialect(&self) -> Result<Dialect, Failure> {
        Dialect::parse(self.texts()).map_err(Failure::User)
    }
}

impl ScenarioArgs {
    /// Builds the scenario; skipped or guessed parts of the data are reported on standard error.
    fn said(&self) -> Result<Scenario, Failure> {
        let scenario = self.scenario()?;
        note(scenario.problem.notes());
        Ok(scenario)
    }

    fn scenario(&self) -> Result<Scenario, Failure> {
        let [skip, header, decimal, comment] = self.dialect.texts().map(|text| text.map(str::to_owned));
        let options = Options {
            surface: self.surface.clone(),
            formula: self.formula.clone(),
            parameters: self.parameters.clone(),
            data: self.data.clone(),
            feature: self.feature.clone(),
            target: self.target.clone(),
            model: self.model.clone(),
            standardize: self.standardize,
            skip,
            header,
            decimal,
            comment,
            optimizers: self.optimizers.clone(),
            convention: self.convention.clone(),
            start: self.start.clone(),
            steps: self.steps.clone(),
            seed: self.seed.clone(),
            batch: self.batch.clone(),
            noise: self.noise.clone(),
            tolerance: self.tolerance.clone(),
        };
        Ok(options.scenario()?)
    }
}

/// Prints a note to standard error.
fn note(line: Option<String>) {
    if let Some(line) = line {
        eprintln!("ravine: {}", usage::plain(&line));
    }
}

/// The failure of a command.
#[derive(Debug)]
enum Failure {
    /// The request cannot be fulfilled: exit 2.
    User(String),
    /// A system error: exit 1.
    System(String),
    /// The reader of our output has gone: not a failure at all.
    Gone,
    /// Interrupted by a signal; finished output has been written.
    Interrupted,
}

impl From<OptionsError> for Failure {
    fn from(error: OptionsError) -> Self {
        if error.is_system() { Failure::System(error.to_string()) } else { Failure::User(error.to_string()) }
    }
}

impl From<SpecError> for Failure {
    fn from(error: SpecError) -> Self {
        Failure::User(error.to_string())
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::BrokenPipe => Failure::Gone,
            // Errors on files name the file.
            _ => Failure::System(format!("standard output: {error}")),
        }
    }
}

/// Parses the command line and runs it.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => {
            eprintln!("ravine: {}", usage::line(&error, &Cli::command()));
            return ExitCode::from(2);
        }
        // Help and version, as requested.
        Err(error) => {
            return match error.print() {
                Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                    eprintln!("ravine: standard output: {error}");
                    ExitCode::FAILURE
                }
                _ => ExitCode::SUCCESS,
            };
        }
    };
    let done = match &cli.command {
        None => play::play(&cli.scenario, &cli.look, &cli.scene, !cli.no_mouse),
        Some(Command::Run(args)) => run::run(args),
        Some(Command::Sweep(args)) => sweep::sweep(args),
        Some(Command::Tune(args)) => tune::tune(args),
        Some(Command::Smooth(args)) => smooth::smooth(args),
        Some(Command::Render(args)) => render::render(args),
        Some(Command::Init(args)) => init::init(args),
        Some(Command::List(args)) => list::list(args),
        Some(Command::Completions { shell }) => completions(*shell),
        Some(Command::Help { topic }) => help(topic.as_deref()),
    };
    match done {
        Ok(()) | Err(Failure::Gone) => ExitCode::SUCCESS,
        // The exit code shells report for an interrupted program.
        Err(Failure::Interrupted) => {
            eprintln!("ravine: interrupted; the rows so far are whole");
            ExitCode::from(130)
        }
        Err(Failure::User(line)) => {
            eprintln!("ravine: {}", usage::plain(&line));
            ExitCode::from(2)
        }
        Err(Failure::System(line)) => {
            eprintln!("ravine: {}", usage::plain(&line));
            ExitCode::FAILURE
        }
    }
}

fn completions(shell: clap_complete::Shell) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "ravine", &mut script);
    output::to_stdout(|out| out.write_all(&script))
}

fn help(topic: Option<&str>) -> Result<(), Failure> {
    let mut command = Cli::command();
    let text = match topic {
        None => command.render_long_help().to_string(),
        Some("json") => run::JSON_HELP.to_owned(),
        Some(name) => match command.find_subcommand_mut(name) {
            Some(sub) => sub.clone().bin_name(format!("ravine {name}")).render_long_help().to_string(),
            None => {
                let names: Vec<String> = command.get_subcommands().map(|c| c.get_name().to_owned()).collect();
                let line = format!("no help on '{name}'; there are {}, json", names.join(", "));
                return Err(Failure::User(line));
            }
        },
    };
    output::to_stdout(|out| out.write_all(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
