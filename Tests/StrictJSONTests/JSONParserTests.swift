import AccessModel
import Testing

@testable import StrictJSON

@Suite struct JSONParserTests {
    @Test(arguments: 0..<500)
    func `what is written is read back the same`(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let value = JSONValue.random(depth: 4, using: &generator)
        #expect(try JSONValue(json: value.json) == value)
        #expect(try JSONValue(json: value.sortedText) == value)
    }

    @Test(arguments: [
        "", " ", "{", "[", "[1,]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "tru", "nul", "01", "-", "1.", ".5",
        "1e", "+1", "0x1", "1e999", "-1e999", "\"", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"",
        "\"\\udc00\"", "\"a\nb\"", "\"\\u0000\"", "\"\u{0}\"", "[1] 2", "{\"a\":1}}", "NaN", "'a'", "[1 2]", "{,}",
        "{\"a\":1 \"b\":2}", "\u{feff}1", "truefalse", "1/**/",
    ])
    func `malformed text is refused`(text: String) {
        #expect(throws: JSONError.self) { try JSONValue(json: text) }
    }

    @Test func `text that is not UTF-8 is refused`() {
        for bytes in [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xc3], [0xf4, 0x90, 0x80, 0x80]] as [[UInt8]] {
            #expect(throws: JSONError.self) { try JSONValue(json: [0x22] + bytes + [0x22]) }
            #expect(throws: JSONError.self) { try JSONValue(json: [0x22, 0x5c, 0x6e] + bytes + [0x22]) }
        }
    }

    @Test func `a text that was cut off anywhere is refused`() throws {
        let whole = Array(#"{"a":[1,true,null,"x\n\u00e9"],"b":{"c":-1.5e3}}"#.utf8)
        _ = try JSONValue(json: whole)
        for end in whole.indices {
            #expect(throws: JSONError.self) { try JSONValue(json: Array(whole[..<end])) }
        }
    }

    @Test func `each limit is met exactly`() throws {
        func limited(_ change: (inout JSONLimits) -> Void) -> JSONLimits {
            var limits = JSONLimits()
            change(&limits)
            return limits
        }
        let rows: [(JSONLimits, good: String, bad: String, JSONError)] = [
            (limited { $0.bytes = 5 }, "[1,2]", "[1,2] ", .tooLarge(bytes: 6, limit: 5)),
            (limited { $0.depth = 2 }, "[{}]", "[{\"a\":[]}]", .tooDeep(limit: 2)),
            (
                limited { $0.membersPerObject = 1 }, "[{\"a\":1},{\"b\":1}]", "{\"a\":1,\"b\":1}",
                .tooManyMembers(limit: 1)
            ),
            (limited { $0.values = 3 }, "[1,{}]", "[1,{\"a\":1}]", .tooManyValues(limit: 3)),
        ]
        for (limits, good, bad, error) in rows {
            _ = try JSONValue(json: good, limits: limits)
            #expect(throws: error) { try JSONValue(json: bad, limits: limits) }
        }
    }

    @Test func `nesting without end costs no stack`() {
        let nested = String(repeating: "[", count: 1_000_000)
        #expect(throws: JSONError.tooDeep(limit: 20)) { try JSONValue(json: nested) }
        #expect(throws: JSONError.endsEarly) { try JSONValue(json: nested, limits: .stored(depth: 20)) }
    }

    @Test func `what was stored too deep is read as null`() throws {
        let deep = String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000)
        let text = #"{"a":{"b":[1,{"]":"}"},\#(deep)]},"c":2}"#
        let value = try JSONValue(json: text, limits: .stored(depth: 3))
        #expect(value == ["a": ["b": .array([1, .null, .null])], "c": 2])
    }

    @Test func `a name that is given twice is refused by its bytes`() throws {
        #expect(throws: JSONError.repeatedName("a")) { try JSONValue(json: #"{"a":1,"b":2,"\u0061":3}"#) }
        #expect(throws: JSONError.repeatedName("A")) {
            try JSONValue(json: #"{"a":1,"A":2}"#, names: .ignoringASCIICase)
        }
        let both = try JSONValue(json: #"{"a":1,"A":2,"é":3,"e\u0301":4}"#)
        #expect(both["a"] == 1 && both["A"] == 2 && both["é"] == 3 && both["e\u{301}"] == 4)
    }

    @Test(arguments: [JSONNameRule.exact, .ignoringASCIICase], 1...40)
    func `a repeated name is found among any number of others`(rule: JSONNameRule, count: Int) {
        let names = (0..<count).map { "\"name\($0)\":0" }
        for repeated in 0..<count {
            let text = "{\((names + ["\"name\(repeated)\":1"]).joined(separator: ","))}"
            #expect(throws: JSONError.repeatedName("name\(repeated)")) { try JSONValue(json: text, names: rule) }
        }
    }

    @Test func `numbers keep their text`() throws {
        let texts = ["0", "-0", "12", "9223372036854775807", "9223372036854775808", "1.0", "1e2", "1E+2", "0.10"]
        let value = try JSONValue(json: "[\(texts.joined(separator: ","))]")
        #expect(value == .array(texts.compactMap { JSONNumber($0) }.map(JSONValue.number)))
        #expect(String(decoding: value.json, as: UTF8.self) == "[\(texts.joined(separator: ","))]")
        #expect(value.array?[3].integer == .max && value.array?[4].integer == nil && value.array?[5].integer == nil)
    }

    @Test func `the length of a number is limited`() throws {
        let longest = String(repeating: "9", count: 300) + "." + String(repeating: "1", count: 699)
        _ = try JSONValue(json: longest)
        #expect(throws: JSONError.malformedNumber(at: 1)) { try JSONValue(json: "[\(longest)1]") }
    }

    @Test func `sorted texts are equal exactly where values are`() throws {
        let one = try JSONValue(json: #"{"b":[{"y":1,"x":2}],"a":"/"}"#)
        let other = try JSONValue(json: #"{ "a" : "\/", "b" : [ { "x" : 2, "y" : 1 } ] }"#)
        #expect(one == other && one.sortedText == other.sortedText)
        #expect(one.sortedText == #"{"a":"/","b":[{"x":2,"y":1}]}"#)
    }
}

/// The work is linear in the bytes, whatever they are: counted, not timed.
@Suite struct JSONWorkTests {
    private static let factor = NameSet.fewNames + 2

    private func check(_ text: String, _ rule: JSONNameRule = .exact) {
        let bytes = Array(text.utf8)
        let limits = JSONLimits(bytes: .max, depth: 512, membersPerObject: .max, values: .max)
        var parser = JSONParser(bytes: bytes, limits: limits, names: rule)
        _ = try? parser.parseDocument()
        #expect(parser.work <= Self.factor * (bytes.count + 1), "\(text.prefix(100))")
    }

    @Test(arguments: [10, 100, 1_000, 10_000])
    func `hostile shapes cost work in proportion to their bytes`(size: Int) {
        let nested = min(size, 512)
        let shapes = [
            "{" + (0..<size).map { "\"\($0)\":0" }.joined(separator: ",") + "}",
            "{" + (0..<size).map { "\"\(String(repeating: "a", count: 20))\($0)\":0" }.joined(separator: ",") + "}",
            "[" + String(repeating: "[],", count: size) + "[]]",
            "[" + String(repeating: "{\"a\":0},", count: size) + "{}]",
            String(repeating: "[", count: nested) + String(repeating: "]", count: nested),
            String(repeating: "{\"a\":", count: nested) + "0" + String(repeating: "}", count: nested),
            "[\"" + String(repeating: "\\u0061", count: size) + "\"]",
            "[\"" + String(repeating: "e\u{301}", count: size) + "\"]",
            String(repeating: " ", count: size) + "1" + String(repeating: " ", count: size),
            String(repeating: "9", count: size),
        ]
        for shape in shapes {
            check(shape)
            check(shape, .ignoringASCIICase)
        }
    }

    @Test(arguments: 0..<300)
    func `random values cost work in proportion to their bytes`(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        var bytes = JSONValue.random(depth: 6, using: &generator).json
        check(String(decoding: bytes, as: UTF8.self))
        if let index = bytes.indices.randomElement(using: &generator) {
            bytes[index] = UInt8.random(in: 0...0x7f, using: &generator)
        }
        check(String(decoding: bytes, as: UTF8.self))
    }
}

extension JSONValue {
    static func random(depth: Int, using generator: inout some RandomNumberGenerator) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &generator) {
        case 0: return .null
        case 1: return .boolean(.random(using: &generator))
        case 2: return .integer(.random(in: .min ... .max, using: &generator))
        case 3: return JSONNumber(.random(in: -1e300...1e300, using: &generator)).map(JSONValue.number) ?? .null
        case 4, 5: return .string(randomText(using: &generator))
        case 6:
            return .array(
                (0..<Int.random(in: 0..<4, using: &generator)).map { _ in random(depth: depth - 1, using: &generator) }
            )
        default:
            let members = (0..<Int.random(in: 0..<12, using: &generator)).map { _ in
                let value = random(depth: depth - 4, using: &generator)
                return JSONObject.Member(name: randomText(using: &generator), value: value)
            }
            return .object(JSONObject(members))
        }
    }

    /// Anything but U+0000, with a liking for what needs care.
    private static func randomText(using generator: inout some RandomNumberGenerator) -> String {
        let awkward: [Unicode.Scalar] = ["\"", "\\", "/", "\n", "\u{1f}", "\u{7f}", "é", "\u{301}", "😀", "]", ":"]
        var text = ""
        for _ in 0..<Int.random(in: 0..<8, using: &generator) {
            let letter = Unicode.Scalar(UInt8.random(in: 0x21...0x7e, using: &generator))
            let isAwkward = Bool.random(using: &generator)
            text.unicodeScalars.append(isAwkward ? awkward.randomElement(using: &generator) ?? letter : letter)
        }
        return text
    }
}
