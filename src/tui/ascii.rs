//! Pure ASCII frames, for terminals and fonts that have nothing else.

use ratatui::buffer::Buffer;

/// Replaces every non-ASCII character with an ASCII one: paths keep their direction, and markers stay distinct.
pub(super) fn respell(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        let Some(c) = cell.symbol().chars().next().filter(|c| !c.is_ascii()) else {
            // A letter with a combining mark.
            if cell.symbol().len() > 1
                && let Some(first) = cell.symbol().chars().next()
            {
                cell.set_char(first);
            }
            continue;
        };
        cell.set_char(ascii(c));
    }
}

fn ascii(c: char) -> char {
    match c {
        '\u{2800}'..='\u{28ff}' => dots(c as u32 as u8),
        '●' => '@',
        '▲' | '↑' | '▴' | 'Δ' | '∇' => '^',
        '■' | '█' | '▌' => '#',
        '▐' => '|',
        '°' => 'o',
        '÷' => '/',
        '◆' => '%',
        '▼' | '▾' | '↓' | '✓' => 'v',
        '◀' | '◂' | '←' | '‹' => '<',
        '▶' | '▸' | '→' | '›' => '>',
        '★' | '·' => '*',
        '○' | 'σ' => 'o',
        '┼' => '+',
        '━' | '═' => '=',
        '─' | '—' | '–' | '⁻' => '-',
        '┃' | '│' | '┤' | '├' | '▏' | '‖' => '|',
        '┈' | '╌' | '…' => '.',
        '×' | '✗' => 'x',
        '↗' | '↙' => '/',
        '↖' | '↘' => '\\',
        'ₜ' => 't',
        '₋' => '-',
        'ᵢ' | 'ⁱ' => 'i',
        'ŷ' => 'Y',
        '└' | '┘' | '┴' => '+',
        '╶' => '-',
        '▁' | '▂' => '_',
        '▃' | '▄' | '▅' | '▆' | '▇' => '=',
        'α' => 'a',
        'β' => 'b',
        'ε' => 'e',
        'κ' => 'k',
        'λ' => 'l',
        'θ' => '0',
        'τ' | 'ᵗ' => 't',
        'φ' => 'f',
        'π' => 'p',
        'Σ' | 'Ŝ' => 'S',
        '√' => 'r',
        '½' => 'h',
        '¼' | '⅛' => 'q',
        '²' | '₂' => '2',
        '³' | '₃' => '3',
        '¹' | '₁' => '1',
        '⁴' | '₄' => '4',
        '⁵' => '5',
        '⁶' => '6',
        '⁷' => '7',
        '⁸' => '8',
        '⁹' => '9',
        '⁰' | '₀' | '∞' => '0',
        '≥' | '≤' => '=',
        _ => '?',
    }
}

/// A stroke that follows the dots of a braille cell.
fn dots(set: u8) -> char {
    // Dots by column and row: bits 0 to 2 and 6 are the left column, 3 to 5 and 7 the right one.
    let row = |r: u32| match r {
        3 => (set >> 6 & 1, set >> 7 & 1),
        r => (set >> r & 1, set >> (r + 3) & 1),
    };
    let rows: Vec<(u8, u8)> = (0..4).map(row).collect();
    let filled = rows.iter().filter(|(a, b)| a + b > 0).count();
    let count = set.count_ones();
    let left = rows.iter().map(|r| u32::from(r.0)).sum::<u32>();
    match (filled, count) {
        (_, 6..) => '#',
        (1, _) if rows.first().is_some_and(|(a, b)| a + b > 0) => '\'',
        (1, _) if rows.last().is_some_and(|(a, b)| a + b > 0) => '.',
        (1, _) => '-',
        (3.., _) if left == 0 || left == count => '|',
        (2.., _) => {
            let lean: i32 =
                rows.iter().enumerate().map(|(r, (a, b))| (i32::from(*b) - i32::from(*a)) * (2 * r as i32 - 3)).sum();
            match lean {
                2.. => '\\',
                ..=-2 => '/',
                _ => ':',
            }
        }
        _ => ' ',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strokes_keep_their_direction() {
        for (braille, want) in
            [('⠉', '\''), ('⣀', '.'), ('⠒', '-'), ('⡇', '|'), ('⢸', '|'), ('⠑', '\\'), ('⡠', '/'), ('⣿', '#')]
        {
            assert_eq!(ascii(braille), want, "{braille}");
        }
    }
}
