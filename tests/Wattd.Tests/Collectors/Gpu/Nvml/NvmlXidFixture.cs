using Microsoft.Extensions.Time.Testing;
using Wattd.Collectors.Gpu;
using Wattd.Collectors.Gpu.Nvml;
using Wattd.Collectors.Gpu.Xids;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Gpu.Nvml;

/// <summary>The NVML source with the thread that asks for XIDs, over a stub library. The thread is real, the clock is the test's.</summary>
sealed class NvmlXidFixture : IDisposable
{
    public NvmlXidFixture(int gpus = 1, params ReadOnlySpan<NvmlFunction> without)
    {
        Stub = new NvmlStub(gpus, without);
        Stub.PlantProcfs(gpus);
        Options = new GpuOptions { NvmlLibrary = Stub.Library, ProcfsPath = Stub.Procfs };
        Xids = new GpuXids(Time, Log);
        Source = new NvmlSource(Options, Time, Log, xids: Xids);
    }

    public NvmlStub Stub { get; }

    public GpuOptions Options { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 26, 3, 14, 15, TimeSpan.Zero));

    public CollectingLogger Log { get; } = new();

    public GpuXids Xids { get; }

    public NvmlSource Source { get; }

    /// <summary>Reads, and returns the XIDs of each GPU: null for one that is not watched.</summary>
    public IReadOnlyList<SeenXid>?[] Read()
    {
        var readings = new GpuReadings();
        var inventory = Source.Read(readings);
        var filled = readings.Span.ToArray();
        Xids.Fill(inventory, filled, isAnswer: true);
        return [.. filled.Select(reading => reading.Xids)];
    }

    /// <summary>Reads until every GPU has these XIDs, each written as number and count.</summary>
    public void Until(params string[] expected)
    {
        var seen = Array.Empty<string>();
        Eventually.Wait(
            () =>
            {
                seen = [.. Read().Select(Written)];
                return seen.SequenceEqual(expected);
            },
            $"the XIDs {string.Join(" | ", expected)}");
    }

    /// <summary>The log messages about XIDs.</summary>
    public IEnumerable<string> Lines => Log.Lines.Where(line => line.Event == "GpuXid").Select(line => line.Message);

    public void LetPass(double seconds) => Time.Advance(TimeSpan.FromSeconds(seconds));

    public void Dispose()
    {
        foreach (var function in Enum.GetValues<NvmlFunction>())
            Stub.Hang(function, hangs: false);
        Source.Dispose();
        Stub.Dispose();
    }

    static string Written(IReadOnlyList<SeenXid>? xids) =>
        xids is null ? "not watched" : string.Join(" ", xids.Select(xid => $"{xid.Label}:{xid.Count}"));
}
