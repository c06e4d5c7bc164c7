using Wattd.Collectors.Gpu;
using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Gpu.NvidiaSmi;
using Wattd.Collectors.Sampling;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Gpu.NvidiaSmi;

public sealed class LostGpuTests
{
    const string Unable = "Unable to determine the device handle for GPU";
    const string SecondUuid = "GPU-00000002-0000-0000-0000-000000000000";

    [Theory]
    [InlineData("lost")]
    [InlineData("unknown-error")]
    [InlineData("inaccessible")]
    public void ALostGpuIsDownAndHasNoReadings(string document)
    {
        using var rig = new NvidiaSmiRig();

        var inventory = rig.Read(document);

        Assert.Equal(2, inventory.Count);
        Assert.Equal(SecondUuid, inventory.Gpus[1].Uuid);
        Assert.Equal(75.5, rig.Readings.Span[0].PowerDrawWatts);
        Assert.Equal(default, rig.Readings.Span[1]);
    }

    [Fact]
    public void AnUnknownErrorOfTheFanAloneIsNotALostGpu()
    {
        using var rig = new NvidiaSmiRig();

        rig.Read("fan-unknown-error");

        Assert.Equal((true, null, 75.5), (rig.Readings.Span[1].Up, rig.Readings.Span[1].FanSpeedPercent, rig.Readings.Span[1].PowerDrawWatts));
    }

    [Fact]
    public void ALostGpuKeepsTheNameItHad()
    {
        using var rig = new NvidiaSmiRig();
        var before = rig.Read("fan-unknown-error");

        var after = rig.Read("lost-nameless");

        Assert.Same(before, after);
        Assert.False(rig.Readings.Span[1].Up);
    }

    [Fact]
    public void ALostGpuThatNeverReportedItsNameHasNone()
    {
        using var rig = new NvidiaSmiRig();

        var gpu = rig.Read("lost-nameless").Gpus[1];

        Assert.Equal(("00000000:02:00.0", "", "", ""), (gpu.BusId, gpu.Name, gpu.Uuid, gpu.PersistenceMode));
    }

    [Theory]
    [InlineData("00000000:01:00.0", 0, 1)]
    [InlineData("0000:34:00.0", 1, 0)]
    public void ALostGpuThatOnlyTheTextNamesTakesItsPlaceByBusId(string lost, int lostIndex, int otherIndex)
    {
        using var rig = new NvidiaSmiRig();
        rig.Fake.Prints([.. Text($"{Unable}1: {lost}: Unknown Error\n"), .. NvidiaSmiRig.Fixture("short-domain-text-before")]);
        rig.Fake.DriverHolds("0000:01:00.0", "Model: \t\t Test Hopper\nGPU UUID: \t GPU-????????-????-????-????-????????????\n");

        var inventory = rig.Read();

        Assert.Equal("00000000:2D:00.0", inventory.Gpus[otherIndex].BusId);
        Assert.Equal(PciBusId.Normalise(lost), inventory.Gpus[lostIndex].BusId);
        Assert.Equal(lostIndex, inventory.Gpus[lostIndex].Index);
        Assert.False(rig.Readings.Span[lostIndex].Up);
        Assert.True(rig.Readings.Span[otherIndex].Up);
    }

    [Fact]
    public void ALostGpuThatOnlyTheTextNamesKeepsItsIdentity()
    {
        using var rig = new NvidiaSmiRig();
        var before = rig.Read("fan-unknown-error");
        rig.Fake.Prints(NvidiaSmiRig.Fixture("driver-570"), stderr: $"{Unable} 0000:02:00.0: GPU is lost.  Reboot the system to recover this GPU\n");

        Assert.Same(before, rig.Read());
        Assert.Equal((true, false), (rig.Readings.Span[0].Up, rig.Readings.Span[1].Up));
    }

    [Fact]
    public void WhenALostGpuHidesTheOthersEachIsQueriedSeparately()
    {
        using var rig = new NvidiaSmiRig();
        LetOnlyTheFirstGpuAnswer(rig);

        var inventory = rig.Read();

        Assert.Equal(2, inventory.Count);
        Assert.Equal(("00000000:01:00.0", "Test Ada"), (inventory.Gpus[0].BusId, inventory.Gpus[0].Name));
        Assert.Equal((1, "00000000:02:00.0", "Test Hopper", SecondUuid),
            (inventory.Gpus[1].Index, inventory.Gpus[1].BusId, inventory.Gpus[1].Name, inventory.Gpus[1].Uuid));
        Assert.Equal("570.10", inventory.DriverVersion);
        Assert.Equal(75.5, rig.Readings.Span[0].PowerDrawWatts);
        Assert.Equal(default, rig.Readings.Span[1]);
        Assert.Same(inventory, rig.Read());
    }

    [Fact]
    public async Task AGpuWhoseQueryTakesTooLongIsDownButNotLostAndTheOthersAreRead()
    {
        using var fake = new FakeNvidiaSmi();
        LetTheFirstGpuHang(fake);
        var (time, readings) = (new CountingTime(), new GpuReadings());
        using var source = Over(fake, time);

        var read = Task.Run(() => source.Read(readings), TestContext.Current.CancellationToken);
        await Eventually.True(() => File.Exists(fake.File("hangs")), "the query of the first GPU");
        time.WaitForReads();
        time.Advance(TimeSpan.FromSeconds(51));
        var inventory = await read;

        Assert.Equal(["00000000:01:00.0", "00000000:02:00.0"], inventory.Gpus.Select(gpu => gpu.BusId));
        Assert.Equal("Test Hopper", inventory.Gpus[0].Name);
        Assert.Equal(new GpuReading { TimedOut = true }, readings.Span[0]);
        Assert.Equal((true, false), (readings.Span[1].Up, readings.Span[1].TimedOut));
    }

