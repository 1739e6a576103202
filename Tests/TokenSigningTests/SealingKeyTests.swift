import Testing
import TokenSigning

@Suite struct SealingKeyTests {
    private let key = SealingKey.random()
    private let context = Array("con_1/Users".utf8)

    @Test(arguments: [0, 1, 15, 16, 17, 1_000])
    func `what is sealed opens under the same key and context`(count: Int) throws {
        let plaintext = [UInt8](repeating: 7, count: count)
        let sealed = try #require(key.seal(plaintext, context: context))
        #expect(key.open(sealed, context: context) == plaintext)
        #expect(sealed.count == count + 28)
    }

    @Test func `it does not open under another key or context`() throws {
        let sealed = try #require(key.seal([1, 2, 3], context: context))
        #expect(SealingKey.random().open(sealed, context: context) == nil)
        #expect(key.open(sealed, context: []) == nil)
        #expect(key.open(sealed, context: Array("con_2/Users".utf8)) == nil)
    }

    @Test func `a changed bit anywhere is noticed`() throws {
        let sealed = try #require(key.seal(Array("position".utf8), context: context))
        for index in sealed.indices {
            var forged = sealed
            forged[index] ^= 1
            #expect(key.open(forged, context: context) == nil)
        }
        for count in 0..<sealed.count { #expect(key.open(Array(sealed.prefix(count)), context: context) == nil) }
    }

    @Test func `the same text is never sealed the same way`() {
        #expect(key.seal([1], context: []) != key.seal([1], context: []))
    }

    @Test func `processes that share the bytes share the key`() throws {
        let bytes = [UInt8](0..<32)
        let (left, right) = (try #require(SealingKey(bytes: bytes)), try #require(SealingKey(bytes: bytes)))
        #expect(right.open(try #require(left.seal([9], context: context)), context: context) == [9])
        #expect(SealingKey(bytes: Array(bytes.dropLast())) == nil)
    }

    /// Test case 14 and 16 of the GCM specification, "The Galois/Counter Mode of Operation", with a 256-bit key.
    @Test func `the cipher is AES-256-GCM`() throws {
        let zeros = try #require(SealingKey(bytes: [UInt8](repeating: 0, count: 32)))
        let sealed =
            [UInt8](repeating: 0, count: 12)
            + bytes("cea7403d4d606b6e074ec5d3baf39d18") + bytes("d0d1c8a799996bf0265b98b5d48ab919")
        #expect(zeros.open(sealed, context: []) == [UInt8](repeating: 0, count: 16))
    }

    private func bytes(_ hex: String) -> [UInt8] {
        let digits = Array(hex.utf8).map { $0 < 0x3a ? $0 - 0x30 : $0 - 0x57 }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}
