using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Wall.Ipmi;

/// <summary>The power reading of the BMC of this machine: DCMI over /dev/ipmi0.</summary>
/// <param name="options">The settings.</param>
/// <param name="device">The system calls on the device.</param>
/// <param name="time">The monotonic clock.</param>
sealed class IpmiSource(WallOptions options, IIpmiDevice device, TimeProvider time) : IWallSource
{
    // A BMC without the command gets it with a new firmware, so it is asked seldom.
    const int UnsupportedDiscoveries = 10;

    const string Name = "bmc0";

    static readonly WallInventory Bmc = new([new WallMeter("ipmi", Name)]);

    readonly IpmiClient _client = new(device, options, time);
    (long At, SourceException Failure)? _unsupported;

    /// <inheritdoc/>
    public TimeSpan DefaultInterval => TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public TimeSpan ShortestInterval => WallOptions.ShortestIpmiInterval;

    /// <inheritdoc/>
    public TimeSpan Overrun => TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public string FirstMeter => Name;

    /// <inheritdoc/>
    public WallAnswer Read(Func<WallMeter, bool>? isLeftAlone = null)
    {
        if (_unsupported is { } before && time.GetElapsedTime(before.At) < UnsupportedDiscoveries * options.DiscoveryInterval)
            throw new SourceException(before.Failure.Reason, before.Failure.Message);
        _unsupported = null;
        Span<byte> answer = stackalloc byte[IpmiHeader.IPMI_MAX_MSG_LENGTH];
        var length = _client.Ask(DcmiPower.NetFn, DcmiPower.Command, DcmiPower.Request, answer);
        try
        {
            return new WallAnswer(Bmc, [DcmiPower.In(answer[..length])]);
        }
        catch (SourceException e) when (e.Reason == WallFailure.Unsupported)
        {
            _unsupported = (time.GetTimestamp(), e);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Interrupt() => _client.Interrupt();

    public void Dispose()
    {
    }
}
