//! Locates the table in a file: title lines above it, a header row, a column of row names.

use super::dialect::Dialect;
use super::error::{counted, short};
use super::missing::{is_missing, is_none_among_numbers};
use super::near::near;
use super::number::looks_so;
use super::records::{Row, Separator, usual_width};

/// Position of the table among the records.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// Number of records above it.
    pub titles: usize,
    /// True if the next record names the columns.
    pub header: bool,
    /// True if the first column holds row names and has no name itself.
    pub row_names: bool,
    /// True if a comment names the columns.
    pub comment: bool,
}

/// A line number and its possible readings.
type Doubt = (u64, String);

/// Finds the table; fails with a line and its possible readings if it is ambiguous.
pub(super) fn find(
    rows: &[Row],
    dialect: &Dialect,
    comment: Option<&Row>,
    separator: Separator,
) -> Result<Layout, Doubt> {
    let Some((width, _)) = usual_width(head(rows, 1000)) else { return Ok(Layout::default()) };
    let file = File { rows, width, separator, dialect };
    let start = file.start();
    let found = match dialect.header {
        Some(true) => Verdict::Header,
        Some(false) => Verdict::Data,
        None => verdict(rows, start),
    };
    if dialect.header.is_none() {
        file.is_no_title(start, found)?;
    }
    // The record directly above, or after --skip the first record itself, may be a header that is one name short.
    let short = if dialect.skip.is_some() { Some(0) } else { start.checked_sub(1) };
    let sure = dialect.header.is_none() && found == Verdict::Header && dialect.skip.is_none();
    if let Some(place) = short.filter(|_| dialect.header != Some(false) && !sure) {
        file.splits_no_decimals(place)?;
        if file.names_rows(place) {
            return Ok(Layout { titles: place, header: true, row_names: true, comment: false });
        }
    }
    match found {
        Verdict::Header => Ok(Layout { titles: start, header: true, ..Layout::default() }),
        Verdict::Data => {
            if let Some(row) = start.checked_sub(1).and_then(|p| rows.get(p)).filter(|_| dialect.header.is_none()) {
                let readings = format!("a title (--skip {}) or a header with a name missing", row.line);
                return Err(misfit(row, width, &readings));
            }
            let names = comment.filter(|row| row.cells.len() == width && numbers(row) == 0 && width > 1);
            let comment = names.is_some() && dialect.header.is_none();
            Ok(Layout { titles: start, header: false, row_names: false, comment })
        }
        Verdict::Doubt => {
            let row = rows.get(start).cloned().unwrap_or_default();
            let cells = shown(&row);
            let line = format!("'{cells}' may name the columns or be the first row; say --header yes or --header no");
            Err((row.line, line))
        }
    }
}

/// The records of a file, and the usual number of fields.
struct File<'a> {
    rows: &'a [Row],
    width: usize,
    separator: Separator,
    dialect: &'a Dialect,
}

