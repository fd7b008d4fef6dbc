//! What a cell says as a number, in the ways that people write them.

use std::borrow::Cow;

use super::dialect::Decimal;

/// A cell as a number, by each decimal mark; `None` where it is none by that mark.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Read<'a> {
    /// With a decimal point.
    pub point: Option<f64>,
    /// With a decimal comma.
    pub comma: Option<f64>,
    /// The sign of a currency, or `%`.
    pub unit: Option<&'a str>,
}

impl Read<'_> {
    /// The decimal mark that alone makes a number of it.
    pub fn only(&self) -> Option<Decimal> {
        match (self.point, self.comma) {
            (Some(_), None) => Some(Decimal::Point),
            (None, Some(_)) => Some(Decimal::Comma),
            _ => None,
        }
    }

    /// The number by a mark; by the other one where it is a number by that alone.
    pub fn by(&self, decimal: Decimal) -> Option<f64> {
        match decimal {
            Decimal::Point => self.point.or(self.comma),
            Decimal::Comma => self.comma.or(self.point),
        }
    }

    /// Both numbers, if the mark decides which it is.
    pub fn doubt(&self) -> Option<[f64; 2]> {
        self.point.zip(self.comma).filter(|(point, comma)| point != comma).map(|(point, comma)| [point, comma])
    }
}

/// The signs of currencies.
const CURRENCIES: &str = "$€£¥₹₽₩₺₴₪₫₦₱฿¢";

/// Reads a cell; `None` if it is no number by any mark.
pub(super) fn read(cell: &str) -> Option<Read<'_>> {
    let bytes = cell.as_bytes();
    let plain = |b: &u8| b.is_ascii_digit() || matches!(b, b'-' | b'+' | b'e' | b'E');
    // Without a mark both readings are the same, and most cells are so.
    if bytes.iter().all(plain) {
        let value = cell.parse::<f64>().ok()?;
        return Some(Read { point: Some(value), comma: Some(value), unit: None });
    }
    if let Some(value) = pointed(cell) {
        return Some(Read { point: Some(value), comma: None, unit: None });
    }
    let (digits, unit) = without_unit(cell);
    let digits = ascii(digits);
    if !digits.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let swapped: String = digits
        .chars()
        .map(|c| match c {
            '.' => ',',
            ',' => '.',
            other => other,
        })
        .collect();
    let read = Read { point: with_point(&digits), comma: with_point(&swapped), unit };
    (read.point.is_some() || read.comma.is_some()).then_some(read)
}

/// Whether a cell is a number by some mark.
pub(super) fn looks_so(cell: &str) -> bool {
    read(cell).is_some()
}

/// A number with one decimal point that could not part thousands; most of those with a mark are so.
fn pointed(cell: &str) -> Option<f64> {
    let (whole, fraction) = cell.split_once('.')?;
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let only = fraction.len() != 3 && digits(fraction) && digits(whole.strip_prefix('-').unwrap_or(whole));
    only.then(|| cell.parse().ok()).flatten()
}

/// A cell without the sign of a currency or of per cent; a minus before the sign stays.
fn without_unit(cell: &str) -> (Cow<'_, str>, Option<&str>) {
    let is_currency = |c: &char| CURRENCIES.contains(*c);
    let (sign, body) = match cell.strip_prefix(['-', '−']) {
        Some(body) => ("-", body),
        None => ("", cell),
    };
    let length = |c: char| c.len_utf8();
    if let Some(first) = body.chars().next().filter(is_currency) {
        let (unit, rest) = body.split_at(length(first));
        return (Cow::Owned(format!("{sign}{}", rest.trim_start())), Some(unit));
    }
    if let Some(last) = cell.chars().next_back().filter(|c| is_currency(c) || *c == '%') {
        let (rest, unit) = cell.split_at(cell.len() - length(last));
        return (Cow::Borrowed(rest.trim_end()), Some(unit));
    }
    (Cow::Borrowed(cell), None)
}

