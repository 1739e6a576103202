import AccessModel
import DirectoryStorage
import HTTPTypes
import SCIMProtocol

/// Performs authorised requests on the directory, each of them in one transaction or on one consistent state.
struct ProvisioningDirectory: Sendable {
    let store: any DirectoryStore
    let configuration: ProvisioningConfiguration
    let publication: Publication
    let pages: ListPages
    let limits: LimitReports

    /// Performs an operation on the kinds of resources that its path speaks of.
    func perform(
        _ operation: ProvisioningOperation,
        on kinds: [ResourceKind],
        _ request: ProvisioningRequest
    ) async throws -> ProvisioningAnswer {
        if operation == .bulk { return try await performBulk(request) }
        let resources = try kinds.map { try operations(on: $0, request) }
        guard operation.isWrite, let target = resources.first else {
            return try await read(operation, resources, request)
        }
        return try await enforce { try await write(operation, target) }
    }

    private func operations(on kind: ResourceKind, _ request: ProvisioningRequest) throws(SCIMError)
        -> any ResourceOperations
    {
        guard let type = configuration.types.type(named: kind.name) else {
            throw .notFound("there is nothing at this path")
        }
        let scope = try OperationScope(type, request, configuration)
        return switch kind {
        case .user: UserOperations(scope: scope)
        case .group: GroupOperations(scope: scope)
        default: DeclaredResourceOperations(scope: scope)
        }
    }

    private func read(
        _ operation: ProvisioningOperation,
        _ resources: [any ResourceOperations],
        _ request: ProvisioningRequest
    ) async throws -> ProvisioningAnswer {
        if case .read(let id) = operation, let target = resources.first {
            return try await store.lookUp(stamped { reader in try target.read(id, from: reader) })
        }
        let list = try ResourceList(of: resources, request, pages)
        let answer = { @Sendable in
            try await store.read(stamped { reader in try list.answer(from: reader, for: request) })
        }
        return list.isScan ? try await scan(request, answer) : try await answer()
    }

    /// Looks at every resource, when it is the connection's turn, and as long as the client waits for it.
    private func scan(
        _ request: ProvisioningRequest,
        _ answer: @escaping @Sendable () async throws -> ProvisioningAnswer
    ) async throws -> ProvisioningAnswer {
        let turn = { @Sendable in try await pages.scans.withPermit(for: request.connection, answer) }
        do {
            guard let peer = request.peer else { return try await turn() }
            return try await peer.whileThere(turn)
        } catch let error as QueueFull {
            limits.reached("scans_per_connection", by: request.connection.rawValue)
            throw error
        }
    }

    /// The same with the revision that is read.
    private func stamped(
        _ body: @escaping @Sendable (any DirectoryReader) throws -> ProvisioningAnswer
    ) -> @Sendable (any DirectoryReader) throws -> ProvisioningAnswer {
        { reader in
            var answer = try body(reader)
            answer.revision = try reader.head()
            return answer
        }
    }
}

extension ProvisioningDirectory {
    /// Commits a write, without waiting until it is answerable.
    fileprivate func write(
        _ operation: ProvisioningOperation,
        _ resources: any ResourceOperations
    ) async throws -> ProvisioningAnswer {
        let request = resources.request
        switch operation {
        case .create:
            let incoming = try IncomingResource(request.body, as: resources.type, profile: request.profile)
            let members = incoming.members?.map(Group.Member.init) ?? []
            let lookup = try await lookUp(members, of: request.connection)
            let priority = CommitPriority(rowCount: 1 + members.count)
            return try await commit(request, priority) { transaction, connection in
                if let lookup { try transaction.adopt(lookup) }
                return try resources.create(incoming, in: transaction, for: connection)
            }
        case .replace(let id): return try await replace(id, resources)
        case .patch(let id): return try await patch(id, resources)
        case .delete(let id):
            let priority = CommitPriority(.revocation, rowCount: try await rowCount(of: id, resources))
            return try await commit(request, priority) { transaction, _ in try resources.delete(id, in: transaction) }
        case .list, .search, .read, .bulk: throw SCIMError.methodNotAllowed("this changes nothing by itself")
        }
    }

