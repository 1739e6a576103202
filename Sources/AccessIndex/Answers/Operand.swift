import AccessModel

/// One side of a comparison.
enum Operand {
    case text(String)
    /// A user's id, compared where it lies in the index.
    case id(Ordinal<User>)
    case number(Double)
    case boolean(Bool)

    init(_ value: PropertyValue) {
        switch value {
        case .string(let text): self = .text(text)
        case .number(let number): self = .number(number)
        case .boolean(let boolean): self = .boolean(boolean)
        }
    }
}

/// Comparisons of which the answer is nil where values of these types cannot be compared.
extension Directory {
    func isEqual(_ left: Operand, _ right: Operand) -> Bool? {
        switch (left, right) {
        case (.text(let left), .text(let right)): left.isIdentical(to: right)
        case (.id(let user), .text(let text)), (.text(let text), .id(let user)):
            users.withID(of: user) { areEqual($0, text.utf8.span) }
        case (.id(let left), .id(let right)): left == right
        case (.number(let left), .number(let right)): left.isNaN || right.isNaN ? nil : left == right
        case (.boolean(let left), .boolean(let right)): left == right
        default: nil
        }
    }

    /// True if one equals, false if all can be compared and none does.
    func isOne(_ value: Operand, of others: [PropertyValue]) -> Bool? {
        var result: Bool? = false
        for other in others {
            switch isEqual(value, Operand(other)) {
            case true: return true
            case false: continue
            case nil: result = nil
            }
        }
        return result
    }

    func isLess(_ left: Operand, _ right: Operand) -> Bool? {
        switch (left, right) {
        case (.text(let left), .text(let right)): isBefore(left.utf8.span, right.utf8.span)
        case (.id(let user), .text(let text)): users.withID(of: user) { isBefore($0, text.utf8.span) }
        case (.text(let text), .id(let user)): users.withID(of: user) { isBefore(text.utf8.span, $0) }
        case (.id, .id): false
        case (.number(let left), .number(let right)): left.isNaN || right.isNaN ? nil : left < right
        default: nil
        }
    }
}
