import AccessModel
import SCIMProtocol
import Testing

/// A PATCH and then a GET, against a user in plain types that is changed by plain code.
@Suite struct PatchModelTests {
    @Test(arguments: 0..<2_000)
    func `PATCH then GET shows what a plain model has`(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        var model = PlainProfile()
        var document = try IncomingResource(.object(model.shown), as: .user).attributes
        for _ in 0..<3 {
            let changes = (0..<Int.random(in: 1..<5, using: &generator)).map { _ in PlainChange.random(&generator) }
            let operations = changes.map(\.operation).joined(separator: ",")
            for change in changes { change.apply(&model) }
            document = try patchUser("[\(operations)]", document).attributes
            var shown = Projection(of: .user).applied(to: try shownUser(document))
            for name in ["schemas", "id", "meta"] { shown[name] = .none }
            #expect(shown == model.shown, "\(operations)")
        }
    }
}

/// As much of a user as the changes touch.
private struct PlainProfile {
    struct Email: Equatable {
        var type: String
        var value: String
        var primary: Bool?
    }

    var title: String?
    var givenName: String? = "Mo"
    var familyName: String?
    var active = true
    var department: String?
    var emails: [Email] = []

    var shown: SCIMObject {
        var object: SCIMObject = ["userName": "mo", "active": .boolean(active)]
        object["title"] = title.map { .string($0) }
        var name = SCIMObject()
        name["givenName"] = givenName.map { .string($0) }
        name["familyName"] = familyName.map { .string($0) }
        if !name.isEmpty { object["name"] = .object(name) }
        if let department { object[enterprise] = ["department": .string(department)] }
        if !emails.isEmpty { object["emails"] = .array(emails.map(Self.shown)) }
        return object
    }

    private static func shown(_ email: Email) -> SCIMValue {
        var object: SCIMObject = ["type": .string(email.type), "value": .string(email.value)]
        object["primary"] = email.primary.map { .boolean($0) }
        return .object(object)
    }

    /// Adds an address, or changes the one with the same type and value; a new primary one takes over.
    mutating func insert(_ email: Email) {
        let place = emails.firstIndex { $0.type == email.type && $0.value == email.value }
        if let place {
            emails[place].primary = email.primary ?? emails[place].primary
        } else {
            emails.append(email)
        }
        guard email.primary == true else { return }
        let kept = place ?? emails.count - 1
        for index in emails.indices where index != kept && emails[index].primary == true {
            emails[index].primary = false
        }
    }
}

/// An operation as its text and as what it does to the model.
private struct PlainChange {
    var operation: String
    var apply: (inout PlainProfile) -> Void

