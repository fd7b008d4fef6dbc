//! `ravine render`: the screen's cells at a step, as a file.

use std::path::PathBuf;

use clap::Args;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::progress::Progress;
use super::{Failure, Look, ScenarioArgs, Scene, output};
use crate::app::ask::ask;
use crate::app::layout::LEAST;
use crate::app::screen::Screen;
use crate::app::theme::{Depth, Mode, Scheme};
use crate::app::{Model, Stage, view};
use crate::export::{self, Page};
use crate::figure::Rgb;
use crate::raster::Tier;

/// Arguments of `ravine render`.
#[derive(Args, Debug)]
pub struct RenderArgs {
    #[command(flatten)]
    scenario: ScenarioArgs,
    #[command(flatten)]
    look: Look,
    #[command(flatten)]
    scene: Scene,
    /// The file; its ending says what is written: .svg, .ansi (colours as escape codes) or .txt; - is standard output, as
    /// .ansi. What is in it does not depend on the terminal
    #[arg(long, value_name = "FILE.svg|ansi|txt")]
    out: PathBuf,
    /// The window, in cells
    #[arg(long, value_name = "COLSxROWS", default_value = "120x40")]
    size: String,
    /// The step to show [default: the last]
    #[arg(long, value_name = "STEP", allow_hyphen_values = true)]
    at: Option<String>,
}

enum Kind {
    Svg,
    Ansi,
    Text,
}

/// Draws and writes.
pub fn render(args: &RenderArgs) -> Result<(), Failure> {
    let stdout = args.out.as_os_str() == "-";
    let kind = match args.out.extension().and_then(|e| e.to_str()) {
        Some("svg") => Kind::Svg,
        Some("ansi") => Kind::Ansi,
        Some("txt") => Kind::Text,
        _ if stdout => Kind::Ansi,
        _ => {
            let name = args.out.display();
            return Err(Failure::User(format!("--out {name}: give a file that ends in .svg, .ansi or .txt")));
        }
    };
    let size = size(&args.size)?;
    let scenario = args.scenario.said()?;
    let depth = args.look.color.depth(|| Depth::True);
    let scheme = args.look.scheme()?.unwrap_or(Scheme::of(Mode::Dark));
    let mut model = Model::new(scenario, scheme, depth, size);
    model.player.playing = false;
    args.scene.set(&mut model, Tier::default);
    model.init.refresh();
    let (last, longer) = match model.screen {
        Screen::Averages => (model.smoothing.last(), ""),
        Screen::Init => (model.init.course().reach, ""),
        _ => (model.scenario.steps, "; raise --steps"),
    };
    let at = step(args.at.as_deref(), last, longer)?;
    let progress = Progress::new((model.scenario.steps as u64 + 1) * model.scenario.runs.len() as u64);
    while model.lab.busy() {
        model.lab.work(|| true);
        progress.set(model.lab.entries().iter().map(|e| e.trajectory().records().len() as u64).sum());
    }
    progress.finish();
    match model.screen {
        Screen::Averages => model.smoothing.player.seek(at.max(1)),
        Screen::Init => {
            model.init.player_mut().seek(at.max(1));
            model.init.finish();
        }
        _ => model.player.cursor = at,
    }
    ask(&mut model);
    while model.map.plane.busy() {
        model.map.plane.work(|| false);
    }
    let mut stage = Stage::default();
    stage.update(&model, || false);
    let mut buffer = Buffer::empty(Rect::new(0, 0, size.0, size.1));
    view::draw(&mut buffer, &model, &stage);
    let text = match kind {
        Kind::Text => export::text(&buffer),
        Kind::Ansi => export::ansi(&buffer),
        Kind::Svg => {
            let (Rgb(r, g, b), Rgb(pr, pg, pb)) = model.theme.export_page();
            let page = Page { foreground: (r, g, b), background: (pr, pg, pb) };
            let command = match model.screen {
                Screen::Averages => model.smoothing.values().setup.command_line(),
                Screen::Init => model.init.command_line(),
                _ => model.scenario.command_line(),
            };
            export::svg(&buffer, &page, &command)
        }
    };
    if stdout {
        return output::to_stdout(|out| out.write_all(text.as_bytes()));
    }
    output::to_file(&args.out, text.as_bytes())
}

/// A step of those up to the last one; that one if none is asked for.
fn step(text: Option<&str>, last: usize, longer: &str) -> Result<usize, Failure> {
    let Some(text) = text else { return Ok(last) };
    match text.parse::<usize>() {
        Ok(at) if at <= last => Ok(at),
        Ok(at) => Err(Failure::User(format!("--at {at} lies behind the last step, {last}{longer}"))),
        Err(_) => Err(Failure::User(format!("--at {text} is no step; give one from 0 to the last, {last}"))),
    }
}

/// A window's size from `COLSxROWS`.
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
