import HTTPTypes
import Testing

@testable import Rollcall

@Suite("Network addresses")
struct NetworkAddressTests {
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("::ffff:192.0.2.1", "192.0.2.1"), ("2001:db8::1", "2001:db8:0:0:0:0:0:1"),
        ("2001:DB8:0:0:0:0:0:1", "2001:db8:0:0:0:0:0:1"), ("::", "0:0:0:0:0:0:0:0"), ("::1", "0:0:0:0:0:0:0:1"),
        ("fe80::1%eth0", "fe80:0:0:0:0:0:0:1"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
    ])
    func `an address is what it means`(text: String, meaning: String) {
        #expect(NetworkAddress(text)?.description == meaning)
    }

    @Test(arguments: [
        "", "localhost", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.+4", "1.2.3.4 ", "1:2:3:4:5:6:7", "1::2::3",
        "1:2:3:4:5:6:7:8:9", "::12345", "::+1", ":1::", "1:2:3:4:5:6:7:8::", "unknown", "_hidden",
    ])
    func `anything else is none`(text: String) {
        #expect(NetworkAddress(text) == nil)
    }

    @Test func `a network of IPv6 is one holder, an address of IPv4 is another`() throws {
        let addresses = try ["2001:db8:0:1::1", "2001:db8:0:1:ffff::2", "2001:db8:0:2::1", "192.0.2.1", "192.0.2.2"].map
        {
            try #require(NetworkAddress($0)).holder
        }
        #expect(addresses[0] == addresses[1])
        #expect(Set(addresses).count == 4)
    }

    @Test func `a range holds what begins with it`() throws {
        let range = try #require(AddressRange("10.1.0.0/16"))
        #expect(range.contains(try #require(NetworkAddress("10.1.255.3"))))
        #expect(range.contains(try #require(NetworkAddress("::ffff:10.1.0.1"))))
        #expect(!range.contains(try #require(NetworkAddress("10.2.0.1"))))
        #expect(!range.contains(try #require(NetworkAddress("::a01:1"))))
        let single = try #require(AddressRange("::1"))
        #expect(single.contains(try #require(NetworkAddress("::1"))))
        #expect(!single.contains(try #require(NetworkAddress("::2"))))
        let everything = try #require(AddressRange("::/0"))
        #expect(everything.contains(try #require(NetworkAddress("192.0.2.1"))))
    }

    @Test(arguments: ["10.1.0.1/16", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "::/129", "example.com", ""])
    func `anything else is no range`(text: String) {
        #expect(AddressRange(text) == nil)
    }
}

@Suite("Forwarded addresses")
struct ForwardedAddressTests {
    private let forwarded = ForwardedAddress(trusted: ["10.0.0.0/8", "::1"].compactMap { AddressRange($0) })

    private func client(_ fields: [(String, String)]) throws -> String {
        var headers = HTTPFields()
        for (name, value) in fields {
            headers.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value))
        }
        return forwarded.client(of: headers, behind: try #require(NetworkAddress("10.0.0.1"))).description
    }

    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"),
        ("192.0.2.1, 10.0.0.2", "192.0.2.1"),
        // What a stranger wrote is left of what the proxies add.
        ("198.51.100.7, 192.0.2.1", "192.0.2.1"),
        ("198.51.100.7, 192.0.2.1,10.9.9.9 , 10.0.0.2", "192.0.2.1"),
        ("192.0.2.1:4711", "192.0.2.1"), ("[2001:db8::1]:443", "2001:db8:0:0:0:0:0:1"),
        ("2001:db8::1", "2001:db8:0:0:0:0:0:1"),
        ("198.51.100.7, unknown", "10.0.0.1"), ("192.0.2.1, somebody, 10.0.0.2", "10.0.0.2"),
        ("10.0.0.9", "10.0.0.9"), ("", "10.0.0.1"),
    ])
    func `the last of the trusted proxies says who it is`(list: String, client: String) throws {
        #expect(try self.client([("X-Forwarded-For", list)]) == client)
    }

    @Test func `several fields are one list`() throws {
        #expect(try client([("X-Forwarded-For", "198.51.100.7"), ("X-Forwarded-For", "192.0.2.1")]) == "192.0.2.1")
    }

    @Test(arguments: [
        ("for=192.0.2.1", "192.0.2.1"), ("For=\"[2001:db8::1]:4711\";proto=https", "2001:db8:0:0:0:0:0:1"),
        ("for=198.51.100.7, by=10.0.0.1;for=192.0.2.1", "192.0.2.1"), ("for=192.0.2.1, proto=https", "10.0.0.1"),
        ("for=_hidden", "10.0.0.1"), ("for=\"", "10.0.0.1"),
    ])
    func `the standard field is read likewise`(field: String, client: String) throws {
        #expect(try self.client([("Forwarded", field)]) == client)
    }

    @Test func `two fields that do not agree are nobody's word`() throws {
        let agreeing = [("X-Forwarded-For", "192.0.2.1"), ("Forwarded", "for=192.0.2.1")]
        #expect(try client(agreeing) == "192.0.2.1")
        #expect(try client([("X-Forwarded-For", "192.0.2.1"), ("Forwarded", "for=198.51.100.7")]) == "10.0.0.1")
    }
}
