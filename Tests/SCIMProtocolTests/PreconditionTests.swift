import SCIMProtocol
import Testing

@Suite struct PreconditionTests {
    private let current = EntityTag(version: 3)

    @Test(arguments: [#"W/"3""#, #""3""#, #"W/"1", W/"3""#, #""1","3""#, "*", #"  W/"3"  "#])
    func `E-3 If-Match that names the version passes`(header: String) throws {
        let conditions = try Preconditions(ifMatch: header)
        #expect(throws: Never.self) { try conditions.check(current) }
        #expect(try !conditions.isNotModified(current))
    }

    @Test(arguments: [#"W/"2""#, #"W/"33""#, #""""#, #"W/"1", W/"2""#])
    func `E-3 If-Match that does not is 412, for reads and for writes`(header: String) throws {
        let conditions = try Preconditions(ifMatch: header)
        #expect(status { try conditions.check(current) } == 412)
        #expect(status { try conditions.isNotModified(current) } == 412)
    }

    @Test func `E-2 If-None-Match that names the version is 304 for reads and 412 for writes`() throws {
        for header in [#"W/"3""#, "*", #"W/"2", "3""#] {
            let conditions = try Preconditions(ifMatch: nil, ifNoneMatch: header)
            #expect(try conditions.isNotModified(current))
            #expect(status { try conditions.check(current) } == 412)
        }
        let other = try Preconditions(ifMatch: nil, ifNoneMatch: #"W/"2""#)
        #expect(try !other.isNotModified(current))
        #expect(throws: Never.self) { try other.check(current) }
    }

    @Test(arguments: ["3", "W/3", "\"", "W/\"3", "", ",", "\"a\" \"b\"", "*, \"3\"", "w/\"3\"", "\"a b\""])
    func `a condition that cannot be read is refused and never counts as met`(header: String) {
        #expect(status { try Preconditions(ifMatch: header) } == 400)
        #expect(status { try Preconditions(ifMatch: nil, ifNoneMatch: header) } == 400)
    }

    @Test func `without conditions everything passes`() throws {
        #expect(try Preconditions(ifMatch: nil) == .none)
        #expect(throws: Never.self) { try Preconditions.none.check(current) }
        #expect(try !Preconditions.none.isNotModified(current))
    }

    @Test func `A-4 E-1 a tag is weak and names the version`() {
        #expect(current.description == #"W/"3""#)
        #expect(EntityTag(#"W/"3""#) == current)
    }
}

/// The HTTP status with which the body fails, nil where it does not.
func status(of body: () throws -> some Any) -> Int? {
    do {
        _ = try body()
        return nil
    } catch {
        return (error as? SCIMError)?.status
    }
}
