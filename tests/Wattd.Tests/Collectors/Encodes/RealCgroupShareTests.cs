using System.Diagnostics;
using System.Globalization;
using Wattd.Collectors;
using Wattd.Collectors.Cpu;
using Wattd.Collectors.Encodes;
using Wattd.Collectors.Encodes.Cgroups;
using Wattd.Collectors.Sampling;
using Wattd.Tests.Support;

namespace Wattd.Tests.Collectors.Encodes;

/// <summary>Two real ffmpegs in two real cgroups, and a package that draws 30 W for each processor in use.</summary>
public sealed class RealCgroupShareTests
{
    static readonly CpuInventory Package = new([new Zone("package_0", "0", [])], 1);

    [Fact]
    public async Task TheSharesOfTwoFfmpegsAreAsTheirProcessorTime()
    {
        using RealCgroup large = RealCgroup.Create("wattd-share-large"), small = RealCgroup.Create("wattd-share-small");
        var time = TimeProvider.System;
        var options = new EncodesOptions { CgroupPath = RealCgroup.Root(), Match = new Patterns(["wattd-share-*.service"]), IdleWatts = 0 };
        var cgroups = new OneBusy(new CgroupFollower(options, new CollectingLogger()));
        var (cpu, status, latest) = (new LatestSample<CpuInventory, ZoneReading>(), new CollectorStatus("cpu", TimeSpan.FromMinutes(1), CpuFailure.All, time), new LatestEncodes());
        using var sampler = new EncodesSampler(options, cgroups, progress: null, new CpuFeed(cpu, status), gpu: null, latest, time, new CollectingLogger());
        var began = cgroups.Take();
        Sample();

        using Process first = Start(large, 900), second = Start(small, 300);
        while (!first.HasExited || !second.HasExited)
        {
            await Task.Delay(1000);
            Sample();
        }
        Sample();
        double[] used = [await ProcessorTime(first), await ProcessorTime(second)];
        EncodeReading[] encodes = [Encode("wattd-share-large"), Encode("wattd-share-small")];
        Assert.All(used, seconds => Assert.True(seconds > 0.5, $"{seconds} s are too few to compare"));
        for (var i = 0; i < 2; i++)
            Assert.Equal(1, encodes[i].CpuTime.TotalSeconds / used[i], 0.01);
        Assert.Equal(1, Joules(encodes[0]) / Joules(encodes[1]) / (used[0] / used[1]), 0.01);
        Assert.All(encodes, encode => Assert.False(encode.IsRunning));
        Assert.Equal(2, latest.Read()!.EndedEncodes.Length);

        void Sample()
        {
            cpu.Publish(time.GetTimestamp(), Package, [new ZoneReading(new Energy(30 * (cgroups.Take() - began)), null, 0)]);
            status.Sampled(time.GetTimestamp(), default);
            sampler.Sample();
        }

        EncodeReading Encode(string name) =>
            latest.Read()!.Encodes.Single(encode => encode.Identity.Name.StartsWith(name, StringComparison.Ordinal));
    }

    /// <summary>
    /// Gives the sampler the processor time of the machine from which the energy was computed: on a machine that stops the test between
    /// the two, energy would move from one window to the next.
    /// </summary>
    sealed class OneBusy(CgroupFollower follower) : ICgroupSource
    {
        ulong _busy;

        public int Unlisted => follower.Unlisted;

        public bool IsLookDue => follower.IsLookDue;

        public bool TellsNews => follower.TellsNews;

        public void UseNews(Action happened) => follower.UseNews(happened);

        public ulong Take() => _busy = follower.ReadBusy()!.Value;

        public void Look() => follower.Look();

        public void Read(List<CgroupUse> into) => follower.Read(into);

        public (string Path, ulong Id)? ClaimCgroup(ulong id) => follower.ClaimCgroup(id);

        public string? ClaimProcess(uint pid, bool mayClaim) => follower.ClaimProcess(pid, mayClaim);

        public IReadOnlySet<ulong> Present() => follower.Present();

        public ulong? ReadBusy() => _busy;

        public void Dispose() => follower.Dispose();
    }

    static double Joules(EncodeReading encode) => encode.Shares.Single(share => share.Component == "cpu").Energy.Joules;

    /// <summary>An encode whose shell then prints the processor time of its children.</summary>
    static Process Start(RealCgroup cgroup, int frames) => cgroup.Start("bash", "-c",
        $"ffmpeg -nostdin -loglevel error -f lavfi -i testsrc2=size=640x360:rate=30 -frames:v {frames} -c:v libx264 -preset medium -f null - && times >&2");

    /// <summary>times prints two lines, of the shell and of its children, each with user and system time as 1m2.345s.</summary>
    static async Task<double> ProcessorTime(Process process)
    {
        var said = (await process.StandardError.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return said[^2..].SelectMany(line => line.Split(' ')).Sum(text =>
            double.Parse(text[..text.IndexOf('m')], CultureInfo.InvariantCulture) * 60
                + double.Parse(text[(text.IndexOf('m') + 1)..].TrimEnd('s'), CultureInfo.InvariantCulture));
    }
}
