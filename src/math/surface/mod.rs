//! Loss surfaces over the plane (w, b): values, exact gradients, exact Hessians, domains and minima.
//!
//! A surface's formula is written once, generic over its number type; see [`Formula`] and [`Jet`].

mod catalogue;
pub mod expression;
mod formulas;
mod jet;
mod minima;
mod real;
mod regression;

use std::borrow::Cow;
use std::sync::Arc;

use nalgebra::Matrix2;

pub use catalogue::{CATALOGUE, Entry};
pub use expression::Expression;
pub use formulas::*;
pub use jet::Jet;
pub use real::Real;
pub use regression::{LinearLoss, LogisticLoss, Rows, Separation};

use crate::math::parameter::Parameter;

/// A point in the plane: (w, b).
pub type Point = [f64; 2];

/// A loss as a function of w and b, generic over the number type.
pub trait Formula {
    /// The loss at (w, b).
    fn at<T: Real>(&self, w: T, b: T) -> T;

    /// The mean gradient over some rows of the data; a surface without data has only its full gradient.
    fn batch_gradient(&self, rows: &[u32], w: f64, b: f64) -> [f64; 2] {
        let _ = rows;
        self.at(Jet::w(w), Jet::b(b)).gradient()
    }

    /// Evaluates the loss along a row of points: w from `w0` in steps of `dw`.
    fn row(&self, w0: f64, dw: f64, b: f64, out: &mut [f64]) {
        for (i, slot) in out.iter_mut().enumerate() {
            *slot = self.at(w0 + dw * i as f64, b);
        }
    }
}

/// A visitor of a formula whose concrete type is known, so that the compiler can inline it into a loop.
pub trait Visit {
    /// The result.
    type Output;
    /// Visits the formula.
    fn visit<F: Formula>(self, formula: &F) -> Self::Output;
}

/// Defines the enum of all formulas and its dispatch.
macro_rules! shapes {
    ($($name:ident($formula:ty)),* $(,)?) => {
        /// Any one of the formulas.
        #[derive(Clone, Debug, PartialEq)]
        #[allow(missing_docs)]
        pub enum Shape { $($name($formula)),* }

        impl Shape {
            /// Calls `visitor` with the concrete formula.
            #[inline]
            pub fn visit<V: Visit>(&self, visitor: V) -> V::Output {
                match self { $(Shape::$name(formula) => visitor.visit(formula)),* }
            }
        }
    };
}

shapes! {
    Bowl(Bowl), RotatedBowl(RotatedBowl), Rosenbrock(Rosenbrock), Beale(Beale), Himmelblau(Himmelblau),
    Booth(Booth), Matyas(Matyas), ThreeHumpCamel(ThreeHumpCamel), SixHumpCamel(SixHumpCamel), Saddle(Saddle),
    MonkeySaddle(MonkeySaddle), Rastrigin(Rastrigin), Ackley(Ackley), StyblinskiTang(StyblinskiTang),
    GoldsteinPrice(GoldsteinPrice), McCormick(McCormick), Griewank(Griewank), Levy13(Levy13),
    Michalewicz(Michalewicz), Easom(Easom), TwoWells(TwoWells), Linear(LinearLoss), Logistic(LogisticLoss),
    Typed(expression::Tape),
}

/// A rectangle in the plane.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Domain {
    /// Range of w, from low to high.
    pub w: [f64; 2],
    /// Range of b, from low to high.
    pub b: [f64; 2],
}

impl Domain {
    /// Width and height.
    pub fn size(&self) -> [f64; 2] {
        [self.w[1] - self.w[0], self.b[1] - self.b[0]]
    }
    /// Its center.
    pub fn center(&self) -> Point {
        [0.5 * (self.w[0] + self.w[1]), 0.5 * (self.b[0] + self.b[1])]
    }
    /// Returns true if a point lies inside or on the border.
    pub fn contains(&self, [w, b]: Point) -> bool {
        (self.w[0]..=self.w[1]).contains(&w) && (self.b[0]..=self.b[1]).contains(&b)
    }
    /// The same rectangle scaled about its center.
    pub fn scaled(&self, factor: f64) -> Domain {
        let [w, b] = self.center();
        let [x, y] = self.size().map(|s| 0.5 * s * factor);
        Domain { w: [w - x, w + x], b: [b - y, b + y] }
    }
}

