/// A text that is never shown: a key, a token, a card number. It prints as `[secret]`, answers encode it so as well, and it is
/// read by ``expose()`` only.
public struct Secret: Sendable, Hashable, ExpressibleByStringLiteral {
    private let text: String

    /// Keeps `text` from being shown.
    public init(_ text: String) { self.text = text }

    /// For tests and for keys of a sandbox: a key of yours does not belong into source code.
    public init(stringLiteral value: String) { text = value }

    /// The text itself. Do not print it.
    public func expose() -> String { text }

    static let mask = "[secret]"
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `[secret]`
    public var description: String { Secret.mask }
    /// `[secret]`
    public var debugDescription: String { Secret.mask }
    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}

extension Secret: WireValue {
    init(wire: JSONValue) throws { self.init(try String(wire: wire)) }
    var wire: JSONValue { .string(text) }
    var masked: JSONValue { .string(Secret.mask) }
}
