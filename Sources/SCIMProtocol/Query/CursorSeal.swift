package import AccessModel
import Foundation

/// Turns cursors into text that says nothing to clients and that they cannot make, alter or carry to another list (RFC
/// 9865).
///
/// A cursor grants nothing: whoever brings it must be allowed to see the page by themselves.
package struct CursorSeal: Sendable {
    /// Authenticated encryption with a key that the caller holds: what is sealed opens under the same context only, nil
    /// otherwise.
    package typealias Transformation = @Sendable (_ bytes: [UInt8], _ context: [UInt8]) -> [UInt8]?

    private let lifetime: Duration
    private let sealing: Transformation
    private let opening: Transformation

    /// Cursors expire after `lifetime`, which is `cursorTimeout` to clients.
    package init(lifetime: Duration, sealing: @escaping Transformation, opening: @escaping Transformation) {
        self.lifetime = lifetime
        self.sealing = sealing
        self.opening = opening
    }

    /// The value of `nextCursor`, of unreserved characters only; nil where sealing fails.
    package func seal(_ cursor: ListCursor, context: [UInt8]) -> String? {
        sealing(cursor.representation.json, context).map { Data($0).base64URLText }
    }

    /// The cursor that the text stands for. Fails alike, with `invalidCursor`, for what was forged and what belongs to
    /// another list; with `expiredCursor` for what is too old, and with `invalidCount` where `count` changed.
    package func open(
        _ text: String,
        context: [UInt8],
        count: Int?,
        at instant: Timestamp
    ) throws(SCIMError) -> ListCursor {
        guard let sealed = Data(base64URLText: text), let json = opening(Array(sealed), context),
            let object = try? SCIMValue(json: json).object, let cursor = ListCursor(representation: object)
        else { throw .invalidCursor("the cursor is not one of this list; begin again without it") }
        guard instant.since(cursor.issued) <= lifetime else {
            throw .expiredCursor("the cursor is too old; begin again without it")
        }
        guard cursor.count == count else { throw .invalidCount("`count` must be the same for every page") }
        return cursor
    }
}

extension Data {
    /// RFC 4648 section 5, without padding.
    fileprivate var base64URLText: String {
        let text = base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
        return String(text.prefix { $0 != "=" })
    }

    /// Nil for anything but the text that the same bytes are written as.
    fileprivate init?(base64URLText text: String) {
        let standard = text.replacing("-", with: "+").replacing("_", with: "/")
        let padding = String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4)
        self.init(base64Encoded: standard + padding)
        guard base64URLText == text else { return nil }
    }
}
