import HTTPTypes

/// Where a request comes from that trusted proxies have passed on.
struct ForwardedAddress: Sendable {
    let trusted: [AddressRange]

    func trusts(_ address: NetworkAddress) -> Bool { trusted.contains { $0.contains(address) } }

    /// The address that the last of the trusted proxies names, of `X-Forwarded-For` or `Forwarded` (RFC 7239).
    ///
    /// Both are read from the right, because what is left of a trusted proxy's word anybody may have written. A name that is
    /// no address, and two fields that do not agree, count as the word of the proxy that passed them on: then it is its
    /// own address.
    ///
    /// - Parameter proxy: a trusted address, from which the connection came.
    func client(of fields: HTTPFields, behind proxy: NetworkAddress) -> NetworkAddress {
        let lists = [
            Self.xForwardedFor.map { Self.list(fields[values: $0]) },
            Self.forwarded.map { Self.nodes(fields[values: $0]) },
        ]
        let clients = lists.compactMap(\.self).filter { !$0.isEmpty }.map { last(of: $0, behind: proxy) }
        guard let client = clients.first, clients.allSatisfy({ $0 == client }) else { return proxy }
        return client
    }

    private func last(of names: [Substring], behind proxy: NetworkAddress) -> NetworkAddress {
        var last = proxy
        for name in names.reversed() {
            guard trusts(last), let address = Self.address(name) else { break }
            last = address
        }
        return last
    }

    private static let xForwardedFor = HTTPField.Name("X-Forwarded-For")
    private static let forwarded = HTTPField.Name("Forwarded")

    private static func list(_ values: [String]) -> [Substring] {
        values.flatMap { $0.split(separator: ",") }
    }

    /// The `for` of each element; empty where there is none, so that what is left of it is not believed.
    private static func nodes(_ values: [String]) -> [Substring] {
        list(values).map { element in
            let pairs = element.split(separator: ";").map { $0.split(separator: "=", maxSplits: 1) }
            return pairs.first { $0.count == 2 && $0[0].trimmed.lowercased() == "for" }?[1] ?? ""
        }
    }

    /// `192.0.2.1`, `192.0.2.1:443`, `2001:db8::1`, `[2001:db8::1]:443`, each perhaps in quotes.
    private static func address(_ name: Substring) -> NetworkAddress? {
        var text = name.trimmed
        if text.hasPrefix("\""), text.hasSuffix("\""), text.count > 1 { text = text.dropFirst().dropLast() }
        if text.hasPrefix("[") { return NetworkAddress(text.dropFirst().prefix { $0 != "]" }) }
        return NetworkAddress(text.contains(".") && !text.contains("::") ? text.prefix { $0 != ":" } : text)
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        let start = drop { $0 == " " || $0 == "\t" }
        return start.dropLast(start.reversed().prefix { $0 == " " || $0 == "\t" }.count)
    }
}
