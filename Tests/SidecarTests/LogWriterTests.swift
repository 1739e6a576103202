import Foundation
import Synchronization
import Testing

@testable import Rollcall

@Suite("The log's writer")
struct LogWriterTests {
    private static let loss = "lost "

    private func writer(to output: FileHandle, capacity: Int = 131_072) -> LogWriter {
        LogWriter(to: output, capacity: capacity) { "\(Self.loss)\($0)" }
    }

    @Test func `lines are written in order, and all of them before a flush returns`() throws {
        let file = try ScratchFile()
        let writer = writer(to: try #require(FileHandle(forWritingAtPath: file.path)))
        let lines = (0..<500).map { "line \($0)" }
        for line in lines { writer.write(line) }
        writer.flush(within: .seconds(60))
        #expect(try file.text == lines.joined(separator: "\n") + "\n")
    }

    @Test func `a reader that does not read holds up nobody, and learns how much it missed`() throws {
        let pipe = Pipe()
        let writer = writer(to: pipe.fileHandleForWriting, capacity: 10_000)
        let count = 20_000
        // Far more than a pipe holds. Nobody reads, and nobody waits.
        for number in 0..<count { writer.write("\(number) \(String(repeating: "x", count: 100))") }
        writer.flush(within: .milliseconds(1))

        var text = ""
        var seen = Reading(text)
        while seen.lines.count + seen.lost < count {
            let data = pipe.fileHandleForReading.availableData
            try #require(!data.isEmpty)
            text += String(decoding: data, as: UTF8.self)
            seen = Reading(text)
        }
        #expect(seen.lost > 0)
        #expect(seen.lines.count + seen.lost == count)
        #expect(seen.lines == seen.lines.sorted())
        // It flows again.
        writer.write("after")
        #expect(String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self) == "after\n")
    }

    @Test func `a line longer than the backlog is written all the same`() throws {
        let file = try ScratchFile()
        let writer = writer(to: try #require(FileHandle(forWritingAtPath: file.path)), capacity: 10)
        writer.write(String(repeating: "x", count: 100))
        writer.flush(within: .seconds(60))
        #expect(try file.text.count == 101)
    }

    @Test func `what could not be written is counted with the next line`() throws {
        let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
        let losses = Losses()
        let writer = LogWriter(to: full) { lines in
            losses.lines.withLock { $0.append(lines) }
            return ""
        }
        for _ in 0..<2 {
            writer.write("a line")
            writer.flush(within: .seconds(60))
        }
        #expect(losses.lines.withLock { $0 } == [1])
    }

    private final class Losses: Sendable {
        let lines = Mutex([Int]())
    }

    /// The numbers of the whole lines of a text, and the lines that its notes say are missing.
    private struct Reading {
        var lines: [Int] = []
        var lost = 0

        init(_ text: String) {
            for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
                if line.hasPrefix(LogWriterTests.loss) {
                    lost += Int(line.dropFirst(LogWriterTests.loss.count)) ?? 0
                } else if let number = Int(line.prefix { $0 != " " }) {
                    lines.append(number)
                }
            }
        }
    }
}

/// An empty file that lives as long as the test.
private final class ScratchFile {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        try Data().write(to: URL(filePath: path))
    }

    var text: String {
        get throws { String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self) }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
