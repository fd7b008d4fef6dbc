//! A file as a table: names, cells, line numbers, and notes on how it was read.

use csv::StringRecord;

use super::DataError;
use super::dialect::{Decimal, Dialect};
use super::error::{counted, plain};
use super::layout::{self, Layout};
use super::load::title;
use super::missing::{is_missing, is_none_among_numbers};
use super::near::{Near, near};
use super::number::{self, Number, Read};
use super::records::{Records, Row, Separator, usual_comment, usual_width};
use super::text::{Text, behind_line, decode, named_separator, tidy};

/// A table of text cells.
#[derive(Clone, Debug)]
pub struct Table {
    source: String,
    file: String,
    dialect: Dialect,
    separator: Separator,
    /// True if a row of the file names the columns.
    named: bool,
    pub(super) names: Vec<String>,
    pub(super) rows: Vec<Row>,
    traits: Vec<Trait>,
    notes: Vec<String>,
}

/// Properties shared by a column's cells.
#[derive(Clone, Copy, Debug, Default)]
struct Trait {
    /// The kind of most cells.
    nature: Nature,
    /// The decimal mark, if the cells show only one.
    decimal: Option<Decimal>,
    /// Number of missing values.
    missing: usize,
}

/// The kind of most cells of a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Nature {
    Numbers,
    /// Near-numbers, such as numbers with a unit.
    Nearly,
    #[default]
    Text,
}

/// The content of a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Numbers, in at least half of the cells.
    Numeric,
    /// Near-numbers in most cells: `5 kg`, dates. Not usable as numbers, nor as classes unless requested.
    Nearly,
    /// Text, with its distinct values in order.
    Text(Vec<String>),
}

/// Summary of a column.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnInfo {
    /// Its name.
    pub name: String,
    /// Its content.
    pub kind: Kind,
    /// Number of missing cells.
    pub missing: usize,
}

impl Table {
    /// Parses a table from `bytes`; `source` is for messages.
    ///
    /// # Errors
    /// If it is empty or binary, has rows of unequal length, or is ambiguous.
    pub fn parse(source: &str, bytes: &[u8], dialect: &Dialect) -> Result<Table, DataError> {
        let file = plain(if source == super::STDIN { title(source) } else { source });
        let unusable = |problem: String| DataError::Unusable { file: file.clone(), problem };
        let at_line = |line: u64, problem: String| DataError::Line { file: file.clone(), line, problem };
        let Text { text, latin } = decode(bytes).map_err(|problem| unusable(problem.to_owned()))?;
        let named = named_separator(&text);
        let skipped = dialect.skip.unwrap_or(0).max(usize::from(named.is_some()));
        let body = (0..skipped).fold(text.as_str(), |rest, _| behind_line(rest));
        if body.trim().is_empty() {
            return Err(unusable(format!("nothing is left after its first {}", counted(skipped, "line", "lines"))));
        }
        let comment = dialect.comment.as_deref().unwrap_or_else(|| usual_comment(body));
        let line = skipped as u64 + 1;
        let separator = named.map_or_else(|| Separator::of(body, line, comment), Separator::Byte);
        let mut records = Records::new(body, line, separator, comment);
        let mut rows = records.all().map_err(|(line, problem)| at_line(line, problem.to_owned()))?;
        if rows.is_empty() {
            return Err(unusable("has comments but no rows; --comment C says what a comment begins with".to_owned()));
        }
        let above = records.above.and_then(|(line, said)| {
            Records::new(said, line, separator, "").all().ok().and_then(|rows| rows.into_iter().next())
        });
        let layout = layout::find(&rows, dialect, above.as_ref(), separator)
            .map_err(|(line, problem)| at_line(line, problem))?;
        let above_it = rows.get(layout.titles).map_or(0, |row| row.line.saturating_sub(line));
        let mut notes = encoding(latin, named);
        notes.extend(passed_over(&layout, dialect, records.comments, above_it as usize));
        rows.drain(..layout.titles);
        let header =
            if layout.header { (!rows.is_empty()).then(|| rows.remove(0)) } else { above.filter(|_| layout.comment) };
        if layout.row_names {
            for row in &mut rows {
                row.cells = row.cells.iter().skip(1).collect::<StringRecord>();
            }
        }
        let width = width(&mut rows, header.as_ref(), separator).map_err(|(line, problem)| at_line(line, problem))?;
        if rows.is_empty() {
            let problem = "has a header but no rows; give it a row of values on each line below";
            return Err(unusable(problem.to_owned()));
        }
        if width == 1 && records.comments == 0 {
            rows = with_blanks(rows);
        }
        let cells = header.iter().flat_map(|row| row.cells.iter()).map(tidy).chain(std::iter::repeat(String::new()));
        let named = |(i, name): (usize, String)| if name.is_empty() { format!("column {}", i + 1) } else { name };
        let names: Vec<String> = cells.take(width).enumerate().map(named).collect();
        let traits = traits(&rows, width);
        let (source, dialect, named) = (source.to_owned(), dialect.clone(), layout.header);
        Ok(Table { source, file, dialect, separator, named, names, rows, traits, notes })
    }

