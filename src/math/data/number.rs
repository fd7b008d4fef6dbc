//! Parses a cell as a number, in the formats that people write.

use std::borrow::Cow;

use super::dialect::Decimal;

/// The notation of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// The notation of programs: `1200.5`, `1e3`.
    Plain,
    /// With a decimal comma.
    Comma,
    /// With a thousands separator, whatever the decimal mark.
    Thousands,
    /// With a Fortran exponent.
    Fortran,
}

/// A number and its notation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Number {
    pub value: f64,
    pub style: Style,
}

impl Number {
    fn plain(value: f64) -> Self {
        Self { value, style: Style::Plain }
    }
}

/// A cell read with each decimal mark; `None` where it is not a number under that mark.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Read<'a> {
    /// Read with a decimal point.
    pub point: Option<Number>,
    /// Read with a decimal comma.
    pub comma: Option<Number>,
    /// Currency sign or `%`.
    pub unit: Option<&'a str>,
}

impl Read<'_> {
    /// The decimal mark under which it is a number, if there is only one.
    pub fn only(&self) -> Option<Decimal> {
        match (self.point, self.comma) {
            (Some(_), None) => Some(Decimal::Point),
            (None, Some(_)) => Some(Decimal::Comma),
            _ => None,
        }
    }

    /// The number under `decimal`, falling back to the other mark if it is a number under that one alone.
    pub fn by(&self, decimal: Decimal) -> Option<Number> {
        match decimal {
            Decimal::Point => self.point.or(self.comma),
            Decimal::Comma => self.comma.or(self.point),
        }
    }

    /// Both readings, if they differ.
    pub fn doubt(&self) -> Option<[f64; 2]> {
        let both = self.point.zip(self.comma).map(|(point, comma)| [point.value, comma.value]);
        both.filter(|[point, comma]| point != comma)
    }
}

/// Currency signs.
const CURRENCIES: &str = "$€£¥₹₽₩₺₴₪₫₦₱฿¢";

/// Reads a cell; `None` if it is not a number under either mark.
pub(super) fn read(cell: &str) -> Option<Read<'_>> {
    let bytes = cell.as_bytes();
    let plain = |b: &u8| b.is_ascii_digit() || matches!(b, b'-' | b'+' | b'e' | b'E');
    // Fast path: without a mark both readings agree, and most cells have none.
    if bytes.iter().all(plain) {
        let number = Number::plain(cell.parse().ok()?);
        return Some(Read { point: Some(number), comma: Some(number), unit: None });
    }
    if let Some(value) = pointed(cell) {
        return Some(Read { point: Some(Number::plain(value)), comma: None, unit: None });
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
    let comma = with_point(&swapped).map(|number| match number.style {
        Style::Plain if swapped.contains('.') => Number { style: Style::Comma, ..number },
        _ => number,
    });
    let read = Read { point: with_point(&digits).or_else(|| indian(&digits)), comma, unit };
    (read.point.is_some() || read.comma.is_some()).then_some(read)
}

/// Returns true if a cell is a number under either mark.
pub(super) fn looks_so(cell: &str) -> bool {
    read(cell).is_some()
}

/// A number with one decimal point that cannot be a thousands separator; the common case among numbers with a mark.
fn pointed(cell: &str) -> Option<f64> {
    let (whole, fraction) = cell.split_once('.')?;
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let only = fraction.len() != 3 && digits(fraction) && digits(whole.strip_prefix('-').unwrap_or(whole));
    only.then(|| cell.parse().ok()).flatten()
}

/// Splits a currency or percent sign off a cell; a minus before the sign is kept.
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

/// Replaces Unicode signs with ASCII ones.
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

/// Parses a number with a decimal point. Thousands may be separated by commas, spaces, apostrophes or underscores, and the exponent may be
/// Fortran's.
fn with_point(text: &str) -> Option<Number> {
    let body = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !body.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let end = body.find(|c: char| !c.is_ascii_digit() && !matches!(c, ',' | ' ' | '\'' | '_')).unwrap_or(body.len());
    let (whole, rest) = body.split_at(end);
    let Some(mark) = whole.chars().find(|c| !c.is_ascii_digit()) else {
        let standard = text.parse().ok().map(Number::plain);
        return standard.or_else(|| fortran(text).map(|value| Number { value, style: Style::Fortran }));
    };
    // Groups of three after one to three digits that do not begin with 0: 1,200 but neither 1,2 nor 0,125.
    let mut groups = whole.split(mark);
    let first = groups.next().unwrap_or("");
    let grouped = (1..=3).contains(&first.len())
        && !first.starts_with('0')
        && groups.all(|group| group.len() == 3 && group.bytes().all(|b| b.is_ascii_digit()));
    (grouped && is_fraction(rest)).then(|| without(mark, text)).flatten()
}

