package import HTTPTypes

extension HTTPFields {
    /// Whether the body is what it says, neither compressed nor otherwise encoded (RFC 9110 section 8.4). Nothing else is
    /// decoded here: a body of which nobody knows how large it becomes is no bound on anything.
    package var isBodyPlain: Bool {
        self[values: .contentEncoding].allSatisfy { list in
            list.split(separator: ",").allSatisfy { $0.filter { $0 != " " && $0 != "\t" }.lowercased() == "identity" }
        }
    }
}
