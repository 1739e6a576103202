extension KeyDirectory {
    /// The file beside the keys: 64 hexadecimal digits.
    private static let sealingFile = "sealing.key"

    /// The key for text that comes back from clients, such as cursors; makes it, and the directory, where there is none
    /// yet.
    ///
    /// Whoever wants another one removes the file: clients whose text was sealed before then begin again.
    package func loadOrCreateSealingKey() throws(SigningError) -> SealingKey {
        let folder = try openOrMakeFolder()
        if let file = try folder.openIfPresent(Self.sealingFile) {
            return try sealingKey(in: file, path: folder.pathOfFile(Self.sealingFile))
        }
        let key = SealingKey.random()
        let path = folder.pathOfFile(Self.sealingFile)
        try folder.replace(Self.sealingFile) { file throws(SigningError) in
            guard file.write(Array("\(key.hexadecimal)\n".utf8)) else {
                throw .fileNotWritten(path: path, reason: systemReason())
            }
        }
        return key
    }

    private func sealingKey(in file: borrowing SigningKeyDescriptor, path: String) throws(SigningError) -> SealingKey {
        let text = file.contents().map { String(decoding: $0, as: UTF8.self) } ?? ""
        guard text.hasSuffix("\n"), let key = SealingKey(hexadecimal: String(text.dropLast())) else {
            throw .fileMalformed(path: path, reason: "holds no sealing key; remove it to have a new one made")
        }
        return key
    }
}

extension SealingKey {
    /// Nil where it is not 64 lowercase hexadecimal digits.
    fileprivate init?(hexadecimal text: String) {
        guard let bytes = Hexadecimal.bytes(text) else { return nil }
        self.init(bytes: bytes)
    }
}
