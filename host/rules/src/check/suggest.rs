//! "Did you mean …": the nearest of the names that would be right.

/// The nearest name within a third of its length, at least two changes.
pub(crate) fn nearest<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (wrong.chars().count() / 3).max(2);
    names
        .into_iter()
        .filter(|name| *name != wrong)
        .map(|name| (distance(&wrong.to_lowercase(), name), name))
        .filter(|(changes, name)| *changes <= limit && *changes < name.chars().count())
        .min()
        .map(|(_, name)| name)
}

pub(crate) fn did_you_mean<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(wrong, names).map(|name| format!("; did you mean \"{name}\"?"))
}

/// Letters to insert, remove, replace or swap with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().take(64).collect();
    let b: Vec<char> = b.chars().take(64).collect();
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replace = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replace.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_and_nothing_far_fetched() {
        let names = ["contact", "conversation", "channel", "kind"];
        assert_eq!(nearest("contcat", names), Some("contact"));
        assert_eq!(nearest("conversatoin", names), Some("conversation"));
        assert_eq!(nearest("knd", names), Some("kind"));
        assert_eq!(nearest("weather", names), None);
        assert_eq!(nearest("x", ["y"]), None);
    }
}
