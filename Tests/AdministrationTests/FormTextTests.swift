import AccessModel
import Testing

@testable import Administration

@Suite struct `Text of a form` {
    @Test func `is split at its marks and decoded once`() throws {
        let pairs = try #require(FormText.pairs("a=1&b=x+y%26z&c&=d&a=2=3&&e=%2B"))
        #expect(pairs.map(\.name) == ["a", "b", "c", "", "a", "e"])
        #expect(pairs.map(\.value) == ["1", "x y&z", "", "d", "2=3", "+"])
    }

    @Test(arguments: ["%", "a=%2", "%zz=1", "a=%ff", "%c0%af=1"])
    func `is refused where it is malformed`(text: String) {
        #expect(FormText.pairs(text)?.count == nil)
    }

    /// What is read is never longer than what was sent, whatever that is.
    @Test(arguments: 0..<300)
    func `is read or refused, whatever the bytes`(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let marks = Array("%&=+2fzZ".utf8)
        let bytes = (0..<Int.random(in: 0..<200, using: &generator)).map { _ in
            Bool.random(using: &generator)
                ? marks.randomElement(using: &generator) ?? 0 : UInt8.random(in: 0...0x7f, using: &generator)
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let pairs = FormText.pairs(text) else { return }
        #expect(pairs.map { $0.name.utf8.count + $0.value.utf8.count }.reduce(0, +) <= text.utf8.count)
    }
}