/// A known minimum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Minimum {
    /// Its w coordinate.
    pub w: f64,
    /// Its b coordinate.
    pub b: f64,
    /// The loss at the minimum.
    pub loss: f64,
    /// True if no other point has a lower loss.
    pub global: bool,
}

/// A loss surface with its formula, parameters, domain and known minima.
#[derive(Clone, Debug)]
pub struct Surface {
    shape: Shape,
    name: String,
    formula: String,
    parameters: Cow<'static, [Parameter]>,
    values: Vec<f64>,
    domain: Domain,
    minima: Vec<Minimum>,
    rounding: f64,
    start: Point,
}

impl PartialEq for Surface {
    fn eq(&self, other: &Self) -> bool {
        self.shape == other.shape
    }
}

impl Surface {
    /// Creates a catalogue surface with the given parameter values, in order (defaults for missing ones).
    pub fn from_entry(entry: &'static Entry, values: &[f64]) -> Self {
        let values: Vec<f64> =
            entry.parameters.iter().enumerate().map(|(i, p)| values.get(i).copied().unwrap_or(p.default)).collect();
        let mut surface = Surface {
            shape: (entry.shape)(&values),
            name: entry.name.to_owned(),
            formula: entry.formula.to_owned(),
            parameters: Cow::Borrowed(entry.parameters),
            values,
            domain: entry.domain,
            minima: Vec::new(),
            rounding: 0.0,
            start: entry.start,
        };
        surface.minima = entry.minima().into_iter().map(|m| minima::refined(&surface, m)).collect();
        surface.rounding = minima::rounding(&surface);
        surface
    }

    /// Creates a catalogue surface by name.
    pub fn named(name: &str, values: &[f64]) -> Option<Self> {
        CATALOGUE.iter().find(|e| e.name == name).map(|e| Self::from_entry(e, values))
    }

    /// Creates the surface of a user-written formula with the given parameter values, in order. Its minima are found by search and count as
    /// known.
    pub fn typed(expression: &Expression, values: &[f64]) -> Self {
        let mut surface = Surface {
            shape: Shape::Typed(expression.tape(values)),
            name: "formula".to_owned(),
            formula: expression.text().to_owned(),
            parameters: Cow::Owned(expression.parameters().to_vec()),
            values: values.to_vec(),
            domain: Domain { w: [-5.0, 5.0], b: [-5.0, 5.0] },
            minima: Vec::new(),
            rounding: 0.0,
            start: [0.0, 0.0],
        };
        (surface.minima, surface.start) = expression::survey(&surface, surface.domain);
        surface.rounding = minima::rounding(&surface);
        surface
    }

    /// The squared-error surface of a line fitted to `rows`.
    pub fn linear(name: &str, rows: Arc<Rows>) -> Self {
        let loss = LinearLoss::new(rows);
        let best = loss.best();
        Self::regression(name, "½·mean((wx+b-y)²)", Shape::Linear(loss), Some(best))
    }

    /// The cross-entropy surface of a logistic curve fitted to `rows`, whose targets are 0 or 1.
    pub fn logistic(name: &str, rows: Arc<Rows>) -> Self {
        let loss = LogisticLoss::new(rows);
        let best = loss.best();
        Self::regression(name, "mean cross-entropy of wx+b", Shape::Logistic(loss), best)
    }

    fn regression(name: &str, formula: &str, shape: Shape, best: Option<Point>) -> Self {
        let mut surface = Surface {
            shape,
            name: name.to_owned(),
            formula: formula.to_owned(),
            parameters: Cow::Borrowed(&[]),
            values: Vec::new(),
            domain: Domain { w: [-1.0, 1.0], b: [-1.0, 1.0] },
            minima: Vec::new(),
            rounding: 0.0,
            start: [0.0, 0.0],
        };
        // Without a minimum (separable classes) the region around 0 is as good as any.
        let center = best.unwrap_or([0.0, 0.0]);
        let hessian = surface.hessian(if best.is_some() { center } else { [0.0, 0.0] });
        let depth = (surface.value([0.0, 0.0]) - surface.value(center)).max(0.0);
        let half = |axis: usize| {
            let curvature = hessian[(axis, axis)];
            let reach = if curvature > 0.0 { 2.0 * (2.0 * depth / curvature).sqrt() } else { 0.0 };
            let half = reach.max(1.6 * center[axis].abs());
            if half > 0.0 && half.is_finite() { half } else { 4.0 }
        };
        let (dw, db) = (half(0), half(1));
        surface.domain = Domain { w: [center[0] - dw, center[0] + dw], b: [center[1] - db, center[1] + db] };
        surface.start = [center[0] - 0.78 * dw, center[1] + 0.62 * db];
        surface.minima =
            best.map(|[w, b]| Minimum { w, b, loss: surface.value([w, b]), global: true }).into_iter().collect();
        surface.rounding = minima::rounding(&surface);
        surface
    }

