//! Spellings of a missing value.

/// Returns true if a cell marks a missing value.
pub(super) fn is_missing(cell: &str) -> bool {
    // R, pandas, SAS, SPSS, spreadsheet errors, and conventions of printed tables.
    const WORDS: [&str; 23] = [
        "", "na", "n/a", "n.a.", "nan", "-nan", "null", "none", "?", "-", "--", "---", ".", "..", "...", "<na>",
        "#n/a", "#na", "#div/0!", "#value!", "#ref!", "#num!", "#null!",
    ];
    // Fast path: most cells are numbers, and no number is a marker.
    if cell.as_bytes().first().is_some_and(u8::is_ascii_digit) {
        return false;
    }
    WORDS.iter().any(|word| cell.eq_ignore_ascii_case(word))
        || cell.bytes().all(|b| matches!(b, b'*' | b'#'))
        || matches!(cell, "–" | "—" | "−" | "\\N")
}

/// Further markers in a numeric column: words that could be a class elsewhere, and infinities, which no sum can include.
pub(super) fn is_none_among_numbers(cell: &str) -> bool {
    let cell = cell.strip_prefix(['+', '-']).unwrap_or(cell);
    ["unknown", "missing", "inf", "infinity"].iter().any(|word| cell.eq_ignore_ascii_case(word))
}
