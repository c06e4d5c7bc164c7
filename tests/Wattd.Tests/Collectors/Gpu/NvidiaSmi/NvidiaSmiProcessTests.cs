using System.Diagnostics;
using System.Text;
using Wattd.Collectors.Gpu;
using Wattd.Collectors.Gpu.NvidiaSmi;
using Wattd.Collectors.Sampling;
using Wattd.Tests.Support;
using static Wattd.Linux.Prctl;

namespace Wattd.Tests.Collectors.Gpu.NvidiaSmi;

public sealed class NvidiaSmiProcessTests
{
    static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    const string HangAndIgnoreSigterm = """
        trap '' TERM
        echo $$ >> "$here/pids"
        sleep 1000 &
        echo $! >> "$here/pids"
        echo > "$here/hangs"
        wait
        wait
        """;

    [Fact]
    public void AProcessThatHangsAndIgnoresSigtermIsKilledWithItsChildren()
    {
        using var rig = new NvidiaSmiRig(TimeSpan.FromSeconds(3));
        rig.Fake.Runs(HangAndIgnoreSigterm);

        var failure = rig.Fails();

        Assert.Equal(GpuFailure.Timeout, failure.Reason);
        Assert.Contains("3 s", failure.Message);
        Assert.Equal(2, rig.Fake.Pids.Length);
        Assert.All(rig.Fake.Pids, Processes.AssertGone);
    }

    [Fact]
    public void AProcessThatHangsIsAskedToEndBeforeItIsKilled()
    {
        using var fake = new FakeNvidiaSmi();
        using var process = Direct(fake);
        fake.Runs("""
            trap 'echo asked > "$here/asked"; exit 1' TERM
            echo $$ > "$here/pids"
            while :; do sleep 0.1; done
            """);

        Assert.Throws<SourceException>(() => process.Run(TimeSpan.FromSeconds(3)));

        Assert.True(File.Exists(fake.File("asked")));
        Assert.All(fake.Pids, Processes.AssertGone);
    }

    [Fact]
    public void AGrandchildThatHoldsThePipesIsNotWaitedForAndEnds()
    {
        using var rig = new NvidiaSmiRig();
        File.WriteAllBytes(rig.Fake.File("stdout"), NvidiaSmiRig.Fixture("driver-570"));
        rig.Fake.Runs("""
            sleep 1000 &
            echo $! > "$here/pids"
            cat "$here/stdout"
            """);

        Assert.Single(rig.Read().Gpus);
        Assert.All(rig.Fake.Pids, Processes.AssertGone);
    }

    [Fact]
    public void DisposingFromAnotherThreadEndsTheRun()
    {
        using var rig = new NvidiaSmiRig();
        rig.Fake.Runs(HangAndIgnoreSigterm);
        Exception? thrown = null;
        var reader = new Thread(() => thrown = Record.Exception(() => rig.Read()));
        reader.Start();
        Eventually.Wait(() => File.Exists(rig.Fake.File("hangs")), "the fake was started");

        rig.Source.Dispose();

        Assert.True(reader.Join(TimeSpan.FromSeconds(30)));
        Assert.IsType<SourceException>(thrown);
        Assert.Equal(2, rig.Fake.Pids.Length);
        Assert.All(rig.Fake.Pids, Processes.AssertGone);
        Assert.Throws<SourceException>(() => rig.Read());
    }

