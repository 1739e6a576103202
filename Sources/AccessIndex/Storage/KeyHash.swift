/// The hash of a key's bytes, seeded anew in every process, so that nobody outside can aim for collisions.
struct KeyHash {
    let tag: UInt32

    init(tag: UInt32) {
        self.tag = tag
    }

    private init(_ hasher: consuming Hasher) {
        tag = UInt32(truncatingIfNeeded: hasher.finalize())
    }

    @inline(__always)
    init(_ bytes: Span<UInt8>) {
        var hasher = Hasher()
        hasher.combine(bytes)
        self.init(hasher)
    }

    @inline(__always)
    init(_ number: UInt32, _ bytes: Span<UInt8>) {
        var hasher = Hasher()
        hasher.combine(number)
        hasher.combine(bytes)
        self.init(hasher)
    }

    @inline(__always)
    init(_ text: String) {
        self.init(text.utf8.span)
    }

    @inline(__always)
    init(_ first: Span<UInt8>, _ second: Span<UInt8>) {
        var hasher = Hasher()
        hasher.combine(first)
        hasher.combine(second)
        self.init(hasher)
    }

    @inline(__always)
    init(_ first: String, _ second: String) {
        self.init(first.utf8.span, second.utf8.span)
    }
}

extension Hasher {
    /// Eight bytes at a time; the count is part of the hash, so that zeros at the end and neighbouring keys differ.
    @inline(__always)
    fileprivate mutating func combine(_ bytes: Span<UInt8>) {
        var offset = 0
        while offset + 8 <= bytes.count {
            combine(bytes.extracting(offset..<offset + 8).word)
            offset += 8
        }
        combine(bytes.extracting(offset..<bytes.count).word ^ UInt64(truncatingIfNeeded: bytes.count) << 56)
    }
}

extension Span<UInt8> {
    /// Up to eight bytes as one number.
    @inline(__always)
    fileprivate var word: UInt64 {
        var word: UInt64 = 0
        for index in indices { word |= UInt64(self[index]) << UInt64(8 * index) }
        return word
    }
}
