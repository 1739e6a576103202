import AccessModel

/// A check whose names are all resolved.
struct Inquiry {
    var user: Ordinal<User>
    var organization: Ordinal<Organization>?
    var permission: Permission
    var instant: Timestamp
}

/// What becomes of a check once its names are looked up.
enum InquiryOutcome {
    case open(Inquiry)
    case denied(DenialReason, Ordinal<User>?)
}

extension Directory {
    /// Looks up everything the request names, in the order of ``DenialReason``.
    @inline(__always)
    func inquiry(_ request: DecisionRequest, at instant: Timestamp) -> InquiryOutcome {
        guard let user = user(request.subject) else { return .denied(.unknownSubject, nil) }
        guard users.isActive(user) else { return .denied(.blockedSubject, user) }
        var organization: Ordinal<Organization>?
        if let text = request.organization {
            guard let found = organizations.entities.ordinal(idOrName: text) else {
                return .denied(.unknownOrganization, user)
            }
            guard users.isMember(user, of: found) else { return .denied(.notAMember, user) }
            organization = found
        }
        guard let permission = permissions.permission(to: request.action, on: request.resource) else {
            return .denied(.unknownPermission, user)
        }
        return .open(Inquiry(user: user, organization: organization, permission: permission, instant: instant))
    }

    @inline(__always)
    func user(_ subject: SubjectReference) -> Ordinal<User>? {
        switch subject {
        case .user(let id): users.ordinal(id: id.rawValue)
        case .loginID(let text): users.ordinal(loginID: text)
        case .providerUser(let id, let connection):
            connections.ordinal(idOrName: connection).flatMap { users.ordinal(providerID: id, connection: $0) }
        case .other: nil
        }
    }
}
