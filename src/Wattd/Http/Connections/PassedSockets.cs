using System.Globalization;
using System.Runtime.InteropServices;
using static Wattd.Linux.Fcntl;

namespace Wattd.Http.Connections;

/// <summary>Listening sockets that systemd opened for wattd (socket activation, sd_listen_fds(3)).</summary>
static partial class PassedSockets
{
    const int FirstDescriptor = 3;
    const int SocketLevel = 1, AcceptsConnections = 30; // SOL_SOCKET and SO_ACCEPTCONN of asm-generic/socket.h

    /// <summary>
    /// Takes over the sockets passed to this process and removes the variables that announce them, so that no child
    /// process uses them. A socket named after a collector (<c>FileDescriptorName=cpu</c>) goes to that
    /// collector's endpoint; the others go to the collectors in their order.
    /// </summary>
    /// <returns>File descriptors by endpoint; empty where none were passed.</returns>
    /// <exception cref="ListenException">There are more sockets than collectors, or one is not a listening socket.</exception>
    public static ILookup<WebEndpoint, int> Take(IReadOnlyList<WebEndpoint> endpoints)
    {
        var (pid, count, names) = (Take("LISTEN_PID"), Take("LISTEN_FDS"), Take("LISTEN_FDNAMES"));
        if (pid != Environment.ProcessId.ToString(CultureInfo.InvariantCulture) || !int.TryParse(count, out var sockets))
            sockets = 0;
        for (var i = 0; i < sockets; i++)
        {
            if (!IsListening(FirstDescriptor + i))
                throw new ListenException(
                    $"LISTEN_FDS={sockets} was passed, but descriptor {FirstDescriptor + i} is not a listening socket: "
                    + "start wattd through wattd.socket, or without LISTEN_FDS and LISTEN_PID.");
            _ = fcntl(FirstDescriptor + i, F_SETFD, FD_CLOEXEC);
        }
        return Assign(endpoints, sockets, names?.Split(':') ?? []);
    }

    /// <summary>Which endpoint each socket is for.</summary>
    internal static ILookup<WebEndpoint, int> Assign(IReadOnlyList<WebEndpoint> endpoints, int sockets, string[] names)
    {
        var collectors = endpoints.SelectMany(endpoint => endpoint.PortNames.Select(name => (name, endpoint))).ToList();
        var assigned = new List<(WebEndpoint Endpoint, int Descriptor)>();
        var unnamed = new List<int>();
        for (var i = 0; i < sockets; i++)
        {
            var named = collectors.Find(collector => i < names.Length && collector.name == names[i]).endpoint;
            if (named is null)
                unnamed.Add(FirstDescriptor + i);
            else
                assigned.Add((named, FirstDescriptor + i));
        }

        var waiting = collectors.Where(collector => !names.Take(sockets).Contains(collector.name)).ToList();
        if (unnamed.Count > waiting.Count)
            throw new ListenException(
                $"systemd passed {sockets} sockets (LISTEN_FDNAMES={string.Join(':', names)}), more than there are collectors: " +
                "give each socket unit FileDescriptorName=cpu or gpu, and stop those of collectors that are off.");
        return assigned.Concat(unnamed.Select((descriptor, i) => (waiting[i].endpoint, descriptor)))
            .ToLookup(pair => pair.Item1, pair => pair.Item2);
    }

    static bool IsListening(int descriptor)
    {
        var length = (uint)sizeof(int);
        return getsockopt(descriptor, SocketLevel, AcceptsConnections, out var isListening, ref length) == 0 && isListening == 1;
    }

    static string? Take(string variable)
    {
        var value = Environment.GetEnvironmentVariable(variable);
        Environment.SetEnvironmentVariable(variable, null);
        return value;
    }

    [LibraryImport("libc")]
    private static partial int getsockopt(int descriptor, int level, int option, out int value, ref uint length);
}