    /// <summary>A release has time for it, and a process that is killed inside the driver has hung GPUs.</summary>
    [Fact]
    public void AProcessThatIsStoppedMayEndByItselfUnlessTheDaemonStops()
    {
        using var fake = new FakeNvidiaSmi();
        fake.Runs("""
            trap 'echo > "$here/asked"; while ! [ -e "$here/go" ]; do sleep 0.01; done; echo > "$here/ended"; exit' TERM
            echo $$ > "$here/pids.next"
            mv "$here/pids.next" "$here/pids"
            while :; do sleep 0.01; done
            """);
        foreach (var isHurried in new[] { false, true })
        {
            foreach (var name in new[] { "asked", "go", "ended", "pids" })
                File.Delete(fake.File(name));
            var time = new CountingTime();
            using var process = new NvidiaSmiProcess(fake.Path, launcher: null, time);
            var run = new Thread(() => Record.Exception(() => process.Run(Long)));
            run.Start();
            Eventually.Wait(() => fake.Pids.Length > 0, "the fake was started");
            process.Stop();
            Eventually.Wait(() => File.Exists(fake.File("asked")), "it is asked to end");
            time.WaitForReads();

            if (isHurried)
            {
                process.Hurry();
                Eventually.Wait(
                    () =>
                    {
                        time.Advance(TimeSpan.FromMilliseconds(300));
                        return !run.IsAlive;
                    },
                    "it is killed");
            }
            else
            {
                time.Advance(TimeSpan.FromMilliseconds(900));
                time.WaitForReads();
                File.WriteAllText(fake.File("go"), "");
                Assert.True(run.Join(TimeSpan.FromSeconds(30)));
            }
            Assert.Equal(!isHurried, File.Exists(fake.File("ended")));
            Assert.All(fake.Pids, Processes.AssertGone);
        }
    }

    [Fact]
    public void StandardInputIsEmptyAndTheLocaleIsC()
    {
        using var fake = new FakeNvidiaSmi();
        using var process = Direct(fake);
        fake.Runs("""cat; echo "$LC_ALL $*"; echo complaint >&2; exit 3""");

        using var output = process.Run(Long, "-q", "-x");

        Assert.Equal("C -q -x\n", Encoding.UTF8.GetString(output.Stdout.Span));
        Assert.Equal(("complaint\n", 3), (output.Stderr, output.ExitCode));
    }

    [Fact]
    public void AMillionBytesOnBothPipesDoNotBlock()
    {
        using var fake = new FakeNvidiaSmi();
        using var process = Direct(fake);
        fake.Runs("""
            head -c 1000000 /dev/zero >&2
            head -c 1000000 /dev/zero
            head -c 1000000 /dev/zero >&2
            """);

        using var output = process.Run(Long);

        Assert.Equal(1000000, output.Stdout.Span.Length);
        Assert.Equal(16 * 1024, output.Stderr.Length);
    }

    [Fact]
    public void NoRunLeavesAZombie()
    {
        using var fake = new FakeNvidiaSmi();
        using var process = Direct(fake);
        fake.Runs("""echo $$ >> "$here/pids" """);

        for (var i = 0; i < 20; i++)
            process.Run(Long).Dispose();

        Assert.Equal(20, fake.Pids.Length);
        Assert.All(fake.Pids, Processes.AssertGone);
    }

    [Fact]
    public void AProcessThatCannotBeKilledIsReapedWhenItEndsWithoutAnotherRun()
    {
        using var fake = new FakeNvidiaSmi();
        fake.CannotBeKilled();
        using (var process = Direct(fake))
        {
            Assert.Throws<SourceException>(() => process.Run(TimeSpan.FromSeconds(2)));
        }
        Assert.Equal(2, fake.Pids.Length);
        try
        {
            using var next = Direct(fake);
            Assert.Contains("cannot be killed", Assert.Throws<SourceException>(() => next.Run(Long)).Message);
        }
        finally
        {
            fake.KillAll();
        }
        Assert.All(fake.Pids, Processes.AssertGone);

        // Then it can run again.
        fake.Runs("exit 3");
        using var last = Direct(fake);
        NvidiaSmiOutput? output = null;
        Eventually.Wait(() => Record.Exception(() => output = last.Run(Long)) is null, "it runs again");
        Assert.Equal(3, output!.ExitCode);
        output.Dispose();
    }

    [Fact]
    public void OrphansThatFallToTheFirstProcessOfAContainerAreReaped()
    {
        using var fake = new FakeNvidiaSmi();
        using var process = Direct(fake);
        fake.Runs("""
            sleep 1000 &
            echo $! > "$here/pids"
            """);
        Assert.Equal(0, prctl(SetChildSubreaper, 1, 0, 0, 0));
        try
        {
            process.Run(Long).Dispose();

            Assert.All(fake.Pids, Processes.AssertGone);
        }
        finally
        {
            Assert.Equal(0, prctl(SetChildSubreaper, 0, 0, 0, 0));
        }
    }

