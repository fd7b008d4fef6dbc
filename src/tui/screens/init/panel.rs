//! The panel beside the picture: the part's values, the numbers at the cursor, theory next to measurement.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::chain::{CURVES, numbers};
use super::signal::name;
use super::symmetry::{ONE, RANDOM};
use crate::math::number::short;
use crate::network::chain::{FORMATS, Limits};
use crate::network::symmetry::PARTED;
use crate::network::{ACTIVATIONS, Layer};
use crate::tui::init::{Part, Slot, base, loss_text};
use crate::tui::layout::Layout;
use crate::tui::model::Model;
use crate::tui::screens::race::Hit;
use crate::tui::screens::slider::{Form, Manner, Slider, slider_rows, value_at};
use crate::tui::text;
use crate::tui::theme::Theme;

/// A line of the panel below the values: label, value and reference.
struct Line {
    mark: Option<usize>,
    name: String,
    theory: String,
    value: String,
    style: Style,
}

/// The index of the first value shown, and the number of values shown.
fn window(model: &Model, layout: &Layout) -> (usize, usize, u16) {
    let top = 2 * u16::from(layout.roomy);
    let count = model.init.values().slots().len();
    let room = usize::from(layout.panel.height.saturating_sub(top));
    let shown = count.min(room);
    (model.init.bench.chosen().saturating_sub(shown.saturating_sub(1)), shown, top)
}

/// Draws the panel.
pub(super) fn draw(buffer: &mut Buffer, model: &Model, layout: &Layout) {
    let (theme, area, init) = (&model.theme, layout.panel, &model.init);
    let values = init.values();
    if layout.roomy {
        let room = area.width.saturating_sub(2);
        match init.part() {
            Part::Chain => drop(text::left(buffer, area, 0, 0, "every unit has the weight w", theme.dim())),
            _ => {
                text::left(
                    buffer,
                    area,
                    0,
                    0,
                    &Theme::mark(values.selected).to_string(),
                    super::ink(theme, values.selected),
                );
                text::left(buffer, area, 2, 0, &name(values.scheme(), room), theme.bright());
            }
        }
    }
    let (first, shown, top) = window(model, layout);
    for (place, row) in (first..first + shown).zip(top..) {
        if let Some(reading) = init.bench.reading(place) {
            let chosen = place == init.bench.chosen();
            let slider = Slider { reading: &reading, manner: manner(model, place), chosen, limit: None };
            slider_rows(buffer, model, area, &slider, row, Form::One);
        }
    }
    let from = top + shown as u16 + 1;
    if from + 2 > area.height {
        return;
    }
    let part = Rect { y: area.y + from, height: area.height - from, ..area };
    match init.part() {
        Part::Signal => signal(buffer, model, part),
        Part::Chain => chain(buffer, model, part, layout.roomy),
        Part::Symmetry => symmetry(buffer, model, part),
    }
}

fn manner(model: &Model, place: usize) -> Manner {
    let values = model.init.values();
    let slot = values.slots().get(place).copied();
    let own = matches!(slot, Some(Slot::Scheme | Slot::Value));
    let symbol = matches!(slot, Some(Slot::Value | Slot::Weight | Slot::Epsilon | Slot::Alpha));
    Manner { run: own.then_some(values.selected), symbol, suggested: false }
}