    /// The source, as given.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The dialect options given.
    pub fn dialect(&self) -> &Dialect {
        &self.dialect
    }

    /// Notes on what was skipped or guessed while reading.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The name for display: a file's without its directories.
    pub fn title(&self) -> &str {
        title(&self.source)
    }

    /// A summary of each column.
    pub fn columns(&self) -> Vec<ColumnInfo> {
        (0..self.names.len()).map(|index| self.column(index)).collect()
    }

    pub(super) fn column(&self, index: usize) -> ColumnInfo {
        let Trait { nature, missing, .. } = self.traits.get(index).copied().unwrap_or_default();
        let kind = match nature {
            Nature::Numbers => Kind::Numeric,
            Nature::Nearly => Kind::Nearly,
            Nature::Text => Kind::Text(self.classes(index)),
        };
        ColumnInfo { name: self.name(index).to_owned(), kind, missing }
    }

    /// A column's distinct values as written, in order, without missing ones.
    pub(super) fn classes(&self, index: usize) -> Vec<String> {
        let present = self.rows.iter().map(|row| row.cell(index)).filter(|cell| !is_missing(cell));
        let distinct: std::collections::BTreeSet<&str> = present.collect();
        distinct.into_iter().map(str::to_owned).collect()
    }

    pub(super) fn name(&self, index: usize) -> &str {
        self.names.get(index).map_or("", String::as_str)
    }

    pub(super) fn is_numeric(&self, index: usize) -> bool {
        self.traits.get(index).is_some_and(|t| t.nature == Nature::Numbers)
    }

    /// The first row whose cell is a near-number, in a column of such cells.
    pub(super) fn nearly(&self, index: usize) -> Option<(&Row, Near)> {
        let nearly = self.traits.get(index).is_some_and(|t| t.nature == Nature::Nearly);
        self.rows.iter().filter(|_| nearly).find_map(|row| near(row.cell(index)).map(|near| (row, near)))
    }

    /// Returns true if a row is the first below the header.
    pub(super) fn is_below_header(&self, row: &Row) -> bool {
        self.named && self.rows.first().is_some_and(|first| first.line == row.line)
    }

    /// Returns true if a cell of this column is missing.
    pub(super) fn lacks(&self, index: usize, cell: &str) -> bool {
        is_missing(cell) || is_none_among_numbers(cell) && self.is_numeric(index)
    }

    /// The number in a cell of a column, or both candidates if it is ambiguous.
    pub(super) fn number(&self, index: usize, cell: &str, read: &Read<'_>) -> Result<Option<Number>, [f64; 2]> {
        match (self.dialect.decimal, read.doubt()) {
            (Some(Decimal::Point), _) => Ok(read.point),
            (Some(Decimal::Comma), _) => Ok(read.comma),
            (None, None) => Ok(read.by(Decimal::Point)),
            (None, Some(doubt)) => self.decimal(index, cell).map(|decimal| read.by(decimal)).ok_or(doubt),
        }
    }

    /// The decimal mark for a cell that does not show it: the column's, else the file's, else the one that goes with the separator.
    fn decimal(&self, index: usize, cell: &str) -> Option<Decimal> {
        let own = self.traits.get(index).and_then(|t| t.decimal);
        let shown = |decimal| self.traits.iter().any(|t| t.decimal == Some(decimal));
        own.or(match (shown(Decimal::Point), shown(Decimal::Comma)) {
            (true, true) => None,
            (true, false) => Some(Decimal::Point),
            (false, true) => Some(Decimal::Comma),
            // If commas separate fields, none is left for fractions; semicolons separate fields where commas are decimal marks.
            (false, false) => match self.separator {
                Separator::Byte(b',') => Some(Decimal::Point),
                Separator::Byte(b';') => None,
                _ => cell.contains('.').then_some(Decimal::Point),
            },
        })
    }

    pub(super) fn unusable(&self, problem: impl Into<String>) -> DataError {
        DataError::Unusable { file: self.file.clone(), problem: problem.into() }
    }

