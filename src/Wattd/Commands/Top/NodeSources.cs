using Wattd.Collectors;
using Wattd.Commands.Client;
using Wattd.Daemon;
using Wattd.Metrics.Self;
using Wattd.Settings;

namespace Wattd.Commands.Top;

/// <summary>Finds where <c>wattd top</c> gets its readings from.</summary>
static class NodeSources
{
    /// <summary>The source that was asked for; of several, the first that answers.</summary>
    /// <exception cref="NoReadingsException">A daemon is there, and does not let this user in.</exception>
    /// <exception cref="StartException">A collector showed a fault of the program.</exception>
    public static async Task<INodeSource> OpenAsync(LoadedSettings loaded, TopOptions options, BuildInfo build)
    {
        if (options.Daemon is { } named)
            return new DaemonSource(named);
        var settings = loaded.Options;
        // A simulation that the unit's settings ask for is the daemon's own; one that this command is given is not.
        var isSimulated = CollectorList.IsSimulated(settings) && loaded[CollectorSettings.Simulate].IsOfThisCommand;
        if (options.Source == TopSource.Hardware || (options.Source == TopSource.Auto && isSimulated))
            return await HardwareSource.StartAsync(settings, build);
        var (daemon, silence) = await DaemonOfThisMachineAsync(settings, options);
        if (daemon is not null)
            return daemon;
        return options.Source == TopSource.Auto && !silence.IsRefusal ? await HardwareSource.StartAsync(settings, build) : throw silence;
    }

    /// <returns>The daemon; or null, and what the best of its addresses says.</returns>
    static async Task<(INodeSource? Daemon, NoReadingsException Silence)> DaemonOfThisMachineAsync(OptionSet settings, TopOptions options)
    {
        NoReadingsException? silence = null, ofSocket = null;
        foreach (var address in DaemonAddress.OfThisMachine(settings, options.SocketPath))
        {
            var daemon = new DaemonSource(address with { User = options.User });
            try
            {
                await daemon.ReadAsync(since: 0);
                return (daemon, new NoReadingsException(""));
            }
            catch (NoReadingsException e)
            {
                // The socket is only a way past the ports: what the first of those says counts, and a refusal most.
                if (address.SocketPath is not null)
                    ofSocket = e;
                else if (silence is null || (e.IsRefusal && !silence.IsRefusal))
                    silence = e;
            }
        }
        return (null, silence ?? ofSocket!);
    }
}
