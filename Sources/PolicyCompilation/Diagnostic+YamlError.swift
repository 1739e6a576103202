import Yams

extension Diagnostic {
    /// What the YAML library has to say, in our words and with its place.
    init(_ error: YamlError, in file: String) {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _):
            let setting = context.map { " \($0.text)" } ?? ""
            self.init("the YAML is malformed\(setting): \(problem)", at: SourcePosition(file, mark))
        case .composer(let context, let problem, let mark, _):
            let setting = context.map { " \($0.text)," } ?? ""
            self.init("the YAML is malformed:\(setting) \(problem)", at: SourcePosition(file, mark))
        case .reader(let problem, let offset, _, let text):
            self.init("the YAML is malformed: \(problem)", at: SourcePosition(file, offset: offset, in: text))
        case .duplicatedKeysInMapping(let keys, let context):
            let keys = Array(Set(keys)).sorted()
            let verb = keys.count == 1 ? "the key \(keys.quotedList) appears" : "the keys \(keys.quotedList) appear"
            self.init("\(verb) more than once in the same mapping", at: SourcePosition(file, context.mark))
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            self.init("cannot be read as YAML", at: SourcePosition(file: file))
        }
    }
}

extension SourcePosition {
    fileprivate init(_ file: String, _ mark: Mark) {
        self.init(file: file, line: mark.line, column: mark.column)
    }

    /// The place that is `offset` characters into the text; the whole file where that is not known.
    fileprivate init(_ file: String, offset: Int?, in text: String) {
        guard let offset, let end = text.index(text.startIndex, offsetBy: offset, limitedBy: text.endIndex) else {
            self.init(file: file)
            return
        }
        let lines = text[..<end].split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        self.init(file: file, line: lines.count, column: (lines.last?.unicodeScalars.count ?? 0) + 1)
    }
}
