extension BulkOperation {
    /// A POST in two halves: one without what refers to any of the names, and a PATCH that adds it.
    ///
    /// Values of arrays are put off one by one, so that a group begins with the members that there are.
    func split(without names: Set<String>) -> (now: BulkOperation, later: BulkOperation) {
        var patch: [SCIMValue] = []
        var now = self
        now.data = .object(Self.split(data.object ?? SCIMObject(), without: names, under: nil, &patch))
        let message: SCIMValue = ["schemas": [.string(PatchRequest.schema)], "Operations": .array(patch)]
        let id = "bulkId:\(bulkID ?? "")"
        return (now, BulkOperation(.patch, endpoint: endpoint, id: id, data: message))
    }

    private static func split(
        _ object: SCIMObject,
        without names: Set<String>,
        under urn: String?,
        _ patch: inout [SCIMValue]
    ) -> SCIMObject {
        var kept = SCIMObject()
        for member in object.members {
            let path = urn.map { "\($0):\(member.name)" } ?? member.name
            if let inner = member.value.object, urn == nil, member.name.contains(":") {
                kept.append(member.name, .object(split(inner, without: names, under: member.name, &patch)))
                continue
            }
            let (now, later) = split(member.value, without: names)
            if let now { kept.append(member.name, now) }
            if let later { patch.append(["op": "add", "path": .string(path), "value": later]) }
        }
        return kept
    }

    private static func split(_ value: SCIMValue, without names: Set<String>) -> (now: SCIMValue?, later: SCIMValue?) {
        let refers = { (value: SCIMValue) in !BulkReferences.names(in: value).isDisjoint(with: names) }
        guard refers(value) else { return (value, nil) }
        guard let elements = value.array else { return (nil, value) }
        return (.array(elements.filter { !refers($0) }), .array(elements.filter(refers)))
    }
}
