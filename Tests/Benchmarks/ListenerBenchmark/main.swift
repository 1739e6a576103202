import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

// A bare Hummingbird handler: it takes the body and sends a response from memory, the same bytes for each method.
//
// Usage: ListenerBenchmark PORT RESPONSES, a JSON file: {"GET": {"status": 200, "headers": [["…", "…"]], "body": "…"}, …}

struct CannedResponse: Decodable {
    var status: Int
    var headers: [[String]]
    var body: String

    var response: Response {
        var fields = HTTPFields()
        for field in headers where field.count == 2 {
            if let name = HTTPField.Name(field[0]) { fields.append(HTTPField(name: name, value: field[1])) }
        }
        let content = ResponseBody(byteBuffer: ByteBuffer(string: body))
        return Response(status: .init(code: status), headers: fields, body: body.isEmpty ? ResponseBody() : content)
    }
}

guard CommandLine.arguments.count == 3, let port = Int(CommandLine.arguments[1]),
    let file = FileManager.default.contents(atPath: CommandLine.arguments[2])
else {
    print("Usage: ListenerBenchmark PORT RESPONSES")
    exit(2)
}
let responses = try JSONDecoder().decode([String: CannedResponse].self, from: file).mapValues(\.response)
let router = Router()
for method in [HTTPRequest.Method.get, .patch] {
    guard let response = responses[method.rawValue] else { continue }
    router.on("**", method: method) { request, _ in
        _ = try await request.body.collect(upTo: 1 << 20)
        return response
    }
}
var logger = Logger(label: "bare")
logger.logLevel = .error
let application = Application(
    router: router,
    configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
    logger: logger
)
try await application.runService()
