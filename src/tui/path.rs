//! Interprets typed paths as a shell, file manager or browser would write them.

use std::path::Path;

/// Returns the path a text means: quotes are stripped, `~` is the home directory, a `file://` prefix is removed.
pub fn meant(typed: &str, home: Option<&Path>) -> String {
    let typed = typed.trim();
    let bare = ['\'', '"'].iter().find_map(|quote| typed.strip_prefix(*quote)?.strip_suffix(*quote));
    if let Some(url) = bare.unwrap_or(typed).strip_prefix("file://") {
        return decoded(url.strip_prefix("localhost").unwrap_or(url));
    }
    // Outside of quotes a shell escapes a blank with a backslash, as do terminals when a file is dropped on them.
    let path = bare.map_or_else(|| unescaped(typed), str::to_owned);
    match (path.strip_prefix('~'), home) {
        (Some(rest), Some(home)) if rest.is_empty() || rest.starts_with('/') => {
            let rest = rest.trim_start_matches('/');
            let whole = if rest.is_empty() { home.to_owned() } else { home.join(rest) };
            whole.display().to_string()
        }
        _ => path,
    }
}

/// Returns true if a text looks like a path, whether or not it exists.
pub fn looks_so(typed: &str) -> bool {
    typed.contains(['.', '/']) || typed.starts_with(['\'', '"'])
}

/// Percent-decodes a URL's path.
fn decoded(url: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), url.as_bytes());
    while let [first, behind @ ..] = rest {
        let code = behind.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match code.filter(|_| *first == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = behind.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(unix)]
fn unescaped(typed: &str) -> String {
    let mut path = String::new();
    let mut chars = typed.chars();
    while let Some(c) = chars.next() {
        path.push(if c == '\\' { chars.next().unwrap_or(c) } else { c });
    }
    path
}

#[cfg(not(unix))]
fn unescaped(typed: &str) -> String {
    typed.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_as_they_are_pasted() {
        let home = Path::new("/home/ada");
        for (typed, path) in [
            ("a.csv", "a.csv"),
            (" /tmp/a.csv ", "/tmp/a.csv"),
            ("~/x.csv", "/home/ada/x.csv"),
            ("~", "/home/ada"),
            ("~eve/x.csv", "~eve/x.csv"),
            ("'my data.csv'", "my data.csv"),
            ("\"~/my data.csv\"", "/home/ada/my data.csv"),
            ("file:///tmp/my%20data.csv", "/tmp/my data.csv"),
            ("file://localhost/tmp/gr%C3%B6%C3%9Fe.csv", "/tmp/größe.csv"),
            ("'file:///tmp/100%.csv'", "/tmp/100%.csv"),
            ("file:///a%é", "/a%é"),
        ] {
            assert_eq!(meant(typed, Some(home)), path, "{typed}");
        }
        #[cfg(unix)]
        assert_eq!(meant("my\\ data.csv", None), "my data.csv");
        assert_eq!(meant("~/x.csv", None), "~/x.csv");
    }
}
