import AccessModel
import Foundation
import Testing

@testable import PolicyCompilation

@Suite struct NumberTests {
    /// The oracle is Foundation's JSON parser.
    @Test(arguments: 0..<10 as Range<UInt64>)
    func `numbers are those of JSON`(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let signs = Array("0012-+.eE9")
        for _ in 0..<2_000 {
            let length = Int.random(in: 1...6, using: &generator)
            let text = String((0..<length).map { _ in signs[Int.random(in: 0..<signs.count, using: &generator)] })
            let oracle = try? JSONSerialization.jsonObject(with: Data("[\(text)]".utf8))
            // Foundation refuses what no `Double` can hold, which a number of a policy file may be.
            if oracle != nil { #expect(text.isJSONNumber, "\(text)") }
            #expect((DecimalNumber(json: text) != nil) == text.isJSONNumber, "\(text)")
        }
    }

    @Test(arguments: ["0", "-0", "10", "1.50", "1e3", "1E+3", "-2.5e-3"])
    func `what JSON calls a number is one`(text: String) {
        #expect(text.isJSONNumber)
    }

    @Test(arguments: ["", "-", "01", "-01", "1.", ".5", "+1", "1e", "1e+", "0x1F", "1_000", "NaN", "Infinity", "1 "])
    func `everything else is none`(text: String) {
        #expect(!text.isJSONNumber)
    }
}
