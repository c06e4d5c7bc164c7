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
        var cgroups = new CgroupFollower(options, new CollectingLogger());
        var (cpu, status, latest) = (new LatestSample<CpuInventory, ZoneReading>(), new CollectorStatus("cpu", TimeSpan.FromMinutes(1), CpuFailure.All, time), new LatestEncodes());
        using var sampler = new EncodesSampler(options, cgroups, progress: null, new CpuFeed(cpu, status), gpu: null, latest, time, new CollectingLogger());
        var began = 0UL;
        Sample();
        began = cgroups.ReadBusy()!.Value;

        using Process first = Start(large, 900), second = Start(small, 300);
        while (!first.HasExited || !second.HasExited)
        {
            await Task.Delay(250);
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
            var busy = cgroups.ReadBusy()!.Value - (began == 0 ? cgroups.ReadBusy()!.Value : began);
            cpu.Publish(time.GetTimestamp(), Package, [new ZoneReading(new Energy(30 * busy), null, 0)]);
            status.Sampled(time.GetTimestamp(), default);
            sampler.Sample();
        }

        EncodeReading Encode(string name) =>
            latest.Read()!.Encodes.Single(encode => encode.Identity.Name.StartsWith(name, StringComparison.Ordinal));
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
