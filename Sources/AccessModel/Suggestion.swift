/// What was probably meant by a word that nobody knows.
package enum Suggestion {
    /// The candidate fewest edits away, if that is few enough to be a slip; of equals the first by name.
    package static func closest(to word: String, among candidates: some Collection<String>) -> String? {
        let letters = Array(word.lowercased().unicodeScalars)
        guard letters.count <= longestWord, candidates.count <= mostCandidates else { return nil }
        let allowed = letters.count < 3 ? 0 : max(1, letters.count / 3)
        var best: (edits: Int, name: String)?
        for name in candidates {
            let other = Array(name.lowercased().unicodeScalars)
            guard abs(other.count - letters.count) <= allowed else { continue }
            let edits = distance(letters, other)
            if edits <= allowed, best.map({ (edits, name) < $0 }) ?? true { best = (edits, name) }
        }
        return best?.name
    }

    /// Comparing is quadratic in the length, and names come from files.
    private static let longestWord = 64
    private static let mostCandidates = 1_000

    /// Levenshtein's distance with exchanges of neighbours.
    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...right.count)
        for (row, letter) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var best = min(previous[column + 1] + 1, current[column] + 1)
                best = min(best, previous[column] + (letter == other ? 0 : 1))
                if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
                    best = min(best, beforePrevious[column - 1] + 1)
                }
                current.append(best)
            }
            (beforePrevious, previous) = (previous, current)
        }
        return previous[right.count]
    }
}
