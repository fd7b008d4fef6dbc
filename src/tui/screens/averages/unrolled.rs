//! The recursion unrolled with the numbers of the cursor's step, next to the notes' lines and the slips in them.

use ratatui::buffer::Buffer;
use ratatui::style::Style;

use crate::averages::{Reading, Term, Unrolled, Weights, unrolled};
use crate::math::number::{factor, figures};
use crate::tui::layout::Layout;
use crate::tui::model::Model;
use crate::tui::text;

/// Lines of the panel: text, style, and drop priority when space is short (0: never dropped).
type Line = (String, Style, u8);

/// Draws the panel.
pub(super) fn draw(buffer: &mut Buffer, model: &Model, layout: &Layout) {
    let (area, theme) = (layout.panel, &model.theme);
    let smoothing = &model.smoothing;
    let Some(found) = smoothing.found() else { return };
    let (setup, t) = (&smoothing.values().setup, smoothing.player.cursor);
    let weights = setup.weights();
    let lines = unrolled(&found.series.observed, &found.average, weights, t);
    let mut text: Vec<Line> = vec![(format!("the recursion at {}", smoothing.at()), theme.dim(), 0)];
    let reading = setup.reading;
    text.push((format!("{}    {} reading", reading.formula(), reading.name()), theme.bright(), 0));
    text.push((String::new(), theme.dim(), 5));
    for line in &lines {
        let lead = if line.depth == 1 { "ŷₜ = " } else { "   = " };
        text.push((format!("{lead}{}", letters(&line.right, reading)), theme.normal(), 0));
        let numbers = numbers(&line.right, weights, &found.series.observed, &found.average.raw, t);
        text.push((
            format!("   = {numbers} =\u{a0}{}", figures(line.value, 5)),
            theme.dim(),
            if line.depth == 1 { 0 } else { 3 },
        ));
    }
    let (new, past) = match reading {
        Reading::Momentum => ("(1-β)", "β"),
        Reading::Notes => ("β", "(1-β)"),
    };
    let whole = weights.of(&found.series.observed, t);
    text.push((format!("   = Σ {new}{past}ⁱ yₜ₋ᵢ = {}", figures(whole, 5)), theme.bright(), 0));
    let count = if t == 1 { "1 weight".to_owned() } else { format!("{t} weights") };
    text.push((format!("     {count}, sum 1-{past}ᵗ = {}", figures(weights.sum(t), 5)), theme.dim(), 2));
    text.push((String::new(), theme.dim(), 4));
    let swapped = if reading == Reading::Momentum { ", β for 1-β" } else { "" };
    text.push((format!("the notes' slips{swapped}"), theme.dim(), 0));
    slips(&mut text, model, &lines, reading);
    let text = fold(text, area.width, area.height);
    for (row, (line, style, _)) in (0..area.height).zip(&text) {
        text::left(buffer, area, 0, row, &text::cut(&line.replace('\u{a0}', " "), area.width), *style);
    }
}

/// The second, third and fourth line of the notes.
fn slips(text: &mut Vec<Line>, model: &Model, lines: &[Unrolled], reading: Reading) {
    let theme = &model.theme;
    if lines.len() < 2 {
        text.push(("two values at least are needed: press .".to_owned(), theme.dim(), 0));
    }
    // The letters of the active reading: the weights of the new value and of the past.
    let (n, p) = match reading {
        Reading::Momentum => ("(1-β)", "β"),
        Reading::Notes => ("β", "(1-β)"),
    };
    for line in lines {
        let Some(noted) = &line.noted else { continue };
        let written = match line.depth {
            2 => format!("2  {n}yₜ + {p}(yₜ₋₁ + {n}ŷₜ₋₂)"),
            _ => format!("4  … + {n}{p}yₜ₋₂ + {n}{p}²ŷₜ₋₃"),
        };
        text.push((written, theme.normal(), 0));
        let value = format!(
            "   ✗ {}, not {}: weights sum to {}",
            figures(noted.value, 4),
            figures(line.value, 4),
            figures(noted.weight, 3)
        );
        text.push((value, theme.warning(), 0));
        if line.depth == 2 {
            let slip =
                format!("   ŷₜ₋₁ is {n}yₜ₋₁ + {p}ŷₜ₋₂: yₜ₋₁ lacks its factor {n}, and ŷₜ₋₂ has {n} instead of {p}");
            text.push((slip, theme.normal(), 1));
            text.push((format!("3  {n}yₜ + {p}yₜ₋₁ + {n}{p}ŷₜ₋₂"), theme.normal(), 2));
            text.push(("   multiplied out: the slip is carried on".to_owned(), theme.dim(), 2));
        } else {
            let cube = if reading == Reading::Notes { "(1-β)³" } else { "β³" };
            let slip = format!(
                "   rightly {n}{p}²yₜ₋₂ + {cube}ŷₜ₋₃: yₜ₋₂ lacks a factor {p}, and ŷₜ₋₃ has {n} instead of {p}"
            );
            text.push((slip, theme.normal(), 1));
        }
    }
}