impl File<'_> {
    fn is(&self, place: usize, holds: impl Fn(&Row) -> bool) -> bool {
        self.rows.get(place).is_some_and(holds)
    }

    /// The first record that can belong to the table.
    fn start(&self) -> usize {
        if self.dialect.skip.is_some() {
            return 0;
        }
        let width = self.width;
        let mut start = self.rows.iter().position(|row| row.cells.len() == width || row.last() >= width).unwrap_or(0);
        // A spreadsheet's title is a row with one field.
        let is_single = |place| {
            width > 1
                && self.is(place, |row| row.last() == 1 && numbers(row) == 0)
                && self.is(place + 1, |row| row.last() >= width && numbers(row) < row.cells.len())
                && verdict(self.rows, place + 1) == Verdict::Header
        };
        // A title containing the separator may have more fields than the table.
        let is_wide = |place| self.is(place, |row| row.last() > width) && self.names_columns(place + 1);
        while is_single(start) || self.dialect.header != Some(false) && is_wide(start) {
            start += 1;
        }
        start
    }

    /// Returns true if a record certainly names the columns: all words, some above numbers, or years above non-years.
    fn names_columns(&self, place: usize) -> bool {
        let Some(row) = self.rows.get(place).filter(|row| row.last() == self.width) else { return false };
        let (body, cells) = (below(self.rows, place), || row.cells.iter().take(self.width));
        if cells().any(|cell| is_missing(cell) || is_none_among_numbers(cell) || near(cell).is_some()) {
            return false;
        }
        if numbers(row) > 0 { years(row, body, 10) } else { (0..self.width).any(|column| of_numbers(body, column)) }
    }

    /// Returns true if a record cannot be a data row, since it has words above numbers.
    fn is_misplaced(&self, place: usize) -> bool {
        let word =
            |cell: &str| !is_missing(cell) && !is_none_among_numbers(cell) && !looks_so(cell) && near(cell).is_none();
        let body = below(self.rows, place);
        let over = |(column, cell): (usize, &str)| word(cell) && of_numbers(body, column);
        self.is(place, |row| row.cells.iter().enumerate().any(over))
    }

    /// Rejects a first record above others that also name the columns, and one with more fields than any below.
    fn is_no_title(&self, start: usize, found: Verdict) -> Result<(), Doubt> {
        let Some(first) = self.rows.get(start) else { return Ok(()) };
        let mut names = None;
        for place in (start + 1..self.rows.len()).take(20) {
            let named = self.names_columns(place);
            names = if named { self.rows.get(place) } else { names };
            if !named && !self.is_misplaced(place) {
                break;
            }
        }
        if let Some(names) = names {
            let (title, header) = (shown(first), shown(names));
            let first_is = if found == Verdict::Data { "be the first row; say" } else { "name the columns; say" };
            let answer = if found == Verdict::Data { "no" } else { "yes" };
            let skip = names.line.saturating_sub(1);
            let line =
                format!("'{title}' may be a title above '{header}' or {first_is} --skip {skip} or --header {answer}");
            return Err((first.line, line));
        }
        let most = self.rows.iter().skip(start + 1).map(|row| row.cells.len()).max();
        if found == Verdict::Header && most.is_some_and(|most| most < first.last()) {
            let readings = format!("a title (--skip {}) or a header with a name too many", first.line);
            return Err(misfit(first, self.width, &readings));
        }
        Ok(())
    }

    /// Returns true if a record names all columns but the first, which holds row names, as R's write.table does.
    fn names_rows(&self, place: usize) -> bool {
        self.is(place, |row| row.cells.len() + 1 == self.width && numbers(row) == 0 && self.width > 2)
            && self.is(place + 1, |row| row.cells.len() == self.width)
    }

    /// Rejects a header that is short because its rows have unquoted decimal commas.
    fn splits_no_decimals(&self, place: usize) -> Result<(), Doubt> {
        let Some(row) = self.rows.get(place).filter(|row| numbers(row) == 0 && row.last() > 0) else { return Ok(()) };
        let body = head(self.rows.get(place + 1..).unwrap_or_default(), 1000);
        // Numbered rows, as R writes them, have names.
        let named = self.names_rows(place) && counts(body);
        // A single field above may be a title, unless the header option has ruled that out.
        let asked = row.last() > 1 || self.dialect.header.is_none();
        if !named && asked && splits_decimals(body, self.width, row.last(), self.separator) {
            let readings = format!("a title (--skip {}), a header with a name missing, or decimal commas", row.line);
            return Err(misfit(row, self.width, &format!("{readings} ({QUOTE})")));
        }
        Ok(())
    }
}

/// The fix where commas are both separators and decimal marks.
pub(super) const QUOTE: &str = "quote such cells, or separate the fields by ';'";

/// Returns true if rows have more fields than they should because commas are also their decimal marks: enough pairs of neighbors are an
/// integer followed by digits, and there is no decimal point.
pub(super) fn splits_decimals(rows: &[Row], width: usize, fields: usize, separator: Separator) -> bool {
    let rows: Vec<&Row> = rows.iter().filter(|row| row.last() == width).collect();
    let pointed = |row: &&Row| row.cells.iter().any(|cell| cell.contains('.') && looks_so(cell));
    if separator != Separator::Byte(b',') || rows.is_empty() || rows.iter().any(pointed) {
        return false;
    }
    let digits = |cell: &str| !cell.is_empty() && cell.bytes().all(|b| b.is_ascii_digit());
    let whole = |cell: &str| digits(cell.strip_prefix('-').unwrap_or(cell));
    let (mut column, mut pairs) = (0, 0);
    while column + 1 < width {
        let pair = rows.iter().all(|row| whole(row.cell(column)) && digits(row.cell(column + 1)));
        pairs += usize::from(pair);
        column += 1 + usize::from(pair);
    }
    fields < width && pairs >= width - fields
}

