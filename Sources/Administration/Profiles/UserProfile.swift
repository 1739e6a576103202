import SCIMProtocol
import StrictJSON

/// A user's profile as the management API shows it: what the connection's mapping makes of the SCIM document.
struct UserProfile: Sendable, Equatable {
    /// By name, such as `email`, `preferred_username` or `upn`, and whatever else is mapped.
    var attributes = JSONObject()
    var appMetadata = JSONObject()
    var userMetadata = JSONObject()

    /// `blocked` is left out: it is the user's own, and says more than what the provider pushed.
    init(_ profile: SCIMObject) {
        for member in profile.members {
            switch (member.name, JSONValue(member.value)) {
            case ("app_metadata", .object(let members)): appMetadata = members
            case ("user_metadata", .object(let members)): userMetadata = members
            case ("blocked", _): continue
            case (let name, let value): attributes[name] = value
            }
        }
    }

    var email: String? { text("email") }
    var name: String? { text("name") }
    var nickname: String? { text("nickname") }
    var picture: String? { text("picture") }
    var givenName: String? { text("given_name") }
    var familyName: String? { text("family_name") }

    private func text(_ name: String) -> String? {
        guard case .string(let text) = attributes[name] else { return nil }
        return text
    }
}

extension JSONValue {
    fileprivate init(_ value: SCIMValue) {
        switch value {
        case .null: self = .null
        case .boolean(let flag): self = .boolean(flag)
        case .integer(let number): self = .integer(Int(number))
        case .decimal(let number): self = JSONNumber(number.text).map(JSONValue.number) ?? .null
        case .string(let text): self = .string(text)
        case .array(let elements): self = .array(elements.map(JSONValue.init))
        case .object(let object): self = .object(object.asJSON)
        }
    }
}

extension SCIMObject {
    fileprivate var asJSON: JSONObject {
        JSONObject(members.map { JSONObject.Member(name: $0.name, value: JSONValue($0.value)) })
    }
}
