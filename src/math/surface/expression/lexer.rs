//! Splits a formula into tokens.

use std::ops::Range;

use super::error::{Mistake, shortened};

/// A token, and the bytes it spans.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub kind: Kind,
    pub at: Range<usize>,
}

/// The kind of a token.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Number(f64),
    /// A name; its text is read from the source.
    Name,
    /// A superscript integer, as in x².
    Raised(i32),
    Plus,
    Minus,
    Times,
    Over,
    Power,
    Open,
    Close,
    Comma,
    /// End of input.
    End,
}

const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

/// Returns true if a name may begin with this character.
pub(super) fn begins_name(c: char) -> bool {
    c.is_alphabetic()
}

/// Returns true if a name may contain this character.
pub(super) fn in_name(c: char) -> bool {
    // ASCII digits only: ² and ½ count as numeric, too.
    c.is_alphabetic() || c.is_ascii_digit() || c == '_'
}

/// The tokens of a text, ending with [`Kind::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Mistake> {
    let mut tokens = Vec::new();
    let mut from = 0;
    while let Some(c) = text.get(from..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(from..).unwrap_or("");
        let mut length = c.len_utf8();
        let kind = match c {
            c if c.is_whitespace() => {
                from += length;
                continue;
            }
            '+' => Kind::Plus,
            '-' | '−' | '–' => Kind::Minus,
            '*' if rest.starts_with("**") => {
                length = 2;
                Kind::Power
            }
            '*' | '·' | '⋅' | '×' => Kind::Times,
            '/' | '÷' => Kind::Over,
            '^' => Kind::Power,
            '(' => Kind::Open,
            ')' => Kind::Close,
            ',' => Kind::Comma,
            '½' => Kind::Number(0.5),
            '¼' => Kind::Number(0.25),
            '¾' => Kind::Number(0.75),
            '√' => Kind::Name,
            '0'..='9' | '.' => {
                length = number_length(rest);
                let digits = rest.get(..length).unwrap_or("");
                match digits.parse::<f64>() {
                    Ok(value) if value.is_finite() => Kind::Number(value),
                    Ok(_) => {
                        let line = format!("{} is too large a number; at most 1.8e308", shortened(digits));
                        return Err(Mistake::new(from, line));
                    }
                    Err(_) => return Err(Mistake::new(from, "a point alone is no number; write 0.5 or .5")),
                }
            }
            c if RAISED.contains(&c) || c == '⁻' => {
                let (value, bytes) = raised(rest);
                length = bytes;
                let Some(value) = value else {
                    return Err(Mistake::new(from, "this raised number cannot be read; write ^ before the exponent"));
                };
                Kind::Raised(value)
            }
            c if begins_name(c) => {
                length = rest.find(|c| !in_name(c)).unwrap_or(rest.len());
                Kind::Name
            }
            c => return Err(Mistake::new(from, stranger(c))),
        };
        tokens.push(Token { kind, at: from..from + length });
        from += length;
    }
    tokens.push(Token { kind: Kind::End, at: text.len()..text.len() });
    Ok(tokens)
}

/// Length of the number at the start of a text. An e belongs to it only if digits follow: 2e is 2·e.
fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes.iter().skip(from).take_while(|b| b.is_ascii_digit()).count();
    let mut length = digits(0);
    if bytes.get(length) == Some(&b'.') {
        length += 1 + digits(length + 1);
    }
    if matches!(bytes.get(length), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(length + 1), Some(b'+' | b'-')));
        let exponent = digits(length + 1 + sign);
        if exponent > 0 {
            length += 1 + sign + exponent;
        }
    }
    length
}

/// The superscript number at the start of a text, and its length in bytes.
fn raised(text: &str) -> (Option<i32>, usize) {
    let negative = text.starts_with('⁻');
    let digits = text.trim_start_matches('⁻');
    let end = digits.find(|c| !RAISED.contains(&c)).unwrap_or(digits.len());
    let read = digits.get(..end).unwrap_or("").chars().try_fold((0_i32, false), |(value, _), c| {
        let digit = RAISED.iter().position(|raised| *raised == c)? as i32;
        Some((value.checked_mul(10)?.checked_add(digit)?, true))
    });
    let signs = text.len() - digits.len();
    let value = read.filter(|(_, any)| *any && signs <= '⁻'.len_utf8()).map(|(value, _)| value);
    (value.map(|value| if negative { -value } else { value }), signs + end)
}

/// Suggests a replacement for a character that is not allowed in a formula.
fn stranger(c: char) -> String {
    let shown = c.escape_debug();
    match c {
        '=' => "a formula has no '='; give only its right-hand side".to_owned(),
        '[' | ']' | '{' | '}' => format!("'{shown}' cannot be used in a formula; write ( and )"),
        '|' => "'|' is not understood; write abs(x) for the size of x".to_owned(),
        ';' => "';' ends no formula; leave it out".to_owned(),
        c => {
            let what = if c.is_control() { "a control character" } else { "this" };
            format!("'{shown}' is not understood: {what} is no number, name or operator (+ - * / ^)")
        }
    }
}
