import SCIMProtocol

/// A directory in memory that carries out bulk jobs: it makes resources, and takes references to those it has only.
struct BulkServer {
    private(set) var resources: [String: SCIMObject] = [:]
    /// What was performed, such as `POST Users a`.
    private(set) var log: [String] = []
    private var made = 0

    mutating func run(_ job: inout BulkJob) -> BulkResponse {
        while let operation = job.next() { job.record(perform(operation)) }
        return job.response
    }

    private mutating func perform(_ operation: BulkOperation) -> BulkOutcome {
        let name = operation.bulkID ?? operation.id.flatMap { resources[$0]?["name"]?.string } ?? operation.id ?? "?"
        log.append("\(operation.method.rawValue) \(operation.endpoint) \(name)")
        do {
            return try outcome(of: operation)
        } catch {
            let location = operation.id.map { "https://x/\(operation.endpoint)/\($0)" }
            return BulkOutcome((error as? SCIMError) ?? .notFound("?"), location: location)
        }
    }

    private mutating func outcome(of operation: BulkOperation) throws -> BulkOutcome {
        let data = operation.data.object ?? [:]
        switch operation.method {
        case .post:
            try check(data)
            made += 1
            let id = "\(operation.endpoint)-\(made)"
            resources[id] = data
            return outcome(201, operation.endpoint, id)
        case .put, .patch:
            guard let id = operation.id, let old = resources[id] else { throw SCIMError.notFound("no such resource") }
            let new = operation.method == .put ? data : try patched(old, by: data)
            try check(new)
            resources[id] = new
            return outcome(200, operation.endpoint, id)
        case .delete:
            guard let id = operation.id, resources.removeValue(forKey: id) != nil else {
                throw SCIMError.notFound("no such resource")
            }
            return BulkOutcome(status: 204, location: "https://x/\(operation.endpoint)/\(id)")
        }
    }

    private func outcome(_ status: Int, _ endpoint: String, _ id: String) -> BulkOutcome {
        BulkOutcome(
            status: status,
            id: id,
            location: "https://x/\(endpoint)/\(id)",
            version: EntityTag(version: made).description
        )
    }

    private func check(_ data: SCIMObject) throws(SCIMError) {
        guard data["fails"] == nil else { throw .invalidValue("asked to fail") }
        for member in data["members"]?.array ?? [] {
            guard let id = member.object?["value"]?.string, resources[id] != nil else {
                throw .invalidValue("no such member")
            }
        }
    }

    /// Appends to arrays and replaces everything else: all that a job's own patches need.
    private func patched(_ old: SCIMObject, by message: SCIMObject) throws -> SCIMObject {
        var new = old
        for operation in try PatchRequest(.object(message), profile: .strict).operations {
            guard let path = operation.path, let value = operation.value else { continue }
            new[path] = value.array.map { .array((new[path]?.array ?? []) + $0) } ?? value
        }
        return new
    }
}
