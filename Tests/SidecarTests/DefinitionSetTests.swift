import ArgumentParser
import DirectoryStorage
import SCIMProtocol
import TestSupport
import Testing

@testable import Rollcall

@Suite struct `A directory of definitions` {
    private static let sensor = #"""
        [{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Schema"],"id":"urn:example:scim:Sensor","name":"Sensor",
          "attributes":[{"name":"place","uniqueness":"server"}]},
         {"schemas":["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],"name":"Sensor","endpoint":"/Sensors",
          "schema":"urn:example:scim:Sensor"}]
        """#

    private func load(_ files: [String: String]) throws -> ResourceTypeSet {
        let directory = try TemporaryDirectory()
        for (name, text) in files { try directory.write(text, to: name) }
        return try DefinitionSet.load(directory.path)
    }

    @Test func `declares types with its JSON files, and leaves others alone`() throws {
        let set = try load(["sensor.json": Self.sensor, "README.md": "{", ".hidden.json": "{"])
        #expect(set.types.map(\.name) == ["User", "Group", "Sensor"])
    }

    @Test(arguments: [
        (["a.json": "{"], "a.json: the JSON ends too early"), ([:], "no definition files"),
        (["a.json": String(repeating: " ", count: (1 << 20) + 1)], "larger than"),
        (["b.json": #"[{"schemas":["x"]}]"#, "a.json": sensor], "b.json: [0].schemas"),
    ])
    func `that is not good is refused with all that is wrong`(files: [String: String], message: String) throws {
        let failure = #expect(throws: CommandFailure.self) { try load(files) }
        #expect(failure?.exitCode == .configurationInvalid)
        #expect(failure?.message.contains(message) == true, "\(failure?.message ?? "")")
    }

    @Test func `that is not there is refused`() throws {
        let failure = #expect(throws: CommandFailure.self) { try DefinitionSet.load("/nowhere/at/all") }
        #expect(failure?.exitCode == .configurationInvalid)
    }
}