/// Parses Indian digit grouping, `1,23,45,678.5`: three digits last, two in each group before, commas only.
fn indian(text: &str) -> Option<Number> {
    let body = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, rest) = body.split_at(body.find('.').unwrap_or(body.len()));
    let (head, last) = whole.rsplit_once(',')?;
    let (first, middle) = head.split_once(',')?;
    let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    let grouped = (digits(first, 1) || digits(first, 2))
        && !first.starts_with('0')
        && middle.split(',').all(|group| digits(group, 2))
        && digits(last, 3);
    (grouped && is_fraction(rest)).then(|| without(',', text)).flatten()
}

/// Returns true if `rest` may follow the integer part of a number with thousands separators.
fn is_fraction(rest: &str) -> bool {
    rest.is_empty() || rest.strip_prefix('.').is_some_and(|f| f.bytes().all(|b| b.is_ascii_digit()))
}

/// Parses a number after removing the thousands separator.
fn without(mark: char, text: &str) -> Option<Number> {
    let value = text.replace(mark, "").parse().ok()?;
    Some(Number { value, style: Style::Thousands })
}

/// Parses `2.0D+00`, a Fortran double.
fn fortran(text: &str) -> Option<f64> {
    let (mantissa, exponent) = text.split_once(['d', 'D'])?;
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    format!("{mantissa}e{exponent}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(cell: &str) -> (Option<f64>, Option<f64>) {
        read(cell).map_or((None, None), |r| (r.point.map(|n| n.value), r.comma.map(|n| n.value)))
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
            ("1_200_000", Some(1.2e6), Some(1.2e6)),
            ("1,23,456", Some(123_456.0), None),
            ("-12,34,56,789.5", Some(-123_456_789.5), None),
        ] {
            assert_eq!(both(cell), (point, comma), "{cell}");
        }
        for cell in [
            "",
            "x",
            "6x",
            "1,2,3",
            "1,20,30",
            "01,20,300",
            "1.20.300",
            "1_20",
            "1 2",
            "--5",
            "1..2",
            "e5",
            "$",
            "%",
            "inf",
            "nan",
            "2020-01-05",
            "d5",
        ] {
            assert_eq!(both(cell), (None, None), "{cell}");
        }
    }

    #[test]
    fn units_are_taken_off_and_known() {
        for (cell, value, unit) in
            [("$1200", 1200.0, "$"), ("-$5", -5.0, "$"), ("€ 12", 12.0, "€"), ("12 €", 12.0, "€"), ("17%", 17.0, "%")]
        {
            let got = read(cell).unwrap();
            assert_eq!((got.by(Decimal::Point).map(|n| n.value), got.unit), (Some(value), Some(unit)), "{cell}");
        }
    }

    #[test]
    fn how_a_number_is_written_is_known() {
        for (cell, point, comma) in [
            ("12", Some(Style::Plain), Some(Style::Plain)),
            ("$12", Some(Style::Plain), Some(Style::Plain)),
            ("1.5", Some(Style::Plain), None),
            ("1,5", None, Some(Style::Comma)),
            ("1.200", Some(Style::Plain), Some(Style::Thousands)),
            ("1,200", Some(Style::Thousands), Some(Style::Comma)),
            ("1.200,5", None, Some(Style::Thousands)),
            ("1'200", Some(Style::Thousands), Some(Style::Thousands)),
            ("1,23,456", Some(Style::Thousands), None),
            ("2.0D3", Some(Style::Fortran), None),
        ] {
            let read = read(cell).unwrap();
            assert_eq!((read.point.map(|n| n.style), read.comma.map(|n| n.style)), (point, comma), "{cell}");
        }
    }
}
