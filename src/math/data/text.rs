//! Decodes bytes to text.

use super::error::hidden;

/// The text of a file.
pub(super) struct Text {
    /// The text, without a byte order mark.
    pub text: String,
    /// True if it is not UTF-8 and was decoded as Latin-1.
    pub latin: bool,
}

/// Decodes a file's bytes, or says why it cannot.
pub(super) fn decode(bytes: &[u8]) -> Result<Text, &'static str> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err("is UTF-16 text; save it as UTF-8");
    }
    let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
    let odd = |b: &&u8| **b < 0x20 && !matches!(**b, b'\t' | b'\n' | b'\r' | 0x0c);
    let head = bytes.get(..8192).unwrap_or(bytes);
    if bytes.contains(&0) || head.iter().filter(odd).count() * 10 > head.len() {
        return Err("the file is binary, not a table of text; give a CSV file with rows of numbers");
    }
    let (text, latin) = match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), false),
        // Latin-1, as older spreadsheets write it: one byte per character.
        Err(_) => (bytes.iter().map(|&b| char::from(b)).collect(), true),
    };
    if text.trim().is_empty() {
        return Err("the file is empty; give a CSV file with rows of numbers");
    }
    Ok(Text { text, latin })
}

/// Collapses whitespace to single spaces, on one line.
pub(super) fn tidy(text: &str) -> String {
    let words: Vec<&str> = text.split(|c: char| c.is_whitespace() || hidden(c)).filter(|w| !w.is_empty()).collect();
    words.join(" ")
}

/// The text after the first line.
pub(super) fn behind_line(text: &str) -> &str {
    let Some(end) = text.find(['\n', '\r']) else { return "" };
    let rest = text.get(end..).unwrap_or("");
    rest.strip_prefix("\r\n").or(rest.strip_prefix(['\n', '\r'])).unwrap_or("")
}

/// The separator declared by a first line such as `sep=;`, as spreadsheets write it.
pub(super) fn named_separator(text: &str) -> Option<u8> {
    let line = text.split(['\n', '\r']).next().unwrap_or("");
    let line = line.strip_prefix('"').and_then(|l| l.strip_suffix('"')).unwrap_or(line);
    let (name, mark) = line.split_at_checked(4)?;
    match mark.as_bytes() {
        [mark] if name.eq_ignore_ascii_case("sep=") && !mark.is_ascii_alphanumeric() && *mark != b'"' => Some(*mark),
        _ => None,
    }
}
