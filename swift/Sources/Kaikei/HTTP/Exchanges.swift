import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Reads the answers of one session's tasks, to their limit.
final class Exchanges: NSObject, URLSessionDataDelegate, Sendable {
    private let ongoing = Locked<[Int: Ongoing]>([:])

    func begin(_ task: URLSessionTask, maxAnswer: Int) -> Ongoing {
        let begun = Ongoing(maxAnswer: maxAnswer)
        ongoing.with { $0[task.taskIdentifier] = begun }
        return begun
    }

    private func of(_ task: URLSessionTask) -> Ongoing? { ongoing.with { $0[task.taskIdentifier] } }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        // The redirect itself is the answer, which the engine refuses.
        completionHandler(nil)
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, didReceive challenge: URLAuthenticationChallenge,
        completionHandler: @escaping @Sendable (URLSession.AuthChallengeDisposition, URLCredential?) -> Void
    ) {
        #if canImport(FoundationNetworking)
            // Asked after the 401 was read, and then for good: without an answer here the task would never end. TLS is
            // verified before, and asks nothing.
            of(task)?.ends(task, nil)
            completionHandler(.cancelAuthenticationChallenge, nil)
        #else
            let method = challenge.protectionSpace.authenticationMethod
            let isTLS = [NSURLAuthenticationMethodServerTrust, NSURLAuthenticationMethodClientCertificate].contains(
                method)
            completionHandler(isTLS ? .performDefaultHandling : .rejectProtectionSpace, nil)
        #endif
    }

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
    ) {
        of(dataTask)?.begins(with: response)
        completionHandler(.allow)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        if of(dataTask)?.receives(data) == false { dataTask.cancel() }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        let ended = ongoing.with { $0.removeValue(forKey: task.taskIdentifier) }
        ended?.ends(task, error)
    }
}

/// One task, from its start to its answer.
final class Ongoing: Sendable {
    private struct State {
        var response: HTTPURLResponse?
        var body = Data()
    }

    let race = Race<Result<HttpResponse, TransportFailure>>()
    private let state = Locked(State())
    private let maxAnswer: Int

    init(maxAnswer: Int) { self.maxAnswer = maxAnswer }

    var hasBegunToAnswer: Bool { state.with { $0.response != nil } }

    func begins(with response: URLResponse) {
        state.with { $0.response = response as? HTTPURLResponse }
    }

    /// False when there is enough of it.
    func receives(_ data: Data) -> Bool {
        let full = state.with { state -> HttpResponse? in
            state.body.append(data)
            guard state.body.count > maxAnswer, let response = state.response else { return nil }
            return HttpResponse(response, state.body)
        }
        guard let full else { return true }
        race.end(.value(.success(full)))
        return false
    }

    func ends(_ task: URLSessionTask, _ error: (any Error)?) {
        let (response, body) = state.with { ($0.response ?? task.response as? HTTPURLResponse, $0.body) }
        guard let error else {
            let nothing = TransportFailure(phase: .receive, sent: .maybe, message: "there was no HTTP answer")
            race.end(.value(response.map { .success(HttpResponse($0, body)) } ?? .failure(nothing)))
            return
        }
        let known = error as? URLError ?? URLError(.unknown)
        let failure = TransportFailure(known, hasBegunToAnswer: response != nil, bytesSent: task.countOfBytesSent)
        race.end(.value(.failure(failure)))
    }
}

extension HttpResponse {
    init(_ response: HTTPURLResponse, _ body: Data) {
        let headers = response.allHeaderFields.map { HttpHeader("\($0.key)", "\($0.value)") }
        self.init(status: response.statusCode, headers: headers, body: body)
    }
}
