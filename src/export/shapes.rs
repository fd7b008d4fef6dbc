//! Characters as shapes, so that a picture does not depend on how a font draws them.

use std::fmt::Write;

/// A cell's size in the picture.
pub const WIDTH: f64 = 9.0;
/// A cell's height.
pub const HEIGHT: f64 = 20.0;

/// Adds a character's shape, with the cell's corner at (x, y), to an SVG path. Returns false for a character that is
/// text and nothing else.
pub fn draw(path: &mut String, glyph: char, x: f64, y: f64) -> bool {
    let mut rect = |left: f64, top: f64, right: f64, bottom: f64| {
        let (x, y) = (number(x + left), number(y + top));
        let (w, h) = (number(right - left), number(bottom - top));
        // Writing into a String cannot fail.
        let _ = write!(path, "M{x} {y}h{w}v{h}h-{w}z");
    };
    let (w, h) = (WIDTH, HEIGHT);
    let (mid, half) = (h / 2.0, w / 2.0);
    match glyph {
        '▀' => rect(0.0, 0.0, w, mid),
        '▁'..='█' => rect(0.0, h - h * eighths(glyph, '▁'), w, h),
        '▉'..='▏' => rect(0.0, 0.0, w * (1.0 - eighths(glyph, '▉')), h),
        '▐' => rect(half, 0.0, w, h),
        '▖'..='▟' => {
            for (part, left, top) in [(1, 0.0, 0.0), (2, half, 0.0), (4, 0.0, mid), (8, half, mid)] {
                if quadrants(glyph) & part != 0 {
                    rect(left, top, left + half, top + mid);
                }
            }
        }
        '\u{2800}'..='\u{28ff}' => {
            let dots = glyph as u32 - 0x2800;
            for (bit, column, line) in
                [(0, 0, 0), (1, 0, 1), (2, 0, 2), (6, 0, 3), (3, 1, 0), (4, 1, 1), (5, 1, 2), (7, 1, 3)]
            {
                if dots >> bit & 1 == 1 {
                    let (cx, cy) = (w * (0.25 + 0.5 * f64::from(column)), h * (0.125 + 0.25 * f64::from(line)));
                    rect(cx - 1.2, cy - 1.2, cx + 1.2, cy + 1.2);
                }
            }
        }
        '─' => rect(0.0, mid - 0.6, w, mid + 0.6),
        '━' => rect(0.0, mid - 1.4, w, mid + 1.4),
        '│' => rect(half - 0.6, 0.0, half + 0.6, h),
        '┃' => rect(half - 1.4, 0.0, half + 1.4, h),
        '┈' => (0..4).for_each(|i| rect(w * f64::from(i) / 4.0, mid - 0.5, w * f64::from(i) / 4.0 + 1.1, mid + 0.5)),
        '╌' => [0.4, 5.0].into_iter().for_each(|from| rect(from, mid - 0.6, from + 3.4, mid + 0.6)),
        '┼' => {
            rect(0.0, mid - 0.8, w, mid + 0.8);
            rect(half - 0.8, 0.0, half + 0.8, h);
        }
        '┤' => {
            rect(0.0, mid - 0.6, half, mid + 0.6);
            rect(half - 0.6, 0.0, half + 0.6, h);
        }
        '‖' => [2.2, 5.4].into_iter().for_each(|from| rect(from, 5.0, from + 1.4, 15.0)),
        '■' => rect(0.9, mid - 3.6, w - 0.9, mid + 3.6),
        '●' | '○' => {
            let _ = write!(path, "{}", circle(x + half, y + mid, 3.9, 1.0));
            if glyph == '○' {
                let _ = write!(path, "{}", circle(x + half, y + mid, 2.7, 0.0));
            }
        }
        _ => return polygon(path, glyph, x, y),
    }
    true
}

/// Marks with corners, as points about the middle of the cell.
fn polygon(path: &mut String, glyph: char, x: f64, y: f64) -> bool {
    let points: &[(f64, f64)] = match glyph {
        '▲' => &[(0.0, -4.2), (4.3, 3.4), (-4.3, 3.4)],
        '▼' => &[(0.0, 4.2), (4.3, -3.4), (-4.3, -3.4)],
        '◀' => &[(-4.2, 0.0), (3.6, -4.4), (3.6, 4.4)],
        '▶' => &[(4.2, 0.0), (-3.6, -4.4), (-3.6, 4.4)],
        '◆' => &[(0.0, -4.8), (4.2, 0.0), (0.0, 4.8), (-4.2, 0.0)],
        '★' => &[
            (0.0, -4.8),
            (1.1, -1.5),
            (4.5, -1.5),
            (1.8, 0.6),
            (2.8, 3.9),
            (0.0, 1.9),
            (-2.8, 3.9),
            (-1.8, 0.6),
            (-4.5, -1.5),
            (-1.1, -1.5),
        ],
        _ => return false,
    };
    for (i, (px, py)) in points.iter().enumerate() {
        let command = if i == 0 { 'M' } else { 'L' };
        let (px, py) = (number(x + WIDTH / 2.0 + px), number(y + HEIGHT / 2.0 + py));
        let _ = write!(path, "{command}{px} {py}");
    }
    path.push('z');
    true
}

/// A circle as two arcs, clockwise or (to cut a hole) not.
fn circle(x: f64, y: f64, r: f64, sweep: f64) -> String {
    let (left, y, r2, r) = (number(x - r), number(y), number(2.0 * r), number(r));
    format!("M{left} {y}a{r} {r} 0 1 {sweep} {r2} 0a{r} {r} 0 1 {sweep} -{r2} 0z")
}

/// How many eighths a block element has, as a share.
fn eighths(glyph: char, first: char) -> f64 {
    f64::from(glyph as u32 - first as u32 + 1) / 8.0
}

/// Which quadrants a character covers: 1 upper left, 2 upper right, 4 lower left, 8 lower right.
fn quadrants(glyph: char) -> u8 {
    match glyph {
        '▖' => 4,
        '▗' => 8,
        '▘' => 1,
        '▙' => 1 | 4 | 8,
        '▚' => 1 | 8,
        '▛' => 1 | 2 | 4,
        '▜' => 1 | 2 | 8,
        '▝' => 2,
        '▞' => 2 | 4,
        _ => 2 | 4 | 8,
    }
}

/// A coordinate with at most two decimals.
pub fn number(x: f64) -> String {
    let text = format!("{x:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(glyph: char) -> String {
        let mut path = String::new();
        assert!(draw(&mut path, glyph, 0.0, 0.0), "{glyph}");
        path
    }

    #[test]
    fn shapes_are_where_they_belong() {
        assert_eq!(path('▄'), "M0 10h9v10h-9z");
        assert_eq!(path('▌'), "M0 0h4.5v20h-4.5z");
        assert_eq!(path('▗'), "M4.5 10h4.5v10h-4.5z");
        assert_eq!(path('█'), "M0 0h9v20h-9z");
        assert_eq!(path('⠁'), "M1.05 1.3h2.4v2.4h-2.4z");
        assert_eq!(path('⣿').matches('M').count(), 8);
        assert!(!draw(&mut String::new(), 'a', 0.0, 0.0));
    }
}
