//! Splits text into records: separators, quoting, line ends, comments.
//!
//! Not the csv crate's reader, which keeps whitespace before a quote as part of the field, splits at a single byte only, and knows only
//! comments that are a byte at the start of a line.

use csv::StringRecord;

use super::error::hidden;
use super::missing::is_missing;
use super::number;
use super::text::tidy;

/// A record with the number of its first line, from 1.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    pub line: u64,
    pub cells: StringRecord,
}

impl Row {
    /// A cell; empty if the row is too short.
    pub fn cell(&self, index: usize) -> &str {
        self.cells.get(index).unwrap_or("")
    }

    /// Number of fields, not counting trailing empty ones.
    pub fn last(&self) -> usize {
        self.cells.len() - self.cells.iter().rev().take_while(|cell| cell.is_empty()).count()
    }
}

/// A field separator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Separator {
    /// A single byte.
    Byte(u8),
    /// A run of spaces and tabs.
    Blanks,
}

/// Candidates in order of preference; the first wins a tie.
const SEPARATORS: [Separator; 5] =
    [Separator::Byte(b','), Separator::Byte(b';'), Separator::Byte(b'\t'), Separator::Byte(b'|'), Separator::Blanks];

impl Separator {
    fn parts(self, byte: u8) -> bool {
        match self {
            Separator::Byte(own) => byte == own,
            Separator::Blanks => matches!(byte, b' ' | b'\t'),
        }
    }

    /// Returns true if a byte around a field is padding: neither part of the field nor its end.
    fn pads(self, byte: u8) -> bool {
        matches!(byte, b' ' | b'\t') && !self.parts(byte)
    }

    /// Detects a text's separator: the one that splits most of its first lines into the same number of fields, more than one; ties go to
    /// the one whose fields are numbers.
    pub fn of(text: &str, line: u64, comment: &str) -> Self {
        let rank = |separator: Separator| {
            let mut records = Records::new(text, line, separator, comment);
            let rows: Vec<Row> = std::iter::from_fn(|| records.next_row().ok().flatten()).take(100).collect();
            let Some((width, count)) = usual_width(&rows).filter(|(width, _)| *width > 1) else { return (0, 0) };
            let fields = rows.iter().filter(|row| row.cells.len() == width || row.last() == width);
            let (mut numbers, mut all) = (0, 1);
            for cell in fields.flat_map(|row| row.cells.iter()).filter(|cell| !cell.is_empty()) {
                numbers += usize::from(number::looks_so(cell));
                all += 1;
            }
            (count, numbers * 1000 / all)
        };
        // `max_by_key` returns the last of equal elements.
        SEPARATORS.into_iter().rev().max_by_key(|s| rank(*s)).unwrap_or(SEPARATORS[0])
    }
}

/// The most common number of fields, and how many rows have it: more than one, unless only a single row has more. Trailing empty
/// fields count or not, whichever is more regular.
pub(super) fn usual_width(rows: &[Row]) -> Option<(usize, usize)> {
    let most = |of: fn(&Row) -> usize| {
        let mut counts = std::collections::BTreeMap::new();
        for width in rows.iter().map(of) {
            *counts.entry(width.max(1)).or_insert(0_usize) += 1;
        }
        let single = counts.remove(&1).unwrap_or(0);
        let several = counts.into_iter().max_by_key(|(width, count)| (*count, *width));
        // Titles have one field, however many there are; a one-column header may contain spaces.
        let several = several.filter(|(_, count)| *count >= 2 || *count >= single);
        several.or((single > 0).then_some((1, single)))
    };
    let (all, filled) = (most(|row| row.cells.len())?, most(Row::last)?);
    Some(if filled.1 > all.1 && filled.0 > 1 { filled } else { all })
}

/// Iterates over a text record by record.
pub(super) struct Records<'a> {
    text: &'a str,
    at: usize,
    line: u64,
    separator: Separator,
    comment: &'a str,
    /// Number of comments skipped.
    pub comments: usize,
    /// The comment directly before the first record, without its prefix.
    pub above: Option<(u64, &'a str)>,
    begun: bool,
}

