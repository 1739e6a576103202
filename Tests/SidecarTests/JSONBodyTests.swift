import ArgumentParser
import Foundation
import Testing

@testable import Rollcall

/// What the commands send.
@Suite struct JSONBodyTests {
    @Test(arguments: [
        ("context.amount=10000.0000000000005", "10000.0000000000005"),
        ("context.a=1234567890123456789012", "1234567890123456789012"),
        ("context.a=-0", "-0"), ("context.a=1e400", "1e400"), ("context.a=true", "true"),
        ("context.a=0x1F", #""0x1F""#),
        ("context.a=inf", #""inf""#), ("context.a=007", #""007""#), ("context.a=1 ", #""1 ""#), ("context.a=", #""""#),
        ("context.a=b=c", #""b=c""#),
    ])
    func `a property goes out as it was typed`(argument: String, json: String) throws {
        let property = try #require(PropertyArgument(argument: argument))
        #expect(try String(decoding: JSONBody.bytes(["v": property.value]), as: UTF8.self) == "{\"v\":\(json)}")
    }

    @Test func `a body is what Foundation reads again`() throws {
        let body: [String: Any] = [
            "text": "a \"quoted\" é\n", "flag": false, "number": 7, "list": ["a", ["b": true]] as [Any],
            "none": [Any](),
            "deep": ["x": ["y": "z"]],
        ]
        let parsed = try JSONSerialization.jsonObject(with: Data(JSONBody.bytes(body)))
        let expected = try JSONSerialization.jsonObject(with: JSONSerialization.data(withJSONObject: body))
        #expect(try #require(parsed as? NSDictionary) == #require(expected as? NSDictionary))
    }
}
