//! How people write that there is no value.

/// Whether a cell says that there is no value.
pub(super) fn is_missing(cell: &str) -> bool {
    // R, pandas, SAS, SPSS, spreadsheets with their errors, and what stands in printed tables.
    const WORDS: [&str; 23] = [
        "", "na", "n/a", "n.a.", "nan", "-nan", "null", "none", "?", "-", "--", "---", ".", "..", "...", "<na>",
        "#n/a", "#na", "#div/0!", "#value!", "#ref!", "#num!", "#null!",
    ];
    // A number is none of them, and most cells are numbers.
    if cell.as_bytes().first().is_some_and(u8::is_ascii_digit) {
        return false;
    }
    WORDS.iter().any(|word| cell.eq_ignore_ascii_case(word))
        || cell.bytes().all(|b| matches!(b, b'*' | b'#'))
        || matches!(cell, "–" | "—" | "−" | "\\N")
}

/// Whether a cell among numbers says so, too: a word that could be a class elsewhere, or what no sum can be taken over.
pub(super) fn is_none_among_numbers(cell: &str) -> bool {
    let cell = cell.strip_prefix(['+', '-']).unwrap_or(cell);
    ["unknown", "missing", "inf", "infinity"].iter().any(|word| cell.eq_ignore_ascii_case(word))
}
