import AccessModel

/// What conditions about people get wrong although they compile. `unless` is the dangerous side: there, "not the same"
/// permits.
extension NodeReader {
    mutating func warn(
        of test: Condition.Test,
        on property: PropertyPath,
        under key: String,
        at position: SourcePosition
    ) {
        switch test {
        case .isLess, .isAtMost, .isGreater, .isAtLeast:
            guard property.isSubjectID else { return }
            warn("`subject.id` has no order, so that this is never known and permits nothing", at: position)
        case .equalsProperty(let other) where property.isSubjectID || other.isSubjectID:
            warnOfNames([property, other].filter { !$0.isSubjectID }, at: position)
        case .equalsProperty(let other):
            guard key == "unless" else { return }
            let pair = [property.description, other.description].quotedList
            let advice = "compare with `subject.id` where users are meant"
            warn("\(pair) differ in any other spelling, capitals too, and then this permits; \(advice)", at: position)
        case .equals(let value): warn(ofOneOf: [value], on: property, under: key, at: position)
        case .isOneOf(let values): warn(ofOneOf: values, on: property, under: key, at: position)
        }
    }

    /// Addresses and names of people are no ids: they name nobody, or by accident somebody else.
    private mutating func warnOfNames(_ properties: [PropertyPath], at position: SourcePosition) {
        for property in properties where property.soundsLikeName {
            let name = property.description.quoted
            let needed = "only the user's login id or the provider's id of it is one for sure"
            warn("\(name) is compared with the user: \(needed), and any other text permits nothing", at: position)
        }
    }

    private mutating func warn(
        ofOneOf values: [PropertyValue],
        on property: PropertyPath,
        under key: String,
        at position: SourcePosition
    ) {
        guard key == "unless", property.source == .subject, property.name != "type" else { return }
        let hasText = values.contains { if case .string = $0 { true } else { false } }
        guard hasText else { return }
        if property.isSubjectID {
            let advice = "give the others a role instead"
            warn("once such a user is gone or renamed this is unknown and permits nobody; \(advice)", at: position)
        } else {
            let name = property.description.quoted
            warn("\(name) differs in any other spelling, capitals too, and then this permits", at: position)
        }
    }
}

extension PropertyPath {
    fileprivate var isSubjectID: Bool { source == .subject && name == "id" }

    /// Whether applications are likely to keep an address or a name of a person there.
    fileprivate var soundsLikeName: Bool {
        let word = name.lowercased()
        return word.contains("mail") || word.hasSuffix("name") || word.hasSuffix("login")
    }
}
