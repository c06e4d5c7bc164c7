using System.Globalization;
using Wattd.Collectors.Sampling;

namespace Wattd.Collectors.Wall;

/// <summary>Whether the machine has a power meter, and what it shows.</summary>
/// <param name="options">The settings.</param>
/// <param name="running">What the running daemon says of the wall collector; null where none does.</param>
/// <param name="open">Creates the source that the settings choose.</param>
sealed class WallProbe(WallOptions options, Func<RunningCollector?> running, Func<IWallSource> open) : IProbe
{
    const string Name = "wall";
    const string InstallDropIn = "sudo install -D -m 644 -t /etc/systemd/system/wattd.service.d /usr/share/doc/wattd/examples/ipmi.conf "
        + "&& sudo systemctl daemon-reload && sudo systemctl restart wattd";

    public IReadOnlyList<string> Names => [Name];

    public IEnumerable<ProbeResult> Examine()
    {
        if (options.Mode == CollectorMode.Off)
            return [new ProbeResult(Name, ProbeOutcome.Off, "the wall collector is off")];
        using var source = open();
        WallAnswer? answer = null;
        SourceException? failure = null;
        var read = new Thread(() => Read(source, ref answer, ref failure)) { IsBackground = true, Name = "wall probe" };
        read.Start();
        if (!read.Join(options.Timeout + source.Overrun))
            return [new ProbeResult(Name, ProbeOutcome.Failed, $"the power meter has not answered for {options.Timeout.TotalSeconds:0} s: its firmware hangs")];
        if (answer is null)
            return [NoAnswer(failure!)];

        var readings = new WallReadings(options, new CollectorStatus(Name, options.Timeout, WallFailure.All, TimeProvider.System))
            .Of(TimeSpan.Zero, answer, source.DefaultInterval, out var values);
        return [Result(answer, readings, values)];
    }

    ProbeResult Result(WallAnswer answer, WallReading[] readings, WallValue[] values)
    {
        if (Array.TrueForAll(values, value => value.HasFailed))
            return new(Name, values[0].Reason == WallFailure.PermissionDenied ? ProbeOutcome.Denied : ProbeOutcome.Failed, values[0].Problem);
        var meters = answer.Inventory.Meters;
        var shown = string.Join(", ", meters.Zip(readings, Shown).Where((_, i) => !values[i].HasFailed));
        if (Array.Exists(values, value => value.HasFailed))
        {
            var failing = meters.Zip(values).Where(meter => meter.Second.HasFailed).Select(meter => $"{meter.First.Name} gives no value: {meter.Second.Problem}");
            return new(Name, ProbeOutcome.Warning, $"{shown}; {string.Join("; ", failing)}");
        }
        return IsDeniedToDaemon(answer)
            ? new(Name, ProbeOutcome.Warning, $"{shown}; the running daemon may not open {options.Device}, so it shows nothing", InstallDropIn)
            : new(Name, ProbeOutcome.Ok, shown);
    }

    /// <summary>Root may open the BMC without the drop-in, and the daemon may not. With <c>wall.source = auto</c> that is no outage.</summary>
    bool IsDeniedToDaemon(WallAnswer answer) =>
        answer.Inventory.Meters.Any(meter => meter.Source == "ipmi") && running() is { Reason: WallFailure.NoMeter or WallFailure.PermissionDenied };

    ProbeResult NoAnswer(SourceException failure) => failure.Reason switch
    {
        // A user who may not open the BMC finds no meter with wall.source = auto.
        WallFailure.NoMeter or WallFailure.PermissionDenied when running() is { IsUp: true } =>
            new(Name, ProbeOutcome.Denied, $"the running daemon reads the power meter, and this user cannot: {failure.Message}", Wanted: false),
        WallFailure.NoMeter => new(Name, ProbeOutcome.Missing, failure.Message,
            options.Source == WallSourceChoice.Ipmi ? "sudo modprobe -a ipmi_si ipmi_devintf" : "sudo modprobe acpi_power_meter", options.IsWanted),
        WallFailure.PermissionDenied => new(Name, ProbeOutcome.Denied, failure.Message, InstallDropIn),
        WallFailure.Unsupported => new(Name, ProbeOutcome.Missing, failure.Message, Wanted: options.IsWanted),
        _ => new(Name, ProbeOutcome.Failed, failure.Message),
    };

    static void Read(IWallSource source, ref WallAnswer? answer, ref SourceException? failure)
    {
        try
        {
            answer = source.Read();
        }
        catch (SourceException e)
        {
            failure = e;
        }
    }

    static string Shown(WallMeter meter, WallReading reading)
    {
        string[] facts = [.. ((string[])[meter.Model, meter.Oem, meter.Accuracy]).Where(fact => fact.Length > 0)];
        return string.Create(CultureInfo.InvariantCulture, $"{meter.Name} shows {reading.Power?.Watts:0.0} W")
            + (facts.Length > 0 ? $" ({string.Join(", ", facts)})" : "");
    }
}
