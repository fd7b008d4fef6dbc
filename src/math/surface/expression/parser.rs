//! Parses tokens into a formula's nodes, by operator precedence (Pratt 1973). Size and depth are limited up front, so that no text can take
//! long or overflow the stack.

use super::error::{Mistake, SHOWN, shortened};
use super::lexer::{self, Kind, Token};
use super::words::{self, Binary, Function, Unary, Word};
use crate::math::nearest::nearest;

/// Maximum length of a formula, in bytes.
pub const LONGEST: usize = 4096;
/// Maximum nesting depth of parentheses, signs and powers.
pub const DEEPEST: usize = 100;

/// A node of a formula; its children come before it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Node {
    Number(f64),
    W,
    B,
    /// A parameter, by index.
    Parameter(usize),
    Neg(usize),
    Unary(Unary, usize),
    Binary(Binary, usize, usize),
}

/// Binding powers of the operators, from the left.
mod binding {
    pub const SUM: u8 = 1;
    pub const PRODUCT: u8 = 3;
    pub const SIGN: u8 = 5;
    pub const POWER: u8 = 7;
    pub const RAISED: u8 = 8;
}

/// Parses a formula into nodes, the root last. `parameters` are the names allowed besides the built-in ones.
pub(super) fn parse(text: &str, parameters: &[&str]) -> Result<Vec<Node>, Mistake> {
    if text.len() > LONGEST {
        let line = format!("the formula is {} bytes long; at most {LONGEST}", text.len());
        let end = (0..=LONGEST).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        return Err(Mistake::new(end, line));
    }
    let tokens = lexer::tokens(text)?;
    if tokens.len() == 1 {
        return Err(Mistake::new(0, "the formula is empty; write one in x and y, such as x^2 + 3*y^2"));
    }
    let mut parser =
        Parser { text, tokens: &tokens, next: 0, nodes: Vec::new(), depth: 0, parameters, seen: [None; 2] };
    parser.expression(0)?;
    let rest = parser.peek();
    match rest.kind {
        Kind::End => Ok(parser.nodes),
        Kind::Close => Err(Mistake::new(rest.at.start, "this ')' closes nothing; remove it, or open it before")),
        Kind::Comma => Err(Mistake::new(
            rest.at.start,
            "a comma belongs between the values of a function; a decimal number has a point",
        )),
        _ => Err(Mistake::new(
            rest.at.start,
            format!("an operator is missing before '{}'", shortened(parser.shown(rest))),
        )),
    }
}

struct Parser<'a> {
    text: &'a str,
    tokens: &'a [Token],
    next: usize,
    nodes: Vec<Node>,
    depth: usize,
    parameters: &'a [&'a str],
    /// The first variable used of each pair of names, w and b or x and y.
    seen: [Option<&'a str>; 2],
}

/// A token past the end.
static END: Token = Token { kind: Kind::End, at: 0..0 };

