/// A PATCH message (RFC 7644 section 3.5.2).
package struct PatchRequest: Equatable, Sendable {
    package static let schema = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
    /// The most operations in one message.
    package static let operationLimit = 10_000

    /// In the order they apply.
    package let operations: [PatchOperation]

    package init(operations: [PatchOperation]) {
        self.operations = operations
    }

    package init(_ body: SCIMValue, profile: Profile = .lenient) throws(SCIMError) {
        let object = try Message(body, schema: Self.schema, profile: profile).object
        guard let list = object["Operations"], list != .null else { throw .invalidSyntax("`Operations` is missing") }
        guard !list.isUnassigned || profile.acceptsIncompleteMessages else {
            throw .invalidSyntax("`Operations` is empty")
        }
        guard list.elements.count <= Self.operationLimit else {
            throw .tooMany("a PATCH has at most \(Self.operationLimit) operations")
        }
        var operations: [PatchOperation] = []
        for element in list.elements { operations.append(try PatchOperation(element)) }
        self.operations = operations
    }
}

/// What a PATCH makes of a resource.
package struct PatchOutcome: Sendable {
    /// The document after all operations.
    package let attributes: SCIMObject
    /// Whether the document differs from what it was. Memberships are counted by whoever applies them.
    package let isChanged: Bool
    /// What to do with the membership attribute, which the document does not hold.
    package let membership: MembershipPatch
    /// What was ignored, one sentence each.
    package let warnings: [String]
}

extension PatchRequest {
    /// Applies all operations in order to a stored document, or fails and leaves no trace.
    ///
    /// - Parameter budget: how much of lists other than members the operations may look at; `tooMany` beyond.
    package func applied(
        to current: SCIMObject,
        as type: ResourceTypeDefinition,
        profile: Profile = .lenient,
        within budget: WorkBudget = .default
    ) throws(SCIMError) -> PatchOutcome {
        var editor = ResourceEditor(current, as: type, profile: profile, budget: budget.valueSize)
        for operation in operations { try editor.apply(operation) }
        try editor.checkRequired()
        return PatchOutcome(
            attributes: editor.document,
            isChanged: editor.document != current,
            membership: editor.membership,
            warnings: editor.reader.warnings
        )
    }
}
