package import AccessModel

extension Entitlement {
    /// In the words of policy files: `approve:invoices on https://api.example when resource.amount at_most 1000`.
    package var sentence: String {
        let target =
            switch (resourceType, resourceID) {
            case (Self.apiResourceType, let identifier?): identifier
            case (let type, let id?): "\(type) \(id)"
            case (let type, nil): "every \(type)"
            }
        let conditions = when.map { "when \($0.sentence)" } + unless.map { "unless \($0.sentence)" }
        return (["\(action) on \(target)"] + conditions).joined(separator: " ")
    }
}

extension Condition {
    fileprivate var sentence: String {
        switch test {
        case .equals(let value): "\(property) equals \(value.text)"
        case .isOneOf(let values): "\(property) one_of [\(values.map(\.text).joined(separator: ", "))]"
        case .isLess(let value): "\(property) less_than \(value.text)"
        case .isAtMost(let value): "\(property) at_most \(value.text)"
        case .isGreater(let value): "\(property) greater_than \(value.text)"
        case .isAtLeast(let value): "\(property) at_least \(value.text)"
        case .equalsProperty(let path): "\(property) same_as \(path)"
        }
    }
}

extension PropertyValue {
    /// As JSON has it, so that the text `10` is not the number.
    fileprivate var text: String {
        switch self {
        case .string(let text): "\"\(text)\""
        case .number(let number): "\(number)"
        case .inexactNumber: "a number that cannot be compared"
        case .boolean(let boolean): "\(boolean)"
        }
    }
}
