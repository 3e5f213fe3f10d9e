//! Mailboxes: messages one after the other, each behind a line that begins with `From `.

/// Whether a line begins a message: `From `, a sender, and a date with its year.
pub(crate) fn is_separator(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else { return false };
    let mut words = rest.trim_ascii().split(|&b| b == b' ').filter(|word| !word.is_empty());
    let is_year = |word: &[u8]| {
        word.len() == 4
            && word.iter().all(u8::is_ascii_digit)
            && (word.starts_with(b"19") || word.starts_with(b"20"))
    };
    words.next().is_some() && words.any(is_year)
}
