import AccessModel
import Foundation
import PolicyCompilation

/// The policies that Rollcall ships.
enum Shipped {
    static let directory = PolicyDirectory(
        path: URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/../../policies"
    )

    static func model() throws -> RoleModel {
        try PolicyCompiler().compile(directory.policies())
    }
}
