import AccessModel
import SCIMProtocol

/// A user in plain types, and filters on it as plain closures: the oracle of the evaluator.
struct PlainUser {
    struct Email {
        var type: String
        var value: String
    }

    var userName: String
    var externalID: String?
    var active: Bool
    var emails: [Email]
    /// Seconds since ``epoch``.
    var created: Int64

    private static let epoch: Int64 = 1_700_000_000

    var document: SCIMObject {
        var object: SCIMObject = ["userName": .string(userName), "active": .boolean(active)]
        object["externalId"] = externalID.map { .string($0) }
        object["meta"] = ["created": .string(Timestamp(seconds: Self.epoch + created).description)]
        if !emails.isEmpty {
            object["emails"] = .array(emails.map { ["type": .string($0.type), "value": .string($0.value)] })
        }
        return object
    }

    static func random(using generator: inout some RandomNumberGenerator) -> PlainUser {
        PlainUser(
            userName: word(&generator),
            externalID: Bool.random(using: &generator) ? word(&generator) : nil,
            active: .random(using: &generator),
            emails: (0..<Int.random(in: 0..<3, using: &generator)).map { _ in
                Email(type: word(&generator), value: word(&generator))
            },
            created: .random(in: 0..<4, using: &generator)
        )
    }

    typealias Test<Subject> = (text: String, holds: (Subject) -> Bool)

    static func randomFilter(depth: Int, using generator: inout some RandomNumberGenerator) -> Test<PlainUser> {
        combine(depth, &generator) { generator in
            switch Int.random(in: 0..<8, using: &generator) {
            case 0:
                let test = comparison("userName", isExact: false, &generator)
                return (test.text, { test.holds([$0.userName]) })
            case 1:
                let test = comparison("externalId", isExact: true, &generator)
                return (test.text, { test.holds($0.externalID.map { [$0] } ?? []) })
            case 2: return ("externalId pr", { $0.externalID != nil })
            case 3: return ("active eq true", \.active)
            case 4:
                let test = comparison("emails.value", isExact: false, &generator)
                return (test.text, { test.holds($0.emails.map(\.value)) })
            case 5: return ("emails pr", { !$0.emails.isEmpty })
            case 6: return instantFilter(&generator)
            default:
                let test = randomEmailFilter(&generator)
                return ("emails[\(test.text)]", { $0.emails.contains(where: test.holds) })
            }
        }
    }

    /// The same instant is written in several zones and with several fractions.
    private static func instantFilter(_ generator: inout some RandomNumberGenerator) -> Test<PlainUser> {
        let zones: [(String, Int64)] = [(".000Z", 0), ("Z", 0), (".0+02:00", 7_200), ("-05:30", -19_800)]
        let (zone, offset) = zones.randomElement(using: &generator) ?? zones[0]
        let operand = Int64.random(in: 0..<4, using: &generator)
        let local = Timestamp(seconds: epoch + operand + offset).description.dropLast(5)
        let comparisons: [(String, (Int64, Int64) -> Bool)] = [
            ("eq", { $0 == $1 }), ("ne", { $0 != $1 }), ("gt", { $0 > $1 }), ("ge", { $0 >= $1 }), ("lt", { $0 < $1 }),
            ("le", { $0 <= $1 }),
        ]
        let (keyword, test) = comparisons.randomElement(using: &generator) ?? comparisons[0]
        return (#"meta.created \#(keyword) "\#(local)\#(zone)""#, { test($0.created, operand) })
    }

    private static func randomEmailFilter(_ generator: inout some RandomNumberGenerator) -> Test<Email> {
        combine(2, &generator) { generator in
            let isType = Bool.random(using: &generator)
            let test = comparison(isType ? "type" : "value", isExact: false, &generator)
            return (test.text, { test.holds([isType ? $0.type : $0.value]) })
        }
    }

    private static func combine<Subject, Generator: RandomNumberGenerator>(
        _ depth: Int,
        _ generator: inout Generator,
        leaf: (inout Generator) -> Test<Subject>
    ) -> Test<Subject> {
        let kind = depth > 0 ? Int.random(in: 0..<5, using: &generator) : 4
        if kind > 2 { return leaf(&generator) }
        let left = combine(depth - 1, &generator, leaf: leaf)
        if kind == 0 { return ("not (\(left.text))", { !left.holds($0) }) }
        let right = combine(depth - 1, &generator, leaf: leaf)
        // Without parentheses on purpose where precedence makes them superfluous.
        return kind == 1
            ? ("(\(left.text)) and (\(right.text))", { left.holds($0) && right.holds($0) })
            : ("\(left.text) or \(right.text)", { left.holds($0) || right.holds($0) })
    }

    /// On words of `a`, `b` and their capitals, so that lower case is the whole of folding.
    private static func comparison(
        _ name: String,
        isExact: Bool,
        _ generator: inout some RandomNumberGenerator
    ) -> Test<[String]> {
        let operand = word(&generator)
        let folded = isExact ? operand : operand.lowercased()
        let (keyword, test) = operators.randomElement(using: &generator) ?? operators[0]
        let holds = { (values: [String]) in
            if values.isEmpty { return keyword == "ne" }
            return values.contains { test(isExact ? $0 : $0.lowercased(), folded) }
        }
        return ("\(name) \(keyword) \"\(operand)\"", holds)
    }

    private static let operators: [(String, @Sendable (String, String) -> Bool)] = [
        ("eq", { $0 == $1 }), ("ne", { $0 != $1 }), ("co", { $0.isEmpty == false && $0.contains($1) }),
        ("sw", { $0.hasPrefix($1) }), ("ew", { $0.hasSuffix($1) }), ("gt", { $0 > $1 }), ("ge", { $0 >= $1 }),
        ("lt", { $0 < $1 }), ("le", { $0 <= $1 }),
    ]

    private static func word(_ generator: inout some RandomNumberGenerator) -> String {
        String(
            (0..<Int.random(in: 1..<4, using: &generator)).map { _ in "abAB".randomElement(using: &generator) ?? "a" }
        )
    }
}