    [Fact]
    public void AMissingProgramIsReportedAndFoundWhenItExists()
    {
        using var rig = new NvidiaSmiRig();

        var failure = rig.Fails();

        Assert.Equal(GpuFailure.NvidiaSmiMissing, failure.Reason);
        Assert.Contains(rig.Fake.Path, failure.Message);
        Assert.Contains("gpu.nvidia-smi", failure.Message);
        Assert.Single(rig.Read("driver-570").Gpus);
        rig.Fake.IsMissing();
        Assert.Equal(GpuFailure.NvidiaSmiMissing, rig.Fails().Reason);
    }

    [Theory]
    [InlineData(false, "install the NVIDIA driver's utilities")]
    [InlineData(true, "NVIDIA Container Toolkit")]
    public void AProgramThatIsNotOnThePathIsReported(bool inContainer, string fix)
    {
        using var process = new NvidiaSmiProcess("no-such-nvidia-smi", launcher: null, TimeProvider.System, inContainer);

        var failure = Assert.Throws<SourceException>(() => process.Run(Long));

        Assert.Equal(GpuFailure.NvidiaSmiMissing, failure.Reason);
        Assert.Contains("PATH", failure.Message);
        Assert.Contains(fix, failure.Message);
    }

    [Fact]
    public void AProgramOnThePathIsFound()
    {
        using var process = new NvidiaSmiProcess("true", launcher: null, TimeProvider.System);

        using var output = process.Run(Long);

        Assert.Equal(0, output.ExitCode);
    }

    [Fact]
    public void AFileThatIsNotAProgramIsReported()
    {
        using var rig = new NvidiaSmiRig();
        File.WriteAllText(rig.Fake.Path, "no program");
        Assert.Contains("execute permission", rig.Fails().Message);
        File.SetUnixFileMode(rig.Fake.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var failure = rig.Fails();

        Assert.Equal(GpuFailure.NvidiaSmiMissing, failure.Reason);
        Assert.Contains("cannot be run", failure.Message);
    }

    [Fact]
    public void TheLauncherRunsTheProgramUnchanged()
    {
        using var fake = new FakeNvidiaSmi();
        using var process = new NvidiaSmiProcess(fake.Path, WattdBinary.Path, TimeProvider.System);
        fake.Runs("""echo "$*"; exit 3""");

        using var output = process.Run(Long, "-q", "-x");

        Assert.Equal(("-q -x\n", 3), (Encoding.UTF8.GetString(output.Stdout.Span), output.ExitCode));
    }

    [Fact]
    public void WhatTheLauncherStartedDiesWithAParentThatIsKilled()
    {
        using var fake = new FakeNvidiaSmi();
        fake.Runs("""echo $$ > "$here/pids.next"; mv "$here/pids.next" "$here/pids"; exec sleep 1000""");
        using var parent = Process.Start("/bin/sh",
            ["-c", $"'{WattdBinary.Path}' exec-bound-to-parent $$ '{fake.Path}'; true"]);
        Eventually.Wait(() => fake.Pids.Length > 0, "the program was started");

        parent.Kill();

        Processes.AssertGone(Assert.Single(fake.Pids));
    }

    [Fact]
    public void TheLauncherStartsNothingForAParentThatIsGone()
    {
        using var fake = new FakeNvidiaSmi();
        fake.Runs("""echo > "$here/ran" """);
        using var launcher = Process.Start(WattdBinary.Path, ["exec-bound-to-parent", "1", fake.Path]);

        launcher.WaitForExit();

        Assert.Equal(127, launcher.ExitCode);
        Assert.False(File.Exists(fake.File("ran")));
    }

    const int SetChildSubreaper = 36;

    static NvidiaSmiProcess Direct(FakeNvidiaSmi fake) => new(fake.Path, launcher: null, TimeProvider.System);
}
