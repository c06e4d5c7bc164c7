using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Wattd.Collectors.Cpu.Powercap;
using Wattd.Collectors.Sampling;
using Wattd.Linux;

namespace Wattd.Collectors.Cpu.Metering;

/// <summary>The meters of all zones that this machine has or recently had.</summary>
sealed class ZoneMeters(CpuOptions options, CollectorStatus status, ILogger logger, TimeProvider time) : IDisposable
{
    /// <summary>
    /// The maximum of measured zones: it fits on the pages of a daemon with a heap of 64 MiB; the largest machines have
    /// about a hundred.
    /// </summary>
    public const int MostZones = 1024;

    readonly CpuSource _source = new(options);
    readonly RecentlySeen<(string, string), ZoneMeter> _meters = new();
    ImmutableArray<ZoneMeter> _found = [];
    ImmutableHashSet<string> _unnamed = [], _leftOut = [];
    string? _whyNotLooked;
    int _discovered;

    /// <summary>The zones that can be read, in the inventory's order.</summary>
    public ImmutableArray<ZoneMeter> Readable { get; private set; } = [];

    /// <summary>The zones that exist; a different object only when they changed.</summary>
    public CpuInventory Inventory { get; private set; } = new([], 0);

    /// <summary>How many zones that were measured before are missing.</summary>
    public int Lost => _meters.Values.Count(meter => meter.IsLost);

    /// <summary>Why nothing can be read; valid while <see cref="Readable"/> is empty.</summary>
    public Outage Outage
    {
        get
        {
            if (_whyNotLooked is { } problem && _found.IsEmpty)
                return new Outage(CpuFailure.NoDescriptors, problem);
            var worst = _found.FirstOrDefault(meter => meter.Reason == CpuFailure.PermissionDenied) ?? _found.FirstOrDefault();
            return worst is null
                ? new Outage(CpuFailure.NoPowercap, _source.MissingMessage)
                : new Outage(worst.Reason, worst.Problem);
        }
    }

    /// <summary>Discovers zones and opens the counters of new ones, holding the capability only for that.</summary>
    /// <remarks>With too many open files the known zones stay: a zone that cannot be seen is not lost.</remarks>
    public void Look()
    {
        using (DacReadSearch.Raise())
        {
            if (Find() is not { } findings)
                return;
            ReportUnnamed(findings.Unnamed);
            ReportLeftOut(findings.LeftOut);
            ReportTooMany(findings.Zones.Length);
            _found = [.. findings.Zones.Take(MostZones).Select(Follow)];
        }
        foreach (var meter in _meters.Values.Except(_found))
            meter.Lose();
        // Lost zones are already closed here.
        _meters.ForgetOldest(_found.Length);

        Refresh();
        if (_found.IsEmpty)
            status.Failed(CpuFailure.NoPowercap);
        ReportUnreadable();
    }

    /// <summary>Updates <see cref="Readable"/> and <see cref="Inventory"/> from the meters.</summary>
    public void Refresh()
    {
        Readable = [.. _found.Where(meter => meter.IsReadable)];
        ImmutableArray<Zone> zones = [.. Readable.Select(meter => meter.Zone.Zone)];
        var known = Inventory;
        if (known.Discovered == _discovered && known.Zones.SequenceEqual(zones))
            return;

        Inventory = new CpuInventory(zones, _discovered);
        if (!zones.IsEmpty && !known.Zones.Select(zone => zone.Identity).SequenceEqual(zones.Select(zone => zone.Identity)))
            logger.Measured(zones.Length, string.Join(", ", zones.Select(zone => zone.Title)));
    }

    /// <summary>No next read is compared with the last.</summary>
    public void Restart()
    {
        foreach (var meter in _meters.Values)
            meter.Restart();
    }

    public void Dispose()
    {
        foreach (var meter in _meters.Values)
            meter.Dispose();
    }

    /// <summary>Null if discovery failed; that is logged once until it succeeds.</summary>
    CpuFindings? Find()
    {
        try
        {
            var findings = _source.Find();
            _whyNotLooked = null;
            return findings;
        }
        catch (IOException exception) when (KernelFile.IsOutOfDescriptors(exception))
        {
            status.Failed(CpuFailure.NoDescriptors);
            if (_whyNotLooked is null)
                logger.ZonesNotLookedFor(KernelFile.OutOfDescriptors);
            _whyNotLooked = KernelFile.OutOfDescriptors;
            return null;
        }
    }

    ZoneMeter Follow(PowercapZone zone)
    {
        var meter = _meters.Get(zone.Identity) ?? new ZoneMeter(zone, options, status, logger, time);
        _meters.See(zone.Identity, meter);
        meter.Follow(zone);
        return meter;
    }

    /// <summary>If nothing can be read, one message of the collector replaces those of the zones.</summary>
    void ReportUnreadable()
    {
        foreach (var meter in _found.Where(meter => !meter.IsReadable))
        {
            if (Readable.IsEmpty)
                status.Failed(meter.Reason);
            else
                meter.ReportUnreadable();
        }
    }

    void ReportTooMany(int zones)
    {
        if (zones > MostZones && _discovered <= MostZones)
            logger.TooManyZones(options.SysfsPath, zones, MostZones);
        _discovered = zones;
    }

    void ReportUnnamed(ImmutableArray<string> folders)
    {
        foreach (var folder in folders)
        {
            status.Failed(CpuFailure.InvalidValue);
            if (!_unnamed.Contains(folder))
                logger.ZoneUnnamed(Path.Combine(folder, "name"));
        }
        _unnamed = [.. folders];
    }

    void ReportLeftOut(ImmutableArray<LeftOutZone> zones)
    {
        foreach (var zone in zones.Where(zone => !_leftOut.Contains(zone.Path)))
            logger.ZoneAmbiguous(zone.For.Zone.Title, zone.For.Folder, zone.Path);
        _leftOut = [.. zones.Select(zone => zone.Path)];
    }
}
