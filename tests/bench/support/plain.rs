//! Marching squares as everybody writes it: cell by cell, the levels between its least and its greatest corner.

/// Pieces as (level, from, to), in intervals of the lattice.
pub type Piece = (usize, [f32; 2], [f32; 2]);

/// The pieces of the lines of `values`, `across` a row, at `levels`.
pub fn lines(values: &[f64], across: usize, levels: &[f64], pieces: &mut Vec<Piece>) {
    pieces.clear();
    for (y, (upper, lower)) in values.chunks_exact(across).zip(values.chunks_exact(across).skip(1)).enumerate() {
        for (x, (top, bottom)) in upper.windows(2).zip(lower.windows(2)).enumerate() {
            let (a, b, c, d) = (top[0], top[1], bottom[1], bottom[0]);
            let (least, most) = (a.min(b).min(c.min(d)), a.max(b).max(c.max(d)));
            for (level, value) in levels.iter().enumerate() {
                // A value at a level counts as above it.
                if *value <= least || *value > most {
                    continue;
                }
                let case = (a >= *value) as usize
                    | ((b >= *value) as usize) << 1
                    | ((c >= *value) as usize) << 2
                    | ((d >= *value) as usize) << 3;
                let share = |from: f64, to: f64| ((value - from) / (to - from)) as f32;
                let (fx, fy) = (x as f32, y as f32);
                let top = || [fx + share(a, b), fy];
                let right = || [fx + 1.0, fy + share(b, c)];
                let bottom = || [fx + share(d, c), fy + 1.0];
                let left = || [fx, fy + share(a, d)];
                let high = (a + b + c + d) / 4.0 >= *value;
                match case {
                    1 | 14 => pieces.push((level, left(), top())),
                    2 | 13 => pieces.push((level, top(), right())),
                    3 | 12 => pieces.push((level, left(), right())),
                    4 | 11 => pieces.push((level, right(), bottom())),
                    6 | 9 => pieces.push((level, top(), bottom())),
                    7 | 8 => pieces.push((level, left(), bottom())),
                    _ if (case == 5) == high => {
                        pieces.push((level, top(), right()));
                        pieces.push((level, left(), bottom()));
                    }
                    _ => {
                        pieces.push((level, left(), top()));
                        pieces.push((level, right(), bottom()));
                    }
                }
            }
        }
    }
}
