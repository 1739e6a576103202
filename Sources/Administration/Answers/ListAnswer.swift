import HTTPTypes
import AccessModel
import DirectoryStorage
import TokenSigning

/// Part of a list, in the form that the request's style of paging asks for.
struct ListAnswer<Element: Encodable & Sendable>: Encodable, Sendable {
    var elements: [Element]
    /// What the list is called in an object.
    var name: String
    var form: Form

    enum Form: Sendable {
        case bare
        case totals(start: Int, limit: Int, total: Int)
        case part(next: String?)
    }

    func encode(to encoder: any Encoder) throws {
        if case .bare = form { return try elements.encode(to: encoder) }
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(elements, forKey: Key(stringValue: name))
        switch form {
        case .bare: break
        case .totals(let start, let limit, let total):
            try container.encode(start, forKey: "start")
            try container.encode(limit, forKey: "limit")
            try container.encode(total, forKey: "total")
        case .part(let next): try container.encodeIfPresent(next, forKey: "next")
        }
    }

    private struct Key: CodingKey, ExpressibleByStringLiteral {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
        init(stringLiteral value: String) { stringValue = value }
    }
}

extension ManagementRequest {
    /// Answers with part of a list that is there as a whole.
    ///
    /// A cursor names the key of the last element shown, and the next page begins after it: nothing is skipped or shown
    /// twice by what is written meanwhile.
    ///
    /// - Parameter key: unique, and ascending along `all` byte by byte.
    func answer<Record, Element: Encodable & Sendable>(
        _ all: [Record],
        named name: String,
        by key: (Record) -> String,
        _ show: (Record) throws -> Element
    ) throws -> ManagementAnswer {
        switch page {
        case .offset(let page, let size, let totals):
            let start = page * size
            let elements = try all.dropFirst(start).prefix(size).map(show)
            let form: ListAnswer<Element>.Form =
                totals ? .totals(start: start, limit: size, total: all.count) : .bare
            return .ok(ListAnswer(elements: elements, name: name, form: form))
        case .checkpoint(let from, let size):
            let last = try from.map { try opened($0) }
            let rest = last.map { last in all.drop { !last.utf8.lexicographicallyPrecedes(key($0).utf8) } } ?? all[...]
            let shown = rest.prefix(size)
            let next = rest.count > size ? try shown.last.map { try sealed(key($0)) } : nil
            return .ok(ListAnswer(elements: try shown.map(show), name: name, form: .part(next: next)))
        case nil:
            return .ok(ListAnswer(elements: try all.map(show), name: name, form: .bare))
        }
    }

    /// Answers with part of a list that the store hands out in parts.
    ///
    /// - Parameters:
    ///   - count: of the whole list; asked for only where totals are.
    ///   - part: up to so many after the position.
    func answer<Record: Sendable, Element: Encodable & Sendable>(
        named name: String,
        count: () throws -> Int,
        part: (ListPosition?, Int) throws -> Page<Record>,
        _ show: (Record) throws -> Element
    ) throws -> ManagementAnswer {
        switch page {
        case .offset(let page, let size, let totals):
            let start = page * size
            let elements = try part(nil, start + size).elements.dropFirst(start)
            let form: ListAnswer<Element>.Form =
                totals ? .totals(start: start, limit: size, total: try count()) : .bare
            return .ok(ListAnswer(elements: try elements.map(show), name: name, form: form))
        case .checkpoint(let from, let size):
            let found = try part(try from.map { try position($0) }, size)
            let next = try found.next.map { try sealed("\($0.rawValue)") }
            return .ok(ListAnswer(elements: try found.elements.map(show), name: name, form: .part(next: next)))
        case nil:
            return .ok(ListAnswer(elements: try part(nil, .max).elements.map(show), name: name, form: .bare))
        }
    }

    private func position(_ cursor: String) throws(ManagementError) -> ListPosition {
        guard let number = Int64(try opened(cursor)) else { throw .invalidCursor }
        return ListPosition(rawValue: number)
    }

    private func sealed(_ key: String) throws(ManagementError) -> String {
        guard let bytes = directory.seal.seal(Array(key.utf8), context: Array(listContext.utf8)) else {
            throw ManagementError(.internalServerError, "A cursor could not be sealed")
        }
        return Base64URL.text(bytes)
    }

    private func opened(_ cursor: String) throws(ManagementError) -> String {
        guard let sealed = Base64URL.decode(cursor.utf8),
            let key = directory.seal.open(sealed, context: Array(listContext.utf8))
        else { throw .invalidCursor }
        return String(decoding: key, as: UTF8.self)
    }
}
