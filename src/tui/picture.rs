//! Saving the screen to a file: formats and rendering.

use std::path::{Path, PathBuf};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tui_input::Input;

use super::frame_cache::FrameCache;
use super::model::{Model, Overlay};
use super::scene;
use super::theme::{Depth, Theme};
use super::{action::Effect, view};
use crate::draw::export::{self, Page};
use crate::draw::figure::Rgb;
use crate::tui::file::WriteError;

/// File format of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// SVG.
    Svg,
    /// Text with ANSI color codes.
    Ansi,
    /// Plain text.
    Text,
}

impl Kind {
    /// Returns the format for a file name extension.
    pub fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "svg" => Some(Kind::Svg),
            "ansi" => Some(Kind::Ansi),
            "txt" => Some(Kind::Text),
            _ => None,
        }
    }
}

/// The name of a picture, while it is typed.
#[derive(Debug)]
pub struct Name {
    /// The text so far.
    pub input: Input,
    /// An error, or a note about what Enter will do.
    pub note: Option<String>,
    /// The existing file that Enter replaces, once the user has been warned.
    replaces: Option<PathBuf>,
}

impl Name {
    /// Proposes a name that is not taken: `ravine-race-26.svg`.
    pub fn proposed(model: &Model) -> Self {
        let stem = format!("ravine-{}-{}", model.screen.name(), model.shown().cursor);
        let mut name = format!("{stem}.svg");
        for number in 2..100 {
            if !Path::new(&name).exists() {
                break;
            }
            name = format!("{stem}-{number}.svg");
        }
        Self { input: Input::new(name), note: None, replaces: None }
    }

    /// Clears the note, which was about another text.
    pub fn retype(&mut self) {
        (self.note, self.replaces) = (None, None);
    }
}

/// Accepts the name and returns the file to write, unless the name is invalid or already taken.
pub fn take(model: &mut Model) -> Effect {
    let Overlay::Picture(name) = &mut model.overlay else { return Effect::None };
    let path = PathBuf::from(name.input.value().trim());
    let Some(kind) = Kind::of(&path) else {
        name.note = Some("give a name that ends in .svg, .txt or .ansi".to_owned());
        return Effect::None;
    };
    if path.exists() && name.replaces.as_ref() != Some(&path) {
        name.note = Some(format!("{} is there already; Enter again replaces it", path.display()));
        name.replaces = Some(path);
        return Effect::None;
    }
    let content = picture(model, kind);
    Effect::Write { path, content }
}

/// Reports the outcome of writing a file.
pub fn written(model: &mut Model, path: &Path, result: Result<(), WriteError>) {
    match (result, &mut model.overlay) {
        (Err(error), Overlay::Picture(name)) => name.note = Some(error.to_string()),
        (Err(error), _) => model.message = Some(error.to_string()),
        (Ok(()), _) => {
            model.overlay = Overlay::None;
            model.message = Some(format!("wrote {}", path.display()));
        }
    }
}

/// Renders the screen without overlays in full color, so that the file does not depend on the terminal.
fn picture(model: &mut Model, kind: Kind) -> String {
    let (overlay, message) = (std::mem::take(&mut model.overlay), model.message.take());
    let theme = model.theme.clone();
    if theme.depth != Depth::True {
        model.theme = Theme::new(theme.scheme, Depth::True);
    }
    let drawn = written_as(model, kind);
    (model.overlay, model.message, model.theme) = (overlay, message, theme);
    drawn
}

/// Renders the current screen as file content.
pub fn written_as(model: &Model, kind: Kind) -> String {
    let mut cache = FrameCache::default();
    cache.update(model, || false);
    let mut buffer = Buffer::empty(Rect::new(0, 0, model.size.0, model.size.1));
    view::draw(&mut buffer, model, &cache);
    match kind {
        Kind::Text => export::text(&buffer),
        Kind::Ansi => export::ansi(&buffer),
        Kind::Svg => {
            let (Rgb(r, g, b), Rgb(pr, pg, pb)) = model.theme.export_page();
            let page = Page { foreground: (r, g, b), background: (pr, pg, pb) };
            export::svg(&buffer, &page, &scene::title(model))
        }
    }
}
