extension String {
    /// The text in backticks as a diagnostic shows it: without control characters, and cut where it is long.
    var quoted: String {
        var shown = String.UnicodeScalarView()
        for scalar in unicodeScalars.prefix(Self.longestQuotation) {
            shown.append(scalar.isPrintable ? scalar : "\u{FFFD}")
        }
        let ellipsis = unicodeScalars.count > Self.longestQuotation ? "…" : ""
        return "`\(String(shown))\(ellipsis)`"
    }

    private static let longestQuotation = 80
}

extension [String] {
    /// `` `a`, `b` and `c` ``
    var quotedList: String {
        guard let last else { return "" }
        return count == 1 ? last.quoted : dropLast().map(\.quoted).joined(separator: ", ") + " and " + last.quoted
    }

    /// `` `a`, `b` or `c` ``
    var quotedChoice: String {
        guard let last else { return "" }
        return count == 1 ? last.quoted : dropLast().map(\.quoted).joined(separator: ", ") + " or " + last.quoted
    }
}

extension Unicode.Scalar {
    /// Whether a terminal shows it as itself: no controls, no line separators, nothing that turns the direction of text.
    var isPrintable: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate: false
        // Joiners belong to the spelling of several languages.
        case .format: self == "\u{200C}" || self == "\u{200D}"
        default: true
        }
    }
}
