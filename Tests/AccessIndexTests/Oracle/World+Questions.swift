import AccessModel

extension World {
    mutating func decisionRequest() -> DecisionRequest {
        DecisionRequest(
            subject: subject(),
            action: chance(95) ? action() : "dance",
            resource: Resource(type: chance(95) ? resourceType() : "planet", id: resourceID()),
            organization: organizationText(),
            properties: some(upTo: 3) { Property($0.path(), $0.value()) }
        )
    }

    mutating func loginRequest() -> LoginRequest {
        LoginRequest(
            subject: subject(),
            connection: chance(60) ? nil : connectionText(),
            organization: organizationText(),
            audience: chance(40) ? nil : resourceID(),
            properties: some(upTo: 3) { Property($0.path(), $0.value()) }
        )
    }

    mutating func subject() -> SubjectReference {
        switch roll(24) {
        case 0: .other(type: "machine", id: userID().rawValue)
        case 1: .user(User.ID("nobody"))
        case 20..<24: .loginID(spelling())
        case 2..<6: .providerUser(id: providerID(), connection: connectionText())
        default: .user(userID())
        }
    }

    mutating func organizationText() -> String? {
        switch roll(10) {
        case 0..<4: nil
        case 4..<8: organizationID().rawValue
        case 8: pick(["acme", "globex"])
        default: "nowhere"
        }
    }

    private mutating func connectionText() -> String {
        pick([connectionID().rawValue, connectionID().rawValue, "okta-a", "okta-b", "none"])
    }
}
