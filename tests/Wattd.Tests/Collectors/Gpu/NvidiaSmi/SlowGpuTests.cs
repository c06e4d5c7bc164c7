using Wattd.Collectors.Gpu;
using Wattd.Collectors.Gpu.NvidiaSmi;
using Wattd.Collectors.Gpu.Xids;
using Wattd.Collectors.Sampling;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Gpu.NvidiaSmi;

/// <summary>The sampler over a fake nvidia-smi that is asked for each GPU alone, of which one does not answer in time.</summary>
public sealed class SlowGpuTests : IDisposable
{
    readonly FakeNvidiaSmi _smi = new();
    readonly CountingTime _time = new();
    readonly CollectingLogger _log = new();
    readonly LatestSample<GpuInventory, GpuReading> _latest = new();
    readonly GpuXids _xids;
    readonly GpuSampler _sampler;

    public SlowGpuTests()
    {
        var options = new GpuOptions
        {
            Source = GpuSourceChoice.NvidiaSmi,
            NvidiaSmi = _smi.Path,
            ProcfsPath = _smi.Procfs,
            SysfsPath = _smi.Procfs,
            Interval = TimeSpan.FromMilliseconds(100),
            Timeout = TimeSpan.FromSeconds(100),
        };
        _xids = new GpuXids(_time, _log);
        Func<IGpuSource> source = () => new NvidiaSmiSource(options, _time);
        _sampler = new GpuSampler(options, source, source, _latest, _time, _log, _xids);

        var document = System.Text.Encoding.UTF8.GetString(NvidiaSmiRig.Fixture("driver-570"));
        for (var gpu = 1; gpu <= 2; gpu++)
        {
            File.WriteAllText(_smi.File($"{gpu}.xml"), document.Replace("00000000:01:00.0", $"00000000:0{gpu}:00.0", StringComparison.Ordinal));
            _smi.DriverHolds($"0000:0{gpu}:00.0", "Model: \t\t Test Ada\n");
        }
        // A third one, which this process cannot see, makes the query of all fail.
        _smi.Runs("""
            if [ $# -lt 4 ]; then echo "Unable to determine the device handle for GPU 0000:03:00.0: Unknown Error"; exit 255; fi
            gpu=${4#*:0}
            gpu=${gpu%%:*}
            if [ -e "$here/slow.$gpu" ]; then echo > "$here/asked"; exec sleep 1000; fi
            exec cat "$here/$gpu.xml"
            """);
    }

    public void Dispose()
    {
        _sampler.Dispose();
        _smi.Dispose();
    }

    [Fact]
    public void AnOpenXidOfAGpuThatHasNotAnsweredInTimeStaysOpenWhenItAnswersAgain()
    {
        Until(() => Up is [true, true]);
        var gpu = _latest.Read()!.Inventory.Gpus[0];
        _xids.Watch(gpu);
        _xids.Add(gpu, 119);
        LetTheFirstGpuTimeOut();
        Assert.Equal([false, true], Up);
        Assert.Null(_latest.Read()!.Readings[0].PowerDrawWatts);
        Assert.True(Assert.Single(_latest.Read()!.Readings[0].Xids!).IsOpen);

        File.Delete(_smi.File("slow.1"));
        Until(() => Up is [true, true]);

        Assert.True(Assert.Single(_latest.Read()!.Readings[0].Xids!).IsOpen);
    }

    [Fact]
    public void AGpuThatHasNotAnsweredInTimeIsLoggedAndCountedAsThatUntilItIsBack()
    {
        Until(() => Up is [true, true]);
        LetTheFirstGpuTimeOut();
        File.Delete(_smi.File("slow.1"));
        Until(() => Up is [true, true]);

        Assert.Equal(["GpuSourceInUse", "GpuSlow", "GpuBack"], _log.Events.Where(name => name != "GpuPersistenceModeOff"));
        Assert.Equal([(GpuFailure.Timeout, 1L)], _sampler.Status.Failures.Where(failure => failure.Count > 0));
    }

    bool[] Up => _latest.Read() is { } sample ? [.. sample.Readings.Select(reading => reading.Up)] : [];

    void LetTheFirstGpuTimeOut()
    {
        File.WriteAllText(_smi.File("slow.1"), "");
        Until(() => File.Exists(_smi.File("asked")));
        _time.WaitForReads();
        _time.Advance(TimeSpan.FromSeconds(51));
        Until(() => Up is [false, _]);
    }

    void Until(Func<bool> condition) => Eventually.Wait(
        () =>
        {
            _sampler.Sample();
            return condition();
        },
        "the sampler reaches it");
}
