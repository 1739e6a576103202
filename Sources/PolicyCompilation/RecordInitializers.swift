import AccessModel

// Records that need no other declaration than their own.

extension Located {
    /// The origin of what is declared here.
    var origin: Origin { .policy(file: position.file) }
}

extension API {
    init(_ declaration: APIDeclaration) {
        self.init(
            identifier: declaration.identifier.value,
            name: declaration.name,
            permissions: declaration.permissions.map {
                Permission(name: $0.name.value, description: $0.description)
            },
            origin: declaration.identifier.origin
        )
    }
}

extension ResourceType {
    init(_ declaration: ResourceTypeDeclaration) {
        self.init(
            name: declaration.name.value,
            actions: declaration.actions.map(\.value),
            origin: declaration.name.origin
        )
    }
}

extension Connection {
    init(_ declaration: ConnectionDeclaration) {
        self.init(
            id: .derived(from: declaration.name.value),
            name: declaration.name.value,
            strategy: declaration.strategy,
            userIDAttribute: declaration.userIDAttribute,
            origin: declaration.name.origin
        )
    }
}

extension Organization {
    init(_ declaration: OrganizationDeclaration) {
        self.init(
            id: .derived(from: declaration.name.value),
            name: declaration.name.value,
            displayName: declaration.displayName,
            origin: declaration.name.origin
        )
    }
}