    static func random(_ generator: inout some RandomNumberGenerator) -> PlainChange {
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: single(&generator)
        case 1: named(&generator)
        case 2: listed(&generator)
        default: selected(&generator)
        }
    }

    private static func word(_ generator: inout some RandomNumberGenerator) -> String {
        ["a", "b", "c"].randomElement(using: &generator) ?? "a"
    }

    private static func single(_ generator: inout some RandomNumberGenerator) -> PlainChange {
        let word = word(&generator)
        let flag = Bool.random(using: &generator)
        let verb = Bool.random(using: &generator) ? "add" : "Replace"
        return switch Int.random(in: 0..<5, using: &generator) {
        case 0: PlainChange(operation: #"{"op":"\#(verb)","path":"title","value":"\#(word)"}"#) { $0.title = word }
        case 1: PlainChange(operation: #"{"op":"remove","path":"title"}"#) { $0.title = nil }
        case 2: PlainChange(operation: #"{"op":"replace","path":"title","value":""}"#) { $0.title = nil }
        case 3:
            PlainChange(operation: #"{"op":"\#(verb)","path":"active","value":"\#(flag ? "True" : "False")"}"#) {
                $0.active = flag
            }
        default:
            PlainChange(operation: #"{"op":"\#(verb)","value":{"active":\#(flag),"title":"\#(word)"}}"#) {
                $0.active = flag
                $0.title = word
            }
        }
    }

    private static func named(_ generator: inout some RandomNumberGenerator) -> PlainChange {
        let word = word(&generator)
        return switch Int.random(in: 0..<6, using: &generator) {
        case 0:
            PlainChange(operation: #"{"op":"replace","path":"name.givenName","value":"\#(word)"}"#) {
                $0.givenName = word
            }
        case 1: PlainChange(operation: #"{"op":"remove","path":"name.givenName"}"#) { $0.givenName = nil }
        case 2:
            PlainChange(operation: #"{"op":"add","path":"name","value":{"familyName":"\#(word)"}}"#) {
                $0.familyName = word
            }
        case 3:
            PlainChange(operation: #"{"op":"remove","path":"name"}"#) {
                $0.givenName = nil
                $0.familyName = nil
            }
        case 4:
            PlainChange(operation: #"{"op":"replace","value":{"\#(enterprise):department":"\#(word)"}}"#) {
                $0.department = word
            }
        default:
            PlainChange(operation: #"{"op":"remove","path":"\#(enterprise):department"}"#) { $0.department = nil }
        }
    }

    private static func email(_ generator: inout some RandomNumberGenerator) -> PlainProfile.Email {
        PlainProfile.Email(
            type: word(&generator),
            value: word(&generator),
            primary: [nil, true, false].randomElement(using: &generator) ?? nil
        )
    }

    private static func json(_ email: PlainProfile.Email) -> String {
        let primary = email.primary.map { #","primary":\#($0)"# } ?? ""
        return #"{"type":"\#(email.type)","value":"\#(email.value)"\#(primary)}"#
    }

    private static func listed(_ generator: inout some RandomNumberGenerator) -> PlainChange {
        let emails = (0..<Int.random(in: 1..<4, using: &generator)).map { _ in email(&generator) }
        let list = emails.map(json).joined(separator: ",")
        return switch Int.random(in: 0..<4, using: &generator) {
        case 0, 1:
            PlainChange(operation: #"{"op":"add","path":"emails","value":[\#(list)]}"#) { model in
                // The list is made canonical before it is added.
                var added = PlainProfile()
                for email in emails { added.insert(email) }
                for email in added.emails { model.insert(email) }
            }
        case 2:
            PlainChange(operation: #"{"op":"replace","path":"emails","value":[\#(list)]}"#) { model in
                model.emails = []
                for email in emails { model.insert(email) }
            }
        default:
            PlainChange(operation: #"{"op":"remove","path":"emails"}"#) { $0.emails = [] }
        }
    }

    private static func selected(_ generator: inout some RandomNumberGenerator) -> PlainChange {
        let (type, value) = (word(&generator), word(&generator))
        return switch Int.random(in: 0..<4, using: &generator) {
        case 0:
            PlainChange(operation: #"{"op":"remove","path":"emails[type eq \"\#(type)\"]"}"#) { model in
                model.emails.removeAll { $0.type == type }
            }
        case 1:
            PlainChange(operation: #"{"op":"remove","path":"emails[value ne \"\#(value)\" and type eq \"\#(type)\"]"}"#)
            {
                $0.emails.removeAll { $0.value != value && $0.type == type }
            }
        case 2:
            PlainChange(operation: #"{"op":"remove","path":"emails[type eq \"\#(type)\"].primary"}"#) { model in
                for index in model.emails.indices where model.emails[index].type == type {
                    model.emails[index].primary = nil
                }
            }
        default:
            PlainChange(operation: #"{"op":"replace","path":"emails[type eq \"\#(type)\"].value","value":"\#(value)"}"#)
            {
                $0.setValue(value, ofType: type)
            }
        }
    }
}

extension PlainProfile {
    /// Changes every address of the type, or makes one; those that become the same are one.
    fileprivate mutating func setValue(_ value: String, ofType type: String) {
        guard emails.contains(where: { $0.type == type }) else {
            emails.append(Email(type: type, value: value))
            return
        }
        var merged: [Email] = []
        for var email in emails {
            if email.type == type { email.value = value }
            if let place = merged.firstIndex(where: { $0.type == email.type && $0.value == email.value }) {
                merged[place].primary = email.primary ?? merged[place].primary
            } else {
                merged.append(email)
            }
        }
        emails = merged
    }
}