    /// The formula, for loops that want it inlined.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }
    /// The name: kebab-case from the catalogue, or the data's.
    pub fn name(&self) -> &str {
        &self.name
    }
    /// The formula as text, in w and b.
    pub fn formula(&self) -> &str {
        &self.formula
    }
    /// The parameters; empty for a data surface.
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }
    /// The parameters' values, in order.
    pub fn values(&self) -> &[f64] {
        &self.values
    }
    /// The default viewport.
    pub fn domain(&self) -> Domain {
        self.domain
    }
    /// The known minima, the global ones marked.
    pub fn minima(&self) -> &[Minimum] {
        &self.minima
    }
    /// Returns true if the loss is known to have no minimum: that of separable classes.
    pub fn falls_forever(&self) -> bool {
        self.separation().is_some()
    }
    /// The kind of separation between the classes of a logistic loss, because of which it has no minimum.
    pub fn separation(&self) -> Option<Separation> {
        match &self.shape {
            Shape::Logistic(loss) => loss.separation(),
            _ => None,
        }
    }
    /// Returns true if the feature of the underlying data varies; `None` without data.
    pub fn feature_varies(&self) -> Option<bool> {
        match &self.shape {
            Shape::Linear(loss) => Some(loss.varies()),
            Shape::Logistic(loss) => Some(loss.terms() > 1),
            _ => None,
        }
    }
    /// The lowest known loss.
    pub fn least(&self) -> Option<f64> {
        self.minima.iter().find(|m| m.global).map(|m| m.loss)
    }
    /// The rounding error of the loss above its lowest known value.
    pub fn rounding(&self) -> f64 {
        self.rounding
    }
    /// An instructive starting point.
    pub fn start(&self) -> Point {
        self.start
    }
    /// Returns true for a user-written formula: its minima were found by search, and it may be undefined in places.
    pub fn is_typed(&self) -> bool {
        matches!(self.shape, Shape::Typed(_))
    }
    /// Approximate number of elementary terms per evaluation: 1 for a compiled formula, the number of rows for data.
    pub fn cost(&self) -> usize {
        match &self.shape {
            Shape::Logistic(loss) => loss.terms().max(1),
            Shape::Typed(tape) => tape.len().max(1),
            _ => 1,
        }
    }

    /// The loss at a point.
    pub fn value(&self, p: Point) -> f64 {
        struct Value(Point);
        impl Visit for Value {
            type Output = f64;
            #[inline]
            fn visit<F: Formula>(self, formula: &F) -> f64 {
                formula.at(self.0[0], self.0[1])
            }
        }
        self.shape.visit(Value(p))
    }

    /// Writes the losses along a row of points (w, b), w from `w0` in steps of `dw`, into `out`.
    pub fn row(&self, w0: f64, dw: f64, b: f64, out: &mut [f64]) {
        struct Row<'a>(f64, f64, f64, &'a mut [f64]);
        impl Visit for Row<'_> {
            type Output = ();
            fn visit<F: Formula>(self, formula: &F) {
                let Row(w0, dw, b, out) = self;
                formula.row(w0, dw, b, out);
            }
        }
        self.shape.visit(Row(w0, dw, b, out));
    }

    /// The loss and its gradient at a point.
    pub fn gradient(&self, p: Point) -> (f64, Point) {
        struct Gradient(Point);
        impl Visit for Gradient {
            type Output = (f64, Point);
            #[inline]
            fn visit<F: Formula>(self, formula: &F) -> (f64, Point) {
                let jet = formula.at(Jet::w(self.0[0]), Jet::b(self.0[1]));
                (jet.value, jet.gradient())
            }
        }
        self.shape.visit(Gradient(p))
    }

    /// The mean gradient over some rows of the data (the full gradient if there is no data).
    pub fn batch_gradient(&self, rows: &[u32], p: Point) -> Point {
        struct Batch<'a>(&'a [u32], Point);
        impl Visit for Batch<'_> {
            type Output = Point;
            fn visit<F: Formula>(self, formula: &F) -> Point {
                formula.batch_gradient(self.0, self.1[0], self.1[1])
            }
        }
        self.shape.visit(Batch(rows, p))
    }

    /// The Hessian at a point.
    pub fn hessian(&self, p: Point) -> Matrix2<f64> {
        hessian(&self.shape, p)
    }

    /// The eigenvalues of the Hessian in ascending order; `None` where the surface is not smooth. For data the smaller one comes from the
    /// variance of the feature, as it cannot be recovered from the four entries of the matrix.
    pub fn eigenvalues(&self, p: Point) -> Option<[f64; 2]> {
        match &self.shape {
            Shape::Linear(loss) => Some(loss.curvatures()),
            Shape::Logistic(loss) => Some(loss.curvatures(p)),
            _ => eigenvalues(&self.hessian(p)),
        }
        .filter(|values| values.iter().all(|x| x.is_finite()))
    }

    /// Returns true if the Hessian is constant, so that the theory of quadratics holds exactly.
    pub fn is_quadratic(&self) -> bool {
        use Shape::*;
        if let Typed(tape) = &self.shape {
            return tape.degree() == Some(2);
        }
        matches!(self.shape, Bowl(_) | RotatedBowl(_) | Booth(_) | Matyas(_) | Saddle(_) | Linear(_))
    }

    /// The eigenvalues of the Hessian at a minimum in ascending order; `None` where the surface is not smooth there.
    pub fn curvatures(&self, minimum: &Minimum) -> Option<[f64; 2]> {
        let at = [minimum.w, minimum.b];
        let found = self.eigenvalues(at)?;
        // A minimum found by search may lie slightly off the kink it belongs to.
        (!self.is_typed() || minima::is_smooth(self, at)).then_some(found)
    }

    /// The condition number λmax/λmin of the Hessian at the (first) global minimum; infinite if a direction is flat, `None` without a known
    /// minimum or where the surface is not smooth there.
    pub fn condition_number(&self) -> Option<f64> {
        let minimum = self.minima.iter().find(|m| m.global)?;
        let [low, high] = self.curvatures(minimum)?;
        // At a minimum found by search the last digits of a curvature are rounding, but where they are the same everywhere, one
        // along each axis.
        let exact = self.is_quadratic() && self.hessian([minimum.w, minimum.b])[(0, 1)] == 0.0;
        let nothing = if self.is_typed() && !exact { 1e-14 * high } else { 0.0 };
        (high > 0.0).then(|| if low > nothing { high / low } else { f64::INFINITY })
    }

    /// Returns true if the surface has a kink at its (first) global minimum, and therefore neither curvature nor κ there.
    pub fn is_kinked(&self) -> bool {
        self.minima.iter().find(|m| m.global).is_some_and(|m| self.curvatures(m).is_none())
    }
}

