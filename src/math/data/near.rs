//! Near-numbers: `5 kg`, `(5)`, `0x1f`, `2024-01-02`. A column of them holds measurements, not classes.

use super::number::looks_so;

/// The kind of a near-number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Near {
    /// A date, a month or a time.
    Date,
    /// A number after the code or the abbreviation of a currency.
    Currency,
    /// A fraction.
    Fraction,
    /// Digit groups that match no number format.
    Groups,
    /// A number in parentheses, the accounting notation for negatives.
    Negative,
    /// A hexadecimal number.
    Hexadecimal,
    /// A number followed by a unit.
    Unit,
}

impl Near {
    /// The likely meaning, for a message.
    pub fn meant(self) -> &'static str {
        match self {
            Near::Date => "a date?",
            Near::Currency => "a currency?",
            Near::Fraction => "a fraction?",
            Near::Groups => "thousands separator?",
            Near::Negative => "negative?",
            Near::Hexadecimal => "hexadecimal?",
            Near::Unit => "a unit?",
        }
    }

    /// The fix for the column, for a message.
    pub fn right(self) -> &'static str {
        match self {
            Near::Date => "write the days or seconds since the first",
            Near::Currency => "write the number alone, with its currency in the header",
            Near::Fraction => "write it in decimal",
            Near::Groups => "write the digits without separators",
            Near::Negative => "write a minus instead of parentheses",
            Near::Hexadecimal => "write it in decimal",
            Near::Unit => "write the number alone, with its unit in the header",
        }
    }
}

/// Classifies a cell that is nearly a number; `None` for numbers and other text.
pub(super) fn near(cell: &str) -> Option<Near> {
    // Anything longer is prose.
    if cell.len() > 40 || looks_so(cell) {
        return None;
    }
    if is_fraction(cell) {
        return Some(Near::Fraction);
    }
    if !cell.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let body = cell.strip_prefix(['-', '+', '−', '~', '≈']).unwrap_or(cell).trim_start();
    if is_date(cell) {
        Some(Near::Date)
    } else if body.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | ' ' | '\'' | '’' | '_')) {
        Some(Near::Groups)
    } else if cell.strip_prefix('(').and_then(|c| c.strip_suffix(')')).is_some_and(looks_so) {
        Some(Near::Negative)
    } else if is_hexadecimal(body) {
        Some(Near::Hexadecimal)
    } else if after_currency(cell).is_some_and(looks_so) {
        Some(Near::Currency)
    } else {
        has_unit(body).then_some(Near::Unit)
    }
}

/// `1/2`, `3 1/2`, `½`, `2½`.
fn is_fraction(text: &str) -> bool {
    let text = text.strip_prefix(['-', '+', '−']).unwrap_or(text);
    if let Some(whole) = text.strip_suffix(['½', '¼', '¾', '⅓', '⅔', '⅛', '⅜', '⅝', '⅞']) {
        return whole.is_empty() || is_digits(whole.trim_end());
    }
    let (whole, parts) = text.rsplit_once(' ').unwrap_or(("0", text));
    let small = |part: &str| is_digits(part) && part.len() <= 3;
    is_digits(whole) && parts.split_once('/').is_some_and(|(above, below)| small(above) && small(below))
}

/// What follows the code of a common currency, or an abbreviation that is written like one. Other capitals may well name classes.
fn after_currency(text: &str) -> Option<&str> {
    const CODES: [&str; 22] = [
        "USD", "EUR", "GBP", "JPY", "CHF", "CNY", "INR", "AUD", "CAD", "NZD", "SEK", "NOK", "DKK", "PLN", "CZK", "BRL",
        "MXN", "ZAR", "KRW", "RUB", "Rs.", "Rs",
    ];
    CODES.iter().find_map(|code| text.strip_prefix(code)).map(str::trim_start)
}

fn is_hexadecimal(text: &str) -> bool {
    let digits = text.strip_prefix("0x").or(text.strip_prefix("0X"));
    digits.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// Returns true for a number followed by one or two words, except ordinals: `5 kg`, `3.2m/s`, but not `1st`.
fn has_unit(text: &str) -> bool {
    let end = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, ',' | '.' | '\'' | '_' | ' ')).unwrap_or(0);
    let (number, unit) = text.split_at(end);
    let ordinal = ["st", "nd", "rd", "th"].iter().any(|end| unit.eq_ignore_ascii_case(end));
    let sign = |c: char| c.is_alphabetic() || "°µ/·*^²³⁻¹.%".contains(c);
    looks_so(number.trim_end())
        && unit.starts_with(|c: char| c.is_alphabetic() || c == '°')
        && unit.split(' ').count() <= 2
        && unit.chars().all(|c| sign(c) || c == ' ')
        && (!ordinal || number.ends_with(' '))
}

