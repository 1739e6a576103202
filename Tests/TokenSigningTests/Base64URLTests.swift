import AccessModel
import Foundation
import Testing

@testable import TokenSigning

@Suite struct Base64URLTests {
    @Test func `encodes as Foundation does and decodes what it encoded`() {
        var generator = SplitMix64(seed: 1)
        for length in 0..<600 {
            let bytes = seededBytes(length, using: &generator)
            let expected = Data(bytes).base64EncodedString()
                .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
            #expect(Base64URL.text(bytes) == expected)
            #expect(Base64URL.decode(expected.utf8) == bytes)
        }
    }

    @Test(arguments: ["A", "AAAAA", "AA==", "AA=", "A A", "AA\n", "+AAA", "/AAA", "AAé", "AB", "AAB", "AA.A", "\0AAA"])
    func `refuses what encoding never writes`(text: String) {
        #expect(Base64URL.decode(text.utf8) == nil)
    }

    @Test func `has exactly one spelling for every byte string`() {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        let spellings = digits.flatMap { first in digits.map { [first, $0] } }
        let accepted = spellings.filter { Base64URL.decode($0) != nil }
        #expect(accepted.count == 256)
        #expect(accepted.allSatisfy { spelling in Base64URL.decode(spelling).map(Base64URL.encode) == spelling })
    }
}
