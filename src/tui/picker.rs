//! A list filtered by typing part of a name.

use std::sync::Arc;

use super::path;
use super::slip::{self, Slip};
use crate::averages::{Kind, SERIES};
use crate::math::data::{Choice, Kind as Holds, Table, is_built_in};
use crate::math::surface::{CATALOGUE, Entry};
use crate::optimizer::{Description, OPTIMIZERS};

/// Entry of the list.
#[derive(Clone, Debug)]
pub enum Item {
    /// A surface of the catalog.
    Surface(&'static Entry),
    /// Columns of a table.
    Data {
        /// The table.
        table: Arc<Table>,
        /// The chosen columns.
        choice: Choice,
        /// Name in the list.
        name: String,
        /// Description in the list.
        about: String,
    },
    /// A typed path of an existing file.
    File {
        /// Its path.
        path: String,
        /// Name in the list.
        name: String,
    },
    /// A typed formula with the ranges of its parameters.
    Formula {
        /// The formula.
        text: String,
        /// Its parameters' ranges.
        ranges: Vec<String>,
        /// Name in the list.
        name: String,
    },
    /// An optimizer.
    Optimizer(&'static Description),
    /// A kind of series.
    Series(&'static Kind),
    /// A column of a table, as a series.
    Column {
        /// The table.
        table: Arc<Table>,
        /// The column.
        name: String,
    },
}

impl Item {
    /// Name in the list.
    pub fn name(&self) -> &str {
        match self {
            Item::Surface(entry) => entry.name,
            Item::Data { name, .. } | Item::Formula { name, .. } | Item::File { name, .. } => name,
            Item::Optimizer(description) => description.name,
            Item::Series(kind) => kind.name,
            Item::Column { name, .. } => name,
        }
    }

    /// Short description.
    pub fn about(&self) -> String {
        match self {
            Item::Surface(entry) => entry.about.to_owned(),
            Item::Data { about, .. } => about.clone(),
            Item::Formula { ranges, .. } if ranges.is_empty() => "as it was typed".to_owned(),
            Item::Formula { .. } => "with a slider for each parameter".to_owned(),
            Item::Series(kind) => kind.about.to_owned(),
            Item::Column { table, .. } => format!("{}, row by row", table.title()),
            Item::File { .. } => "a file; Enter opens it".to_owned(),
            Item::Optimizer(description) => format!("{} ({})", description.title, description.source),
        }
    }
}

impl Item {
    /// The description shortened to fit: of an optimizer's sources only the first, then its author and year, then none.
    pub fn about_in(&self, room: u16) -> String {
        let whole = self.about();
        let Item::Optimizer(description) = self else { return whole };
        let (title, source) = (description.title, description.source);
        let first = |end: &str| source.split(end).next().unwrap_or(source);
        let shorter = [source, first(";"), first(",")].map(|source| format!("{title} ({source})"));
        let forms = shorter.into_iter().chain([title.to_owned()]);
        forms.into_iter().find(|form| super::text::width(form) <= room).unwrap_or(whole)
    }
}

/// Purpose of an open list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The surface or data set.
    Ground,
    /// An optimizer to add.
    Optimizer,
    /// A series to average.
    Series,
}

/// An open list.
#[derive(Clone, Debug)]
pub struct Picker {
    /// Purpose of the list.
    pub purpose: Purpose,
    /// The typed filter.
    pub filter: tui_input::Input,
    /// Index of the selected line among the matches.
    pub chosen: usize,
    /// Error of the last choice.
    pub error: Option<String>,
    /// Name of the file, if the list shows only its columns.
    pub columns_of: Option<String>,
    items: Vec<Item>,
    /// The typed path, if the text looks like one or exists.
    path: Option<String>,
    /// The file at that path, if there is one.
    file: Option<Item>,
    /// The text parsed as a formula, if it is one, or the parse error.
    formula: Option<Result<Item, Slip>>,
}

fn data(table: &Arc<Table>, feature: &str, target: &str, standardize: bool, about: &str) -> Item {
    Item::Data {
        table: table.clone(),
        choice: Choice { feature: Some(feature.to_owned()), target: Some(target.to_owned()), model: None, standardize },
        name: format!("{target} by {feature}{}", if standardize { ", standardized" } else { "" }),
        about: about.to_owned(),
    }
}

/// Renames an item.
fn named(item: Item, name: &str) -> Item {
    match item {
        Item::Data { table, choice, about, .. } => Item::Data { table, choice, name: name.to_owned(), about },
        other => other,
    }
}

impl Picker {
    /// Creates a list of surfaces and data sets; `extra` are the columns of an open file.
    pub fn ground(extra: Vec<Item>) -> Self {
        let (flipper, mass) = ("flipper_length_mm", "body_mass_g");
        let built_in = [
            ("iris", "petal_length_cm", "petal_width_cm", false, "petal length by width: an elongated bowl"),
            ("penguins", mass, flipper, false, "body mass by flipper length: very elongated"),
            ("penguins-standardized", mass, flipper, true, "body mass, standardized: a round bowl"),
            ("penguins-gentoo", "species=Gentoo", flipper, true, "logistic: is it a Gentoo, by its flipper?"),
            ("penguins-male", "sex", "bill_depth_mm", true, "logistic: is it male, by its bill?"),
            ("penguins-bills", "bill_depth_mm", "bill_length_mm", true, "a line through three species"),
        ];
        let tables = ["iris", "penguins"].map(|name| (name, Table::load(name).ok().map(Arc::new)));
        let built_in = built_in.into_iter().filter_map(|(name, target, feature, standardize, about)| {
            let (_, table) = tables.iter().find(|(table, _)| name.starts_with(table))?;
            Some(named(data(table.as_ref()?, feature, target, standardize, about), name))
        });
        let surfaces = CATALOGUE.iter().map(Item::Surface);
        Self::new(Purpose::Ground, extra.into_iter().chain(surfaces).chain(built_in).collect())
    }

    /// Creates a list of optimizers.
    pub fn optimizer() -> Self {
        Self::new(Purpose::Optimizer, OPTIMIZERS.iter().map(|o| Item::Optimizer(o)).collect())
    }

    /// Creates a list of kinds of series and columns: those of an open table and the built-in ones.
    pub fn series(open: Option<&Arc<Table>>) -> Self {
        let own = open.filter(|table| !is_built_in(table.source())).into_iter().flat_map(series_of);
        let penguins = Table::load("penguins").ok().map(Arc::new);
        let kinds = SERIES.iter().map(Item::Series);
        Self::new(Purpose::Series, own.chain(kinds).chain(penguins.iter().flat_map(series_of)).collect())
    }

    /// Creates a list of one table's columns.
    pub fn columns(purpose: Purpose, table: &Table, items: Vec<Item>) -> Self {
        Self { columns_of: Some(table.title().to_owned()), ..Self::new(purpose, items) }
    }

    fn new(purpose: Purpose, items: Vec<Item>) -> Self {
        Self {
            purpose,
            filter: tui_input::Input::default(),
            chosen: 0,
            error: None,
            columns_of: None,
            items,
            path: None,
            file: None,
            formula: None,
        }
    }

    /// Width of the longest name, in columns.
    pub fn widest_name(&self) -> u16 {
        self.items.iter().map(|item| super::text::width(item.name())).max().unwrap_or(0)
    }

    /// All entries.
    #[cfg(test)]
    pub(super) fn items(&self) -> &[Item] {
        &self.items
    }

    /// Total number of entries.
    pub fn count(&self) -> usize {
        self.items.len()
    }

    /// Updates the list after the text has changed: selects the first line again and clears old errors.
    pub fn retype(&mut self) {
        self.chosen = 0;
        self.error = None;
        let typed = self.filter.value().to_owned();
        let home = std::env::var_os("HOME").map(std::path::PathBuf::from);
        let meant = path::meant(&typed, home.as_deref());
        // An existing file takes precedence over any other meaning of its name.
        let is_file = self.purpose != Purpose::Optimizer && std::path::Path::new(&meant).is_file();
        let name = meant.rsplit('/').next().unwrap_or(&meant).to_owned();
        self.file = is_file.then(|| Item::File { path: meant.clone(), name });
        self.path = (is_file || path::looks_so(typed.trim())).then_some(meant);
        let wanted = self.purpose == Purpose::Ground && !typed.trim().is_empty() && !is_file;
        self.formula = wanted.then(|| slip::read(&typed));
    }

    /// The parse error of the text, if it can only be meant as a formula.
    pub fn slip(&self) -> Option<&Slip> {
        let typed = self.filter.value().trim();
        let signs = |c: char| "+*^()=²³·−;".contains(c);
        // Paths contain dots and slashes, too.
        let is_meant = typed.contains(signs) || self.path.is_none() && typed.contains(['-', '/', ' ']);
        match &self.formula {
            Some(Err(slip)) if is_meant && self.matches().is_empty() => Some(slip),
            _ => None,
        }
    }

    /// Entries that match the text: every word must occur; names that start with it come first, formulas last.
    pub fn matches(&self) -> Vec<&Item> {
        let typed = self.filter.value().to_lowercase();
        let words: Vec<&str> = typed.split_whitespace().collect();
        let mut found: Vec<&Item> = self
            .items
            .iter()
            .filter(|item| {
                let text = format!("{} {}", item.name(), item.about()).to_lowercase();
                words.iter().all(|word| text.contains(word))
            })
            .collect();
        found.sort_by_key(|item| {
            let name = item.name();
            if name.starts_with(typed.as_str()) {
                0
            } else if name.contains(typed.as_str()) {
                1
            } else {
                2
            }
        });
        if let Some(file) = &self.file {
            found.insert(0, file);
        }
        // A single letter is more likely the start of a name.
        let is_word = typed.trim().chars().all(char::is_alphanumeric);
        if let Some(Ok(item)) = self.formula.as_ref().filter(|_| !is_word || found.is_empty()) {
            found.push(item);
        }
        found
    }

    /// The selected entry.
    pub fn choice(&self) -> Option<Item> {
        self.matches().get(self.chosen).map(|item| (*item).clone())
    }

    /// The typed path, if the text looks like one or exists.
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// Moves the selection.
    pub fn step(&mut self, by: i32) {
        let count = self.matches().len().max(1) as i64;
        self.chosen = (self.chosen as i64 + i64::from(by)).rem_euclid(count) as usize;
    }
}

/// The numeric columns of a table, as series.
pub fn series_of(table: &Arc<Table>) -> Vec<Item> {
    table.numeric().into_iter().map(|name| Item::Column { table: table.clone(), name }).collect()
}

/// The pairs of columns of an open file: every numeric column by every other, a few dozen at most.
pub fn columns_of(table: &Arc<Table>) -> Vec<Item> {
    let columns = table.columns();
    let numeric = || columns.iter().filter(|c| c.kind == Holds::Numeric);
    let mut items = Vec::new();
    for target in &columns {
        for feature in numeric().filter(|f| f.name != target.name) {
            let targets: Vec<String> = match &target.kind {
                Holds::Numeric => vec![target.name.clone()],
                Holds::Text(values) if values.len() == 2 => vec![target.name.clone()],
                Holds::Text(values) if values.len() <= 6 => {
                    values.iter().map(|v| format!("{}={v}", target.name)).collect()
                }
                Holds::Text(_) | Holds::Nearly => continue,
            };
            for target in targets {
                for standardize in [false, true] {
                    let file = table.title();
                    let about = if standardize { format!("{file}, mean 0, std 1") } else { file.to_owned() };
                    items.push(data(table, &feature.name, &target, standardize, &about));
                }
            }
        }
    }
    items.truncate(60);
    items
}

#[cfg(test)]
mod tests {
    use super::*;
    use tui_input::{Input, InputRequest};

    #[test]
    fn typing_filters_and_the_nearest_name_comes_first() {
        let mut picker = Picker::ground(Vec::new());
        assert!(picker.matches().len() > CATALOGUE.len());
        picker.filter = Input::default();
        for c in "bo".chars() {
            picker.filter.handle(InputRequest::InsertChar(c));
        }
        let names: Vec<String> = picker.matches().iter().map(|i| i.name().to_owned()).collect();
        assert_eq!(names[..2], ["bowl", "booth"]);
        assert!(names.iter().any(|n| n == "rotated-bowl"));
        picker.step(-1);
        assert_eq!(picker.chosen, names.len() - 1);
    }

    #[test]
    fn every_built_in_choice_opens() {
        for item in Picker::ground(Vec::new()).matches() {
            if let Item::Data { table, choice, .. } = item {
                assert!(table.sample(choice).is_ok(), "{}", item.name());
            }
        }
    }

    #[test]
    fn a_file_that_is_there_is_the_first_choice_however_its_path_is_written() {
        let folder = std::env::temp_dir().join(format!("ravine picker {}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("bowl");
        std::fs::write(&file, "a,b,c\n1,2,3\n2,3,5\n").unwrap();
        let path = file.display().to_string();
        let url = format!("file://{}", path.replace(' ', "%20"));
        for typed in [path.clone(), format!("'{path}'"), format!("\"{path}\""), url] {
            for mut picker in [Picker::ground(Vec::new()), Picker::series(None)] {
                picker.filter = Input::new(typed.clone());
                picker.retype();
                let first = picker.matches().first().map(|item| (item.name().to_owned(), item.about()));
                assert_eq!(first, Some(("bowl".to_owned(), "a file; Enter opens it".to_owned())), "{typed}");
                assert_eq!((picker.path(), picker.slip()), (Some(path.as_str()), None), "{typed}");
            }
        }
        // Six pairs of columns, raw and standardized; names come first, so that differences are never cut off.
        let table = Arc::new(Table::load(&path).unwrap());
        let names: Vec<String> = columns_of(&table).iter().map(|item| item.name().to_owned()).collect();
        assert_eq!((names.len(), names[0].as_str(), names[1].as_str()), (12, "a by b", "a by b, standardized"));
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
