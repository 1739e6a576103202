import AccessModel
import SCIMProtocol
import Testing

/// What holds for every PATCH, on random operations of all shapes, good and bad.
@Suite struct PatchPropertyTests {
    @Test(arguments: 0..<3_000)
    func `an outcome is canonical: putting it back changes nothing`(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        guard let outcome = try? randomPatch(&generator).applied(to: storedUser(), as: .user) else { return }
        let put = try IncomingResource(.object(outcome.attributes), replacing: outcome.attributes, as: .user)
        #expect(put.attributes == outcome.attributes)
        #expect(put.warnings.isEmpty)
        for case .array(let values) in outcome.attributes.members.map(\.value) {
            #expect(values.count { $0.object?["primary"] == true } <= 1)
        }
    }

    @Test(arguments: 0..<3_000)
    func `an operation that is sent again changes nothing`(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let operation = randomOperation(&generator)
        // An edit of what its own filter looks at may select something else the second time.
        let isSelfDefeating = operation.path.map { $0.contains("[") && !$0.hasSuffix("].value") } ?? false
        if isSelfDefeating, operation.kind != .remove { return }
        let patch = PatchRequest(operations: [operation])
        guard let once = try? patch.applied(to: storedUser(), as: .user) else { return }
        guard let twice = try? patch.applied(to: once.attributes, as: .user) else { return }
        #expect(!twice.isChanged, "\(operation): \(once.attributes.jsonText) → \(twice.attributes.jsonText)")
    }

    @Test(arguments: 0..<1_000)
    func `operations in one request do what they do one by one, or nothing`(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let request = randomPatch(&generator)
        var expected: SCIMObject? = try storedUser()
        for operation in request.operations {
            expected = expected.flatMap { current in
                try? PatchRequest(operations: [operation]).applied(to: current, as: .user).attributes
            }
        }
        let outcome = try? request.applied(to: storedUser(), as: .user)
        // One by one, each intermediate state must have what is required; in one request only the last.
        if let expected { #expect(outcome?.attributes == expected) }
    }
}

private func randomPatch(_ generator: inout some RandomNumberGenerator) -> PatchRequest {
    PatchRequest(operations: (0..<Int.random(in: 1..<5, using: &generator)).map { _ in randomOperation(&generator) })
}

private func randomOperation(_ generator: inout some RandomNumberGenerator) -> PatchOperation {
    let paths = [
        nil, "title", "userName", "active", "name", "name.givenName", "emails", "emails.display", "emails.primary",
        #"emails[type eq "work"]"#, #"emails[type eq "work"].value"#, #"emails[primary eq "True"].type"#,
        #"emails[value co "home"].primary"#, #"emails[type eq "new" and display eq "d"].value"#,
        "emails[value pr].type",
        "roles", #"roles[value eq "a"].primary"#, "addresses", #"addresses[type eq "work"].country"#, enterprise,
        "\(enterprise):manager", "\(enterprise):manager.value", "\(enterprise):department", "nosuch", "externalId",
    ]
    let kinds: [PatchOperation.Kind] = [.add, .replace, .remove]
    let path = paths.randomElement(using: &generator) ?? nil
    return PatchOperation(
        kinds.randomElement(using: &generator) ?? .add,
        path: path,
        value: path == nil ? .object(randomAttributes(&generator)) : randomValue(2, &generator)
    )
}

private func randomAttributes(_ generator: inout some RandomNumberGenerator) -> SCIMObject {
    let names = [
        "title", "active", "name", "name.familyName", "emails", "roles", "id", enterprise, "\(enterprise):division",
    ]
    var object = SCIMObject()
    for _ in 0..<3 { object[names.randomElement(using: &generator) ?? "title"] = randomValue(2, &generator) }
    return object
}

private func randomValue(_ depth: Int, _ generator: inout some RandomNumberGenerator) -> SCIMValue {
    switch Int.random(in: 0..<(depth > 0 ? 9 : 5), using: &generator) {
    case 0: return .null
    case 1: return .boolean(.random(using: &generator))
    case 2: return ["", "True", "false", "12"].randomElement(using: &generator) ?? ""
    case 3, 4: return ["work", "home", "a", "A", "mo@x.example", "Mo"].randomElement(using: &generator) ?? "a"
    case 5:
        return .array((0..<Int.random(in: 0..<3, using: &generator)).map { _ in randomValue(depth - 1, &generator) })
    default:
        let names = ["value", "type", "primary", "display", "givenName", "department", "manager", "country", "$ref"]
        var object = SCIMObject()
        for _ in 0..<Int.random(in: 0..<4, using: &generator) {
            object[names.randomElement(using: &generator) ?? "value"] = randomValue(depth - 1, &generator)
        }
        return .object(object)
    }
}
