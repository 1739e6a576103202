/// AuthZEN's description of this decision point.
package enum MetadataAnswer {
    package static func json(issuer: String) -> [UInt8] {
        let base = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("policy_decision_point", base)
        writer.member("access_evaluation_endpoint", base + "/access/v1/evaluation")
        writer.endObject()
        return writer.bytes
    }
}