    pub(super) fn at_line(&self, line: u64, problem: String) -> DataError {
        DataError::Line { file: self.file.clone(), line, problem }
    }
}

/// The number of columns. Spreadsheets leave trailing empty columns and rows of bare separators: both are removed.
fn width(rows: &mut Vec<Row>, header: Option<&Row>, separator: Separator) -> Result<usize, (u64, String)> {
    let usual = usual_width(rows).map_or(0, |(width, _)| width);
    let (most, least) = header.map_or((usual, 1), |row| (row.cells.len(), row.last()));
    let width = rows.iter().map(|row| row.last().min(most)).fold(least, usize::max);
    if width == 0 {
        let line = header.map_or(1, |row| row.line);
        return Err((line, "this row and those below have separators but no values; give them some".to_owned()));
    }
    rows.retain(|row| row.cells.len() >= width || row.last() > 0);
    for row in &*rows {
        let found = if row.cells.len() < width { row.cells.len() } else { row.last() };
        if row.cells.len() < width || found > width {
            let whose = if header.is_some() { "the header has" } else { "the others have" };
            let split = layout::splits_decimals(std::slice::from_ref(row), found, width, separator);
            let hint = if split { format!(" (decimal commas? {})", layout::QUOTE) } else { String::new() };
            return Err((row.line, format!("has {} where {whose} {width}{hint}", counted(found, "field", "fields"))));
        }
    }
    Ok(width)
}

/// The traits of each column.
fn traits(rows: &[Row], width: usize) -> Vec<Trait> {
    let of = |index: usize| {
        let (mut missing, mut present, mut numbers, mut nearly) = (0, 0, 0, 0);
        let (mut point, mut comma) = (false, false);
        for cell in rows.iter().map(|row| row.cell(index)) {
            if is_missing(cell) {
                missing += 1;
            } else if !is_none_among_numbers(cell) {
                present += 1;
                let Some(read) = number::read(cell) else {
                    nearly += usize::from(near(cell).is_some());
                    continue;
                };
                numbers += 1;
                point |= read.only() == Some(Decimal::Point);
                comma |= read.only() == Some(Decimal::Comma);
            }
        }
        let decimal = match (point, comma) {
            (true, false) => Some(Decimal::Point),
            (false, true) => Some(Decimal::Comma),
            _ => None,
        };
        let nature = if numbers > 0 && numbers * 2 >= present {
            Nature::Numbers
        } else if nearly > 0 && (numbers + nearly) * 2 > present {
            Nature::Nearly
        } else {
            Nature::Text
        };
        Trait { nature, decimal, missing }
    };
    (0..width).map(of).collect()
}

/// The rows of a one-column table with the blank lines between them, which are rows without a value.
fn with_blanks(rows: Vec<Row>) -> Vec<Row> {
    let mut whole: Vec<Row> = Vec::with_capacity(rows.len());
    for row in rows {
        let behind = whole.last().map_or(row.line, |last| last.line + 1);
        whole.extend((behind..row.line).map(|line| Row { line, cells: StringRecord::from(vec![""]) }));
        whole.push(row);
    }
    whole
}

/// Notes on how the text was decoded, if not plainly.
fn encoding(latin: bool, named: Option<u8>) -> Vec<String> {
    let named = named.map(|mark| match mark {
        b'\t' => "separated by tabs (sep= line)".to_owned(),
        _ => format!("separated by '{}' (sep= line)", char::from(mark)),
    });
    latin.then(|| "read as Latin-1, not UTF-8".to_owned()).into_iter().chain(named).collect()
}

/// Notes on what was skipped or guessed.
fn passed_over(layout: &Layout, dialect: &Dialect, comments: usize, above: usize) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(lines) = dialect.skip.filter(|lines| *lines > 0) {
        notes.push(format!("{} skipped", counted(lines, "line", "lines")));
    }
    if layout.titles > 0 {
        // Counts blank lines, so that the number is the argument for --skip.
        let lines = if comments == 0 { above.max(layout.titles) } else { layout.titles };
        notes.push(format!("{} above the header skipped", counted(lines, "line", "lines")));
    }
    let comments = comments - usize::from(layout.comment);
    if comments > 0 {
        notes.push(format!("{} skipped", counted(comments, "comment", "comments")));
    }
    if layout.row_names {
        notes.push("the first column has no name and is taken for row names".to_owned());
    } else if layout.comment {
        notes.push("the columns are named by a comment".to_owned());
    } else if !layout.header && dialect.header.is_none() {
        notes.push("no header found (--header yes if the first row is one)".to_owned());
    }
    notes
}