/// Wraps lines that are too long for the panel, then drops lines by priority, from the end, until the rest fits.
fn fold(text: Vec<Line>, width: u16, room: u16) -> Vec<Line> {
    const INDENT: u16 = 5;
    let broken = |(line, style, order): Line| -> Vec<Line> {
        if text::width(&line) <= width {
            return vec![(line, style, order)];
        }
        let lead: String = line.chars().take_while(|c| *c == ' ').collect();
        let indent = " ".repeat(usize::from(INDENT));
        // Keep a result together with its sign.
        let pieces = text::wrap(line.trim_start_matches(' '), width.saturating_sub(INDENT));
        let parts = pieces.iter().enumerate();
        parts.map(|(i, part)| (format!("{}{part}", if i == 0 { &lead } else { &indent }), style, order)).collect()
    };
    let mut lines: Vec<Vec<Line>> = text.into_iter().map(broken).collect();
    for order in (1..=5).rev() {
        let is_next = |line: &Vec<Line>| line.first().is_some_and(|(.., o)| *o == order);
        while lines.iter().map(Vec::len).sum::<usize>() > usize::from(room)
            && let Some(place) = lines.iter().rposition(is_next)
        {
            lines.remove(place);
        }
    }
    lines.into_iter().flatten().collect()
}

const SUBSCRIPTS: [&str; 4] = ["ₜ", "ₜ₋₁", "ₜ₋₂", "ₜ₋₃"];
const POWERS: [&str; 4] = ["", "", "²", "³"];

/// Terms as symbols: `βyₜ + β(1-β)yₜ₋₁ + (1-β)²ŷₜ₋₂`.
fn letters(terms: &[Term], reading: Reading) -> String {
    let words = terms.iter().map(|term| {
        let power = |symbol: &str, times: u8| match times {
            0 => String::new(),
            n => format!("{symbol}{}", POWERS.get(usize::from(n)).copied().unwrap_or("")),
        };
        let (on_new, on_past) = match reading {
            Reading::Momentum => ("(1-β)", "β"),
            Reading::Notes => ("β", "(1-β)"),
        };
        let (new, past) = (power(on_new, term.new), power(on_past, term.past));
        let weight = if reading == Reading::Momentum { past + &new } else { new + &past };
        let value = if term.averaged { "ŷ" } else { "y" };
        format!("{weight}{value}{}", SUBSCRIPTS.get(term.age).copied().unwrap_or(""))
    });
    words.collect::<Vec<_>>().join(" + ")
}

/// Terms as numbers: `0.05·9.57 + 0.95·18.8`.
fn numbers(terms: &[Term], weights: Weights, observed: &[f64], averages: &[f64], t: usize) -> String {
    let words = terms.iter().map(|term| {
        let weight = weights.new.powi(i32::from(term.new)) * weights.past.powi(i32::from(term.past));
        let values = if term.averaged { averages } else { observed };
        let value = match t.saturating_sub(term.age) {
            0 => 0.0,
            step => values.get(step - 1).copied().unwrap_or(f64::NAN),
        };
        format!("{}·{}", figures(weight, 3), factor(value, 3))
    });
    words.collect::<Vec<_>>().join(" + ")
}