/// A malformed record: its line and the problem.
type Torn = (u64, &'static str);

impl<'a> Records<'a> {
    /// Starts at line number `line` of a file; an empty `comment` disables comments.
    pub fn new(text: &'a str, line: u64, separator: Separator, comment: &'a str) -> Self {
        Self { text, at: 0, line, separator, comment, comments: 0, above: None, begun: false }
    }

    /// Reads all records, skipping blank lines.
    pub fn all(&mut self) -> Result<Vec<Row>, Torn> {
        let mut rows = Vec::new();
        while let Some(row) = self.next_row()? {
            rows.push(row);
        }
        Ok(rows)
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The rest of the current line.
    fn rest(&self) -> &'a str {
        let rest = self.text.get(self.at..).unwrap_or("");
        rest.split(['\n', '\r']).next().unwrap_or(rest)
    }

    /// Consumes a line end, `\n`, `\r\n` or `\r`, if there is one.
    fn end_of_line(&mut self) -> bool {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let length = match rest {
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            _ => return false,
        };
        self.at += length;
        self.line += 1;
        true
    }

    fn next_row(&mut self) -> Result<Option<Row>, Torn> {
        loop {
            while self.end_of_line() {}
            if self.at >= self.text.len() {
                return Ok(None);
            }
            if let Some(said) = commented(self.rest(), self.comment) {
                self.comments += 1;
                if !self.begun {
                    self.above = Some((self.line, said));
                }
                self.at += self.rest().len();
                continue;
            }
            let row = self.record()?;
            if row.cells.len() > 1 || row.cells.iter().any(|cell| !cell.is_empty()) {
                self.begun = true;
                return Ok(Some(row));
            }
        }
    }

    fn record(&mut self) -> Result<Row, Torn> {
        let mut row = Row { line: self.line, cells: StringRecord::new() };
        loop {
            while self.byte().is_some_and(|b| {
                matches!(b, b' ' | b'\t')
                    && (self.separator.pads(b) || row.cells.is_empty() && self.separator == Separator::Blanks)
            }) {
                self.at += 1;
            }
            self.field(&mut row)?;
            match self.byte() {
                Some(byte) if self.separator.parts(byte) => {
                    self.at += 1;
                    if self.separator == Separator::Blanks {
                        while self.byte().is_some_and(|b| self.separator.parts(b)) {
                            self.at += 1;
                        }
                        // Whitespace at the end of a line is not a separator.
                        if self.byte().is_none() || self.end_of_line() {
                            return Ok(row);
                        }
                    }
                }
                _ => {
                    self.end_of_line();
                    return Ok(row);
                }
            }
        }
    }

    /// Reads a field up to its separator or the end of the line.
    fn field(&mut self, row: &mut Row) -> Result<(), Torn> {
        if self.byte() == Some(b'"') {
            self.at += 1;
            return self.quoted(row);
        }
        let rest = self.text.get(self.at..).unwrap_or("");
        let ends = |b: &u8| self.separator.parts(*b) || matches!(b, b'\n' | b'\r');
        let end = rest.as_bytes().iter().position(ends).unwrap_or(rest.len());
        push(row, rest.get(..end).unwrap_or(""));
        self.at += end;
        Ok(())
    }

    /// Reads the rest of a field after its opening quote.
    fn quoted(&mut self, row: &mut Row) -> Result<(), Torn> {
        let mut text = String::new();
        loop {
            let rest = self.text.get(self.at..).unwrap_or("");
            let Some(end) = rest.find(['"', '\n', '\r']) else {
                return Err((row.line, "a quote (\") opens in this row and never closes"));
            };
            text.push_str(rest.get(..end).unwrap_or(""));
            self.at += end;
            if self.end_of_line() {
                text.push('\n');
                continue;
            }
            self.at += 1;
            if self.byte() != Some(b'"') {
                break;
            }
            // A doubled quote is an escaped one.
            text.push('"');
            self.at += 1;
        }
        push(row, &text);
        while self.byte().is_some_and(|b| self.separator.pads(b)) {
            self.at += 1;
        }
        match self.byte() {
            Some(byte) if !self.separator.parts(byte) && !matches!(byte, b'\n' | b'\r') => {
                Err((row.line, "text follows a closing quote (\"); double a quote inside of a quoted field"))
            }
            _ => Ok(()),
        }
    }
}

/// Adds a trimmed field on one line, so that a name can be requested as it is displayed.
fn push(row: &mut Row, cell: &str) {
    let cell = cell.trim();
    if cell.contains(hidden) { row.cells.push_field(&tidy(cell)) } else { row.cells.push_field(cell) }
}

/// The text of a comment line after its prefix, `None` for other lines. `#N/A` is a missing value.
fn commented<'a>(line: &'a str, mark: &str) -> Option<&'a str> {
    let said = line.trim_start().strip_prefix(mark).filter(|_| !mark.is_empty())?;
    let first = line.trim_start().split([',', ';', '\t', '|', ' ']).next().unwrap_or("");
    (mark != HASH || first == HASH || !is_missing(first)).then_some(said)
}

/// The default comment prefix.
const HASH: &str = "#";

/// [`HASH`], or nothing if most lines below the first begin with it: then it is part of the data.
pub(super) fn usual_comment(text: &str) -> &'static str {
    let lines = text.split(['\n', '\r']).map(str::trim_start).filter(|line| !line.is_empty());
    let (mut marked, mut bare) = (0, 0);
    for line in lines.skip_while(|line| line.starts_with(HASH)).skip(1).take(1000) {
        if commented(line, HASH).is_some() { marked += 1 } else { bare += 1 }
    }
    if marked > bare { "" } else { HASH }
}
