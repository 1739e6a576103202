extension ResourceTypeDefinition {
    /// What no other resource of the type may have alike: one term for each unique attribute with a value.
    package func uniqueTerms(of document: SCIMObject) -> [EqualityTerm] {
        targets { $0.uniqueness != .none && !$0.isMultiValued }.compactMap { target in
            guard let text = document.value(at: target)?.string else { return nil }
            return EqualityTerm(target, .string(text))
        }
    }

    /// The attributes of which ``uniqueTerms(of:)`` tells, in canonical spelling, with how their values compare.
    package var uniqueAttributes: [(name: String, isCaseExact: Bool)] {
        targets { $0.uniqueness != .none && !$0.isMultiValued }.map { ($0.description, $0.attribute.isCaseExact) }
    }
}
