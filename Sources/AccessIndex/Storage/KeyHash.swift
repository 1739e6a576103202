/// The hash of a key's bytes, seeded anew in every process, so that nobody outside can aim for collisions.
///
/// Sixteen bytes are multiplied into the state at a time, each factor mixed with a secret, and both halves of the
/// product are kept: what wyhash does, and with it the maps of Go and of others. Hashes never leave the process.
struct KeyHash {
    let tag: UInt32

    init(tag: UInt32) {
        self.tag = tag
    }

    @inline(__always)
    init(_ bytes: Span<UInt8>) {
        self.init(Digest().adding(bytes))
    }

    /// Where `first` is empty, the hash of `second` alone.
    @inline(__always)
    init(_ first: Span<UInt8>, _ second: Span<UInt8>) {
        self.init(first.isEmpty ? Digest().adding(second) : Digest().adding(first).adding(second))
    }

    @inline(__always)
    init(_ first: Span<UInt8>, _ second: Span<UInt8>, _ third: Span<UInt8>) {
        self.init(Digest().adding(first).adding(second).adding(third))
    }

    @inline(__always)
    init(_ number: UInt32, _ bytes: Span<UInt8>) {
        self.init(Digest().adding(number).adding(bytes))
    }

    @inline(__always)
    init(_ text: String) {
        self.init(text.utf8.span)
    }

    @inline(__always)
    init(_ first: String, _ second: String) {
        self.init(first.utf8.span, second.utf8.span)
    }

    @inline(__always)
    private init(_ digest: Digest) {
        tag = UInt32(truncatingIfNeeded: digest.finished)
    }
}

private struct Digest {
    private var state = secrets.0

    @inline(__always)
    init() {}

    /// The count is part of the hash, so that zeros at the end and neighbouring texts differ.
    @inline(__always)
    func adding(_ bytes: Span<UInt8>) -> Digest {
        var digest = self
        var offset = 0
        while offset &+ 16 <= bytes.count {
            digest.mix(bytes.word(at: offset), bytes.word(at: offset &+ 8))
            offset &+= 16
        }
        let isLong = offset &+ 8 <= bytes.count
        let first = isLong ? bytes.word(at: offset) : bytes.tail(from: offset)
        let second = isLong ? bytes.tail(from: offset &+ 8) : 0
        digest.mix(first, second ^ UInt64(truncatingIfNeeded: bytes.count) << 56)
        return digest
    }

    @inline(__always)
    func adding(_ number: UInt32) -> Digest {
        var digest = self
        digest.mix(UInt64(number), 0)
        return digest
    }

    @inline(__always)
    var finished: UInt64 {
        fold(state ^ secrets.2, secrets.1)
    }

    @inline(__always)
    private mutating func mix(_ first: UInt64, _ second: UInt64) {
        state = fold(first ^ secrets.1, second ^ state)
    }
}

private let secrets = (UInt64.random(in: 0 ... .max), UInt64.random(in: 0 ... .max), UInt64.random(in: 0 ... .max))

@inline(__always)
private func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
}
