import Foundation
import StrictJSON

/// As part of a body of the management API.
extension JSONValue: Encodable {
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .boolean(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let values): try container.encode(values)
        // A dictionary, because the encoder spells the names of other containers in its own way.
        case .object(let object):
            try container.encode(Dictionary(object.members.map { ($0.name, $0.value) }) { _, last in last })
        }
    }
}

extension JSONNumber: Encodable {
    /// Exact up to 38 digits.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let integer {
            try container.encode(integer)
        } else if let decimal = Decimal(string: text), decimal.isFinite, decimal != 0 || double == 0 {
            try container.encode(decimal)
        } else {
            try container.encode(double)
        }
    }
}
