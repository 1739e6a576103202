import AccessModel
import DirectoryStorage
import HTTPTypes

/// A permission of an API as a request names it.
struct PermissionReference: Codable, Sendable {
    var api: String
    var permission: String

    private enum CodingKeys: String, CodingKey {
        case api = "resource_server_identifier"
        case permission = "permission_name"
    }

    /// What a request says that gives or takes permissions.
    static let body = Schema.object([
        .required(
            "permissions",
            .list(
                .object(
                    "PermissionReference",
                    [
                        .required("resource_server_identifier", .text(1...600)),
                        .required("permission_name", .text(1...280)),
                    ]
                ),
                1...1_000
            )
        )
    ])

    /// Those of a body, each once. Texts are bytes.
    static func all(of request: ManagementRequest) throws -> [Self] {
        struct Body: Decodable {
            var permissions: [PermissionReference]
        }
        var seen = Set<[[UInt8]]>()
        return try request.decoded(as: Body.self).permissions.filter { reference in
            seen.insert([Array(reference.api.utf8), Array(reference.permission.utf8)]).inserted
        }
    }

    /// Refuses a permission that no API has. Reads each API once: one can have thousands of permissions.
    static func check(_ references: [Self], in reader: any DirectoryReader) throws {
        for (identifier, references) in Dictionary(grouping: references, by: { Array($0.api.utf8) }) {
            guard let api = try reader.api(String(decoding: identifier, as: UTF8.self)) else {
                throw ManagementError.unknownAPI
            }
            try check(references.map(\.permission), of: api)
        }
    }

    /// Refuses a name that none of the API's permissions has.
    static func check(_ permissions: [String], of api: API) throws(ManagementError) {
        let names = Set(api.permissions.map { Array($0.name.utf8) })
        for permission in permissions where !names.contains(Array(permission.utf8)) {
            throw ManagementError(.notFound, "The resource server has no permission `\(permission)`.")
        }
    }

    var entitlement: Entitlement {
        Entitlement(resourceType: Entitlement.apiResourceType, resourceID: api, action: permission)
    }
}

extension ManagementError {
    static let unknownAPI = Self(
        .notFound,
        "The resource server does not exist.",
        errorCode: "inexistent_resource_server"
    )
}
