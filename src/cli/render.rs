//! `ravine render`: the screen's cells at a step, written to a file.

use std::path::PathBuf;

use clap::Args;

use super::look::last;
use super::progress::Progress;
use super::{Failure, Look, ScenarioArgs, Scene, output};
use crate::draw::raster::Tier;
use crate::tui::Model;
use crate::tui::layout::LEAST;
use crate::tui::picture::{self, Kind};
use crate::tui::requests::request;
use crate::tui::screen::Screen;
use crate::tui::theme::{Depth, Mode, Scheme};

/// Arguments of `ravine render`.
#[derive(Args, Debug)]
pub struct RenderArgs {
    #[command(flatten)]
    scenario: ScenarioArgs,
    #[command(flatten)]
    look: Look,
    #[command(flatten)]
    scene: Scene,
    /// The file; its ending says what is written: .svg, .ansi (colors as escape codes) or .txt; - is standard output, as
    /// .ansi. What is in it does not depend on the terminal
    #[arg(long, value_name = "FILE.svg|ansi|txt")]
    out: PathBuf,
    /// The window, in cells
    #[arg(long, value_name = "COLSxROWS", default_value = "120x40")]
    size: String,
}

/// Draws the screen and writes it.
pub fn render(args: &RenderArgs) -> Result<(), Failure> {
    let stdout = args.out.as_os_str() == "-";
    let kind = match Kind::of(&args.out) {
        Some(kind) => kind,
        None if stdout => Kind::Ansi,
        None => {
            let name = args.out.display();
            return Err(Failure::User(format!("--out {name}: give a file that ends in .svg, .ansi or .txt")));
        }
    };
    let size = size(&args.size)?;
    let scenario = args.scenario.said()?;
    let depth = args.look.color.depth(|| Depth::True);
    let scheme = args.look.scheme()?.unwrap_or(Scheme::of(Mode::Dark));
    let mut model = Model::new(scenario, scheme, depth, size);
    args.scene.set(&mut model, Tier::default)?;
    let progress = Progress::new((model.scenario.steps as u64 + 1) * model.scenario.runs.len() as u64);
    while model.paths.busy() {
        model.paths.work(|| true);
        progress.set(model.paths.entries().iter().map(|e| e.trajectory().records().len() as u64).sum());
    }
    progress.finish();
    // Steps after the last do not exist; without a request, use the last.
    let first = model.course().first;
    let at = if args.scene.at.is_some() { model.shown().cursor } else { last(&model) };
    model.shown_mut().seek(at.max(first));
    if model.screen == Screen::Init {
        model.init.finish();
    }
    request(&mut model);
    while model.map.plane.busy() {
        model.map.plane.work(|| false);
    }
    let text = picture::written_as(&model, kind);
    if stdout {
        return output::to_stdout(|out| out.write_all(text.as_bytes()));
    }
    output::to_file(&args.out, text.as_bytes())
}

/// Parses a window size from `COLSxROWS`.
fn size(text: &str) -> Result<(u16, u16), Failure> {
    let parts = text.split_once('x').and_then(|(c, r)| Some((c.parse::<u16>().ok()?, r.parse::<u16>().ok()?)));
    match parts {
        Some((columns, rows)) if columns >= LEAST.0 && rows >= LEAST.1 && columns <= 1000 && rows <= 500 => {
            Ok((columns, rows))
        }
        _ => Err(Failure::User(format!(
            "--size {text}: give COLSxROWS from {}x{} to 1000x500, for example 120x40",
            LEAST.0, LEAST.1
        ))),
    }
}
