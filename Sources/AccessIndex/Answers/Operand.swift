import AccessModel

/// One side of a comparison.
enum Operand {
    case text(String)
    /// The user that the question is about, whatever spelling of it named it.
    case user(Ordinal<User>)
    case number(DecimalNumber)
    case boolean(Bool)
    /// What equals nothing and differs from nothing.
    case incomparable

    init(_ value: PropertyValue) {
        switch value {
        case .string(let text): self = .text(text)
        case .number(let number): self = .number(number)
        case .inexactNumber: self = .incomparable
        case .boolean(let boolean): self = .boolean(boolean)
        }
    }
}

/// Comparisons of which the answer is nil where values of these types cannot be compared.
extension Directory {
    func isEqual(_ left: Operand, _ right: Operand) -> Bool? {
        switch (left, right) {
        case (.text(let left), .text(let right)): left.isIdentical(to: right)
        case (.user(let user), .text(let text)), (.text(let text), .user(let user)): users.isNamed(user, by: text)
        case (.user(let left), .user(let right)): left == right
        case (.number(let left), .number(let right)): left == right
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

    /// Users have no order: it would differ from spelling to spelling.
    func isLess(_ left: Operand, _ right: Operand) -> Bool? {
        switch (left, right) {
        case (.text(let left), .text(let right)): isBefore(left.utf8.span, right.utf8.span)
        case (.number(let left), .number(let right)): left < right
        default: nil
        }
    }
}
