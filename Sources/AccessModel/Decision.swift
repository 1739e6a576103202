/// "May this subject do this?": one permission check.
package struct DecisionRequest: Hashable, Sendable {
    package var subject: SubjectReference
    package var action: String
    package var resource: Resource
    /// The id or name of the organization in whose context the question is asked; nil asks about the whole tenant.
    package var organization: String?
    /// What conditions may look at, besides the properties that every question has.
    package var properties: [Property]

    package init(
        subject: SubjectReference,
        action: String,
        resource: Resource,
        organization: String? = nil,
        properties: [Property] = []
    ) {
        self.subject = subject
        self.action = action
        self.resource = resource
        self.organization = organization
        self.properties = properties
    }
}

/// The answer. A denial is a value, never an error.
package enum Decision: Hashable, Sendable {
    /// The role is one the subject holds; the permission may come to it by inheritance. Nil is a permission that was
    /// given to the subject directly.
    case permit(role: Role.ID?)
    case deny(DenialReason)

    package var isPermit: Bool {
        switch self {
        case .permit: true
        case .deny: false
        }
    }
}

/// Why not, in the words of the wire. The earliest that applies, in this order.
package enum DenialReason: String, Hashable, Sendable, Codable, CaseIterable {
    /// The index is older than the freshness limit.
    case stale
    case unknownSubject = "unknown_subject"
    case blockedSubject = "blocked_subject"
    case unknownOrganization = "unknown_organization"
    /// The subject is no member of the organization that the question names.
    case notAMember = "not_a_member"
    /// No API, resource type or role declares such an action on such a resource.
    case unknownPermission = "unknown_permission"
    /// No role of the subject has the permission.
    case notGranted = "not_granted"
    /// A role of the subject has it under conditions, and these do not hold or lack a property.
    case conditionNotMet = "condition_not_met"
}
