/// The character classes of RFC 9110 and 9112, and comparisons of bytes with the words of the protocol.
extension UInt8 {
    /// `tchar`: what methods and field names are made of.
    var isTokenCharacter: Bool {
        // One bit for each ASCII character: !#$%&'*+-. and digits; letters, ^_`|~.
        let low: UInt64 = 0x03FF_6CFA_0000_0000
        let high: UInt64 = 0x57FF_FFFF_C7FF_FFFE
        return self < 64 ? low >> UInt64(self) & 1 == 1 : self < 128 && high >> UInt64(self - 64) & 1 == 1
    }

    /// `VCHAR`.
    var isVisible: Bool { self > 0x20 && self < 0x7F }

    /// What a field value may contain: `VCHAR`, `obs-text`, space and tab.
    var isFieldContent: Bool { self >= 0x20 && self != 0x7F || self == .tab }

    var isBlank: Bool { self == .space || self == .tab }

    var isDigit: Bool { self >= 0x30 && self <= 0x39 }

    var lowercased: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }

    static var tab: UInt8 { 0x09 }
    static var lineFeed: UInt8 { 0x0A }
    static var carriageReturn: UInt8 { 0x0D }
    static var space: UInt8 { 0x20 }
}

extension Span<UInt8> {
    /// Whether the bytes of `range` are `word`, letters compared without case. `word` is lowercase ASCII.
    func matches(_ word: String, in range: Range<Int>) -> Bool {
        guard range.count == word.utf8.count else { return false }
        var index = range.lowerBound
        for byte in word.utf8 {
            if self[index].lowercased != byte { return false }
            index += 1
        }
        return true
    }

    /// The part of `range` without blanks at either end.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, self[start].isBlank { start += 1 }
        while end > start, self[end - 1].isBlank { end -= 1 }
        return start..<end
    }

    /// The bytes of `range` as text, which they are for all that passed a check for visible ASCII.
    func text(_ range: Range<Int>) -> String {
        guard let text = try? UTF8Span(validating: extracting(range)) else { return "" }
        return String(copying: text)
    }

    /// The position of `byte` in `range`.
    func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
        var index = range.lowerBound
        while index < range.upperBound {
            if self[index] == byte { return index }
            index += 1
        }
        return nil
    }

    /// The elements of a comma-separated list, blanks trimmed, empty ones too.
    func listElements(in range: Range<Int>) -> [Range<Int>] {
        var elements = [Range<Int>]()
        var start = range.lowerBound
        while let comma = firstIndex(of: UInt8(ascii: ","), in: start..<range.upperBound) {
            elements.append(trimmed(start..<comma))
            start = comma + 1
        }
        elements.append(trimmed(start..<range.upperBound))
        return elements
    }

    /// The digits of `range` as a number of at most 18 digits.
    func decimal(in range: Range<Int>) -> Int? {
        guard !range.isEmpty, range.count <= 18 else { return nil }
        var number = 0
        for index in range {
            guard self[index].isDigit else { return nil }
            number = number * 10 + Int(self[index] - 0x30)
        }
        return number
    }
}
