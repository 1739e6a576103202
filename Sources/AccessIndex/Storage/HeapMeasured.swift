/// A value that knows how much heap memory it owns beyond its own stride.
protocol HeapMeasured: Sendable {
    var heapBytes: Int { get }
}

/// What the allocator takes for a block: eight bytes of its own, in steps of sixteen, at least thirty-two.
private func allocation(of bytes: Int) -> Int {
    max(32, (bytes + 8 + 15) & ~15)
}

/// The object header and the count and capacity in front of the elements of an array or string.
private let bufferHeader = 32

extension Array {
    /// The buffer, without what the elements own.
    var bufferBytes: Int {
        capacity == 0 ? 0 : allocation(of: bufferHeader + capacity * MemoryLayout<Element>.stride)
    }
}

extension String: HeapMeasured {
    /// Up to fifteen bytes are stored in the value itself.
    var heapBytes: Int {
        utf8.count <= 15 ? 0 : allocation(of: bufferHeader + utf8.count + 1)
    }
}

extension Optional: HeapMeasured where Wrapped: HeapMeasured {
    var heapBytes: Int { self?.heapBytes ?? 0 }
}

extension UInt8: HeapMeasured {
    var heapBytes: Int { 0 }
}

extension UInt64: HeapMeasured {
    var heapBytes: Int { 0 }
}

extension UInt32: HeapMeasured {
    var heapBytes: Int { 0 }
}
