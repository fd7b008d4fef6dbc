//! ravine: a laboratory for first-order optimizers.
//!
//! The floors, each resting only on those below it: the mathematics ([`surface`], [`optimizer`], [`gradient`],
//! [`data`]), what is simulated ([`scenario`], [`race`], [`theory`]), what is drawn ([`figure`], [`raster`],
//! [`export`]), the interactive program ([`app`]), the command line ([`cli`]).

pub mod app;
pub mod cli;
pub mod data;
#[allow(missing_docs)]
pub mod export {
    pub struct Page {
        pub foreground: (u8, u8, u8),
        pub background: (u8, u8, u8),
    }
    pub fn text(b: &ratatui::buffer::Buffer) -> String {
        let mut s = String::new();
        for y in 0..b.area.height {
            for x in 0..b.area.width {
                s.push_str(b[(x, y)].symbol());
            }
            s.push('\n');
        }
        s
    }
    pub fn ansi(b: &ratatui::buffer::Buffer) -> String {
        text(b)
    }
    pub fn svg(b: &ratatui::buffer::Buffer, _: &Page, _: &str) -> String {
        text(b)
    }
}
pub mod figure;
pub mod gradient;
pub mod lab;
pub mod optimizer;
pub mod parameter;
pub mod race;
pub mod raster;
pub mod scenario;
pub mod surface;
pub mod theory;
