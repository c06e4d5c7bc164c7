using Wattd.Collectors.Gpu;
using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Sampling;

namespace Wattd.Tests.Collectors.Gpu;

/// <summary>A source that the test controls. A change between two ticks applies to the next.</summary>
sealed class FakeGpuSource(string name, TimeSpan defaultInterval) : IGpuSource
{
    readonly ManualResetEventSlim _returns = new(true);
    volatile int _reads, _opens;

    /// <summary>The inventory; two boards by default.</summary>
    public GpuInventory Inventory { get; set; } = new(name, "580.95.05", 2, [Gpu(0), Gpu(1)]);

    /// <summary>Fills in the reading of each GPU.</summary>
    public Action<GpuReadings> Fill { get; set; } = Two;

    /// <summary>The exception that it throws, if any.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Whether its reads do not return.</summary>
    public bool Hangs { set { if (value) _returns.Reset(); else _returns.Set(); } }

    public string Name => name;

    /// <summary>Whether its next read starts the driver. If it hangs, it hangs in that.</summary>
    public bool HasToOpen { get; set; }

    public TimeSpan DefaultInterval => defaultInterval;

    /// <summary>How many reads were begun.</summary>
    public int Reads => _reads;

    public bool IsDisposed { get; private set; }

    public bool IsInterrupted { get; private set; }

    /// <summary>The threads on which it was read and disposed.</summary>
    public HashSet<int> Threads { get; } = [];

    /// <summary>What the reading thread had allocated when its last read began.</summary>
    public long AllocatedByItsThread { get; private set; }

    /// <summary>How often the driver was started.</summary>
    public int Opens => _opens;

    public void Open()
    {
        Interlocked.Increment(ref _opens);
        _returns.Wait();
        HasToOpen = false;
    }

    public GpuInventory Read(GpuReadings readings)
    {
        AllocatedByItsThread = GC.GetAllocatedBytesForCurrentThread();
        Interlocked.Increment(ref _reads);
        lock (Threads)
            Threads.Add(Environment.CurrentManagedThreadId);
        _returns.Wait();
        if (Failure is { } failure)
            throw failure;
        readings.Clear();
        Fill(readings);
        return Inventory;
    }

    public void Interrupt() => IsInterrupted = true;

    public void Dispose()
    {
        lock (Threads)
            Threads.Add(Environment.CurrentManagedThreadId);
        IsDisposed = true;
    }

    public static GpuIdentity Gpu(int index) => new()
    {
        Index = index,
        BusId = $"00000000:{index + 1:X2}:00.0",
        Name = "NVIDIA L4",
        Uuid = $"GPU-{index}",
        PersistenceMode = "Enabled",
    };

    public static SourceException Broken(string reason) => new(reason, $"{reason}: do something about it");

    static void Two(GpuReadings readings)
    {
        readings.Add() = new GpuReading { Up = true, PowerDrawWatts = 50, EnergyJoules = 1_000 };
        readings.Add() = new GpuReading { Up = true, PowerDrawWatts = 60 };
    }
}
