import AccessModel
import Foundation
import TestSupport
import Testing

@Suite struct DecimalNumberTests {
    private func number(_ text: String) throws -> DecimalNumber {
        try #require(DecimalNumber(json: text), "\(text)")
    }

    @Test(arguments: [
        ["0", "-0", "0.0", "0e7", "-0.000e-99999999999999999999"], ["1", "1.0", "10e-1", "0.1E+1", "1e0", "1e-0"],
        ["100", "1E+2", "1e2", "1000e-1"], ["1e400", "10e399", "0.1e401"], ["-0.5", "-5e-1", "-0.50"],
    ])
    func `equal numbers are one value however they are spelled`(texts: [String]) throws {
        for text in texts { #expect(try number(text) == number(texts[0]), "\(text)") }
        #expect(Set(try texts.map(number)).count == 1)
    }

    @Test(arguments: [
        ("1234567890123456700", "1234567890123456789"), ("10000", "10000.0000000000005"), ("-1", "0"),
        ("9e399", "1e400"),
        ("-1e400", "-9e399"), ("0.1", "0.10000000000000000000000000000000000001"), ("1e-400", "1"), ("0", "1e-400"),
        ("-1e-2147483648", "0"), ("99999999999999999999999999999999999999", "1e38"), ("-1e2147483647", "1e2147483647"),
    ])
    func `numbers that differ in any digit differ`(smaller: String, larger: String) throws {
        #expect(try number(smaller) < number(larger))
        #expect(try !(number(larger) < number(smaller)))
        #expect(try number(smaller) != number(larger))
    }

    @Test(arguments: [
        String(repeating: "7", count: 39), "1." + String(repeating: "0", count: 37) + "1", "1e2147483648",
        "1e-2147483649", "1e99999999999999999999999999",
    ])
    func `a number that is not held exactly is none`(text: String) {
        #expect(DecimalNumber(json: text) == nil)
    }

    @Test(arguments: [
        "1" + String(repeating: "0", count: 100_000), "0." + String(repeating: "0", count: 100_000) + "1",
        String(repeating: "7", count: 38) + "e-1000", "1" + String(repeating: "0", count: 1_000) + "e-1000",
    ])
    func `zeros at either end are no digits`(text: String) {
        #expect(DecimalNumber(json: text) != nil)
    }

    @Test(arguments: [
        "", "-", "01", "-01", "00", "1.", ".5", "+1", "1e", "1e+", "1e+-1", "0x1F", "1_000", "NaN", "Infinity", "1 ",
        " 1", "--1",
        "1.1.1", "1e1.1", "١",
    ])
    func `what JSON does not call a number is none`(text: String) {
        #expect(DecimalNumber(json: text) == nil)
    }

    @Test func `integers are recognised`() throws {
        #expect(try number("60").integer == 60)
        #expect(try number("6e1").integer == 60)
        #expect(try number("-9223372036854775808").integer == .min)
        #expect(try number("9223372036854775808").integer == nil)
        #expect(try number("1e300").integer == nil)
        #expect(try number("1.5").integer == nil)
    }

    @Test func `records keep numbers, and read those of older ones`() throws {
        for text in ["10000.0000000000005", "-1234567890123456789", "1e400", "0", "1e-2147483648", "0.001"] {
            let value = PropertyValue.number(try number(text))
            let record = try JSONEncoder().encode([value])
            #expect(try JSONDecoder().decode([PropertyValue].self, from: record) == [value])
        }
        let older = Data(#"[{"number":{"_0":10000}},{"number":{"_0":0.1}},{"number":{"_0":1e+22}}]"#.utf8)
        let numbers = try ["10000", "0.1", "1e22"].map { PropertyValue.number(try number($0)) }
        #expect(try JSONDecoder().decode([PropertyValue].self, from: older) == numbers)
    }

    @Test(arguments: 0..<4 as Range<UInt64>)
    func `numbers compare as on paper, and are written as they are`(seed: UInt64) throws {
        var spelling = Spelling(seed: seed)
        for _ in 0..<5_000 {
            let (left, right) = spelling.pair(exponents: -300...300)
            guard let one = DecimalNumber(json: left), let other = DecimalNumber(json: right) else { continue }
            #expect((one < other) == (NaiveDecimal(left) < NaiveDecimal(right)), "\(left) \(right)")
            #expect((one == other) == (NaiveDecimal(left) == NaiveDecimal(right)), "\(left) \(right)")
            #expect(NaiveDecimal(one.description) == NaiveDecimal(left), "\(left)")
            #expect(DecimalNumber(json: one.description) == one)
        }
    }

    @Test func `numbers compare as Python's decimal module says`() throws {
        var spelling = Spelling(seed: 11)
        let pairs = (0..<20_000).map {
            spelling.pair(exponents: $0 % 2 == 0 ? -20...20 : -2_147_483_700...2_147_483_700)
        }
        let verdicts = try python(pairs.map { "\($0) \($1)\n" }.joined())
        #expect(verdicts.count == pairs.count)
        #expect(Set(verdicts) == ["<", "=", ">", "?"])
        for ((left, right), verdict) in zip(pairs, verdicts) {
            #expect(Self.verdict(left, right) == verdict, "\(left) \(right)")
        }
    }

    private static func verdict(_ left: String, _ right: String) -> String {
        guard let left = DecimalNumber(json: left), let right = DecimalNumber(json: right) else { return "?" }
        return left < right ? "<" : left == right ? "=" : ">"
    }

    private func python(_ pairs: String) throws -> [String] {
        let file = FileManager.default.temporaryDirectory.appending(path: "decimals-\(UUID().uuidString)")
        try Data(pairs.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "compare_decimals.py")
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", script.path, file.path]
        process.standardOutput = output
        try process.run()
        let answer = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return String(decoding: answer, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}

/// Spells numbers at random, and often one twice or nearly so.
private struct Spelling {
    private var generator: SplitMix64

    init(seed: UInt64) {
        generator = SplitMix64(seed: seed)
    }

    mutating func pair(exponents: ClosedRange<Int>) -> (String, String) {
        let digits = digits()
        let sign = roll(2) == 0 ? "-" : ""
        let exponent = Int.random(in: exponents, using: &generator)
        var other = digits
        if roll(3) == 0 { other[roll(other.count)] = UInt8(roll(10)) }
        let otherSign = roll(8) == 0 ? "" : sign
        let otherExponent = roll(8) == 0 ? Int.random(in: exponents, using: &generator) : exponent
        return (spell(sign, digits, exponent), spell(otherSign, other, otherExponent))
    }

    private mutating func digits() -> [UInt8] {
        (0..<1 + roll(roll(4) == 0 ? 42 : 6)).map { _ in UInt8(roll(3) == 0 ? 0 : roll(10)) }
    }

    private mutating func roll(_ sides: Int) -> Int { Int.random(in: 0..<sides, using: &generator) }

    /// The point anywhere in the digits, zeros behind them, and an exponent that makes up for both.
    private mutating func spell(_ sign: String, _ digits: [UInt8], _ exponent: Int) -> String {
        let zeros = roll(4) == 0 ? roll(30) : 0
        let text = digits.map(String.init).joined() + String(repeating: "0", count: zeros)
        let point = 1 + roll(text.count)
        let whole = text.prefix(point).drop { $0 == "0" }
        let fraction = text.dropFirst(point)
        let written = exponent - zeros + fraction.count
        let letter = roll(2) == 0 ? "e" : "E"
        let plus = written >= 0 && roll(2) == 0 ? "+" : ""
        let mantissa = sign + (whole.isEmpty ? "0" : whole) + (fraction.isEmpty ? "" : "." + fraction)
        return written == 0 && roll(2) == 0 ? mantissa : "\(mantissa)\(letter)\(plus)\(written)"
    }
}