    /// About how many rows end with a resource.
    private func rowCount(of id: String, _ resources: any ResourceOperations) async throws -> Int {
        guard resources.type.membershipAttribute != nil else { return 1 }
        return try await store.lookUp { reader in try 1 + reader.memberCount(of: Group.ID(id)) }
    }

    /// What the writer would have to look up of many members.
    private func lookUp(_ members: [Group.Member], of connection: Connection.ID) async throws -> MemberLookup? {
        guard members.count > 64 else { return nil }
        return try await store.read { reader in try reader.lookUp(members, in: connection, with: nil) }
    }

    private func replace(_ id: String, _ resources: some ResourceOperations) async throws -> ProvisioningAnswer {
        let request = resources.request
        // Without a word on members it takes all of them out, and these may be many.
        let isSmall = resources.type.membershipAttribute == nil && request.body.isSmaller(than: Self.smallBody)
        let urgency = isSmall ? urgency(of: .replace(id: id), request) : .revocation
        return try await change(resources, .ok, isSmall ? .light : .heavy, urgency) { reader, _ in
            try resources.replacement(of: id, in: reader)
        }
    }

    private func patch(_ id: String, _ resources: some ResourceOperations) async throws -> ProvisioningAnswer {
        let request = resources.request
        let patch = try PatchRequest(request.body, profile: request.profile)
        let isSmall = request.body.isSmaller(than: Self.smallBody) && !patch.resetsMembers(of: resources.type)
        let weight: Weight = patch.selectsMembers(of: resources.type) ? .search : isSmall ? .light : .heavy
        let status: HTTPResponse.Status = resources.showsPatched ? .ok : .noContent
        return try await change(resources, status, weight, urgency(of: .patch(id: id), request)) { reader, budget in
            try resources.patched(id, by: patch, within: budget, in: reader)
        }
    }

    /// What takes access away goes ahead of what does not.
    private func urgency(of operation: ProvisioningOperation, _ request: ProvisioningRequest) -> CommitPriority.Urgency
    {
        operation.mayRevoke(request.body) ? .revocation : .ordinary
    }

    /// What it costs to work out what a request changes.
    private enum Weight {
        /// About as much as to write it.
        case light
        /// As much as the body is long.
        case heavy
        /// As much as there are members.
        case search
    }

    /// A body of fewer values is worked out by the writer, which saves a read.
    private static var smallBody: Int { 256 }

    /// How often a change is prepared anew because the resource has changed meanwhile.
    private static var preparationLimit: Int { 4 }

    private typealias Preparation<Operations: ResourceOperations> =
        @Sendable (any DirectoryReader, WorkBudget) throws -> PreparedWrite<Operations.Record>

    /// Works a change out on a reader, so that the writer is not held, and commits it where the resource is still the
    /// same. What is little work is done by the writer at once, and so is a change of what changes all the time.
    private func change<Operations: ResourceOperations>(
        _ resources: Operations,
        _ status: HTTPResponse.Status,
        _ weight: Weight,
        _ urgency: CommitPriority.Urgency,
        _ prepare: @escaping Preparation<Operations>
    ) async throws -> ProvisioningAnswer {
        if weight == .light {
            do {
                return try await changeAtOnce(resources, status, urgency, prepare)
            } catch let error as SCIMError where error.keyword == .tooMany {
                // For the writer; a reader may look at more.
            }
        }
        for _ in 0..<Self.preparationLimit {
            let read = { try await store.read(prepared(prepare, resources)) }
            let write =
                try await weight == .search
                ? pages.searches.withPermit(for: resources.request.connection, read) : read()
            let priority = CommitPriority(urgency, rowCount: write.rowCount)
            do {
                return try await commit(resources.request, priority) { transaction, connection in
                    try resources.write(write, checked: status, in: transaction, for: connection)
                }
            } catch is StalePreparation {}
        }
        return try await changeAtOnce(resources, status, urgency, prepare)
    }

