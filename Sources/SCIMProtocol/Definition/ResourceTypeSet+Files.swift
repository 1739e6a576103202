extension ResourceTypeSet {
    /// Users, groups, and what the files add: schemas, types of their own, and extensions of users and groups.
    ///
    /// A type named `User` or `Group` adds its extensions to the one of RFC 7643. Fails with every mistake at once; the
    /// order of the files does not matter.
    package init(files: [DefinitionFile]) throws(DefinitionDiagnostics) {
        var linker = DefinitionLinker()
        for file in files.sorted(by: { $0.name < $1.name }) { linker.read(file) }
        self.init(try linker.link())
    }
}

/// Puts schemas and resource types together that may come from different files.
private struct DefinitionLinker {
    private var reader = DefinitionReader()
    private var schemas: [(schema: SchemaDefinition, node: DefinitionNode)] = []
    private var declarations: [DefinitionReader.TypeDeclaration] = []
    private var types = ResourceTypeSet.standard.types

    /// A file holds one definition, an array of them, or a list as `/Schemas` and `/ResourceTypes` answer it.
    mutating func read(_ file: DefinitionFile) {
        do {
            let root = DefinitionNode(file: file.name, path: "", value: try SCIMValue(json: file.json))
            for node in (root["Resources"] ?? root).elements { read(node) }
        } catch {
            let root = DefinitionNode(file: file.name, path: "", value: .null)
            reader.report(error.detail, at: root)
        }
    }

    private mutating func read(_ node: DefinitionNode) {
        let urns = (node["schemas"]?.elements ?? []).compactMap(\.value.string)
        if urns.contains(where: SchemaDefinition.schema.isSameName) {
            if let schema = reader.schema(node) { add(schema, at: node) }
        } else if urns.contains(where: ResourceTypeDefinition.schema.isSameName) {
            if let declaration = reader.resourceType(node) { declarations.append(declaration) }
        } else {
            let expected = "`\(SchemaDefinition.schema)` or `\(ResourceTypeDefinition.schema)`"
            reader.report("its `schemas` must name \(expected)", at: node["schemas"] ?? node)
        }
    }

    private mutating func add(_ schema: SchemaDefinition, at node: DefinitionNode) {
        let place = node["id"] ?? node
        if ResourceTypeSet.standard.schema(schema.id) != nil {
            reader.report("the server has a schema \(schema.id.quoted) of its own", at: place)
        } else if schemas.contains(where: { $0.schema.id.isSameName(as: schema.id) }) {
            reader.report("there are two schemas \(schema.id.quoted)", at: place)
        } else {
            schemas.append((schema, node))
        }
    }

    mutating func link() throws(DefinitionDiagnostics) -> [ResourceTypeDefinition] {
        for declaration in declarations { link(declaration) }
        for (schema, node) in schemas where !types.contains(where: { $0.schemas.contains { $0.id == schema.id } }) {
            reader.report("no resource type has the schema \(schema.id.quoted)", at: node)
        }
        guard reader.diagnostics.isEmpty else {
            throw DefinitionDiagnostics(diagnostics: reader.diagnostics.sortedByFile)
        }
        return types
    }

    private mutating func link(_ declaration: DefinitionReader.TypeDeclaration) {
        guard let index = types.firstIndex(where: { $0.name.isSameName(as: declaration.name) }) else {
            return append(declaration)
        }
        let node = declaration.node
        guard let standard = ResourceTypeSet.standard.type(named: declaration.name) else {
            return reader.report("there are two resource types \(declaration.name.quoted)", at: node)
        }
        if declaration.endpoint.map(standard.endpoint.isSameName) == false {
            reader.report("the endpoint of `\(standard.name)` is `\(standard.endpoint)`", at: node["endpoint"] ?? node)
        }
        if declaration.schema.value.string.map(standard.schema.id.isSameName) == false {
            reader.report("the schema of `\(standard.name)` is `\(standard.schema.id)`", at: declaration.schema)
        }
        types[index] = extended(types[index], by: declaration.extensions)
    }

    private mutating func append(_ declaration: DefinitionReader.TypeDeclaration) {
        guard let endpoint = declaration.endpoint else {
            if declaration.node["endpoint"] == nil { reader.report("it needs an `endpoint`", at: declaration.node) }
            return
        }
        if types.contains(where: { $0.endpoint.isSameName(as: endpoint) }) {
            reader.report("there are two resource types at `\(endpoint)`", at: declaration.node)
        }
        guard let schema = schema(at: declaration.schema) else { return }
        for attribute in schema.attributes where SchemaDefinition.common.attribute(named: attribute.name) != nil {
            reader.report("every resource has a `\(attribute.name)` of the server's own", at: declaration.schema)
        }
        let type = ResourceTypeDefinition(
            name: declaration.name,
            endpoint: endpoint,
            description: declaration.description,
            schema: schema
        )
        types.append(extended(type, by: declaration.extensions))
    }

    private mutating func extended(
        _ type: ResourceTypeDefinition,
        by items: [(schema: DefinitionNode, isRequired: Bool)]
    ) -> ResourceTypeDefinition {
        var type = type
        for (node, isRequired) in items {
            guard let schema = schema(at: node) else { continue }
            if type.schema.id.isSameName(as: schema.id) {
                reader.report("a schema cannot extend itself", at: node)
            } else if let index = type.extensions.firstIndex(where: { $0.schema.id == schema.id }) {
                // The enterprise extension, which users have anyway.
                type.extensions[index].isRequired = isRequired
            } else {
                type.extensions.append(ResourceTypeDefinition.Extension(schema, isRequired: isRequired))
            }
        }
        return type
    }

    private mutating func schema(at node: DefinitionNode) -> SchemaDefinition? {
        let id = node.value.string ?? ""
        let found = schemas.first { $0.schema.id.isSameName(as: id) }?.schema ?? ResourceTypeSet.standard.schema(id)
        if found == nil { reader.report("there is no schema \(id.quoted)", at: node) }
        return found
    }
}

extension [DefinitionDiagnostic] {
    /// Stable, so that a file's mistakes stay in the order in which they were found.
    fileprivate var sortedByFile: Self {
        enumerated().sorted { ($0.element.file, $0.offset) < ($1.element.file, $1.offset) }.map(\.element)
    }
}
