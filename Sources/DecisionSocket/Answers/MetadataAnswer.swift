import Foundation

/// AuthZEN's description of this decision point: what is served where the document is found, and nothing else.
package enum MetadataAnswer {
    /// - Parameter socket: path of the Unix socket, whose URL is `http+unix://` and the path as a percent-encoded host.
    package static func json(socket: String) -> [UInt8] {
        let base = url(socket: socket)
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("policy_decision_point", base)
        writer.member("access_evaluation_endpoint", base + Endpoint.evaluationPath)
        writer.endObject()
        return writer.bytes
    }

    private static func url(socket: String) -> String {
        let path = URL(fileURLWithPath: socket).path
        var unreserved = CharacterSet.alphanumerics.intersection(CharacterSet(charactersIn: "!"..."~"))
        unreserved.insert(charactersIn: "-._~")
        return "http+unix://" + (path.addingPercentEncoding(withAllowedCharacters: unreserved) ?? "")
    }
}
