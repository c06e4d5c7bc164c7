namespace Wattd.Http.Connections;

/// <summary>Why a connection was refused or cut off.</summary>
enum Refusal
{
    /// <summary>All places were taken.</summary>
    Full,

    /// <summary>The client's address held all the places that one address may hold.</summary>
    AddressLimit,

    /// <summary>No complete first request arrived in time.</summary>
    NoRequest,

    /// <summary>The TLS handshake failed.</summary>
    HandshakeFailed,

    /// <summary>The client did not read an answer in time.</summary>
    AnswerNotTaken,
}
