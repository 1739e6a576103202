import AccessModel
import DecisionSocket
import Foundation
import Testing

@Suite struct JSONReaderTests {
    /// Whether the reader takes `bytes` as one value.
    private func accepts(_ bytes: [UInt8]) -> Bool {
        error(bytes) == nil
    }

    private func error(_ bytes: [UInt8]) -> QuestionError? {
        do throws(QuestionError) {
            var reader = try JSONReader(bytes.span)
            try reader.skipValue(bytes.span)
            try reader.end(bytes.span)
            return nil
        } catch {
            return error
        }
    }

    private func string(_ json: String) throws(QuestionError) -> String {
        let bytes = Array(json.utf8)
        var reader = try JSONReader(bytes.span)
        let text = try reader.readString(bytes.span)
        try reader.end(bytes.span)
        return text
    }

    private func number(_ json: String) throws(QuestionError) -> DecimalNumber? {
        let bytes = Array(json.utf8)
        var reader = try JSONReader(bytes.span)
        let number = try reader.readNumber(bytes.span)
        try reader.end(bytes.span)
        return number
    }

    @Test(arguments: [
        "{}", "[]", " [ ] ", "null", "true", "false", "0", "-0", "-1.5e+3", "1E9", "\"\"", "[1,2]",
        "{\"a\":1,\"b\":[{}]}",
        "\t{\r\n\"a\" : 1 }\n", "\"\\u00e9\\ud83d\\ude00\\/\"", "\"é\"", "[[],{}]",
    ]) func `JSON is read`(_ json: String) {
        #expect(accepts(Array(json.utf8)))
    }

    @Test(arguments: [
        "", " ", "{", "}", "[", "[1", "[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "{1:2}",
        "{'a':1}",
        "tru", "nul", "True", "01", "-", "1.", ".5", "1e", "1e+", "+1", "0x1", "NaN", "Infinity", "\"", "\"\\",
        "\"\\x\"",
        "\"\\u12\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"a\nb\"", "\"\u{0}\"", "1 1", "{} x",
        "\u{FEFF}{}", "//",
        "[1}", "{\"a\":1]", "{\"a\" 1}",
    ]) func `what is not JSON is refused`(_ json: String) {
        #expect(!accepts(Array(json.utf8)))
    }

    @Test func `what is not UTF-8 is refused`() {
        for bytes in [[0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82]] as [[UInt8]] {
            #expect(error([0x22] + bytes + [0x22]) == .notUTF8)
        }
    }

    @Test func `nesting has a limit`() {
        let limit = JSONReader.depthLimit
        let fine = String(repeating: "[", count: limit) + String(repeating: "]", count: limit)
        #expect(accepts(Array(fine.utf8)))
        #expect(error(Array(("[" + fine + "]").utf8)) == .tooDeep)
        #expect(error(Array(String(repeating: "{\"a\":", count: 30_000).utf8)) == .tooDeep)
    }

    @Test func `strings are unescaped`() throws {
        #expect(try string(#""a\"\\\/\b\f\n\r\tz""#) == "a\"\\/\u{8}\u{C}\n\r\tz")
        #expect(try string(#""\u0041\u00E9\uD83D\uDE00é""#) == "Aé😀é")
    }

    @Test func `numbers are read`() throws {
        #expect(try number("-12.5e-1") == DecimalNumber(significand: -125, exponent: -2))
        #expect(try number("1e999") == DecimalNumber(significand: 1, exponent: 999))
        #expect(try number("1e-999") == DecimalNumber(significand: 1, exponent: -999))
        #expect(try number(String(repeating: "7", count: DecimalNumber.digitLimit + 1)) == nil)
    }

    @Test func `Foundation reads the same JSON`() throws {
        var generator = SplitMix64(seed: 5)
        let pieces = [
            "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u00e9", " ", "0", "1", "-", ".", "2.5", "true", "null", "é",
            "\"a\":",
        ]
        for _ in 0..<20_000 {
            let chosen = (0..<Int.random(in: 1..<9, using: &generator)).map { _ in
                pieces[Int.random(in: 0..<pieces.count, using: &generator)]
            }
            let text = chosen.joined()
            // Foundation takes spellings that RFC 8259 does not have; the reader must not.
            guard accepts(Array(text.utf8)) else { continue }
            let parsed = try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
            #expect(parsed != nil, "\(text)")
        }
    }

    @Test func `every text survives writer and reader`() throws {
        var generator = SplitMix64(seed: 3)
        for _ in 0..<5_000 {
            let scalars = (0..<Int.random(in: 0..<20, using: &generator)).compactMap { _ in
                Unicode.Scalar(
                    UInt32.random(in: 0..<(Bool.random(using: &generator) ? 0x80 : 0x11_0000), using: &generator)
                )
            }
            let text = String(String.UnicodeScalarView(scalars))
            var writer = JSONWriter()
            writer.string(text)
            #expect(try string(String(decoding: writer.bytes, as: UTF8.self)).utf8.elementsEqual(text.utf8))
        }
    }

    @Test func `the writer sets commas where they belong`() {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("a", 1)
        writer.member("b", ["x", "y"])
        writer.key("c")
        writer.beginArray()
        writer.endArray()
        writer.key("d")
        writer.null()
        writer.key("e")
        writer.number(.infinity)
        writer.member("f", true)
        writer.endObject()
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == #"{"a":1,"b":["x","y"],"c":[],"d":null,"e":null,"f":true}"#
        )
    }
}
