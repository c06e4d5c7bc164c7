using Wattd.Collectors.Sampling;
using Wattd.Tests.Support;
using static Wattd.Tests.Support.NvmlFunction;

namespace Wattd.Tests.Collectors.Gpu.Nvml;

/// <summary>XIDs through the event set of NVML, from the report of a GPU to the count.</summary>
public sealed class NvmlXidTests
{
    [Fact]
    public void AnXidIsCountedForItsGpuAndLoggedWithItsMeaningAndItsFix()
    {
        using var nvml = new NvmlXidFixture(gpus: 2);
        nvml.Until("", "");

        nvml.Stub.Report(1, 79);
        nvml.Stub.Report(0, 13);
        nvml.Until("13:1", "79:1");

        Assert.Contains(
            $"GPU {NvmlStub.BusId(1)} (NVIDIA L40S, {NvmlStub.Uuid(1)}) reports XID 79, 1 since wattd started: the GPU has fallen off the bus: "
            + "the driver cannot reach it over PCI Express; drain the node and reboot it; if it happens again, check the power, cooling and slot of the GPU",
            nvml.Lines);
        Assert.Equal(2, nvml.Lines.Count());
        var seen = Assert.Single(nvml.Read()[1]!);
        Assert.Equal((true, true, "2026-11-26T03:14:15Z"), (seen.IsCritical, seen.IsOpen, seen.LastText));
    }

    [Fact]
    public void OtherEventsAreNotCounted()
    {
        using var nvml = new NvmlXidFixture();
        nvml.Until("");

        nvml.Stub.Report(0, 0, type: 0x1);
        nvml.Stub.Report(0, 48);

        nvml.Until("48:1");
    }

    [Fact]
    public void AnXidThatTheDriverDoesNotNumberIsUnknown()
    {
        using var nvml = new NvmlXidFixture();
        nvml.Until("");
        nvml.Stub.Report(0, 999);
        nvml.Until("unknown:1");
    }

    [Fact]
    public void AGpuWithoutXidsIsNotWatched()
    {
        using var nvml = new NvmlXidFixture();
        nvml.Stub.EventTypes = 0x3;

        nvml.Until("not watched");

        Eventually.Wait(() => nvml.Stub.Calls(nvmlEventSetFree) == 1, "the event set is freed");
        Assert.Equal((0, 0), (nvml.Stub.Registrations(0), nvml.Stub.EventSets));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(15)]
    public void AGpuThatRefusesIsNotWatchedAndTheOthersAre(int code)
    {
        using var nvml = new NvmlXidFixture(gpus: 2);
        nvml.Stub.Return(nvmlDeviceRegisterEvents, 0, code);
        nvml.Until("not watched", "");

        nvml.Stub.Report(1, 62);

        nvml.Until("not watched", "62:1");
    }

    [Fact]
    public void AGpuThatRefusesForAWhileIsAskedAgain()
    {
        using var nvml = new NvmlXidFixture(gpus: 2);
        nvml.Stub.Return(nvmlDeviceRegisterEvents, 0, 999);
        nvml.Until("not watched", "");

        var registrations = nvml.Stub.Registrations(1);
        nvml.LetPass(30);
        Eventually.Wait(() => nvml.Stub.Registrations(1) > registrations, "another attempt");
        Assert.Single(nvml.Log.Events, name => name == "NvmlXidsNotReported");
        nvml.Stub.Return(nvmlDeviceRegisterEvents, 0, 0);
        nvml.LetPass(30);

        nvml.Until("", "");
    }

    [Fact]
    public void TroubleWithTheSetIsLoggedOnceUntilItWorks()
    {
        using var nvml = new NvmlXidFixture();
        nvml.Stub.Return(nvmlEventSetCreate, 999);
        nvml.Until("not watched");
        Eventually.Wait(() => nvml.Stub.Calls(nvmlEventSetCreate) >= 3, "attempts");
        Assert.Single(nvml.Log.Events, name => name == "NvmlXidsInterrupted");

        nvml.Stub.Return(nvmlEventSetCreate, 0);
        nvml.Until("");
    }

    [Theory]
    [InlineData(nvmlEventSetCreate)]
    [InlineData(nvmlDeviceRegisterEvents)]
    [InlineData(nvmlEventSetWait_v2)]
    public void WithoutTheFunctionsOfADriverThereAreReadingsAndNoXids(NvmlFunction function)
    {
        using var nvml = new NvmlXidFixture(gpus: 1, without: function);
        nvml.Until("not watched");
        Assert.Equal(0, nvml.Stub.EventSets);
    }

    [Fact]
    public void AGpuThatIsBackIsRegisteredAgain()
    {
        using var nvml = new NvmlXidFixture(gpus: 2);
        nvml.Until("", "");
        Assert.Equal(1, nvml.Stub.Registrations(1));

        nvml.Stub.ReturnForGpu(1, 15);
        nvml.Read();
        nvml.Stub.ReturnForGpu(1, 0);
        nvml.LetPass(5);
        nvml.Read();
        Eventually.Wait(() => nvml.Stub.Registrations(1) == 2, "it is registered again");

        nvml.Stub.Report(1, 63);
        nvml.Until("", "63:1");
    }

    [Fact]
    public void WhatHasArrivedIsCountedBeforeTheSetIsMadeAgain()
    {
        using var nvml = new NvmlXidFixture(gpus: 2);
        nvml.Until("", "");
        nvml.Stub.ReturnForGpu(1, 15);
        nvml.Read();
        nvml.Stub.ReturnForGpu(1, 0);
        nvml.LetPass(5);

        nvml.Stub.Report(0, 48);
        nvml.Stub.Report(0, 63);
        nvml.Read();

        nvml.Until("48:1 63:1", "");
    }

