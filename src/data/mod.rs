//! Other people's tables: a CSV file in, two columns of numbers out.

mod error;
mod sample;
mod table;

pub use error::DataError;
pub use sample::{Choice, Model, Sample, Scale};
pub use table::{ColumnInfo, Kind, Table};