/// Draws lines under a title, with two columns of numbers.
fn table(buffer: &mut Buffer, model: &Model, area: Rect, title: [&str; 3], lines: &[Line]) {
    let theme = &model.theme;
    // Eight characters per number, preceded by a blank.
    let middle = area.width.saturating_sub(9);
    let number = |buffer: &mut Buffer, end: u16, y: u16, text: &str, style: Style| {
        text::left(buffer, area, end.saturating_sub(text::width(text)), y, text, style);
    };
    let alone = title[1].is_empty() && title[2].is_empty();
    let room = if alone { area.width } else { middle.saturating_sub(text::width(title[1]) + 1) };
    text::left(buffer, area, 0, 0, &text::cut(title[0], room), theme.dim());
    number(buffer, middle, 0, title[1], theme.dim());
    number(buffer, area.width, 0, title[2], theme.dim());
    for (y, line) in (1..area.height).zip(lines) {
        let mut x = 0;
        if let Some(run) = line.mark {
            x = text::left(buffer, area, 0, y, &Theme::mark(run).to_string(), Style::new().fg(theme.run(run))) + 1;
        }
        let room = middle.saturating_sub(text::width(&line.theory) + x + 1);
        let room =
            if line.theory.is_empty() { area.width.saturating_sub(text::width(&line.value) + x + 1) } else { room };
        text::left(buffer, area, x, y, &text::cut(&line.name, room), theme.normal());
        number(buffer, middle, y, &line.theory, theme.normal());
        number(buffer, area.width, y, &line.value, line.style);
    }
}

/// Draws the layer at the cursor.
fn signal(buffer: &mut Buffer, model: &Model, area: Rect) {
    let (theme, init) = (&model.theme, &model.init);
    let at = init.layers.cursor;
    let Some(pass) = init.signals.pass(init.values().selected) else { return };
    let title = format!("layer {at}");
    let Some(layer) = pass.layers.get(at.saturating_sub(1)).filter(|_| !pass.stale) else {
        text::left(buffer, area, 0, 0, &format!("{title}: not there yet"), theme.dim());
        return;
    };
    let want = pass.predicted.get(at.saturating_sub(1));
    let line = |name: &str, theory: Option<f64>, value: String| Line {
        mark: None,
        name: name.to_owned(),
        // If all gradients are 0, theory has no prediction either.
        theory: theory.map_or(String::new(), |theory| if theory.is_nan() { "—".to_owned() } else { short(theory) }),
        value,
        style: theme.bright(),
    };
    let percent = |share: f64| format!("{}%", short(100.0 * share));
    let gradient = layer.gradient.as_ref();
    let mut lines = vec![
        line("weights", want.map(|w| w.weight_std), short(layer.weight_std)),
        // A mean of 0 is a sum of rounding errors.
        line(
            "mean",
            want.map(|w| if w.activation_mean.abs() < 1e-9 * w.activation_std { 0.0 } else { w.activation_mean }),
            short(layer.activation.mean),
        ),
        line("std", want.map(|w| w.activation_std), short(layer.activation.std)),
        line("gradient", want.map(|w| w.gradient_std), gradient.map_or("…".to_owned(), |g| short(g.std))),
        line("dead units", None, percent(layer.dead_fraction)),
    ];
    if let Some(share) = layer.saturated_fraction {
        lines.push(line("saturated", None, percent(share)));
    }
    lines.push(line("distinct units", None, format!("{} of {}", layer.distinct_units, init.values().width)));
    let rows = lines.len() as u16 + 2;
    // Theory holds in the infinite-width limit.
    let theory = if area.width < 30 { "n→∞" } else { "theory n→∞" };
    table(buffer, model, area, [&title, theory, "measured"], &lines);
    let about = init.values().scheme().description();
    let (count, width) = (init.values().averaged(), init.values().width);
    let strays = match (pass.arrived, count) {
        (arrived, count) if arrived < count && count > 1 => {
            format!("Mean of {} of {count} nets so far.", arrived.max(1))
        }
        (_, 1) => {
            format!(
                "Theory assumes infinite width; a single net of width {width} deviates from it, more so in deeper layers."
            )
        }
        _ => format!(
            "Mean of {count} nets: a single one of width {width} deviates from theory, more so in deeper layers. Going back, \
             gradients grow by about √layers, in theory too: the loss is made of the output."
        ),
    };
    let mut y = rows;
    // Lead with the reason why there is nothing to see.
    let is_zero = |layer: &Layer| layer.gradient.as_ref().is_some_and(|g| g.rms == 0.0);
    let dead = is_zero(layer).then(|| {
        let what = match pass.layers.iter().filter(|layer| is_zero(layer)).count() {
            all if all == pass.layers.len() => "Every gradient is exactly 0".to_owned(),
            lost => format!("Gradients are exactly 0 up to layer {lost}"),
        };
        let why = match (layer.saturated_fraction, layer.dead_fraction) {
            (Some(share), _) if share > 0.5 => "slopes of saturated units are near 0, and their product underflows",
            (_, 1.0) => "dead units output 0, and their slope is 0",
            _ => "nothing comes back from the layers above",
        };
        format!("{what}: {why}.")
    });
    let own = format!("{}: {}", about.formula, about.about);
    for text in dead.into_iter().chain([strays, own]) {
        let lines = text::wrap(&text, area.width);
        if y + lines.len() as u16 > area.height {
            break;
        }
        for text in lines {
            text::left(buffer, area, 0, y, &text, theme.dim());
            y += 1;
        }
        y += 1;
    }
}