fn hessian(shape: &Shape, p: Point) -> Matrix2<f64> {
    struct Hessian(Point);
    impl Visit for Hessian {
        type Output = Matrix2<f64>;
        fn visit<F: Formula>(self, formula: &F) -> Matrix2<f64> {
            let [w, b] = self.0;
            let [dw, db] = formula.at(Jet::w(Jet::w(w)), Jet::b(Jet::b(b))).gradient();
            let ([ww, wb], [_, bb]) = (dw.gradient(), db.gradient());
            Matrix2::new(ww, wb, wb, bb)
        }
    }
    shape.visit(Hessian(p))
}

/// Eigenvalues of a symmetric 2x2 matrix in ascending order; `None` if an entry is not finite.
pub fn eigenvalues(m: &Matrix2<f64>) -> Option<[f64; 2]> {
    if !m.iter().all(|x| x.is_finite()) {
        return None;
    }
    let (a, b, d) = (m[(0, 0)], m[(0, 1)], m[(1, 1)]);
    // Exact, and products of tiny ones do not underflow.
    if b == 0.0 {
        return Some([a.min(d), a.max(d)]);
    }
    let mean = 0.5 * (a + d);
    let radius = (0.5 * (a - d)).hypot(b);
    // The larger in magnitude first, the other from the determinant: no cancellation for elongated bowls.
    let determinant = a * d - b * b;
    let big = if mean >= 0.0 { mean + radius } else { mean - radius };
    let small = if big == 0.0 { 0.0 } else { determinant / big };
    Some([small.min(big), small.max(big)])
}
