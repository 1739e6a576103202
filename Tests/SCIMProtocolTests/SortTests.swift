import AccessModel
import SCIMProtocol
import Testing

@Suite struct SortTests {
    private func order(
        _ attribute: String,
        _ direction: ResourceOrder.Direction = .ascending,
        of type: ResourceTypeDefinition = .user
    ) throws -> ResourceOrder {
        try ResourceOrder(by: attribute, direction, of: type)
    }

    /// The ids of the documents, given as JSON objects, in the order.
    private func sorted(_ documents: [String], by order: ResourceOrder) throws -> [String] {
        var page = SortedPage<String>(in: order, limit: .max)
        for document in documents {
            let resource = try object(document)
            let id = resource["id"]?.string ?? ""
            page.insert(id, at: SortPosition(key: order.key(of: resource), id: id))
        }
        return page.elements.map(\.element)
    }

    @Test func `Q-15 sortBy alone is ascending, a missing value last, and first in descending order`() throws {
        let users = [#"{"id":"1","title":"b"}"#, #"{"id":"2"}"#, #"{"id":"3","title":"a"}"#, #"{"id":"4","title":""}"#]
        #expect(try sorted(Array(users.prefix(3)), by: order("title")) == ["3", "1", "2"])
        #expect(try sorted(Array(users.prefix(3)), by: order("title", .descending)) == ["2", "1", "3"])
        #expect(try sorted(users, by: order("title")) == ["4", "3", "1", "2"])
    }

    @Test func `Q-15 text sorts without case unless it is case-exact`() throws {
        let users = [
            #"{"id":"1","userName":"b","externalId":"b"}"#, #"{"id":"2","userName":"A","externalId":"A"}"#,
            #"{"id":"3","userName":"C","externalId":"C"}"#, #"{"id":"4","userName":"É","externalId":"a"}"#,
        ]
        #expect(try sorted(users, by: order("USERNAME")) == ["2", "1", "3", "4"])
        #expect(try sorted(users, by: order("externalId")) == ["2", "3", "4", "1"])
    }

    @Test func `Q-15 many values sort by the primary one, or else the first`() throws {
        let users = [
            #"{"id":"1","emails":[{"value":"z"},{"value":"a","primary":true}]}"#,
            #"{"id":"2","emails":[{"value":"b"},{"value":"0"}]}"#,
            #"{"id":"3","emails":[{"display":"x"}]}"#,
        ]
        #expect(try sorted(users, by: order("emails.value")) == ["1", "2", "3"])
        #expect(try sorted(users, by: order("emails")) == ["1", "2", "3"])
        #expect(try order("EMAILS").attribute == "emails.value")
    }

    @Test func `Q-15 the type decides: instants, booleans and numbers`() throws {
        let instants = [
            #"{"id":"1","meta":{"created":"2026-01-01T01:30:00+01:00"}}"#,
            #"{"id":"2","meta":{"created":"2026-01-01T00:30:00.5Z"}}"#,
            #"{"id":"3","meta":{"created":"2026-01-01T00:00:00Z"}}"#,
        ]
        #expect(try sorted(instants, by: order("meta.created")) == ["3", "1", "2"])
        let flags = [#"{"id":"1","active":true}"#, #"{"id":"2","active":false}"#]
        #expect(try sorted(flags, by: order("active")) == ["2", "1"])
        var type = ResourceTypeDefinition.user
        type.schema.attributes.append(AttributeDefinition("level", .integer))
        type.schema.attributes.append(AttributeDefinition("weight", .decimal))
        let numbers = [
            #"{"id":"1","level":9007199254740993,"weight":10}"#, #"{"id":"2","level":9007199254740992,"weight":9.5}"#,
        ]
        #expect(try sorted(numbers, by: order("level", of: type)) == ["2", "1"])
        #expect(try sorted(numbers, by: order("weight", of: type)) == ["2", "1"])
    }

    @Test func `Q-4 equal keys are in order of id, whatever the direction`() throws {
        let users = ["3", "1", "2"].map { #"{"id":"\#($0)","title":"same"}"# }
        #expect(try sorted(users, by: order("title")) == ["1", "2", "3"])
        #expect(try sorted(users, by: order("title", .descending)) == ["1", "2", "3"])
    }

    @Test func `Q-8 extensions sort by their qualified names, and unknown attributes by id`() throws {
        let users = [
            #"{"id":"2","\#(enterprise)":{"department":"b"}}"#, #"{"id":"1","\#(enterprise)":{"department":"c"}}"#,
        ]
        #expect(try sorted(users, by: order("\(enterprise):department")) == ["2", "1"])
        #expect(try sorted(users, by: order("nosuch")) == ["1", "2"])
        #expect(try order("nosuch").attribute == nil)
    }

    @Test(arguments: ["", "name", "a b", "password", "a.b.c", "emails[type eq \"work\"]"])
    func `what has no value to compare cannot be sorted by`(attribute: String) {
        #expect(keyword { try order(attribute) } == .invalidValue)
    }

    @Test(arguments: 0..<300)
    func `pages of a sorted list are those of the whole list, by index and by place`(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let direction: ResourceOrder.Direction = Bool.random(using: &generator) ? .ascending : .descending
        let order = try order("title", direction)
        let places = (0..<Int.random(in: 0..<300, using: &generator)).map { id in
            let letter = "abcdefg".randomElement(using: &generator) ?? "a"
            let key: SortKey = Bool.random(using: &generator) ? .text(String(letter)) : .missing
            return SortPosition(key: key, id: "\(id)")
        }
        let all = places.sorted(by: order.precedes)
        let limit = Int.random(in: 0..<20, using: &generator)
        let skipped = Int.random(in: 0..<320, using: &generator)

        var byIndex = SortedPage<String>(in: order, skipping: skipped, limit: limit)
        for place in places { byIndex.insert(place.id, at: place) }
        #expect(byIndex.elements.map(\.element) == all.dropFirst(skipped).prefix(limit).map(\.id))
        #expect(byIndex.count == places.count)
        #expect(byIndex.hasMore == (places.count > skipped + limit))

        let start = places.randomElement(using: &generator)
        var byPlace = SortedPage<String>(in: order, after: start, limit: limit)
        for place in places { byPlace.insert(place.id, at: place) }
        let rest = start.map { start in all.drop { !order.precedes(start, $0) } } ?? all[...]
        #expect(byPlace.elements.map(\.position) == Array(rest.prefix(limit)))
        #expect(byPlace.count == rest.count)
    }
}