/// Reports a record whose number of fields differs from those below, with its possible readings.
fn misfit(row: &Row, width: usize, readings: &str) -> Doubt {
    let fields = counted(row.last(), "field", "fields");
    (row.line, format!("has {fields} and the rows below have {width}: {readings}"))
}

/// The first cells of a record, for a message.
fn shown(row: &Row) -> String {
    row.cells.iter().take(3).map(short).collect::<Vec<_>>().join(", ")
}

/// Returns true if the first cells number the rows, from 1 or 0.
fn counts(rows: &[Row]) -> bool {
    let from = |first: usize| rows.iter().zip(first..).all(|(row, n)| row.cell(0).parse() == Ok(n));
    from(1) || from(0)
}

fn head(rows: &[Row], most: usize) -> &[Row] {
    rows.get(..most).unwrap_or(rows)
}

/// Up to 200 records below `place`.
fn below(rows: &[Row], place: usize) -> &[Row] {
    head(rows.get(place + 1..).unwrap_or_default(), 200)
}

/// Classification of a table's first row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Header,
    Data,
    Doubt,
}

/// The number of numeric cells in a row.
fn numbers(row: &Row) -> usize {
    row.cells.iter().filter(|cell| looks_so(cell)).count()
}

/// A column's non-missing cells.
fn present(body: &[Row], column: usize) -> impl Iterator<Item = &str> {
    body.iter().map(move |row| row.cell(column)).filter(|cell| !is_missing(cell))
}

/// Returns true if at least half of a column's cells are numbers.
fn of_numbers(body: &[Row], column: usize) -> bool {
    let (all, numbers) = (present(body, column).count(), present(body, column).filter(|cell| looks_so(cell)).count());
    numbers > 0 && numbers * 2 >= all
}

/// Returns true if all numbers of a row are ascending years, at most `step` apart, above numbers that are not all years.
fn years(row: &Row, body: &[Row], step: i32) -> bool {
    let year = |cell: &str| cell.parse::<i32>().ok().filter(|year| (1500..2200).contains(year));
    let cells: Vec<(usize, &str)> = row.cells.iter().enumerate().filter(|(_, cell)| looks_so(cell)).collect();
    let years: Vec<i32> = cells.iter().filter_map(|(_, cell)| year(cell)).collect();
    let in_order = years.windows(2).all(|pair| matches!(pair, [a, b] if a < b && b - a <= step));
    let over_years = |(column, _): &(usize, &str)| present(body, *column).all(|cell| year(cell).is_some());
    years.len() >= 2 && years.len() == cells.len() && in_order && !cells.iter().all(over_years)
}

/// Judges whether the record at `place` names the columns below it.
fn verdict(rows: &[Row], place: usize) -> Verdict {
    let Some(first) = rows.get(place) else { return Verdict::Data };
    let body = below(rows, place);
    let given = || first.cells.iter().enumerate().filter(|(_, cell)| !is_missing(cell));
    if !given().any(|(_, cell)| looks_so(cell)) {
        return Verdict::Header;
    }
    let texts: Vec<(usize, &str)> = given().filter(|(_, cell)| !looks_so(cell)).collect();
    if texts.is_empty() {
        return Verdict::Data;
    }
    // Text above numbers, or, if text is above text and numbers above numbers, ascending years.
    if texts.iter().any(|(column, _)| of_numbers(body, *column)) || years(first, body, i32::MAX) {
        return Verdict::Header;
    }
    // Text that recurs in the column is a class.
    let comes_again = |(column, cell): &(usize, &str)| present(body, *column).any(|other| other == *cell);
    if texts.iter().any(comes_again) { Verdict::Data } else { Verdict::Doubt }
}
