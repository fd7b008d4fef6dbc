//! Other people's tables: a CSV file in, two columns of numbers out.

mod choose;
mod column;
mod error;
mod sample;
mod table;
#[cfg(test)]
mod tests;
mod text;

pub use column::Column;
pub use error::DataError;
pub use sample::{Choice, Model, Sample, Scale};
pub use table::{ColumnInfo, Kind, Table};