/// Draws the chain at the cursor, each activation's slopes, and the depths at which formats over- or underflow.
fn chain(buffer: &mut Buffer, model: &Model, area: Rect, roomy: bool) {
    let (theme, init) = (&model.theme, &model.init);
    let (values, at) = (init.values(), init.layers.cursor);
    let links = init.chain().forward(values.depth);
    let Some(link) = links.get(at.saturating_sub(1)) else { return };
    let line =
        |mark, name: String, theory: String, value: String| Line { mark, name, theory, value, style: theme.bright() };
    let mut lines: Vec<Line> = CURVES
        .iter()
        .zip(numbers(link))
        .map(|((name, run), value)| line(Some(*run), (*name).to_owned(), String::new(), short(value)))
        .collect();
    lines.push(line(
        None,
        format!("{}^{at}", base(values.weight)),
        String::new(),
        short(values.weight.powi(at as i32)),
    ));
    let mut y = 0;
    let mut block = |buffer: &mut Buffer, title: [&str; 3], lines: &[Line]| {
        let rows = lines.len() as u16 + 1;
        if y + rows <= area.height {
            let part = Rect { y: area.y + y, height: rows, ..area };
            table(buffer, model, part, title, lines);
            y += rows + u16::from(roomy || y == 0);
        }
    };
    let title = format!("after {at} of {}", values.depth);
    block(buffer, [&title, "", ""], &lines);
    // The product of each activation's slopes: the maximum, and here.
    let depth = values.depth;
    let slopes: Vec<Line> = ACTIVATIONS
        .iter()
        .map(|(activation, name)| {
            let chain = crate::network::Chain { activation: *activation, ..init.chain() };
            let here = chain.forward(depth).last().map_or(f64::NAN, |l| l.slopes);
            let most = activation.steepest().powi(depth as i32);
            line(None, (*name).to_owned(), short(most), short(here))
        })
        .collect();
    block(buffer, ["Πg' at L", "at most", "here"], &slopes);
    // The depth at which powers of the weight leave a format's range: exact for the linear chain.
    let w = values.weight.abs();
    let titles = match w {
        w if w < 1.0 => ["w^L in", "inexact at", "0 at L ="],
        w if w > 1.0 => ["w^L in", "", "overflows at"],
        _ => ["w^L in", "", "leaves at L ="],
    };
    let formats: Vec<Line> = FORMATS
        .iter()
        .map(|format| {
            let Limits { overflow, subnormal, zero } = format.powers(values.weight, 1.0);
            let text = |layer: Option<usize>| layer.map_or("never".to_owned(), |l| l.to_string());
            let inexact = if w < 1.0 { text(subnormal) } else { String::new() };
            line(None, format.name.to_owned(), inexact, text(if w < 1.0 { zero } else { overflow }))
        })
        .collect();
    block(buffer, titles, &formats);
}

