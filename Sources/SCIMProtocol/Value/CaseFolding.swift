import Foundation

extension String {
    /// The form in which values without case compare and are unique: full case folding of the normalised text (NFC).
    ///
    /// A store keeps it beside the original, because SQL's own folding knows ASCII only.
    package var caseFolded: String {
        if utf8.allSatisfy({ $0 < 0x80 }) { return lowercased() }
        var folded = ""
        for scalar in precomposedStringWithCanonicalMapping.unicodeScalars { folded += scalar.caseFolded }
        return folded.precomposedStringWithCanonicalMapping
    }
}

extension Unicode.Scalar {
    /// Through lower and upper case and down again, which is what full folding does: `ß`, `ẞ` and `SS` all become `ss`.
    ///
    /// The Turkish dotless `ı` is the exception: its capital is the plain `I`, yet it folds to itself.
    fileprivate var caseFolded: String {
        if self == "\u{131}" { return "\u{131}" }
        return properties.lowercaseMapping.unicodeScalars.map { lower in
            lower.properties.uppercaseMapping.unicodeScalars.map(\.properties.lowercaseMapping).joined()
        }.joined()
    }
}