    /// With what the writer would otherwise look up.
    private func prepared<Operations: ResourceOperations>(
        _ prepare: @escaping Preparation<Operations>,
        _ resources: Operations
    ) -> @Sendable (any DirectoryReader) throws -> PreparedWrite<Operations.Record> {
        { reader in
            var write = try prepare(reader, .default)
            write.lookup = try resources.lookUp(write.membership, of: write.record, in: reader)
            return write
        }
    }

    private func changeAtOnce<Operations: ResourceOperations>(
        _ resources: Operations,
        _ status: HTTPResponse.Status,
        _ urgency: CommitPriority.Urgency,
        _ prepare: @escaping Preparation<Operations>
    ) async throws -> ProvisioningAnswer {
        try await commit(resources.request, CommitPriority(urgency)) { transaction, connection in
            let prepared = try prepare(transaction, .writer)
            return try resources.write(prepared, status, in: transaction, for: connection)
        }
    }

    /// Reads, checks and writes in one transaction, so that of two requests at once neither loses anything, and nothing is
    /// written for a token that has been revoked by then.
    private func commit(
        _ request: ProvisioningRequest,
        _ priority: CommitPriority,
        _ body: @escaping @Sendable (any DirectoryTransaction, Connection) throws -> ProvisioningAnswer
    ) async throws -> ProvisioningAnswer {
        let author = Author.connection(request.connection, token: Identifier(request.token.id.rawValue))
        let commit = try await store.commit(
            by: author,
            at: request.instant,
            request: request.id,
            priority: priority
        ) { transaction in
            guard let connection = try transaction.connection(request.connection),
                try transaction.token(digest: request.token.digest)?.id == request.token.id
            else { throw SCIMError.badToken }
            do {
                return try transaction.keeping(connection.id, within: configuration.connectionLimits) {
                    try body(transaction, connection)
                }
            } catch let error as ConnectionLimitReached {
                limits.reached(error.setting, by: connection.id.rawValue)
                throw error
            }
        }
        var answer = commit.value
        answer.revision = commit.revision
        return answer
    }

    /// Waits until what was written is answerable, also where nothing changed: what made the request superfluous may have
    /// been committed a moment ago and not be published yet. So may have been what deleted a resource that is not there.
    private func enforce(_ write: () async throws -> ProvisioningAnswer) async throws -> ProvisioningAnswer {
        do {
            let answer = try await write()
            if let revision = answer.revision { try await publication.wait(for: revision) }
            return answer
        } catch let error as SCIMError where error.status == 404 {
            try await publication.wait(for: try await store.head())
            throw error
        }
    }
}

extension ProvisioningDirectory {
    /// Performs many operations one after the other, each by itself whole or nothing, and waits once for all of them.
    fileprivate func performBulk(_ request: ProvisioningRequest) async throws -> ProvisioningAnswer {
        let limits = configuration.bulkLimits
        var job = BulkJob(try BulkRequest(request.body, limits: limits, profile: request.profile))
        while let operation = job.next() {
            let outcome = await outcome(of: operation, request)
            job.record(outcome)
        }
        let head = try await store.head()
        try await publication.wait(for: head)
        var answer = ProvisioningAnswer(.ok, job.response.representation)
        answer.revision = head
        return answer
    }

    private func outcome(of operation: BulkOperation, _ request: ProvisioningRequest) async -> BulkOutcome {
        var location: String?
        do {
            guard let kind = configuration.types.kind(at: operation.endpoint) else {
                throw SCIMError.notFound("there is nothing at this path")
            }
            location = operation.id.map { request.location(kind, id: $0) }
            let performed = ProvisioningOperation(operation)
            try request.token.permit(performed, on: [kind])
            var part = request
            part.body = operation.data
            part.preconditions = try Preconditions(ifMatch: operation.version)
            let answer = try await write(performed, operations(on: kind, part))
            return BulkOutcome(
                status: answer.status.code,
                id: answer.resource?.id,
                location: answer.resource?.location ?? location,
                version: answer.resource?.tag.description
            )
        } catch {
            return BulkOutcome(SCIMError(reporting: error), location: location)
        }
    }
}

extension WorkBudget {
    /// While others wait for the writer.
    fileprivate static var writer: Self { Self(tests: 20_000, valueSize: 1 << 20) }
}
