using System.Net.Sockets;

namespace Wattd.Http.Connections;

/// <summary>
/// The daemon's Unix socket: where commands of this machine ask it. The file's mode decides who may, its user and its group,
/// so requests on it need neither TLS nor a password.
/// </summary>
static class LocalSocket
{
    /// <summary>Where the packaged unit has it.</summary>
    public const string DefaultPath = "/run/wattd/wattd.sock";

    /// <summary>The variable that names the unit's folder (systemd.exec(5)).</summary>
    public const string RuntimeDirectory = "RUNTIME_DIRECTORY";

    const string Name = "wattd.sock";

    const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    /// <summary>Its place in the folder that systemd makes for the unit (<c>RuntimeDirectory=</c>); null where there is none.</summary>
    /// <param name="runtimeDirectory"><c>$RUNTIME_DIRECTORY</c>: one folder, or several between colons.</param>
    public static string? PathIn(string? runtimeDirectory) =>
        runtimeDirectory?.Split(':')[0] is ['/', ..] folder ? Path.Combine(folder, Name) : null;

    /// <summary>Binds it in the place of one that an earlier process left.</summary>
    /// <exception cref="ListenException">It cannot be bound.</exception>
    public static Socket Bind(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            var address = new UnixDomainSocketEndPoint(path);
            if (IsInUse(address))
                throw new IOException("another process listens on it");
            File.Delete(path);
            socket.Bind(address);
            File.SetUnixFileMode(path, Mode);
            return socket;
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            socket.Dispose();
            throw new ListenException(e.Message, e);
        }
    }

    static bool IsInUse(UnixDomainSocketEndPoint address)
    {
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            client.Connect(address);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

/// <summary>The local socket and what it serves.</summary>
/// <param name="Socket">The socket, bound.</param>
/// <param name="Endpoint">What it serves; it is <see cref="WebEndpoint.IsLocal"/>.</param>
sealed record LocalEndpoint(Socket Socket, WebEndpoint Endpoint);
