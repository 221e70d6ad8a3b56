/// A value of a set that the gateway may extend: an enum with a case `other(String)`. Two are equal if they are written alike.
public protocol OpenValue: RawRepresentable, Sendable, Hashable, Codable, CustomStringConvertible
where RawValue == String {
    /// The value that the gateway writes as `rawValue`; there is one for every text.
    init(rawValue: String)
}

extension OpenValue {
    /// The value as the gateway writes it.
    public var description: String { rawValue }

    /// Whether both are written alike.
    public static func == (one: Self, other: Self) -> Bool { one.rawValue == other.rawValue }

    /// Feeds what the gateway writes.
    public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}

extension OpenValue where Self: WireValue {
    init(wire: JSONValue) throws { self.init(rawValue: try String(wire: wire)) }
    var wire: JSONValue { .string(rawValue) }
}
