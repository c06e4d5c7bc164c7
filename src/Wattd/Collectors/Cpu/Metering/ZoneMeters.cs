using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Wattd.Collectors.Cpu.Powercap;
using Wattd.Collectors.Sampling;
using Wattd.Linux;

namespace Wattd.Collectors.Cpu.Metering;

/// <summary>The meters of all zones that this machine has or had until lately.</summary>
sealed class ZoneMeters(CpuOptions options, CollectorStatus status, ILogger logger, TimeProvider time) : IDisposable
{
    /// <summary>
    /// How many zones are measured. So many fit on the pages of a daemon whose heap is 64 MiB; the largest machines have
    /// about a hundred.
    /// </summary>
    public const int MostZones = 1024;

    readonly CpuSource _source = new(options);
    readonly RecentlySeen<(string, string), ZoneMeter> _meters = new();
    ImmutableArray<ZoneMeter> _found = [];
    ImmutableHashSet<string> _unnamed = [], _leftOut = [];
    string? _whyNotLooked;
    int _discovered;

    /// <summary>Those that can be read, in the inventory's order.</summary>
    public ImmutableArray<ZoneMeter> Readable { get; private set; } = [];

    /// <summary>What is there; another object only when that changed.</summary>
    public CpuInventory Inventory { get; private set; } = new([], 0);

    /// <summary>How many zones are missing that were measured before.</summary>
    public int Lost => _meters.Values.Count(meter => meter.IsLost);

    /// <summary>Why nothing can be read; meaningful while <see cref="Readable"/> is empty.</summary>
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

    /// <summary>Looks which zones there are and opens the counters of new ones, with the capability for as long as that takes.</summary>
    /// <remarks>Where the process may open no more files, what is known stays: not to see a zone is not to miss it.</remarks>
    public void Look()
    {
        using (DacReadSearch.Raise())
        {
            if (Find() is not { } findings)
                return;
            TellUnnamed(findings.Unnamed);
            TellLeftOut(findings.LeftOut);
            TellTooMany(findings.Zones.Length);
            _found = [.. findings.Zones.Take(MostZones).Select(Follow)];
        }
        foreach (var meter in _meters.Values.Except(_found))
            meter.Lose();
        // Those that are lost are closed by now.
        _meters.ForgetOldest(_found.Length);

        Refresh();
        if (_found.IsEmpty)
            status.Failed(CpuFailure.NoPowercap);
        TellUnreadable();
    }

    /// <summary>Brings <see cref="Readable"/> and <see cref="Inventory"/> up to date with what the meters met.</summary>
    public void Refresh()
    {
        Readable = [.. _found.Where(meter => meter.IsReadable)];
        ImmutableArray<Zone> zones = [.. Readable.Select(meter => meter.Zone.Zone)];
        var known = Inventory;
        if (known.Discovered == _discovered && known.Zones.SequenceEqual(zones, ZoneComparer.WithLimits))
            return;

        Inventory = new CpuInventory(zones, _discovered);
        if (!zones.IsEmpty && !known.Zones.SequenceEqual(zones, ZoneComparer.ByIdentity))
            logger.Measured(zones.Length, string.Join(", ", zones.Select(zone => zone.Title)));
    }

    /// <summary>No next read is comparable with the last.</summary>
    public void StartAnew()
    {
        foreach (var meter in _meters.Values)
            meter.StartAnew();
    }

    public void Dispose()
    {
        foreach (var meter in _meters.Values)
            meter.Dispose();
    }

    /// <summary>Null where it could not be looked; that is logged once until it can.</summary>
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

    /// <summary>Where nothing at all can be read, the collector's one line says it for all.</summary>
    void TellUnreadable()
    {
        foreach (var meter in _found.Where(meter => !meter.IsReadable))
        {
            if (Readable.IsEmpty)
                status.Failed(meter.Reason);
            else
                meter.TellUnreadable();
        }
    }

    void TellTooMany(int zones)
    {
        if (zones > MostZones && _discovered <= MostZones)
            logger.TooManyZones(options.SysfsPath, zones, MostZones);
        _discovered = zones;
    }

    void TellUnnamed(ImmutableArray<string> folders)
    {
        foreach (var folder in folders)
        {
            status.Failed(CpuFailure.InvalidValue);
            if (!_unnamed.Contains(folder))
                logger.ZoneUnnamed(Path.Combine(folder, "name"));
        }
        _unnamed = [.. folders];
    }

    void TellLeftOut(ImmutableArray<LeftOutZone> zones)
    {
        foreach (var zone in zones.Where(zone => !_leftOut.Contains(zone.Path)))
            logger.ZoneAmbiguous(zone.For.Zone.Title, zone.For.Folder, zone.Path);
        _leftOut = [.. zones.Select(zone => zone.Path)];
    }
}
