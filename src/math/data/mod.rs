//! User data: reads a CSV file and extracts two columns of numbers.

mod choose;
mod column;
mod dialect;
mod error;
mod fit;
mod layout;
mod load;
mod missing;
mod near;
mod number;
mod reader;
mod records;
mod sample;
mod table;
#[cfg(test)]
mod tests;
mod text;

pub use column::Column;
pub use dialect::{Decimal, Dialect};
pub use error::DataError;
pub use fit::{Fit, Line};
pub use load::{STDIN, is_built_in};
pub use sample::{Choice, Model, Sample, Scale};
pub use table::{ColumnInfo, Kind, Table};
