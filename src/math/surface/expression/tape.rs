//! A formula as a list of instructions on a few registers.

use super::graph::{Graph, Step};
use super::operation::Operation;
use super::parser::Node;

/// An operation, the registers of its operands, and its destination register.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Instruction {
    pub operation: Operation,
    pub from: [u16; 2],
    pub to: u16,
}

/// A compiled formula, with its parameter values filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct Tape {
    /// Instructions whose values are constant along a row; executed first.
    pub(super) fixed: Vec<Instruction>,
    /// Instructions whose values vary along a row.
    pub(super) varying: Vec<Instruction>,
    /// Number of registers; w is in the first and b in the second.
    pub(super) registers: usize,
    /// The register of the result.
    pub(super) result: u16,
    degree: Option<u32>,
}

impl Tape {
    /// Compiles a formula's nodes for given parameter values.
    pub(super) fn of(nodes: &[Node], parameters: &[f64]) -> Self {
        let (graph, whole) = Graph::of(nodes, parameters);
        Layout::of(&graph, whole).tape(&graph, whole)
    }

    /// Degree as a polynomial in w and b, if it is one.
    pub fn degree(&self) -> Option<u32> {
        self.degree
    }

    /// Number of instructions.
    pub fn len(&self) -> usize {
        self.fixed.len() + self.varying.len()
    }

    /// Returns true if there are no instructions: the formula is just a variable.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Time of the last use of a step's value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Until {
    /// Never used.
    Never,
    /// Last used by the step at this index of the order.
    Place(usize),
    /// Kept to the end: the result, or a value that is constant along a row and needed for every pack.
    End,
}

/// The live steps, in execution order.
struct Layout {
    /// Those that do not vary with w come first.
    order: Vec<usize>,
    fixed: usize,
    until: Vec<Until>,
}

impl Layout {
    fn of(graph: &Graph, whole: usize) -> Self {
        let mut needed = vec![false; graph.steps.len()];
        if let Some(last) = needed.get_mut(whole) {
            *last = true;
        }
        for (place, step) in graph.steps.iter().enumerate().rev() {
            if needed.get(place) == Some(&true) {
                for operand in operands(step) {
                    if let Some(flag) = needed.get_mut(operand) {
                        *flag = true;
                    }
                }
            }
        }
        let is_done = |place: &usize| {
            let variable = matches!(graph.steps.get(*place).map(|s| s.operation), Some(Operation::W | Operation::B));
            needed.get(*place) == Some(&true) && !variable
        };
        let varies = |place: &usize| graph.facts.get(*place).is_some_and(|fact| fact.with_w);
        let all = || (0..graph.steps.len()).filter(is_done);
        let mut order: Vec<usize> = all().filter(|place| !varies(place)).collect();
        let fixed = order.len();
        order.extend(all().filter(varies));
        let mut until = vec![Until::Never; graph.steps.len()];
        for (time, place) in order.iter().enumerate() {
            for operand in graph.steps.get(*place).into_iter().flat_map(operands) {
                let stays = time >= fixed && !varies(&operand);
                let when = if stays { Until::End } else { Until::Place(time) };
                if let Some(until) = until.get_mut(operand) {
                    *until = (*until).max(when);
                }
            }
        }
        if let Some(until) = until.get_mut(whole) {
            *until = Until::End;
        }
        Self { order, fixed, until }
    }

    /// Assigns a register to every step; registers are reused once their values are dead.
    fn tape(&self, graph: &Graph, whole: usize) -> Tape {
        let mut register: Vec<u16> = vec![0; graph.steps.len()];
        for (place, step) in graph.steps.iter().enumerate() {
            if let (Operation::B, Some(slot)) = (step.operation, register.get_mut(place)) {
                *slot = 1;
            }
        }
        let (mut free, mut count): (Vec<u16>, u16) = (Vec::new(), 2);
        let mut instructions = Vec::with_capacity(self.order.len());
        for (time, place) in self.order.iter().enumerate() {
            let Some(step) = graph.steps.get(*place) else { continue };
            let of = |operand: usize| register.get(operand).copied().unwrap_or(0);
            let from = step.operands.map(of);
            // Operands are read before the result is written, so it may overwrite one of them.
            let mut ended: Vec<usize> =
                operands(step).filter(|o| self.until.get(*o) == Some(&Until::Place(time))).collect();
            ended.dedup();
            free.extend(ended.into_iter().map(of).filter(|register| *register > 1));
            let to = free.pop().unwrap_or_else(|| {
                count += 1;
                count - 1
            });
            if let Some(slot) = register.get_mut(*place) {
                *slot = to;
            }
            instructions.push(Instruction { operation: step.operation, from, to });
        }
        let varying = instructions.split_off(self.fixed.min(instructions.len()));
        Tape {
            fixed: instructions,
            varying,
            registers: usize::from(count),
            result: register.get(whole).copied().unwrap_or(0),
            degree: graph.facts.get(whole).and_then(|fact| fact.degree),
        }
    }
}

/// The operands of a step.
fn operands(step: &Step) -> impl Iterator<Item = usize> + use<> {
    step.operands.into_iter().take(step.operation.operands())
}
