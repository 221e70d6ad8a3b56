use std::fmt;
use std::io;

/// Why the sandbox refused to do something.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// A credential looks like one of a real gateway; its field is named, its value is not kept.
    LiveKey(&'static str),
    /// A host that is not loopback was not allowed by name.
    HostNotAllowed(String),
    /// A redirect URI is not an absolute `http(s)` URL or a private scheme of an app.
    RedirectUri(String),
    /// A fault specification or rule makes no sense.
    Fault(String),
    /// No such merchant, delivery or client.
    NotFound(String),
    /// The charge does not wait for its buyer.
    NotAwaiting(String),
    /// Only a bank transfer may bring another amount than what was asked for.
    Amount(String),
    /// More rows than the history may have.
    Rows,
    /// The clock cannot be moved that far.
    Clock,
    /// Options in JSON that cannot be read.
    Options(String),
    /// Something that is no request to the control API.
    Request(String),
    /// The sandbox was stopped.
    Stopped,
    /// Listening failed.
    Io(io::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LiveKey(field) => {
                write!(f, "{field} looks like a live key: never give one to a sandbox")
            }
            Self::HostNotAllowed(host) => {
                write!(f, "{host} is not a loopback address; allow it by name if that is what you want")
            }
            Self::RedirectUri(uri) => {
                write!(f, "`{uri}` is no redirect URI: it must be absolute, without a fragment")
            }
            Self::Fault(why) => f.write_str(why),
            Self::Options(why) => write!(f, "options: {why}"),
            Self::Request(why) => write!(f, "no control request: {why}"),
            Self::Stopped => f.write_str("the sandbox was stopped"),
            Self::NotFound(what) => write!(f, "{what} not found"),
            Self::NotAwaiting(what) => write!(f, "{what} does not wait to be paid"),
            Self::Amount(what) => write!(f, "{what} is no bank transfer: it is paid whole"),
            Self::Rows => f.write_str("the history may have up to 1000000 rows"),
            Self::Clock => f.write_str("the clock cannot be moved beyond the calendar"),
            Self::Io(error) => write!(f, "cannot listen: {error}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