/// Returns true for a day, a month of a year, a time of day, or a day with a time.
fn is_date(text: &str) -> bool {
    let (day, time) = text.split_once(['T', ' ']).unwrap_or((text, ""));
    is_time(text) || is_day(day) && (time.is_empty() || is_time(time)) || names_month(text)
}

/// `2024-01-02`, `2/1/24`, `2.1.2024`, `2024-01`.
fn is_day(text: &str) -> bool {
    let Some(mark) = text.chars().find(|c| matches!(c, '-' | '/' | '.')) else { return false };
    let parts: Option<Vec<(usize, u32)>> =
        text.split(mark).map(|part| is_digits(part).then_some(part.len()).zip(part.parse().ok())).collect();
    let few = |(length, value): (usize, u32)| length <= 2 && (1..=31).contains(&value);
    match parts.unwrap_or_default().as_slice() {
        [(4, _), month, day] => few(*month) && few(*day),
        [day, month, (2 | 4, _)] => few(*day) && few(*month),
        [(4, 1000..3000), (2, 1..=12)] => mark != '.',
        _ => false,
    }
}

/// `12:30`, `9:05:07.5Z`, `12:30 pm`, `12:30:00+02:00`.
fn is_time(text: &str) -> bool {
    let text = text.trim_end_matches(['Z', 'z', 'a', 'A', 'p', 'P', 'm', 'M', ' ']);
    let clock = text.split(['+', '-']).next().unwrap_or("");
    let mut parts = clock.split(':');
    let short = |part: Option<&str>| part.is_some_and(|part| part.len() <= 2 && is_digits(part));
    let (hours, minutes, seconds) = (parts.next(), parts.next(), parts.next());
    let seconds = seconds.is_none_or(|part| part.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
    short(hours) && short(minutes) && seconds && parts.next().is_none()
}

/// `1 Jan 2024`, `Mar-24`, `May 5, 2024`: a month's name among numbers.
fn names_month(text: &str) -> bool {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let is_month = |word: &str| {
        let word = word.to_ascii_lowercase();
        word.len() >= 3 && MONTHS.iter().any(|month| *month == word || month.get(..3) == Some(&word))
    };
    let words = || text.split([' ', '-', '/', '.', ',']).filter(|word| !word.is_empty());
    words().filter(|word| is_month(word)).count() == 1 && words().all(|word| is_month(word) || is_digits(word))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_nearly_a_number_is_known_and_words_are_words() {
        for (cells, wanted) in [
            (
                &[
                    "2024-01-02",
                    "2/1/24",
                    "02.01.2024",
                    "2024-01-02T03:04:05Z",
                    "2024-01-02 03:04",
                    "2024-01",
                    "12:30",
                    "9:05:07.5",
                    "12:30 pm",
                    "1 Jan 2024",
                    "Mar-24",
                    "May 5, 2024",
                ][..],
                Some(Near::Date),
            ),
            (&["USD 5", "EUR 1,200.50", "Rs. 5", "CHF5"], Some(Near::Currency)),
            (&["1/2", "-3/4", "3 1/2", "½", "2½"], Some(Near::Fraction)),
            (&["1,2,3", "1 2", "1_2", "1.2.3.4", "-1,20,5"], Some(Near::Groups)),
            (&["(5)", "(1,200.5)", "($5)"], Some(Near::Negative)),
            (&["0x1", "-0XfF"], Some(Near::Hexadecimal)),
            (
                &["5 kg", "5kg", "-3.2 m/s", "37 °C", "1,200 m²", "~5 ms", "5 sq ft", "6x", "2wd", "20 th"],
                Some(Near::Unit),
            ),
            // Numbers, ranges, ordinals, codes and words.
            (
                &[
                    "5",
                    "1,200",
                    "$5",
                    "17%",
                    "",
                    "yes",
                    "<=50K",
                    ">50K",
                    "18-25",
                    "65+",
                    "1st",
                    "3rd",
                    "A1",
                    "x4",
                    "3f2a",
                    "1990-1995",
                    "12345-678",
                    "may",
                    "Q1 2024",
                    "2 cats and dogs",
                    "kg",
                    "route 66",
                    "BMW 5",
                    "km/h",
                    "2019/20",
                ],
                None,
            ),
        ] {
            for cell in cells {
                assert_eq!(near(cell), wanted, "{cell}");
            }
        }
    }
}