/// A number's text with the signs of ASCII.
fn ascii(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.is_ascii() {
        return text;
    }
    let plain = |c: char| match c {
        '−' => '-',
        '\u{a0}' | '\u{202f}' | '\u{2009}' => ' ',
        '’' => '\'',
        other => other,
    };
    Cow::Owned(text.chars().map(plain).collect())
}

/// A number with a decimal point; its thousands may be parted by commas, blanks or apostrophes, its exponent be Fortran's.
fn with_point(text: &str) -> Option<f64> {
    let body = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !body.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let end = body.find(|c: char| !c.is_ascii_digit() && !matches!(c, ',' | ' ' | '\'')).unwrap_or(body.len());
    let (whole, rest) = body.split_at(end);
    let Some(mark) = whole.chars().find(|c| !c.is_ascii_digit()) else {
        let standard = text.parse::<f64>().ok();
        return standard.or_else(|| fortran(text));
    };
    // Groups of three behind one to three digits that do not begin with 0: 1,200 but neither 1,2 nor 0,125.
    let mut groups = whole.split(mark);
    let first = groups.next().unwrap_or("");
    let grouped = (1..=3).contains(&first.len())
        && !first.starts_with('0')
        && groups.all(|group| group.len() == 3 && group.bytes().all(|b| b.is_ascii_digit()));
    let fraction = rest.is_empty() || rest.strip_prefix('.').is_some_and(|f| f.bytes().all(|b| b.is_ascii_digit()));
    (grouped && fraction).then(|| text.replace(mark, "").parse().ok()).flatten()
}

/// `2.0D+00`, a double of Fortran's.
fn fortran(text: &str) -> Option<f64> {
    let (mantissa, exponent) = text.split_once(['d', 'D'])?;
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    format!("{mantissa}e{exponent}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(cell: &str) -> (Option<f64>, Option<f64>) {
        read(cell).map_or((None, None), |r| (r.point, r.comma))
    }

    #[test]
    fn each_mark_reads_what_it_can() {
        for (cell, point, comma) in [
            ("12", Some(12.0), Some(12.0)),
            ("-3e5", Some(-3e5), Some(-3e5)),
            ("1.5", Some(1.5), None),
            ("620,50", None, Some(620.5)),
            ("1.200", Some(1.2), Some(1200.0)),
            ("1,200", Some(1200.0), Some(1.2)),
            ("0.125", Some(0.125), None),
            ("0,125", None, Some(0.125)),
            ("1.200,5", None, Some(1200.5)),
            ("1,200.5", Some(1200.5), None),
            ("1.200.000", None, Some(1.2e6)),
            ("1 200,5", None, Some(1200.5)),
            ("1\u{202f}200", Some(1200.0), Some(1200.0)),
            ("1'200.50", Some(1200.5), None),
            ("−2.5", Some(-2.5), None),
            (".5", Some(0.5), None),
            ("2.0D+00", Some(2.0), None),
            ("6.0d-1", Some(0.6), None),
            ("1.200e3", Some(1200.0), None),
        ] {
            assert_eq!(both(cell), (point, comma), "{cell}");
        }
        for cell in
            ["", "x", "6x", "1,2,3", "1,20,300", "1 2", "--5", "1..2", "e5", "$", "%", "inf", "nan", "2020-01-05", "d5"]
        {
            assert_eq!(both(cell), (None, None), "{cell}");
        }
    }

    #[test]
    fn units_are_taken_off_and_known() {
        for (cell, value, unit) in
            [("$1200", 1200.0, "$"), ("-$5", -5.0, "$"), ("€ 12", 12.0, "€"), ("12 €", 12.0, "€"), ("17%", 17.0, "%")]
        {
            let got = read(cell).unwrap();
            assert_eq!((got.by(Decimal::Point), got.unit), (Some(value), Some(unit)), "{cell}");
        }
    }
}
