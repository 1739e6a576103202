extension PatchRequest {
    /// Whether applying the operations may look at more than what they name: at members that a filter selects.
    package func selectsMembers(of type: ResourceTypeDefinition) -> Bool {
        guard type.membershipAttribute != nil else { return false }
        return operations.contains { operation in
            guard let path = operation.path else {
                return operation.value?.object?.members.contains { $0.name.utf8.contains(UInt8(ascii: "[")) } ?? false
            }
            guard path.utf8.contains(UInt8(ascii: "[")) else { return false }
            return (try? PatchPath(path))?.filter.map { $0.listedValues == nil } ?? true
        }
    }

    /// Whether the operations may take out members that they do not name, without a filter.
    package func resetsMembers(of type: ResourceTypeDefinition) -> Bool {
        guard let attribute = type.membershipAttribute else { return false }
        return operations.contains { operation in
            switch operation.kind {
            case .add: false
            case .remove: operation.value ?? .null == .null && operation.path?.utf8.contains(UInt8(ascii: "[")) == false
            case .replace:
                operation.path?.ends(with: attribute)
                    ?? operation.value?.object?.members.contains { $0.name.ends(with: attribute) } ?? false
            }
        }
    }
}

extension String {
    /// Whether it names the attribute, by itself or after a URN.
    fileprivate func ends(with attribute: String) -> Bool {
        Substring(utf8.suffix(attribute.utf8.count)).isSameName(as: attribute)
    }
}

extension SCIMValue {
    /// Whether the value has at most so many values in it, itself among them.
    package func isSmaller(than limit: Int) -> Bool {
        var left = limit
        return spend(&left)
    }

    private func spend(_ left: inout Int) -> Bool {
        left -= 1
        guard left > 0 else { return false }
        return switch self {
        case .null, .boolean, .integer, .decimal: true
        case .string(let text): text.utf8.count <= 4_096
        case .array(let elements): elements.allSatisfy { $0.spend(&left) }
        case .object(let object): object.members.allSatisfy { $0.value.spend(&left) }
        }
    }
}
