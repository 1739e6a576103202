/// Several bytes of a text at once. Each load checks its bounds, and every pattern of bits is a number.
extension Span<UInt8> {
    /// Eight bytes, the first lowest.
    @inline(__always)
    func word(at offset: Int) -> UInt64 {
        unsafe UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// Four bytes, the first lowest.
    @inline(__always)
    private func halfWord(at offset: Int) -> UInt32 {
        unsafe UInt32(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    /// The bytes from `offset` to the end, at most eight.
    @inline(__always)
    func tail(from offset: Int) -> UInt64 {
        let left = count &- offset
        if count >= 8 { return left == 0 ? 0 : word(at: count &- 8) &>> UInt64(8 &* (8 &- left)) }
        if left >= 4 {
            let upper = UInt64(halfWord(at: count &- 4)) &<< UInt64(8 &* (left &- 4))
            return UInt64(halfWord(at: offset)) | upper
        }
        var word: UInt64 = 0
        for index in offset..<count { word |= UInt64(self[index]) &<< UInt64(8 &* (index &- offset)) }
        return word
    }
}

extension Span<UInt32> {
    /// Hands the bytes in the range to `body`, as they lie in memory.
    @inline(__always)
    func withBytes<Result>(_ range: Range<Int>, _ body: (Span<UInt8>) -> Result) -> Result {
        unsafe bytes.extracting(range).withUnsafeBytes { unsafe body($0.assumingMemoryBound(to: UInt8.self).span) }
    }
}
