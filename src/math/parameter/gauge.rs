//! A value on its slider, and the part of the range that the slider shows.
//!
//! A track in a terminal has few positions, eight per cell, and a learning rate spans 140 key presses from end to end. For every press to
//! move the knob, each needs at least one position: a track too short for the whole range shows the part around an anchor, and pages to the
//! neighboring parts once the value leaves it.

use super::{Parameter, Scale};

/// A value on its slider.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gauge {
    /// The parameter.
    pub parameter: Parameter,
    /// Its value.
    pub value: f64,
    /// The value around which the visible part is centered when the whole range does not fit.
    pub anchor: f64,
}

/// The part of a parameter's range that a track shows, in key presses from the left end of the slider's range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    parameter: Parameter,
    from: f64,
    until: f64,
}

impl Gauge {
    /// The part of the range that fits a track of `places` positions after its first: all of it, or as much as gives every press a
    /// position.
    pub fn span(&self, places: u16) -> Span {
        let parameter = self.parameter;
        let (first, last) = parameter.travels();
        let room = (f64::from(places) / parameter.places_a_press()).floor().max(1.0);
        let anchor = parameter.travel(self.anchor);
        let length = (last - first).min(room);
        let from = if (first..=last).contains(&anchor) {
            (anchor - length / 2.0).round().clamp(first, last - length)
        } else {
            (anchor - length / 2.0).round()
        };
        // A press leads from the last position of a page to the first of the next.
        let page = length + 1.0;
        let from = from + ((parameter.travel(self.value) - from + 0.5) / page).floor() * page;
        Span { parameter, from, until: from + length }
    }
}

impl Span {
    /// Position of a value on the track, from 0 at the left end to 1 at the right; values outside are clamped.
    pub fn position(&self, value: f64) -> f64 {
        ((self.parameter.travel(value) - self.from) / (self.until - self.from)).clamp(0.0, 1.0)
    }

    /// Returns true if a value lies beyond the right end.
    pub fn is_past(&self, value: f64) -> bool {
        self.parameter.travel(value) > self.until
    }

    /// The value at a position, rounded to what a person would type.
    pub fn at(&self, position: f64) -> f64 {
        let position = position.clamp(0.0, 1.0);
        self.parameter.travelled(self.from + (self.until - self.from) * position)
    }

    /// For the left and the right end: true if key presses lead beyond it.
    pub fn goes_on(&self) -> [bool; 2] {
        let Parameter { low, high, .. } = self.parameter;
        [self.from > self.parameter.travel(low) + 0.5, self.until < self.parameter.travel(high) - 0.5]
    }

    /// Returns true if this is less than the slider's range, or lies outside it.
    pub fn is_part(&self) -> bool {
        let (first, last) = self.parameter.travels();
        self.from > first + 0.5 || self.until < last - 0.5
    }
}

impl Parameter {
    /// Key presses from the left end of the slider to `value`; -1 for the 0 that means "off".
    fn travel(&self, value: f64) -> f64 {
        let low = self.slider.0;
        let value = self.clamp(value);
        match self.scale {
            Scale::Linear(step) => (value - low) / step,
            Scale::Integer => value - low,
            Scale::Log if self.may_be_off() && value <= 0.0 => -1.0,
            // From anywhere below the slider, a press leads to its left end.
            Scale::Log if self.may_be_off() => (20.0 * (value / low).log10()).max(0.0),
            Scale::Log => 20.0 * (value.log10() - low.log10()),
            Scale::LogInteger => 10.0 * (value.max(f64::MIN_POSITIVE) / low).log10(),
            Scale::OneMinusLog => -10.0 * ((1.0 - value) / (1.0 - low)).log10(),
        }
    }

    /// The value `presses` key presses from the left end of the slider.
    fn travelled(&self, presses: f64) -> f64 {
        let low = self.slider.0;
        let value = match self.scale {
            Scale::Linear(step) => {
                let fine = step / 10.0;
                super::tidy(((low + presses * step) / fine).round() * fine, 12)
            }
            Scale::Integer => (low + presses).round(),
            Scale::LogInteger => super::tidy(low * 10f64.powf(presses / 10.0), 2).round(),
            Scale::Log if self.may_be_off() && presses < -0.5 => 0.0,
            Scale::Log => super::tidy(10f64.powf(low.log10() + presses / 20.0), 3),
            Scale::OneMinusLog => super::one_minus(super::tidy((1.0 - low) * 10f64.powf(-presses / 10.0), 2)),
        };
        self.clamp(value)
    }