    [Fact]
    public async Task WhenNoGpuAnswersInTimeTheReadFails()
    {
        using var fake = new FakeNvidiaSmi();
        LetTheFirstGpuHang(fake);
        var time = new CountingTime();
        using var source = Over(fake, time);

        var read = Task.Run(() => Record.Exception(() => source.Read(new GpuReadings())), TestContext.Current.CancellationToken);
        await Eventually.True(() => File.Exists(fake.File("hangs")), "the query of the first GPU");
        time.WaitForReads();
        time.Advance(TimeSpan.FromSeconds(101));

        Assert.Equal(GpuFailure.Timeout, Assert.IsType<SourceException>(await read).Reason);
    }

    [Fact]
    public async Task AStopEndsTheQueriesOfAllGpus()
    {
        using var fake = new FakeNvidiaSmi();
        LetTheFirstGpuHang(fake);
        using var source = Over(fake, new CountingTime());

        var read = Task.Run(() => Record.Exception(() => source.Read(new GpuReadings())), TestContext.Current.CancellationToken);
        await Eventually.True(() => File.Exists(fake.File("hangs")), "the query of the first GPU");
        source.Interrupt();

        Assert.Contains("was stopped", Assert.IsType<SourceException>(await read).Message);
    }

    [Fact]
    public void WhenTheGpusAreUnknownALostOneIsAFailure()
    {
        using var rig = new NvidiaSmiRig();
        rig.Fake.Prints($"{Unable} 0000:02:00.0: GPU is lost.  Reboot the system to recover this GPU\n", exitCode: 15);

        var failure = rig.Fails();

        Assert.Equal(GpuFailure.GpuLost, failure.Reason);
        Assert.Contains("reboot", failure.Message);
    }

    [Fact]
    public void AGpuThatDisappearsIsLostWhileTheDriverHoldsIt()
    {
        using var rig = new NvidiaSmiRig();
        rig.Fake.DriverHolds("0000:02:00.0", "");
        var before = rig.Read("fan-unknown-error");

        var after = rig.Read("driver-570");

        Assert.Same(before, after);
        Assert.Equal((true, false), (rig.Readings.Span[0].Up, rig.Readings.Span[1].Up));
    }

    [Fact]
    public void AGpuThatWasRemovedFromTheDriverIsGone()
    {
        using var rig = new NvidiaSmiRig();
        rig.Read("fan-unknown-error");

        var after = rig.Read("driver-570");

        Assert.Equal((1, 1), (after.Count, after.Gpus.Length));
    }

    [Fact]
    public void AGpuThatOneReadMissesComesBack()
    {
        using var rig = new NvidiaSmiRig();
        var before = rig.Read("fan-unknown-error");
        rig.Read("lost");

        Assert.Same(before, rig.Read("fan-unknown-error"));
        Assert.True(rig.Readings.Span[1].Up);
    }

    static void LetOnlyTheFirstGpuAnswer(NvidiaSmiRig rig)
    {
        File.WriteAllBytes(rig.Fake.File("first.xml"), NvidiaSmiRig.Fixture("driver-570"));
        rig.Fake.DriverHolds("0000:02:00.0", $"Model: \t\t Test Hopper\nIRQ:   \t\t 90\nGPU UUID: \t {SecondUuid}\n");
        rig.Fake.DriverHolds("0000:01:00.0", "Model: \t\t Test Ada\n");
        rig.Fake.Runs($"""
            if [ "$*" = "-q -x -i 00000000:01:00.0" ]; then exec cat "$here/first.xml"; fi
            echo "{Unable} 0000:02:00.0: GPU is lost.  Reboot the system to recover this GPU"
            exit 15
            """);
    }

    /// <summary>The query of all fails, that of the first GPU hangs, and that of the second one succeeds.</summary>
    static void LetTheFirstGpuHang(FakeNvidiaSmi fake)
    {
        var document = System.Text.Encoding.UTF8.GetString(NvidiaSmiRig.Fixture("driver-570"));
        File.WriteAllText(fake.File("second.xml"), document.Replace("00000000:01:00.0", "00000000:02:00.0", StringComparison.Ordinal));
        fake.DriverHolds("0000:01:00.0", "Model: \t\t Test Hopper\n");
        fake.DriverHolds("0000:02:00.0", "Model: \t\t Test Ada\n");
        fake.Runs($"""
            case "$*" in
            *02:00.0) exec cat "$here/second.xml" ;;
            *01:00.0) echo > "$here/hangs"; exec sleep 1000 ;;
            esac
            echo "{Unable} 0000:01:00.0: Unknown Error"
            exit 255
            """);
    }

    static NvidiaSmiSource Over(FakeNvidiaSmi fake, TimeProvider time) => new(
        new GpuOptions { NvidiaSmi = fake.Path, ProcfsPath = fake.Procfs, Timeout = TimeSpan.FromSeconds(100) }, time);

    static byte[] Text(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