impl<'a> Parser<'a> {
    fn peek(&self) -> &'a Token {
        self.tokens.get(self.next).or(self.tokens.last()).unwrap_or(&END)
    }

    fn take(&mut self) -> &'a Token {
        let token = self.peek();
        self.next += 1;
        token
    }

    /// The source text of a token.
    fn shown(&self, token: &Token) -> &'a str {
        self.text.get(token.at.clone()).unwrap_or("")
    }

    fn add(&mut self, node: Node) -> usize {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    /// Parses an expression whose operators bind at least as tightly as `least`.
    fn expression(&mut self, least: u8) -> Result<usize, Mistake> {
        self.depth += 1;
        if self.depth > DEEPEST {
            let line = format!("parentheses, signs and powers are nested more than {DEEPEST} deep");
            return Err(Mistake::new(self.peek().at.start, line));
        }
        let mut left = self.operand()?;
        // True right after a division, where implicit multiplication would be ambiguous.
        let mut divided = false;
        loop {
            let token = self.peek();
            let (left_binding, right_binding, operator) = match token.kind {
                Kind::Plus => (binding::SUM, binding::SUM + 1, Some(Binary::Add)),
                Kind::Minus => (binding::SUM, binding::SUM + 1, Some(Binary::Sub)),
                Kind::Times => (binding::PRODUCT, binding::PRODUCT + 1, Some(Binary::Mul)),
                Kind::Over => (binding::PRODUCT, binding::PRODUCT + 1, Some(Binary::Div)),
                // Right-associative: 2^3^2 is 2^9.
                Kind::Power => (binding::POWER, binding::POWER - 1, Some(Binary::Pow)),
                Kind::Raised(_) => (binding::RAISED, 0, None),
                Kind::Name | Kind::Open | Kind::Number(_) => (binding::PRODUCT, binding::PRODUCT + 1, None),
                Kind::Close | Kind::Comma | Kind::End => break,
            };
            if left_binding < least {
                break;
            }
            if let Kind::Raised(exponent) = token.kind {
                self.take();
                let exponent = self.add(Node::Number(f64::from(exponent)));
                left = self.add(Node::Binary(Binary::Pow, left, exponent));
                continue;
            }
            match operator {
                Some(_) => {
                    self.take();
                }
                None => self.unsigned_product(token, divided)?,
            }
            let right = self.expression(right_binding)?;
            divided = operator == Some(Binary::Div);
            left = self.add(Node::Binary(operator.unwrap_or(Binary::Mul), left, right));
        }
        self.depth -= 1;
        Ok(left)
    }

    /// Rejects implicit multiplication before a number or after a division; 2x is fine.
    fn unsigned_product(&self, token: &Token, divided: bool) -> Result<(), Mistake> {
        if let Kind::Number(_) = token.kind {
            let line = format!("an operator is missing before {}; for a product write *", shortened(self.shown(token)));
            return Err(Mistake::new(token.at.start, line));
        }
        if divided {
            let line = "after a division a product needs its sign: a/b*c is (a/b)*c, or write a/(b*c)";
            return Err(Mistake::new(token.at.start, line));
        }
        Ok(())
    }

    /// Parses an operand: whatever stands before or between operators.
    fn operand(&mut self) -> Result<usize, Mistake> {
        let token = self.take();
        match token.kind {
            Kind::Number(value) => Ok(self.add(Node::Number(value))),
            Kind::Minus => {
                let operand = self.expression(binding::SIGN)?;
                Ok(self.add(Node::Neg(operand)))
            }
            Kind::Plus => self.expression(binding::SIGN),
            Kind::Open => {
                let inner = self.expression(0)?;
                self.close(token, "this '('")?;
                Ok(inner)
            }
            Kind::Name => self.name(token),
            Kind::End => {
                Err(Mistake::new(token.at.start, "something is missing at the end: a number, a name or a '('"))
            }
            Kind::Close | Kind::Comma | Kind::Times | Kind::Over | Kind::Power | Kind::Raised(_) => {
                let line = format!("something is missing before '{}': a number, a name or a '('", self.shown(token));
                Err(Mistake::new(token.at.start, line))
            }
        }
    }

    /// Consumes the parenthesis that closes the one at `open`.
    fn close(&mut self, open: &Token, what: &str) -> Result<(), Mistake> {
        let token = self.peek();
        match token.kind {
            Kind::Close => {
                self.next += 1;
                Ok(())
            }
            Kind::Comma => {
                let line = "a comma belongs between the values of a function; a decimal number has a point";
                Err(Mistake::new(token.at.start, line))
            }
            _ => Err(Mistake::new(open.at.start, format!("{what} is never closed; add a ')'"))),
        }
    }

    fn name(&mut self, token: &'a Token) -> Result<usize, Mistake> {
        let name = self.shown(token);
        if let Some(place) = self.parameters.iter().position(|p| *p == name) {
            return Ok(self.add(Node::Parameter(place)));
        }
        match words::word(name) {
            Some(Word::Constant(value)) => Ok(self.add(Node::Number(value))),
            Some(Word::Function(function)) => self.call(token, name, function),
            Some(variable) => {
                self.variable(token, name)?;
                Ok(self.add(if variable == Word::W { Node::W } else { Node::B }))
            }
            None => Err(self.unknown(token, name)),
        }
    }

    /// Enforces a single pair of names: in a*x + b, b is meant as a parameter.
    fn variable(&mut self, token: &Token, name: &'a str) -> Result<(), Mistake> {
        let pair = usize::from(matches!(name, "x" | "y"));
        let [first, second] = &mut self.seen;
        let (own, other) = if pair == 0 { (first, second) } else { (second, first) };
        own.get_or_insert(name);
        match other {
            Some(other) => {
                let line = format!("{name} and {other} do not go together; the variables are x and y, or w and b");
                Err(Mistake::new(token.at.start, line))
            }
            None => Ok(()),
        }
    }

    fn call(&mut self, token: &Token, name: &str, function: Function) -> Result<usize, Mistake> {
        let open = self.peek();
        if open.kind != Kind::Open {
            let line = format!("{name} is a function; write it with parentheses: {name}({})", example(function));
            return Err(Mistake::new(token.at.start, line));
        }
        self.next += 1;
        let mut values = Vec::new();
        if self.peek().kind == Kind::Close {
            self.next += 1;
        } else {
            loop {
                values.push(self.expression(0)?);
                if self.peek().kind == Kind::Comma {
                    self.next += 1;
                    continue;
                }
                self.close(open, &format!("the '(' of {name}"))?;
                break;
            }
        }
        let wrong = |takes: &str| {
            let given = values.len();
            let line = format!("{name} takes {takes}, not {given}: {name}({})", example(function));
            Err(Mistake::new(token.at.start, line))
        };
        match (function, values.as_slice()) {
            (Function::One(function), [value]) => Ok(self.add(Node::Unary(function, *value))),
            (Function::One(_), _) => wrong("one value"),
            (Function::Two(function), [a, b]) => Ok(self.add(Node::Binary(function, *a, *b))),
            (Function::Two(_), _) => wrong("two values"),
            (Function::Many(function), [first, second, rest @ ..]) => {
                let both = self.add(Node::Binary(function, *first, *second));
                Ok(rest.iter().fold(both, |so_far, value| self.add(Node::Binary(function, so_far, *value))))
            }
            (Function::Many(_), _) => wrong("two values or more"),
        }
    }

    fn unknown(&self, token: &Token, name: &str) -> Mistake {
        let called = self.peek().kind == Kind::Open && self.peek().at.start == token.at.end;
        let ours = || words::WORDS.iter().map(|(known, _)| *known);
        let functions = || ours().filter(|known| words::kind(known) == Some("a function"));
        let is_known = |part: &str| {
            let kind = words::kind(part);
            self.parameters.contains(&part) || kind.is_some_and(|kind| kind != "a function")
        };
        let letters = || name.chars().map(String::from);
        let what = if called { "function" } else { "name" };
        let start = format!("unknown {what} '{}'", shortened(name));
        // Single letters are all equally close: allow only a difference in case.
        let near = match name.chars().count() {
            1 => ours().chain(self.parameters.iter().copied()).find(|known| *known == name.to_lowercase()),
            SHOWN.. => None,
            _ if called => nearest(name, functions()),
            _ => nearest(name, ours().chain(self.parameters.iter().copied())),
        };
        let digits = name.trim_start_matches(|c: char| !c.is_ascii_digit());
        let head = name.strip_suffix(digits).unwrap_or(name);
        let all_digits = (1..=4).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        let mut unknown = None;
        let message = if (2..=4).contains(&name.chars().count()) && letters().all(|letter| is_known(&letter)) {
            format!("{start}; for a product write {}", letters().collect::<Vec<_>>().join("*"))
        } else if all_digits && is_known(head) {
            format!("{start}; write {digits}*{head} or {head}^{digits}")
        } else if let Some(near) = near {
            format!("{start}; did you mean '{near}'?")
        } else if called {
            let mut names: Vec<&str> = functions().collect();
            names.retain(|name| *name != "√");
            format!("{start}; there are {}", names.join(", "))
        } else {
            unknown = Some(name.to_owned());
            format!("{start}; the variables are x and y, or w and b")
        };
        Mistake { at: token.at.start, message, unknown }
    }
}

/// An example of a function's arguments.
fn example(function: Function) -> &'static str {
    match function {
        Function::One(_) => "x",
        Function::Two(_) | Function::Many(_) => "x, y",
    }
}
