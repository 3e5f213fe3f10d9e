//! Edit distance 1.

/// Whether two folded names differ by exactly one character inserted, deleted, replaced, or two neighbours swapped.
pub(crate) fn is_one_edit(a: &str, b: &str) -> bool {
    // A character has at most four bytes.
    if a.len().abs_diff(b.len()) > 4 || a == b {
        return false;
    }
    let mut left = a.chars();
    let mut right = b.chars();
    loop {
        let (before_left, before_right) = (left.clone(), right.clone());
        match (left.next(), right.next()) {
            (Some(x), Some(y)) if x == y => {}
            (x, y) => {
                let (rest_left, rest_right) = (left.as_str(), right.as_str());
                let replaced = x.is_some() && y.is_some() && rest_left == rest_right;
                let inserted = before_left.as_str() == rest_right || before_right.as_str() == rest_left;
                let swapped = left.next() == y && right.next() == x && left.as_str() == right.as_str();
                return replaced || inserted || (swapped && x.is_some() && y.is_some());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_one_edit;

    #[test]
    fn one_edit() {
        for (a, b) in
            [("iran", "irna"), ("iran", "ran"), ("iran", "iraq"), ("a", "ab"), ("é", "e"), ("", "a")]
        {
            assert!(is_one_edit(a, b) && is_one_edit(b, a), "{a} {b}");
        }
        for (a, b) in [("iran", "iran"), ("iran", "rina"), ("ab", "ba c"), ("", "ab"), ("abcd", "badc")] {
            assert!(!is_one_edit(a, b) && !is_one_edit(b, a), "{a} {b}");
        }
    }
}