    /// The slider's ends, in key presses.
    fn travels(&self) -> (f64, f64) {
        let off = self.scale == Scale::Log && self.may_be_off();
        (if off { -1.0 } else { 0.0 }, self.travel(self.slider.1))
    }

    /// Track positions per press, so that even the shortest press after rounding gets one.
    fn places_a_press(&self) -> f64 {
        match self.scale {
            // From 7 to 6 is .67 of a tenth of a decade.
            Scale::LogInteger => 1.5,
            // Three figures: from 1.02 to 1.14 is .96 of a twentieth of a decade, and at most .087 less than 1.
            _ => 1.1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALPHA: Parameter = Parameter {
        name: "alpha",
        symbol: "α",
        title: "learning rate",
        default: 0.1,
        low: 1e-100,
        high: 1e100,
        open: false,
        slider: (1e-5, 100.0),
        scale: Scale::Log,
    };
    const ALL: [Parameter; 6] = [
        ALPHA,
        Parameter { low: 0.0, default: 0.0, ..ALPHA },
        Parameter { low: 0.0, high: 1.0, open: true, slider: (0.0, 0.9999), scale: Scale::OneMinusLog, ..ALPHA },
        Parameter { low: 1.0, high: 1e6, default: 300.0, slider: (10.0, 1e5), scale: Scale::LogInteger, ..ALPHA },
        Parameter { low: -90.0, high: 90.0, slider: (-90.0, 90.0), scale: Scale::Linear(5.0), ..ALPHA },
        Parameter { low: 0.0, high: 1e9, slider: (0.0, 20.0), scale: Scale::Integer, ..ALPHA },
    ];

    /// From end to end of the slider and beyond, up and down: each press moves the knob by at least one position or turns the page, and the
    /// knob's position reads back as a value on the same page at that position.
    #[test]
    fn every_press_moves_the_knob() {
        for parameter in ALL {
            for (places, anchor) in [(40, 0.1), (88, 0.036), (96, 3.0), (184, 1e-20)] {
                for presses in [1, -1] {
                    let mut value = if presses > 0 { parameter.slider.0 } else { parameter.slider.1 };
                    for _ in 0..160 {
                        let next = parameter.nudge(value, presses, false);
                        // Stop at the limits of the range, where a press may be cut short, and where digits run out next to 1.
                        if next == value || next == parameter.high || 1.0 - next < 1e-9 && parameter.open {
                            break;
                        }
                        let of = |value: f64| {
                            let span = Gauge { parameter, value, anchor }.span(places);
                            (span, (span.position(value) * f64::from(places)).round())
                        };
                        let (before, after) = (of(value), of(next));
                        assert_ne!(before, after, "{parameter:?} {places} {value} {next}");
                        let (span, place) = after;
                        let back = of(span.at(place / f64::from(places)));
                        assert_eq!(back.0, span, "{parameter:?} {places} {next}");
                        let coarse = matches!(parameter.scale, Scale::LogInteger | Scale::Integer);
                        assert!(coarse || (back.1 - place).abs() <= 1.0, "{parameter:?} {places} {next}");
                        value = next;
                    }
                }
            }
        }
    }

    /// If everything fits, everything is shown; otherwise a part centered on the anchor, whatever the value within it.
    #[test]
    fn the_part_lies_around_the_anchor() {
        let gauge = |value| Gauge { parameter: ALPHA, value, anchor: 0.1 };
        let whole = gauge(0.1).span(155);
        assert_eq!((whole.at(0.0), whole.at(1.0), whole.is_part()), (1e-5, 100.0, false));
        // Key presses lead beyond the slider's range, but not beyond the allowed range.
        assert_eq!(whole.goes_on(), [true, true]);
        let off = Parameter { low: 0.0, high: 100.0, default: 0.0, ..ALPHA };
        assert_eq!(Gauge { parameter: off, value: 0.0, anchor: 0.0 }.span(156).goes_on(), [false, false]);
        let part = gauge(0.1).span(89);
        assert_eq!((part.at(0.0), part.at(0.5), part.at(1.0), part.is_part()), (0.001, 0.1, 10.0, true));
        assert_eq!(gauge(9.0).span(89), part);
        assert!(part.is_past(11.0) && !part.is_past(10.0) && part.position(11.0) == 1.0);
        // One press further is the next page's left end.
        let next = gauge(ALPHA.nudge(10.0, 1, false)).span(89);
        assert_eq!((next.at(0.0), next.is_part()), (11.2, true));
    }
}
