#if canImport(Security)
    import Foundation
    import Security

    /// Keeps tokens in the keychain of this device: readable after the first unlock, in no backup, on no other device.
    public struct KeychainTokenStore: TokenStore {
        private let service: String
        private let account: String

        /// A store for one user.
        ///
        /// - Parameters:
        ///   - service: Whose tokens these are, such as your app's bundle id.
        ///   - account: Which user's, if the app has several.
        public init(service: String, account: String = "default") { (self.service, self.account) = (service, account) }

        private var item: [CFString: Any] {
            // Without the last, macOS takes the keychain in a file, which knows no accessibility.
            [
                kSecClass: kSecClassGenericPassword, kSecAttrService: service, kSecAttrAccount: account,
                kSecUseDataProtectionKeychain: true,
            ]
        }

        /// The tokens in the keychain.
        ///
        /// - Throws: ``KaikeiError`` of kind `configuration` and with the field `tokenStore`.
        public func load() async throws -> Tokens? {
            var query = item
            query[kSecReturnData] = true
            var found: CFTypeRef?
            let status = SecItemCopyMatching(query as CFDictionary, &found)
            if status == errSecItemNotFound { return nil }
            guard status == errSecSuccess, let data = found as? Data else { throw problem("cannot be read", status) }
            return try Tokens.kept(Secret(String(decoding: data, as: UTF8.self)))
        }

        /// Replaces the tokens in the keychain.
        ///
        /// - Throws: ``KaikeiError`` of kind `configuration` and with the field `tokenStore`; the earlier tokens stay.
        public func save(_ tokens: Tokens) async throws {
            let content: [CFString: Any] = [
                kSecValueData: Data(try tokens.export().expose().utf8),
                kSecAttrAccessible: kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly,
            ]
            var status = SecItemUpdate(item as CFDictionary, content as CFDictionary)
            if status == errSecItemNotFound {
                status = SecItemAdd(item.merging(content) { $1 } as CFDictionary, nil)
            }
            guard status == errSecSuccess else { throw problem("cannot be written", status) }
        }

        /// Removes the tokens.
        ///
        /// - Throws: ``KaikeiError`` of kind `configuration` and with the field `tokenStore`.
        public func clear() async throws {
            let status = SecItemDelete(item as CFDictionary)
            guard status == errSecSuccess || status == errSecItemNotFound else {
                throw problem("cannot be removed", status)
            }
        }

        private func problem(_ what: String, _ status: OSStatus) -> KaikeiError {
            KaikeiError(
                .configuration, "tokenStore: the keychain item \(what) (OSStatus \(status))", field: "tokenStore")
        }
    }
#endif
