//! From bytes to records of text, each with its line.

use csv::StringRecord;

use super::error::hidden;

/// A record with the line that it starts on, from 1.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    pub line: u64,
    pub cells: StringRecord,
}

/// The separators that are looked for; the first wins a draw.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The text of a file, without its byte order mark; or why there is none.
pub(super) fn decode(bytes: &[u8]) -> Result<String, &'static str> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err("is UTF-16 text; save it as UTF-8");
    }
    let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
    let odd = |b: &&u8| **b < 0x20 && !matches!(**b, b'\t' | b'\n' | b'\r' | 0x0c);
    let head = bytes.get(..8192).unwrap_or(bytes);
    if bytes.contains(&0) || head.iter().filter(odd).count() * 10 > head.len() {
        return Err("is binary, not a table of text; give a CSV file with a header line");
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        // Latin-1, as older spreadsheets write it: each byte is its own character.
        Err(_) => bytes.iter().map(|&b| char::from(b)).collect(),
    };
    if text.trim().is_empty() {
        return Err("is empty; give a CSV file with a header line and rows of numbers");
    }
    Ok(text)
}

/// The separator of a table: the one that splits its first line most often, outside quotes. One that splits the
/// second line just as often comes before one that does not, so that `size (a, b);price` is split at the `;`.
pub(super) fn separator(text: &str) -> u8 {
    let mut lines = Lines { rest: text.as_bytes() }.filter(|line| !line.trim_ascii().is_empty());
    let (first, second) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let rank = |separator: u8| {
        let count = splits(first, separator);
        (count > 0 && count == splits(second, separator), count)
    };
    // `max_by_key` takes the last of equals.
    SEPARATORS.into_iter().rev().max_by_key(|s| rank(*s)).unwrap_or(b',')
}

/// How many fields more than one a line has.
fn splits(line: &[u8], separator: u8) -> usize {
    let mut quotes = Quotes::default();
    line.iter().filter(|&&b| !quotes.inside(b) && b == separator).count()
}

/// Lines, where a quoted line break does not end one.
struct Lines<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Lines<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        if self.rest.is_empty() {
            return None;
        }
        let mut quotes = Quotes::default();
        let ends = |&b: &u8| !quotes.inside(b) && matches!(b, b'\n' | b'\r');
        let end = self.rest.iter().position(ends).unwrap_or(self.rest.len());
        let line = self.rest.get(..end);
        self.rest = self.rest.get(end + 1..).unwrap_or_default();
        line
    }
}

/// Whether a byte is quoted. A quote opens only at the start of a field: `5" pipe` is text.
#[derive(Default)]
struct Quotes {
    open: bool,
    within: bool,
}

impl Quotes {
    fn inside(&mut self, byte: u8) -> bool {
        if byte == b'"' && (self.open || !self.within) {
            self.open = !self.open;
            self.within = true;
        } else if !self.open {
            self.within = !SEPARATORS.contains(&byte) && !matches!(byte, b'\n' | b'\r');
        }
        self.open
    }
}

/// The records of a text, without blank lines; or the line where quotes are wrong, and how.
pub(super) fn records(text: &str, separator: u8) -> Result<Vec<Row>, (u64, &'static str)> {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut place = Place { bytes: text.as_bytes(), at: 0, line: 1 };
    let mut rows = Vec::new();
    let mut cells = StringRecord::new();
    // The text is UTF-8, in memory, and rows may have any length, so that no record fails.
    while reader.read_record(&mut cells).unwrap_or(false) {
        let start = cells.position().map_or(0, |p| usize::try_from(p.byte()).unwrap_or(usize::MAX));
        let line = place.line_of(start);
        if unclosed(&cells, text, start) {
            return Err((line, "a quote (\") opens in this row and never closes"));
        }
        if torn(text.as_bytes().get(start..).unwrap_or_default(), separator) {
            return Err((line, "text follows a closing quote (\"); double a quote inside of a quoted field"));
        }
        cells.trim();
        // What is shown on one line can then be asked for by what is shown.
        if cells.as_slice().contains(hidden) {
            cells = cells.iter().map(tidy).collect();
        }
        if cells.len() > 1 || cells.iter().any(|cell| !cell.is_empty()) {
            rows.push(Row { line, cells: cells.clone() });
        }
    }
    Ok(rows)
}

/// Text on one line, with single spaces.
pub(super) fn tidy(text: &str) -> String {
    let words: Vec<&str> = text.split(|c: char| c.is_whitespace() || hidden(c)).filter(|w| !w.is_empty()).collect();
    words.join(" ")
}

/// Whether the last record of a text swallowed lines behind a quote that nothing closes.
fn unclosed(cells: &StringRecord, text: &str, start: usize) -> bool {
    let swallowed = cells.iter().next_back().is_some_and(|cell| cell.contains(['\n', '\r']));
    swallowed && {
        let mut quotes = Quotes::default();
        let rest = text.as_bytes().get(start..).unwrap_or_default();
        rest.iter().fold(false, |_, &byte| quotes.inside(byte))
    }
}

/// Whether a quoted field of the first record goes on behind its closing quote.
fn torn(bytes: &[u8], separator: u8) -> bool {
    let (mut begins, mut open, mut closed) = (true, false, false);
    // Blank lines before it do not end it.
    let blank = bytes.iter().take_while(|b| matches!(b, b'\n' | b'\r')).count();
    for (i, &byte) in bytes.iter().enumerate().skip(blank) {
        match byte {
            b'"' if begins => (open, begins) = (true, false),
            b'"' if open => (open, closed) = (false, true),
            // A doubled quote: the field goes on.
            b'"' if closed && bytes.get(i.wrapping_sub(1)) == Some(&b'"') => (open, closed) = (true, false),
            _ if open => {}
            b'\n' | b'\r' => return false,
            _ if byte == separator => (begins, closed) = (true, false),
            b' ' | b'\t' if begins || closed => {}
            _ if closed => return true,
            _ => begins = false,
        }
    }
    false
}

/// Counts lines up to a byte; the reader's own count takes blank lines and `\r\n` for part of the record before.
struct Place<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
}

impl Place<'_> {
    /// The line of the first byte from `start` on that ends no line.
    fn line_of(&mut self, start: usize) -> u64 {
        while let Some(byte) = self.bytes.get(self.at) {
            let ends = matches!(byte, b'\n' | b'\r');
            if self.at >= start && !ends {
                break;
            }
            let pair = *byte == b'\r' && self.bytes.get(self.at + 1) == Some(&b'\n');
            self.line += u64::from(ends && !pair);
            self.at += 1;
        }
        self.line
    }
}
