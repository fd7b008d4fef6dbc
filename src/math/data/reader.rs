//! Reads a column's cells as numbers, collecting notes on the way.

use std::collections::BTreeSet;

use super::DataError;
use super::dialect::Decimal;
use super::error::{counted, short};
use super::near::near;
use super::number::{self, Style};
use super::records::Row;
use super::table::Table;
use crate::math::number::plain;

/// Reader of one column.
pub(super) struct Reader<'a> {
    table: &'a Table,
    index: usize,
    /// Unit of the first number, and its line.
    unit: Option<(Option<&'a str>, u64)>,
    /// First cell of each style other than the plain one, and its number.
    styles: Vec<(Style, &'a str, f64)>,
    /// First cell that is a number with a decimal point only, with its line; then the same for a comma.
    marks: [Option<(&'a str, u64)>; 2],
}

impl<'a> Reader<'a> {
    pub fn new(table: &'a Table, index: usize) -> Self {
        Self { table, index, unit: None, styles: Vec::new(), marks: [None; 2] }
    }

    /// The number in a row's cell, which must not be missing.
    pub fn number(&mut self, row: &'a Row) -> Result<f64, DataError> {
        let cell = row.cell(self.index);
        let column = short(self.table.name(self.index));
        let wrong =
            |problem: String| self.table.at_line(row.line, format!("column {column}: '{}' {problem}", short(cell)));
        let right = "give one, or leave it empty to skip the row";
        let none = || {
            let meant = near(cell).map_or(String::new(), |near| format!(" ({})", near.meant()));
            // A word right below the header may be the real name, and the supposed header a title.
            if self.table.is_below_header(row) && !cell.bytes().any(|b| b.is_ascii_digit()) {
                let skip = row.line.saturating_sub(1);
                return wrong(format!("is not a number; give one, or --skip {skip} if this line names the columns"));
            }
            wrong(format!("is not a number{meant}; {right}"))
        };
        let read = number::read(cell).ok_or_else(none)?;
        let value = self.table.number(self.index, cell, &read).map_err(|[point, comma]| {
            wrong(format!("may be {} or {}; say --decimal . or --decimal ,", plain(point), plain(comma)))
        })?;
        let number::Number { value, style } = value.ok_or_else(none)?;
        if !value.is_finite() {
            return Err(wrong(format!("is not a finite number; {right}")));
        }
        // 0 is 0 in any unit.
        if value != 0.0 {
            match self.unit {
                None => self.unit = Some((read.unit, row.line)),
                Some((unit, line)) if !goes_with(unit, read.unit) => {
                    let [unit, own] = [unit, read.unit].map(|u| u.map_or("no unit".to_owned(), |u| format!("'{u}'")));
                    return Err(wrong(format!("has {own}, and line {line} has {unit}; write them alike")));
                }
                Some((None, line)) => self.unit = Some((read.unit, line)),
                Some(_) => {}
            }
        }
        if style != Style::Plain && self.styles.iter().all(|(known, ..)| *known != style) {
            self.styles.push((style, cell, value));
        }
        if let Some(mark) = read.only() {
            let [point, comma] = &mut self.marks;
            let first = if mark == Decimal::Point { point } else { comma };
            first.get_or_insert((cell, row.line));
        }
        Ok(value)
    }

    /// Notes on what was guessed.
    pub fn notes(&self) -> impl Iterator<Item = String> + use<> {
        let name = short(self.table.name(self.index));
        let unit = self.unit.and_then(|(unit, _)| unit).map(|unit| format!("{name}: read without its {unit}"));
        // If the user chose the decimal mark, its effect needs no note; thousands separators still do.
        let told = |style: Style| style == Style::Comma && self.table.dialect().decimal.is_some();
        let mut read = String::new();
        for (_, cell, value) in self.styles.iter().filter(|(style, ..)| !told(*style)) {
            let lead = if read.is_empty() { format!("{name}:") } else { read + "," };
            let verb = if lead.ends_with(':') { "is read as" } else { "as" };
            read = format!("{lead} '{}' {verb} {}", short(cell), plain(*value));
        }
        let mixed = match self.marks {
            [Some((point, at)), Some((comma, line))] => Some(format!(
                "{name}: decimal points and commas are mixed ('{}' in line {at}, '{}' in line {line})",
                short(point),
                short(comma)
            )),
            _ => None,
        };
        unit.into_iter().chain((!read.is_empty()).then_some(read)).chain(mixed)
    }
}

/// Returns true if numbers with these units may share a column: percentages do not mix with plain numbers, nor two currencies.
fn goes_with(a: Option<&str>, b: Option<&str>) -> bool {
    a == b || a.is_none() && b != Some("%") || b.is_none() && a != Some("%")
}

/// Skipped rows, and the markers of their missing values.
#[derive(Debug, Default)]
pub(super) struct Skipped {
    pub count: usize,
    marks: BTreeSet<String>,
}

impl Skipped {
    /// Counts a skipped row with these cells.
    pub fn add<'c>(&mut self, cells: impl Iterator<Item = &'c str>) {
        self.count += 1;
        self.marks.extend(cells.map(short));
    }

    /// The note, such as `2 rows skipped without a value (NA, ***)`.
    pub fn note(&self) -> Option<String> {
        const SHOWN: usize = 6;
        let marks: Vec<&str> = self.marks.iter().map(String::as_str).filter(|mark| !mark.is_empty()).collect();
        let shown = marks.get(..SHOWN).unwrap_or(&marks).join(" ");
        let marks = match marks.len().saturating_sub(SHOWN) {
            0 if marks.is_empty() => String::new(),
            0 => format!(" ({shown})"),
            more => format!(" ({shown} and {more} more)"),
        };
        (self.count > 0).then(|| format!("{} skipped without a value{marks}", counted(self.count, "row", "rows")))
    }
}