    [Fact]
    public void WhatHasArrivedIsCountedAtTheEndOfASession()
    {
        using var nvml = new NvmlXidFixture();
        nvml.Until("");
        nvml.Stub.Report(0, 13);
        nvml.Until("13:1");
        Eventually.Wait(() => nvml.Stub.Calls(nvmlEventSetWait_v2) >= 2 && nvml.Stub.Waiting == 0, "the pause before the next wait");

        nvml.Stub.Report(0, 63);
        nvml.Source.Dispose();

        nvml.Until("13:1 63:1");
    }

    [Fact]
    public void ADriverThatIsBackIsRegisteredAgainAndTheCountContinues()
    {
        using var nvml = new NvmlXidFixture();
        nvml.Until("");
        nvml.Stub.Report(0, 31);
        nvml.Until("31:1");

        nvml.Stub.Code = 18;
        Assert.Throws<SourceException>(() => nvml.Read());
        Assert.Equal((0, 0), (nvml.Stub.Open, nvml.Stub.UnsafeEnds));
        nvml.Stub.Code = 0;
        nvml.Read();
        Eventually.Wait(() => nvml.Stub.Registrations(0) == 2, "it is registered again");

        nvml.Stub.Report(0, 31);
        nvml.Until("31:2");
        Assert.Equal(1, nvml.Stub.Open);
    }

    [Fact]
    public void AfterAWaitThatReportsALostGpuTheOthersAreRegisteredAgain()
    {
        using var nvml = new NvmlXidFixture(gpus: 2);
        nvml.Until("", "");

        nvml.Stub.Return(nvmlEventSetWait_v2, 15);
        Eventually.Wait(() => nvml.Stub.Registrations(0) == 2, "the first attempt, a second later");
        nvml.Stub.Return(nvmlDeviceRegisterEvents, 1, 15);
        nvml.Stub.Return(nvmlEventSetWait_v2, 0);
        // The first of these may be the last one on a set that is then freed.
        var waits = nvml.Stub.Calls(nvmlEventSetWait_v2);
        Eventually.Wait(() => nvml.Stub.Calls(nvmlEventSetWait_v2) >= waits + 2, "a set that stays");

        nvml.Stub.Report(0, 94);
        nvml.Until("94:1", "");
    }

    [Fact]
    public void TheEndOfASessionFreesTheSetAndLeavesNoThreadInTheLibrary()
    {
        using var nvml = new NvmlXidFixture(gpus: 2);
        for (var session = 1; session <= 3; session++)
        {
            nvml.Read();
            Eventually.Wait(() => nvml.Stub.Calls(nvmlEventSetWait_v2) > 0, "a wait");
            nvml.Source.Dispose();
            Assert.Equal((session, 0, 0, 0), (nvml.Stub.Inits, nvml.Stub.Open, nvml.Stub.EventSets, nvml.Stub.UnsafeEnds));
        }
        Assert.False(nvml.Source.HasHungCall);
    }

    [Fact]
    public void AWaitThatNeverReturnsHarmsNothing()
    {
        using var nvml = new NvmlXidFixture();
        nvml.Until("");
        nvml.Stub.Hang(nvmlEventSetWait_v2);
        Eventually.Wait(() => nvml.Stub.Held == 1, "a hung wait");

        // The session ends without it, and another one reads; the library stays loaded for the thread in it.
        nvml.Source.Dispose();
        Assert.True(nvml.Source.HasHungCall);
        Assert.Equal((1, 0), (nvml.Stub.Open, nvml.Stub.UnsafeEnds));
        Assert.Equal([""], nvml.Read().Select(xids => string.Concat(xids!)));
        Assert.Equal(2, nvml.Stub.Open);

        nvml.Stub.Hang(nvmlEventSetWait_v2, hangs: false);
        Eventually.Wait(() => !nvml.Source.HasHungCall, "the thread leaves");
        Assert.Equal((1, 0), (nvml.Stub.Open, nvml.Stub.UnsafeEnds));

        nvml.Stub.Report(0, 120);
        nvml.Until("120:1");
        nvml.Source.Dispose();
        Assert.Equal((0, 0, 0), (nvml.Stub.Open, nvml.Stub.EventSets, nvml.Stub.UnsafeEnds));
    }

    [Fact]
    public void AHungWaitIsLoggedOnceAndSoIsItsReturn()
    {
        using var nvml = new NvmlXidFixture();
        nvml.Until("");
        nvml.Stub.Hang(nvmlEventSetWait_v2);
        Eventually.Wait(() => nvml.Stub.Held == 1, "a hung wait");
        nvml.Read();
        Assert.DoesNotContain("NvmlXidsHung", nvml.Log.Events);

        nvml.LetPass(10);
        nvml.Read();
        nvml.Read();
        Assert.Single(nvml.Log.Events, name => name == "NvmlXidsHung");
        Assert.DoesNotContain("NvmlXidsReturned", nvml.Log.Events);

        nvml.Stub.Hang(nvmlEventSetWait_v2, hangs: false);
        Eventually.Wait(() => nvml.Log.Events.Contains("NvmlXidsReturned"), "its return is logged");
        nvml.Read();
        Assert.Single(nvml.Log.Events, name => name == "NvmlXidsHung");
    }
}
