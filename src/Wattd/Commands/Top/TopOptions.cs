using System.Net;
using Wattd.Commands.Client;
using Wattd.Http.Connections;

namespace Wattd.Commands.Top;

/// <summary>The options of <c>wattd top</c>, besides the settings.</summary>
sealed record TopOptions
{
    /// <summary>Where the readings come from. The default is <see cref="TopSource.Auto"/>.</summary>
    public TopSource Source { get; init; }

    /// <summary>The daemon of <c>--url</c>; null for the one of this machine.</summary>
    public DaemonAddress? Daemon { get; init; }

    /// <summary>The user for basic authentication; null for none.</summary>
    public NetworkCredential? User { get; init; }

    /// <summary>The local socket of the daemon of this machine.</summary>
    public string SocketPath { get; init; } = LocalSocket.DefaultPath;

    /// <summary>Whether to print one frame and end.</summary>
    public bool Once { get; init; }
}

/// <summary>Where <c>wattd top</c> gets its readings from.</summary>
enum TopSource
{
    /// <summary>The daemon if one answers, else the hardware.</summary>
    Auto,

    /// <summary>A running daemon.</summary>
    Daemon,

    /// <summary>The hardware itself.</summary>
    Hardware,
}
