/// How strictly a connection's provider is taken, and what it expects: a small set of switches, chosen per connection.
package struct Profile: Hashable, Sendable {
    /// Attributes and schemas that no definition names are dropped with a warning; otherwise they are errors.
    package var ignoresUnknownAttributes: Bool
    /// `"True"` is true, `"12"` is 12, 12 is `"12"`, `""` is unassigned, and one value stands for a list of one.
    package var convertsValues: Bool
    /// Writing to `emails[type eq "work"].value` makes the element where none matches; otherwise `noTarget`.
    package var createsUnmatchedElements: Bool
    /// Messages may lack `schemas`, and a PATCH its operations; resources may name too few schemas or name them twice.
    package var acceptsIncompleteMessages: Bool
    /// What becomes of members that the connection does not have.
    package var absentMembers: AbsentMembers
    /// No two groups of the connection have the same name, without regard to case.
    package var groupNamesAreUnique: Bool
    /// A PATCH of a group is answered with the group; otherwise with 204, because a group's members may be many.
    package var groupPatchReturnsBody: Bool

    package enum AbsentMembers: String, CaseIterable, Hashable, Sendable {
        /// The request is an error that names the first of them.
        case refuse
        /// Those that were deleted are passed over: their ids can never be valid again, and must not hold up whatever
        /// else a provider sends. An id that never was is an error.
        case passOverDeleted = "pass_over_deleted"
        /// All of them are passed over.
        case passOver = "pass_over"
    }
}

extension Profile {
    /// What real providers need; the default.
    package static let lenient = Profile(
        ignoresUnknownAttributes: true,
        convertsValues: true,
        createsUnmatchedElements: true,
        acceptsIncompleteMessages: true,
        absentMembers: .passOverDeleted,
        groupNamesAreUnique: true,
        groupPatchReturnsBody: false
    )

    /// The RFCs to the letter, which know no unique names of groups.
    package static let strict = Profile(
        ignoresUnknownAttributes: false,
        convertsValues: false,
        createsUnmatchedElements: false,
        acceptsIncompleteMessages: false,
        absentMembers: .refuse,
        groupNamesAreUnique: false,
        groupPatchReturnsBody: false
    )

    /// Entra ID: its validator wants 409 for a second group of one name, and its documentation 204 for changes of groups.
    package static let entra = lenient

    /// Okta, which lets an administrator push two groups of one name.
    package static let okta = lenient.with { $0.groupNamesAreUnique = false }

    /// The names by which a connection chooses its profile.
    package enum Name: String, CaseIterable, Hashable, Sendable, Codable {
        case lenient, strict, entra, okta
    }

    package init(_ name: Name) {
        switch name {
        case .lenient: self = .lenient
        case .strict: self = .strict
        case .entra: self = .entra
        case .okta: self = .okta
        }
    }

    /// The same profile with other switches.
    package func with(_ change: (inout Self) -> Void) -> Self {
        var copy = self
        change(&copy)
        return copy
    }
}
