import Provisioning
import SCIMProtocol

/// What the tests declare: devices with unique serial numbers, sensors, and a badge that users and devices may have.
enum DeclaredTypes {
    static let device = "urn:example:scim:Device"
    static let badge = "urn:example:scim:Badge"
    static let team = "urn:example:scim:Team"

    static let all = set(serialNumber: #""uniqueness":"server""#, badgeNumber: #""uniqueness":"server""#)

    static var configuration: ProvisioningConfiguration { ProvisioningConfiguration(types: all) }

    /// The same with other characteristics of the two attributes.
    static func set(serialNumber: String, badgeNumber: String) -> ResourceTypeSet {
        let schema = #""schemas":["urn:ietf:params:scim:schemas:core:2.0:Schema"]"#
        let type = #""schemas":["urn:ietf:params:scim:schemas:core:2.0:ResourceType"]"#
        let json = #"""
            [{\#(schema),"id":"\#(device)","name":"Device","attributes":[
               {"name":"serialNumber","required":true,\#(serialNumber)},{"name":"level","type":"integer"},
               {"name":"tags","multiValued":true},{"name":"model","mutability":"immutable"},
               {"name":"owner","type":"complex","subAttributes":[{"name":"value"},{"name":"note"}]}]},
             {\#(schema),"id":"urn:example:scim:Sensor","name":"Sensor","attributes":[{"name":"place"}]},
             {\#(schema),"id":"\#(badge)","name":"Badge","attributes":[
               {"name":"color","canonicalValues":["red","green"]},{"name":"number",\#(badgeNumber)},
               {"name":"doors","type":"complex","multiValued":true,"subAttributes":[
                 {"name":"value","required":true},{"name":"type"}]}]},
             {\#(schema),"id":"\#(team)","name":"Team","attributes":[{"name":"floor","type":"integer","required":true}]},
             {\#(type),"name":"Device","endpoint":"/Devices","schema":"\#(device)",
              "schemaExtensions":[{"schema":"\#(badge)"}]},
             {\#(type),"name":"Sensor","endpoint":"/Sensors","schema":"urn:example:scim:Sensor"},
             {\#(type),"name":"User","schema":"urn:ietf:params:scim:schemas:core:2.0:User",
              "schemaExtensions":[{"schema":"\#(badge)"}]},
             {\#(type),"name":"Group","schema":"urn:ietf:params:scim:schemas:core:2.0:Group",
              "schemaExtensions":[{"schema":"\#(team)"}]}]
            """#
        let file = DefinitionFile(name: "all.json", json: Array(json.utf8))
        // Without its definitions every test fails.
        return (try? ResourceTypeSet(files: [file])) ?? .standard
    }
}

extension TestServer {
    /// Creates a device and returns the answer.
    func makeDevice(_ serialNumber: String, _ more: String = "") async throws -> Reply {
        try await post("/Devices", #"{"serialNumber":"\#(serialNumber)"\#(more)}"#)
    }
}
