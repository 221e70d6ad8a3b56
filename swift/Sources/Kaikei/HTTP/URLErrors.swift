import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

extension TransportFailure {
    /// What `URLSession` says of a task that brought no answer.
    init(_ error: URLError, hasBegunToAnswer: Bool, bytesSent: Int64) {
        // An error that speaks of connecting proves nothing once bytes have left.
        let unsent: KaikeiError.Sent = hasBegunToAnswer ? .yes : bytesSent > 0 ? .maybe : .no
        let sent: KaikeiError.Sent = hasBegunToAnswer ? .yes : .maybe
        let number = "URLError \(error.code.rawValue)"
        switch error.place {
        case .connecting:
            self.init(phase: .connect, sent: unsent, message: "no connection to the gateway (\(number))")
        case .tls:
            self.init(phase: .tls, sent: unsent, message: "the gateway's TLS certificate was not accepted (\(number))")
        case .url:
            self.init(phase: .send, sent: unsent, message: "the URL is not valid (\(number))")
        case .time:
            self.init(phase: .timeout, sent: sent, message: "the answer took too long (\(number))")
        case .cancelled:
            self.init(phase: .cancelled, sent: sent, message: "the request was cancelled (\(number))")
        case .underWay:
            let what = hasBegunToAnswer ? "the answer broke off" : "the connection broke before an answer came"
            self.init(phase: hasBegunToAnswer ? .receive : .send, sent: sent, message: "\(what) (\(number))")
        }
    }
}

extension URLError {
    /// Where a task failed.
    enum Place {
        case url, connecting, tls, time, cancelled, underWay
    }

    var place: Place {
        switch code {
        case .timedOut: .time
        case .cancelled: .cancelled
        default: placeOnTheWay
        }
    }

    #if canImport(FoundationNetworking)
        /// Here the code says `cannotConnectToHost` of every failure after one of a host's addresses refused, even of a request
        /// that went to the next address, and knows no TLS. What libcurl says is certain; whatever else it says is not.
        private var placeOnTheWay: Place {
            let text = userInfo[NSLocalizedDescriptionKey] as? String ?? ""
            let beginnings: [(String, Place)] = [
                ("Could not resolve host", .connecting), ("Failed to connect to", .connecting),
                ("SSL certificate problem", .tls), ("SSL: no alternative certificate subject name", .tls),
                ("SSL: certificate subject name", .tls),
            ]
            // `unsupportedURL` comes of garbage before the headers too, when the request has left.
            return beginnings.first { text.hasPrefix($0.0) }?.1 ?? .underWay
        }
    #else
        private var placeOnTheWay: Place {
            switch code {
            case .badURL, .unsupportedURL: .url
            case .cannotFindHost, .cannotConnectToHost, .dnsLookupFailed, .notConnectedToInternet,
                .internationalRoamingOff, .dataNotAllowed, .callIsActive:
                .connecting
            case .secureConnectionFailed, .serverCertificateHasBadDate, .serverCertificateUntrusted,
                .serverCertificateHasUnknownRoot, .serverCertificateNotYetValid, .clientCertificateRejected,
                .clientCertificateRequired:
                .tls
            default: .underWay
            }
        }
    #endif
}
