extension AttributeDefinition {
    /// Fails where the value of an attribute that names something cannot be a name: ids, tokens, logs and the pages of
    /// administrators show it.
    func checkName(_ value: SCIMValue) throws(SCIMError) {
        guard let nameLimit, let text = value.string else { return }
        let scalars = text.unicodeScalars
        guard scalars.count <= nameLimit else {
            throw .invalidValue("`\(name)` is longer than \(nameLimit) characters")
        }
        guard !scalars.contains(where: \.breaksLines) else { throw .invalidValue("`\(name)` has a control character") }
        guard !scalars.allSatisfy(\.properties.isWhitespace) else { throw .invalidValue("`\(name)` is blank") }
    }
}

extension Unicode.Scalar {
    /// Control characters, and what separates lines and paragraphs.
    fileprivate var breaksLines: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
