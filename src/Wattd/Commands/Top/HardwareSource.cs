using Microsoft.Extensions.Logging.Abstractions;
using Wattd.Collectors;
using Wattd.Daemon;
using Wattd.Metrics.Self;
using Wattd.Readings;
using Wattd.Settings;

namespace Wattd.Commands.Top;

/// <summary>Reads the hardware itself, as the daemon does. Collector messages are shown on the screen.</summary>
sealed class HardwareSource : INodeSource
{
    readonly LocalCollectors _collectors;
    readonly ReadingsDocument _document;

    HardwareSource(OptionSet options, BuildInfo build)
    {
        _collectors = new LocalCollectors(Unrequired(options), NullLoggerFactory.Instance, TimeProvider.System);
        _document = new ReadingsDocument(
            build, CollectorList.IsSimulated(options), [.. _collectors.All.Select(collector => collector.View)], _collectors.Clock,
            TimeProvider.System);
    }

    /// <inheritdoc/>
    public string Name => "the hardware";

    /// <summary>Whether a thread is stuck in the driver: the process must then end without its exit handlers.</summary>
    public bool HasHungCall => _collectors.HasHungCall;

    /// <summary>Starts to sample; returns when there are readings, including power.</summary>
    /// <exception cref="StartException">A collector showed a fault of the program.</exception>
    public static async Task<HardwareSource> StartAsync(OptionSet options, BuildInfo build)
    {
        var source = new HardwareSource(options, build);
        await source._collectors.StartAsync();
        await source._collectors.SettleAsync();
        return source;
    }

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>> ReadAsync(long since) => Task.FromResult(_document.Get(since));

    public ValueTask DisposeAsync() => _collectors.DisposeAsync();

    /// <summary>The user wants to see what is missing, not an error exit.</summary>
    static OptionSet Unrequired(OptionSet options) => options.With<CollectorOptions>(collector =>
        collector.Mode == CollectorMode.Required ? collector with { Mode = CollectorMode.Auto } : collector);
}
