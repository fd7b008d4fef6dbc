//! Header and key hints: the lines that every screen has.

use ratatui::buffer::Buffer;

use super::keymap;
use super::layout::Layout;
use super::model::Model;
use super::pen;
use super::theme::Theme;
use crate::number::short;
use crate::scenario::Ground;

/// Name, screen, surface.
pub fn header(buffer: &mut Buffer, model: &Model, layout: &Layout) {
    let (theme, area) = (&model.theme, layout.header);
    pen::left(buffer, area, 1, 0, "ravine", theme.bright());
    let mut end = 8;
    if area.width >= 64 {
        end = pen::left(buffer, area, 10, 0, "1", theme.normal());
        end = pen::left(buffer, area, end + 1, 0, "race", theme.bright());
    }
    let surface = model.scenario.surface();
    let mut parts: Vec<String> =
        surface.parameters().iter().zip(surface.values()).map(|(p, v)| format!("{}={}", p.symbol, short(*v))).collect();
    if matches!(model.scenario.ground, Ground::Data { .. })
        && let Some(kappa) = surface.condition_number()
    {
        parts.push(if kappa.is_finite() { format!("κ={}", short(kappa)) } else { "κ=∞".to_owned() });
    }
    let name = match &model.scenario.ground {
        Ground::Data { sample, .. } => {
            format!("{} {} by {}", model.scenario.ground.name(), sample.target, sample.feature)
        }
        Ground::Formula { .. } => model.scenario.ground.name().to_owned(),
    };
    // From the right: formula, parameters, name; the formula goes first where there is no room.
    let room = area.width.saturating_sub(end + 3);
    let mut pieces = vec![(name.clone(), theme.normal())];
    pieces.extend((!parts.is_empty()).then(|| (parts.join(" "), theme.dim())));
    pieces.push((surface.formula().to_owned(), theme.dim()));
    let total = |p: &[(String, ratatui::style::Style)]| {
        p.iter().map(|(t, _)| pen::width(t)).sum::<u16>() + 3 * (p.len() as u16 - 1)
    };
    while pieces.len() > 1 && total(&pieces) > room {
        pieces.pop();
    }
    if let [(only, _)] = pieces.as_mut_slice() {
        *only = pen::cut(only, room);
    }
    let mut x = area.width.saturating_sub(total(&pieces) + 1);
    for (text, style) in pieces {
        x = pen::left(buffer, area, x, 0, &text, style) + 3;
    }
}

/// The bottom line: a message if there is one, else the keys that matter most.
pub fn hints(buffer: &mut Buffer, model: &Model, layout: &Layout) {
    let (theme, area) = (&model.theme, layout.hints);
    if area.height == 0 {
        return;
    }
    if let Some(message) = &model.message {
        pen::left(buffer, area, 1, 0, &pen::cut(message, area.width.saturating_sub(2)), theme.bright());
        return;
    }
    let mut from = 1;
    if layout.panel.width == 0 {
        // Without a panel this line says which run is selected and where it stands.
        let names = model.scenario.names();
        let name = names.get(model.selected).map_or("", String::as_str);
        let loss =
            model.lab.entry(model.selected).and_then(|e| e.trajectory().at(model.cursor)).map_or(0.0, |r| r.loss);
        let mark = Theme::mark(model.selected).to_string();
        from = pen::left(buffer, area, 1, 0, &mark, theme.normal().fg(theme.run(model.selected))) + 1;
        let text = pen::cut(&format!("{name} {}", short(loss)), area.width.saturating_sub(from));
        from = pen::left(buffer, area, from, 0, &text, theme.bright()) + 3;
    }
    let mut hints: Vec<(usize, &str, u8)> =
        keymap::bindings().enumerate().filter_map(|(i, b)| b.hint.map(|(text, order)| (i, text, order))).collect();
    let width = |hints: &[(usize, &str, u8)]| hints.iter().map(|h| pen::width(h.1) + 3).sum::<u16>();
    hints.sort_by_key(|h| h.2);
    while !hints.is_empty() && from + width(&hints) > area.width + 2 {
        hints.pop();
    }
    hints.sort_by_key(|h| (h.2 == 0 && h.1.starts_with('?'), h.0));
    for (_, text, _) in hints {
        let text = if text == "space play" && model.playing { "space pause" } else { text };
        let (keys, what) = text.rsplit_once(' ').unwrap_or((text, ""));
        let end = pen::left(buffer, area, from, 0, keys, theme.normal());
        from = pen::left(buffer, area, end + 1, 0, what, theme.dim()) + 3;
    }
}
