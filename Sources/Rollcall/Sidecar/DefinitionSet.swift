import AccessModel
import ArgumentParser
import DirectoryStorage
import Foundation
import Provisioning
import SCIMProtocol

/// The resource types and extensions that a directory of definition files declares.
enum DefinitionSet {
    /// Definitions are small; what is larger is another file by mistake.
    private static let bytesPerFile = 1 << 20

    /// Users and groups with what the directory's `*.json` files add, or a failure that lists every mistake.
    static func load(_ directory: String) throws(CommandFailure) -> ResourceTypeSet {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory)
        } catch {
            throw invalid("`scim.definitions` is `\(directory)`, which is no directory that can be read")
        }
        let isDefinition = { (name: String) in name.hasSuffix(".json") && !name.hasPrefix(".") }
        guard names.contains(where: isDefinition) else {
            throw invalid("`scim.definitions` is `\(directory)`, which holds no definition files (*.json)")
        }
        do {
            return try ResourceTypeSet(files: names.filter(isDefinition).map { try file(named: $0, in: directory) })
        } catch let mistakes as DefinitionDiagnostics {
            throw invalid("the definitions in `\(directory)` are not good:\n\(mistakes)")
        } catch {
            throw (error as? CommandFailure) ?? invalid("the definitions in `\(directory)` cannot be read")
        }
    }

    /// Makes what is in the store unique where the definitions now say so, or says what stands in the way.
    static func apply(_ types: ResourceTypeSet, to store: some DirectoryStore, at instant: Timestamp)
        async throws(CommandFailure)
    {
        do {
            try await types.holdUniqueValues(in: store, at: instant)
        } catch let duplicates as DuplicateValues {
            throw invalid("\(duplicates)")
        } catch {
            throw CommandFailure("the definitions cannot be applied: \(error)")
        }
    }

    private static func file(named name: String, in directory: String) throws(CommandFailure) -> DefinitionFile {
        let path = "\(directory)/\(name)"
        let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        // Opening a pipe would wait for whoever writes to it.
        let type = try? FileManager.default.attributesOfItem(atPath: target)[.type] as? FileAttributeType
        guard type == .typeRegular, let file = FileHandle(forReadingAtPath: target),
            let content = try? file.read(upToCount: bytesPerFile + 1)
        else { throw invalid("`\(path)` is no file that can be read") }
        guard content.count <= bytesPerFile else { throw invalid("`\(path)` is larger than \(bytesPerFile) bytes") }
        return DefinitionFile(name: name, json: Array(content))
    }

    private static func invalid(_ message: String) -> CommandFailure {
        CommandFailure(message, exitCode: .configurationInvalid)
    }
}
