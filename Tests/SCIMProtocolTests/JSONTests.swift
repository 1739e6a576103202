import AccessModel
import SCIMProtocol
import StrictJSON
import Testing

@Suite struct JSONTests {
    @Test(arguments: 0..<500)
    func `what is written is read back the same`(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let value = SCIMValue.random(depth: 4, using: &generator)
        #expect(try SCIMValue(json: value.json) == value)
    }

    @Test(arguments: [
        "", " ", "{", "[", "[1,]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "tru", "nul", "01", "-", "1.", ".5",
        "1e", "+1", "0x1", "1e999", "\"", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"",
        "\"a\nb\"", "\"\\u0000\"", "\"\u{0}\"", "[1] 2", "{\"a\":1}}", "NaN", "{\"a\":1,\"A\":2}", "'a'",
    ])
    func `malformed text is invalidSyntax`(text: String) {
        #expect(keyword { try SCIMValue(json: text) } == .invalidSyntax)
    }

    @Test func `text that is not UTF-8 is invalidSyntax`() {
        #expect(keyword { try SCIMValue(json: [0x22, 0xff, 0x22]) } == .invalidSyntax)
        #expect(keyword { try SCIMValue(json: [0x22, 0xc0, 0xaf, 0x22]) } == .invalidSyntax)
    }

    @Test func `nesting, size and members are limited`() {
        let nested = String(repeating: "[", count: 100_000)
        #expect(keyword { try SCIMValue(json: nested) } == .invalidSyntax)
        let limits = JSONLimits(bytes: 10, depth: 2, membersPerObject: 1)
        #expect(throws: SCIMError.self) { try SCIMValue(json: "[1,2,3,4,5,6]", limits: limits) }
        #expect(throws: SCIMError.self) { try SCIMValue(json: "[[[]]]", limits: limits) }
        #expect(throws: SCIMError.self) {
            try SCIMValue(json: #"{"a":1,"b":2}"#, limits: JSONLimits(membersPerObject: 1))
        }
    }

    @Test func `numbers keep their kind`() throws {
        #expect(
            try SCIMValue(json: "[0,-0,12,9223372036854775807,9223372036854775808,1.0,1e2]") == [
                0, 0, 12, .integer(.max), .decimal(try #require(WrittenNumber("9223372036854775808"))),
                .decimal(WrittenNumber(1)),
                .decimal(WrittenNumber(100)),
            ]
        )
    }

    @Test(arguments: ["12345678901234567890", "10000.0000000000005", "1e2", "1.50", "-0.0", "0.1000000000000000000001"])
    func `numbers are written as they came`(text: String) throws {
        #expect(try SCIMValue(json: text).json == Array(text.utf8))
    }

    @Test func `numbers that differ in their last digit are two`() throws {
        let pair = try [SCIMValue(json: "12345678901234567890"), SCIMValue(json: "12345678901234567891")]
        #expect(pair[0] != pair[1])
    }

    @Test func `escapes are decoded and written as little as possible`() throws {
        let value = try SCIMValue(json: #""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#)
        #expect(value == .string("\"\\/\u{8}\u{c}\n\r\té😀"))
        #expect(String(decoding: value.json, as: UTF8.self) == #""\"\\/\u0008\u000c\n\r\té😀""#)
    }

    @Test func `T-11 names compare without case and members without order`() throws {
        #expect(try object(#"{"a":1,"B":[true]}"#) == object(#"{"b":[true],"A":1}"#))
        #expect(try object(#"{"a":1}"#) != object(#"{"a":1,"b":null}"#))
        #expect(try object(#"{"userName":"x"}"#)["USERNAME"] == "x")
    }

    @Test func `strings compare byte for byte`() {
        #expect(SCIMValue.string("e\u{301}") != .string("\u{e9}"))
    }
}

extension SCIMValue {
    static func random(depth: Int, using generator: inout some RandomNumberGenerator) -> SCIMValue {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &generator) {
        case 0: return .null
        case 1: return .boolean(.random(using: &generator))
        case 2: return .integer(.random(in: .min ... .max, using: &generator))
        case 3: return .decimal(WrittenNumber(.random(in: -1e300...1e300, using: &generator)))
        case 4, 5: return .string(.random(using: &generator))
        case 6:
            return .array(
                (0..<Int.random(in: 0..<4, using: &generator)).map { _ in random(depth: depth - 1, using: &generator) }
            )
        default:
            let members = (0..<Int.random(in: 0..<4, using: &generator)).map { _ in
                SCIMObject.Member(name: .random(using: &generator), value: random(depth: depth - 1, using: &generator))
            }
            return .object(SCIMObject(members))
        }
    }
}

extension String {
    /// Anything but U+0000, with a liking for what needs care.
    static func random(using generator: inout some RandomNumberGenerator) -> String {
        let awkward: [Unicode.Scalar] = [
            "\"", "\\", "/", "\n", "\u{1f}", "\u{7f}", "é", "ß", "😀", "(", "]", " ", ".", ":",
        ]
        var text = ""
        for _ in 0..<Int.random(in: 0..<8, using: &generator) {
            let isAwkward = Bool.random(using: &generator)
            let letter = Unicode.Scalar(UInt8.random(in: 0x21...0x7e, using: &generator))
            text.unicodeScalars.append(isAwkward ? awkward.randomElement(using: &generator) ?? letter : letter)
        }
        return text
    }
}
