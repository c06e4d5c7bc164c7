using System.Net;
using Wattd.Tests.Support;

namespace Wattd.Tests.EndToEnd;

/// <summary><c>wattd release gpu</c> and <c>wattd resume gpu</c> against a daemon, and XIDs on its page and in its log.</summary>
public sealed class ReleaseTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly NvmlStub _stub = new(gpus: 2);
    readonly FakeNvidiaSmi _smi = new();

    Dictionary<string, string> Runtime => new() { ["RUNTIME_DIRECTORY"] = _folder.Path };

    string[] Arguments =>
    [
        "--cpu", "off", "--gpu.nvml-library", _stub.Library, "--gpu.nvidia-smi", _smi.Path, "--gpu.timeout", "2s", "--discovery.interval", "1s",
        "--path.sysfs", _folder.File("sys"), "--path.procfs", _stub.Procfs,
    ];

    public void Dispose()
    {
        foreach (var function in Enum.GetValues<NvmlFunction>())
            _stub.Hang(function, hangs: false);
        _stub.Dispose();
        _smi.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task ReleasedGpusAreNotOpenInAnyWayAndTheDaemonStaysHealthy()
    {
        await using var daemon = await Started();
        Assert.True(HasOpen(daemon));

        var (exitCode, output, error) = await DaemonProcess.Run(["release", "gpu", "--for", "20m"], Runtime);

        Assert.Equal((0, ""), (exitCode, error));
        Assert.StartsWith("The GPUs are released until ", output);
        Assert.Equal((0, 0, 0), (_stub.Open, _stub.EventSets, _stub.UnsafeEnds));
        Assert.False(HasOpen(daemon));
        Assert.Empty(_smi.Pids);
        var page = await daemon.Until(gpu: true, page => page["wattd_collector_down_reason", "released"] == 1, "the reason");
        Assert.Equal((0, 2, 0), (page["gpu_up", NvmlStub.Uuid(0)], page["gpu_count"], page.Count("gpu_power_draw_watts")));
        await daemon.Until(gpu: true, page => page["wattd_collector_last_sample_age_seconds"] > 6, "an old sample");
        Assert.Equal(HttpStatusCode.OK, await daemon.StatusOf(daemon.GpuPort, "/health"));
        Assert.Contains("\"id\":\"released\"", await daemon.Gpu("/readings.json"));
        await daemon.Logged("The GPUs are released on request until ");

        var check = await DaemonProcess.Run(["check", .. Arguments, "--cpu.port", $"{daemon.CpuPort}", "--gpu.port", $"{daemon.GpuPort}"], Runtime);
        Assert.Contains("not examined, because that opens the devices", check.Output);
        Assert.Equal(1, _stub.Inits);

        var resumed = await DaemonProcess.Run(["resume", "gpu"], Runtime);
        Assert.Equal((0, "The GPUs are read again.\n", ""), resumed);
        await daemon.Until(gpu: true, page => page.Count("gpu_power_draw_watts") == 2, "the GPUs");
        await daemon.Logged("The GPUs are read again as requested");
        Assert.Equal((2, 1), (_stub.Inits, _stub.Open));
        await daemon.Stop();
        Assert.Equal((0, 0), (_stub.Open, _stub.UnsafeEnds));
    }

    [Fact]
    public async Task AForgottenReleaseEndsByItself()
    {
        await using var daemon = await Started();
        Assert.Equal(0, (await DaemonProcess.Run(["release", "gpu", "--for", "3s"], Runtime)).ExitCode);
        await daemon.Logged("The GPUs are read again because its time has passed");
        await daemon.Until(gpu: true, page => page.Count("gpu_power_draw_watts") == 2, "the GPUs");
    }

    [Fact]
    public async Task ADaemonThatStopsWhileTheGpusAreReleasedStopsAsUsual()
    {
        await using var daemon = await Started();
        await DaemonProcess.Run(["release", "gpu"], Runtime);
        Assert.Equal(0, (await daemon.Stop()).ExitCode);
        Assert.Equal(0, _stub.Open);
    }

    [Fact]
    public async Task WhatDoesNotReturnIsSaidWithCode1()
    {
        await using var daemon = await Started();
        _stub.Hang(NvmlFunction.nvmlDeviceGetFanSpeed);
        await Eventually.True(() => _stub.Held == 1, "the call");

        var (exitCode, output, error) = await DaemonProcess.Run(["release", "gpu"], Runtime);

        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains("a call into the NVIDIA driver does not return", Assert.Single(error.TrimEnd().Split('\n')));
        _stub.Hang(NvmlFunction.nvmlDeviceGetFanSpeed, hangs: false);
        await Eventually.True(() => _stub.Open == 0, "it is released when the call returns");
    }

    [Fact]
    public async Task AHungWaitForXidsDelaysNeitherReadingsNorAStop()
    {
        await using var daemon = await Started();
        _stub.Hang(NvmlFunction.nvmlEventSetWait_v2);
        await Eventually.True(() => _stub.Held == 1, "the wait");
        var reads = _stub.Calls(NvmlFunction.nvmlDeviceGetFieldValues);
        await daemon.Logged("XIDs are not counted: a call for them has not returned");
        Assert.True(_stub.Calls(NvmlFunction.nvmlDeviceGetFieldValues) > reads);

        Assert.Equal(0, (await daemon.Stop()).ExitCode);
        Assert.Equal(0, _stub.UnsafeEnds);
    }

    [Fact]
    public async Task OnlyTheLocalSocketTakesTheRequestAndOnlyForACollectorThatRuns()
    {
        await using var daemon = await Started();
        Assert.Equal(405, (await Curl.AskAsync("-X", "POST", $"http://127.0.0.1:{daemon.GpuPort}/release/gpu?seconds=60")).Status);
        foreach (var (path, status) in new[]
        {
            ("/release/cpu?seconds=60", 409), ("/release/gpu", 400), ("/release/gpu?seconds=0", 400), ("/release/gpu?seconds=86401", 400),
            ("/release/gpu?seconds=-1", 400), ("/resume/disk", 409),
        })
        {
            var answer = await Curl.AskAsync("-X", "POST", "--unix-socket", _folder.File("wattd.sock"), $"http://localhost{path}");
            Assert.Equal((path, status), (path, answer.Status));
            Assert.StartsWith("wattd: ", Assert.Single(answer.Text.Split("\r\n\r\n")[1].TrimEnd().Split('\n')));
        }
        Assert.Equal(1, _stub.Open);
    }

    [Fact]
    public async Task WithoutADaemonItSaysThatNothingHasToBeReleased()
    {
        var (exitCode, output, error) = await DaemonProcess.Run(["release", "gpu"], Runtime);
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains("where it does not run, nothing has to be released", error);
    }

    [Fact]
    public async Task AnXidIsOnThePageInTheLogAndInTheCheck()
    {
        await using var daemon = await Started();
        await Eventually.True(() => _stub.Registrations(1) == 1, "it is registered");
        _stub.Report(1, 119);
        var page = await daemon.Until(gpu: true, page => page["gpu_xid_errors_total", NvmlStub.Uuid(1), "xid=\"119\""] == 1, "the count");
        Assert.Equal(1, page.Count("gpu_xid_errors_total"));
        await daemon.Logged($"GPU {NvmlStub.BusId(1)} (NVIDIA L40S, {NvmlStub.Uuid(1)}) reports XID 119, 1 since wattd started");
        Assert.Contains("\"id\":\"xid_119\"", await daemon.Gpu("/readings.json"));
        Assert.Contains("XID 119: ", await daemon.Gpu("/"));

        var check = await DaemonProcess.Run(["check", .. Arguments, "--cpu.port", $"{daemon.CpuPort}", "--gpu.port", $"{daemon.GpuPort}"], Runtime);
        Assert.Contains($"GPU 1 ({NvmlStub.BusId(1)}) has reported XID 119", check.Output);
    }

    async Task<DaemonProcess> Started()
    {
        var daemon = DaemonProcess.Start(Arguments, Runtime);
        await daemon.Until(gpu: true, page => page.Count("gpu_power_draw_watts") == 2, "the GPUs");
        return daemon;
    }

    /// <summary>Whether the process has the library mapped, or a file of it or of a GPU open.</summary>
    bool HasOpen(DaemonProcess daemon) =>
        File.ReadAllText($"/proc/{daemon.Id}/maps") is var maps && (maps.Contains(_stub.Library, StringComparison.Ordinal) || maps.Contains("nvml_stub.control", StringComparison.Ordinal))
        || Directory.GetFiles($"/proc/{daemon.Id}/fd").Select(file => File.ResolveLinkTarget(file, false)?.FullName ?? "")
            .Any(target => target == _stub.Library || target.StartsWith("/dev/nvidia", StringComparison.Ordinal));
}
