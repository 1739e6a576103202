import AccessModel
import Configuration
import Foundation
import PolicyCompilation
import Yams

/// The YAML file that `--config` names. Whatever in it is no setting, or not of the setting's form, is refused by line.
struct ConfigurationFile {
    private(set) var values: [AbsoluteConfigKey: ConfigValue] = [:]
    private let path: String
    private var mistakes: [String] = []

    init(path: String) throws(CommandFailure) {
        self.path = path
        if let root = try Self.parse(path) { readRoot(root) }
        guard mistakes.isEmpty else {
            throw CommandFailure(mistakes.joined(separator: "\n"), exitCode: .configurationInvalid)
        }
    }

    private static func parse(_ path: String) throws(CommandFailure) -> Node? {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandFailure("cannot read the configuration file `\(path)`", exitCode: .configurationInvalid)
        }
        do {
            return try Parser(yaml: String(decoding: data, as: UTF8.self), resolver: .basic).singleRoot()
        } catch let error as YamlError {
            throw CommandFailure("\(path):\(error.sentence)", exitCode: .configurationInvalid)
        } catch {
            throw CommandFailure("`\(path)` cannot be read as YAML", exitCode: .configurationInvalid)
        }
    }

    private mutating func readRoot(_ root: Node) {
        guard case .mapping(let mapping) = root else {
            return report("the file must be a mapping, such as `listen: 127.0.0.1:8080`", at: root)
        }
        read(mapping, in: nil)
    }

    private mutating func read(_ mapping: Node.Mapping, in section: String?) {
        for (key, value) in mapping {
            guard let name = key.scalar?.string else {
                report("a key must be a text", at: key)
                continue
            }
            read([section, name].compactMap(\.self).joined(separator: "."), value, at: key)
        }
    }

    private mutating func read(_ name: String, _ value: Node, at place: Node) {
        if let setting = SettingKey(rawValue: name) { return read(setting, value, at: place) }
        let inner = SettingKey.section(name)
        if inner.isEmpty {
            let suggestion = Suggestion.suffix(for: name, among: SettingKey.names)
            report("there is no setting `\(name)`\(suggestion)", at: place)
        } else if case .mapping(let mapping) = value {
            read(mapping, in: name)
        } else {
            let names = inner.map { "`\($0.components.last ?? "")`" }.joined(separator: ", ")
            report("`\(name)` must be a mapping with some of \(names)", at: place)
        }
    }

    private mutating func read(_ setting: SettingKey, _ value: Node, at place: Node) {
        let key = AbsoluteConfigKey(setting.components)
        guard values[key] == nil else { return report("`\(setting.rawValue)` is given twice", at: place) }
        let content = setting.isList ? value.texts.map(ConfigContent.stringArray) : value.text.map(ConfigContent.string)
        guard let content else {
            let example = setting.isList ? "a list of texts, such as `[\"uid:33\"]`" : "one value"
            return report("`\(setting.rawValue)` must be \(example)", at: place)
        }
        values[key] = ConfigValue(content, isSecret: false)
    }

    private mutating func report(_ sentence: String, at place: Node) {
        mistakes.append("\(path):\(place.mark?.line ?? 0): \(sentence)")
    }
}

extension Node {
    /// A scalar that says something.
    fileprivate var text: String? {
        guard case .scalar(let scalar) = self, !scalar.string.isEmpty else { return nil }
        return scalar.string
    }

    /// A list of nothing but such scalars.
    fileprivate var texts: [String]? {
        guard case .sequence(let sequence) = self else { return nil }
        let texts = sequence.compactMap(\.text)
        return texts.count == sequence.count ? texts : nil
    }
}

extension YamlError {
    /// `line: what`, without the excerpt that the library would print.
    fileprivate var sentence: String {
        switch self {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            "\(mark.line): the YAML is malformed: \(problem)"
        case .duplicatedKeysInMapping(let keys, let context):
            "\(context.mark.line): `\(keys.sorted().first ?? "")` is given twice"
        default: " the YAML is malformed"
        }
    }
}