/// Draws the state of the units and the losses at the cursor.
fn symmetry(buffer: &mut Buffer, model: &Model, area: Rect) {
    let (theme, init) = (&model.theme, &model.init);
    let (Some(at), Some(net)) = (init.learning.at(), init.learning.net()) else { return };
    let step = init.steps.cursor;
    let line = |mark, name: &str, value: String| Line {
        mark,
        name: name.to_owned(),
        theory: String::new(),
        value,
        style: theme.bright(),
    };
    let loss = |losses: &[f64]| losses.get(step).map_or("…".to_owned(), |l| loss_text(*l));
    let random = init.learning.random().map_or("…".to_owned(), |random| loss(random.losses()));
    let apart = at.furthest();
    let lines = [
        line(None, "distinct units", format!("{} of {}", at.distinct(), at.units().len())),
        line(None, "furthest apart", if apart == 0.0 { "exactly 0".to_owned() } else { short(apart) }),
        line(
            None,
            &format!("apart by {PARTED} at"),
            net.parted_at(PARTED).map_or("never".to_owned(), |s| format!("step {s}")),
        ),
        line(None, "output bias b₀", short(at.output_bias())),
        line(Some(init.values().selected), "loss", loss(net.losses())),
        line(Some(ONE), "of one unit", loss(net.single_losses())),
        line(Some(RANDOM), "begun at random", random),
    ];
    table(buffer, model, area, [&format!("at step {step}"), "", ""], &lines);
    let rows = lines.len() as u16 + 2;
    if area.height > rows + 6 {
        let outputs: Vec<Line> = crate::network::symmetry::SAMPLES
            .iter()
            .map(|([x, y], target)| Line {
                mark: None,
                name: format!("{} xor {}", u8::from(*x > 0.0), u8::from(*y > 0.0)),
                theory: short(*target),
                value: short(at.output([*x, *y])),
                style: theme.bright(),
            })
            .collect();
        let part = Rect { y: area.y + rows, height: area.height - rows, ..area };
        table(buffer, model, part, ["output", "target", "net"], &outputs);
    }
}

/// Returns the element at a cell of the window.
pub fn hit(model: &Model, layout: &Layout, x: u16, y: u16) -> Option<Hit> {
    let area = layout.panel;
    let (first, shown, top) = window(model, layout);
    if !area.contains(Position { x, y }) || y < area.y + top {
        return None;
    }
    let row = usize::from(y - area.y - top);
    (row < shown).then(|| Hit::Dial(first + row, slide_to(model, layout, first + row, x)))
}

/// Returns the slider value at a column of the window, clamped to the slider's range.
pub fn slide_to(model: &Model, layout: &Layout, place: usize, x: u16) -> Option<f64> {
    let reading = model.init.bench.reading(place)?;
    value_at(&reading, manner(model, place), Form::One, layout.panel, x)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::{Activation, Kind};
    use crate::scenario::Scenario;
    use crate::tui::screen::Screen;
    use crate::tui::theme::{Depth, Mode, Scheme};
    use crate::tui::{FrameCache, view};

    /// Saturated units with equal weights pass no gradient back: the panel says so in words and shows no number.
    #[test]
    fn a_gradient_that_is_gone_is_told() {
        for (width, height) in [(80, 24), (120, 40)] {
            let mut model = Model::new(Scenario::default(), Scheme::of(Mode::Dark), Depth::None, (width, height));
            model.screen = Screen::Init;
            let nets = model.init.values().slots().iter().position(|slot| *slot == Slot::Nets).unwrap();
            model.init.bench.put(nets, 1.0);
            model.init.bench.change(None, |values| {
                values.activation = Activation::Tanh;
                values.selected = values.schemes.iter().position(|s| s.kind() == Kind::Constant).unwrap();
            });
            model.init.layers.cursor = 1;
            model.init.finish();
            let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
            view::draw(&mut buffer, &model, &FrameCache::default());
            let rows = (0..height).map(|y| (0..width).map(|x| buffer[(x, y)].symbol()).collect::<String>());
            let frame = rows.collect::<Vec<String>>().join("\n");
            assert!(!frame.to_lowercase().contains("nan"), "{frame}");
            assert!(frame.contains("vanishes to 0") || frame.contains("0 in all layers"), "{frame}");
            assert!(width < 120 || frame.contains("exactly 0"), "{frame}");
        }
    }
}
