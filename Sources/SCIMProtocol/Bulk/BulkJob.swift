/// Carries out a bulk request: says which operation comes next, and what its references stand for.
///
/// Operations come in the order of the request. One that refers to a resource which is yet to be made waits for it; where
/// operations wait for each other, one of them is carried out without the references, which a PATCH adds afterwards.
/// Whoever performs them asks for the ``next()`` and reports what became of it by ``record(_:)``, until there is none.
package struct BulkJob: Sendable {
    /// One thing to do: an operation of the request, or the second half of one.
    private struct Task {
        /// The place of the result.
        let index: Int
        let operation: BulkOperation
        /// The tasks that must have ended before.
        var waitsFor: Set<Int> = []
    }

    private let request: BulkRequest
    private var tasks: [Task]
    /// For each task those that wait for it.
    private var dependents: [Int: [Int]] = [:]
    /// The POST that makes the resource of a name.
    private let makers: [String: Int]
    private var ids: [String: String] = [:]
    /// Tasks that no longer wait, the next one last.
    private var ready: [Int] = []
    /// The first task that was not looked at.
    private var cursor = 0
    /// Those that were looked at and wait.
    private var waiting: Set<Int> = []
    /// The second halves that are still to come.
    private var completions: Set<Int> = []
    private var current: Int?
    private var outcomes: [Int: BulkOutcome] = [:]
    private var failures = 0

    package init(_ request: BulkRequest) {
        self.request = request
        var makers: [String: Int] = [:]
        for (index, operation) in request.operations.enumerated() where operation.method == .post {
            if let name = operation.bulkID { makers[name] = index }
        }
        self.makers = makers
        tasks = []
        for (index, operation) in request.operations.enumerated() { append(Task(index: index, operation: operation)) }
        keepOrderOfTargets()
    }

    /// The next operation to perform, with its references resolved; nil when all is done or enough has failed.
    package mutating func next() -> BulkOperation? {
        while !hasFailedEnough {
            guard let number = nextTask() else { return nil }
            let task = tasks[number]
            if let error = Self.unresolvable(task.operation, makers, ids) {
                finish(number, BulkOutcome(error))
                continue
            }
            current = number
            return BulkReferences.resolved(task.operation, ids)
        }
        leaveUndone()
        return nil
    }

    /// Reports what became of the operation that ``next()`` gave last.
    package mutating func record(_ outcome: BulkOutcome) {
        guard let number = current else { return }
        current = nil
        if let name = tasks[number].operation.bulkID, tasks[number].operation.method == .post, !outcome.isFailure {
            ids[name] = outcome.id
        }
        finish(number, outcome)
    }

    /// What has been carried out so far.
    package var response: BulkResponse {
        BulkResponse(
            results: request.operations.enumerated().compactMap { index, operation in
                outcomes[index].map { (operation, $0) }
            }
        )
    }

    private var hasFailedEnough: Bool { request.failOnErrors.map { failures >= $0 } ?? false }
}

extension BulkJob {
    private mutating func append(_ task: Task) {
        var task = task
        let number = tasks.count
        for name in BulkReferences.names(in: task.operation) {
            guard let maker = makers[name], outcomes[maker] == nil else { continue }
            task.waitsFor.insert(maker)
            dependents[maker, default: []].append(number)
        }
        tasks.append(task)
    }

    /// What happens to one resource happens in the order of the request.
    private mutating func keepOrderOfTargets() {
        var latest: [[String]: Int] = [:]
        for number in tasks.indices {
            let operation = tasks[number].operation
            guard let id = operation.id else { continue }
            if let earlier = latest.updateValue(number, forKey: [operation.endpoint.lowercased(), id]) {
                tasks[number].waitsFor.insert(earlier)
                dependents[earlier, default: []].append(number)
            }
        }
    }

    private mutating func nextTask() -> Int? {
        if let number = ready.popLast() { return number }
        while cursor < tasks.count {
            defer { cursor += 1 }
            if tasks[cursor].waitsFor.isEmpty { return cursor }
            waiting.insert(cursor)
        }
        return waiting.min().map { breakCycle(from: $0) }
    }

    /// Takes an operation that waits for itself, by way of others, and puts off what it waits for.
    private mutating func breakCycle(from start: Int) -> Int {
        var number = start
        var seen: Set<Int> = []
        while seen.insert(number).inserted { number = tasks[number].waitsFor.min() ?? number }
        let missing = Set(makers.filter { tasks[number].waitsFor.contains($0.value) }.keys)
        let (now, later) = tasks[number].operation.split(without: missing)
        for maker in tasks[number].waitsFor { dependents[maker]?.removeAll { $0 == number } }
        waiting.remove(number)
        tasks[number] = Task(index: tasks[number].index, operation: now)
        completions.insert(tasks.count)
        append(Task(index: tasks[number].index, operation: later))
        return number
    }

    private mutating func finish(_ number: Int, _ outcome: BulkOutcome) {
        completions.remove(number)
        let index = tasks[number].index
        let before = outcomes[index]
        outcomes[index] = before?.followed(by: outcome) ?? outcome
        if outcome.isFailure, before?.isFailure != true { failures += 1 }
        var released: [Int] = []
        for dependent in dependents.removeValue(forKey: number) ?? [] {
            tasks[dependent].waitsFor.remove(number)
            if tasks[dependent].waitsFor.isEmpty, waiting.remove(dependent) != nil { released.append(dependent) }
        }
        ready.append(contentsOf: released.sorted(by: >))
    }

    /// Says of every resource that was made without its references that they are missing.
    private mutating func leaveUndone() {
        let error = SCIMError(status: 409, detail: "the request ended before its references could be set")
        for number in completions {
            let index = tasks[number].index
            outcomes[index] = outcomes[index]?.followed(by: BulkOutcome(error))
        }
        completions = []
    }

    private static func unresolvable(
        _ operation: BulkOperation,
        _ makers: [String: Int],
        _ ids: [String: String]
    ) -> SCIMError? {
        let missing = BulkReferences.names(in: operation).filter { ids[$0] == nil }.min()
        guard let missing else { return nil }
        guard makers[missing] != nil else {
            return .invalidValue("no POST of the request has the `bulkId` \(missing.quoted)")
        }
        return SCIMError(status: 409, detail: "the resource of the `bulkId` \(missing.quoted) was not made")
    }
}
