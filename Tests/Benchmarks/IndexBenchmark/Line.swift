/// One line of the report: a flat JSON object of names and numbers.
struct Line {
    private var fields: [String]

    init(_ name: String) {
        fields = ["\"name\":\"\(name)\""]
    }

    func with(_ name: String, _ value: Int) -> Line { adding("\"\(name)\":\(value)") }
    func with(_ name: String, _ value: Double) -> Line { adding("\"\(name)\":\((value * 1_000).rounded() / 1_000)") }
    func with(_ name: String, _ text: String) -> Line { adding("\"\(name)\":\"\(text)\"") }

    private func adding(_ field: String) -> Line {
        var line = self
        line.fields.append(field)
        return line
    }

    func print() {
        Swift.print("{" + fields.joined(separator: ",") + "}")
    }
}
