//! Where in a file the table is: what stands above it, whether its first row names the columns, whether its first column names
//! the rows.

use super::dialect::Dialect;
use super::error::{counted, short};
use super::missing::is_missing;
use super::number::looks_so;
use super::records::{Row, usual_width};

/// Where the table is among the records.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// How many records stand above it.
    pub titles: usize,
    /// Whether the next record names the columns.
    pub header: bool,
    /// Whether the first column names the rows, and has no name itself.
    pub row_names: bool,
    /// Whether a comment names the columns.
    pub comment: bool,
}

/// Finds the table; a line and what may be meant there if there are two ways to read it.
pub(super) fn find(rows: &[Row], dialect: &Dialect, comment: Option<&Row>) -> Result<Layout, (u64, String)> {
    let Some((width, _)) = usual_width(rows.get(..1000).unwrap_or(rows)) else { return Ok(Layout::default()) };
    let at = |place: usize| rows.get(place);
    // R's write.table names the rows in a column that has no name.
    let names_rows = |place: usize| {
        let above = at(place).filter(|row| row.cells.len() + 1 == width && numbers(row) == 0 && width > 2);
        above.is_some() && at(place + 1).is_some_and(|row| row.cells.len() == width)
    };
    let named_rows = |titles| Ok(Layout { titles, header: true, row_names: true, comment: false });
    let mut start = rows.iter().position(|row| row.cells.len() == width || row.last() >= width).unwrap_or(0);
    if dialect.skip.is_some() {
        start = 0;
        if names_rows(0) && dialect.header != Some(false) {
            return named_rows(0);
        }
    }
    // A title in a spreadsheet is a row of one field.
    while dialect.skip.is_none()
        && width > 1
        && at(start).is_some_and(|row| row.last() == 1 && numbers(row) == 0)
        && at(start + 1).is_some_and(|row| row.last() >= width && numbers(row) < row.cells.len())
        && matches!(verdict(rows, start + 1), Verdict::Header)
    {
        start += 1;
    }
    let found = match dialect.header {
        Some(true) => Verdict::Header,
        Some(false) => Verdict::Data,
        None => verdict(rows, start),
    };
    if start > 0
        && names_rows(start - 1)
        && dialect.header != Some(false)
        && !matches!(found, Verdict::Header if dialect.header.is_none())
    {
        return named_rows(start - 1);
    }
    match found {
        Verdict::Header => Ok(Layout { titles: start, header: true, ..Layout::default() }),
        Verdict::Data => {
            let above = start.checked_sub(1).and_then(at).filter(|_| dialect.header.is_none());
            if let Some(row) = above {
                let fields = counted(row.last(), "field", "fields");
                let line = format!(
                    "has {fields} and the rows below have {width}: a title (--skip {}) or a header with a name missing",
                    row.line
                );
                return Err((row.line, line));
            }
            let names = comment.filter(|row| row.cells.len() == width && numbers(row) == 0 && width > 1);
            let comment = names.is_some() && dialect.header.is_none();
            Ok(Layout { titles: start, header: false, row_names: false, comment })
        }
        Verdict::Doubt => {
            let row = at(start).cloned().unwrap_or_default();
            let cells: Vec<String> = row.cells.iter().take(3).map(short).collect();
            let line = format!(
                "'{}' may name the columns or be the first row; say --header yes or --header no",
                cells.join(", ")
            );
            Err((row.line, line))
        }
    }
}

/// What the first row of a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Header,
    Data,
    Doubt,
}

/// How many numbers a row has.
fn numbers(row: &Row) -> usize {
    row.cells.iter().filter(|cell| looks_so(cell)).count()
}

/// Whether the record at a place names the columns of those below it.
fn verdict(rows: &[Row], place: usize) -> Verdict {
    let Some(first) = rows.get(place) else { return Verdict::Data };
    let body = rows.get(place + 1..).unwrap_or_default();
    let body = body.get(..200).unwrap_or(body);
    let given = || first.cells.iter().enumerate().filter(|(_, cell)| !is_missing(cell));
    if !given().any(|(_, cell)| looks_so(cell)) {
        return Verdict::Header;
    }
    let texts: Vec<(usize, &str)> = given().filter(|(_, cell)| !looks_so(cell)).collect();
    if texts.is_empty() {
        return Verdict::Data;
    }
    let below = |column: usize| body.iter().map(move |row| row.cell(column)).filter(|cell| !is_missing(cell));
    let of_numbers = |column: usize| {
        let (all, numbers) = (below(column).count(), below(column).filter(|cell| looks_so(cell)).count());
        numbers > 0 && numbers * 2 >= all
    };
    if texts.iter().any(|(column, _)| of_numbers(*column)) {
        return Verdict::Header;
    }
    // Text over text and numbers over numbers. Years in order are names; a text that comes again is a class.
    let years: Vec<i32> = given().filter(|(_, c)| looks_so(c)).map_while(|(_, cell)| cell.parse().ok()).collect();
    let in_order = years.windows(2).all(|pair| matches!(pair, [a, b] if b > a && (1500..2200).contains(a)));
    if years.len() >= 2 && years.len() + texts.len() == given().count() && in_order {
        return Verdict::Header;
    }
    let comes_again = |(column, cell): &(usize, &str)| below(*column).any(|other| other == *cell);
    if texts.iter().any(comes_again) { Verdict::Data } else { Verdict::Doubt }
}
