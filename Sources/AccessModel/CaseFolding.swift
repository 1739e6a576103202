import Foundation

extension String {
    /// The form in which values without case compare and are unique: full case folding of the normalised text (NFC), with
    /// fullwidth letters as ASCII, which is what RFC 8265 prepares names for.
    ///
    /// A store indexes it beside the original, because SQL's own folding knows ASCII only.
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
        if let ascii = halfWidth { return ascii.caseFolded }
        return properties.lowercaseMapping.unicodeScalars.map { lower in
            lower.properties.uppercaseMapping.unicodeScalars.map(\.properties.lowercaseMapping).joined()
        }.joined()
    }

    /// The ASCII character that a fullwidth form stands for, as RFC 8265 maps them.
    private var halfWidth: Unicode.Scalar? {
        switch value {
        case 0x3000: " "
        case 0xff01...0xff5e: Unicode.Scalar(value - 0xfee0)
        default: nil
        }
    }
}
