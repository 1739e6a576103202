import AccessModel
import Foundation
import Logging
import Testing

@testable import Rollcall

@Suite("The log's lines")
struct LogFormatTests {
    private func fields(_ metadata: Logger.Metadata) throws -> [String: Any] {
        let line = LogFormat.json.line(at: Timestamp(seconds: 0), .info, "said", metadata)
        return try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }

    @Test func `numbers are numbers, and truth values are truth values`() throws {
        let line = LogFormat.json.line(
            at: Timestamp(seconds: 0),
            .info,
            "said",
            [
                "count": .stringConvertible(3), "wide": .stringConvertible(UInt64.max),
                "small": .stringConvertible(Int8(-1)), "ratio": .stringConvertible(0.5),
                "open": .stringConvertible(true), "text": "3",
            ]
        )
        #expect(
            line.hasSuffix(#""count":3,"open":true,"ratio":0.5,"small":-1,"text":"3","wide":18446744073709551615}"#)
        )
        #expect(try fields(["count": .stringConvertible(3)])["count"] as? Int == 3)
    }

    @Test func `every value makes a line of valid JSON`() throws {
        #expect(try fields(["n": .stringConvertible(Double.nan)])["n"] as? String == "nan")
        #expect(try fields(["n": .stringConvertible(Double.infinity)])["n"] as? String == "inf")
        #expect(try fields(["n": .stringConvertible(1e300)])["n"] as? Double == 1e300)
        #expect(try fields(["d": .stringConvertible(Duration.seconds(1))])["d"] as? String == "1.0 seconds")
        let nested = try fields(["a": ["x", .stringConvertible(1), ["k": .stringConvertible(false)]]])["a"] as? [Any]
        #expect(nested?.count == 3)
        #expect(nested?[1] as? Int == 1)
        #expect((nested?[2] as? [String: Bool]) == ["k": false])
    }

    @Test func `a terminal sees the same values as before`() {
        let line = LogFormat.readable.line(at: Timestamp(seconds: 0), .info, "said", ["count": .stringConvertible(3)])
        #expect(line.hasSuffix("info  said count=3"))
    }
}
