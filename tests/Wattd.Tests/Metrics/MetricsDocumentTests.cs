using System.Text;
using Wattd.Collectors;
using Wattd.Collectors.Cpu.Views;
using Wattd.Collectors.Encodes.Views;
using Wattd.Collectors.Gpu;
using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Gpu.Views;
using Wattd.Collectors.Wall.Views;
using Wattd.Daemon;
using Wattd.Http;
using Wattd.Metrics;
using Wattd.Metrics.Self;
using Wattd.Tests.Support;

namespace Wattd.Tests.Metrics;

public sealed class MetricsDocumentTests
{
    static readonly (string Title, string Text, IReadOnlyList<MetricFamily> Families)[] Parts =
    [
        ("CPU",
            """
            On `cpu.port`. `zone` is the name of the zone in lower case with `_` for `-`. `package` is the N of its own or its
            parent's `package-N`; psys has none.

            **Zones overlap, so do not add them up.** `core` and `uncore` are parts of their `package_N`. `dram` is separate
            from the package on servers; on client processors it may be part of it. `psys` is the whole platform: packages, memory and
            more. The CPU power of a machine is `sum(rapl_power_watts{zone=~"package_.*"})`; add `zone="dram"` on servers.

            Prefer the energy counter: `rate(rapl_energy_joules_total[1m])` is the mean power over exactly that minute. A peak between two
            scrapes is in `rapl_power_max_watts`: `max_over_time(rapl_power_max_watts[1h])` is the highest of the hour, for every scraper.
            Peaks of different zones and machines are not at the same time, so their sum is an upper bound. The shorter `cpu.interval`
            is, the more the steps of the counter (1 ms) raise the peak: by about 1 % at 100ms, and 10 % at 10ms.
            """,
            CpuFamilies.All),
        ("GPU",
            """
            On `gpu.port`. `gpu_id` is the PCI bus id as nvidia-smi writes it. A value that the driver does not report is absent, never
            0. A lost GPU has only `gpu_up` 0 and its known identity.

            Do not add `gpu_power_average_watts` to `gpu_power_draw_watts`: they are the same power, averaged and instantaneous. A100
            and H100 have no encoder: with NVML their encoder series are absent and `gpu_encoder_supported` is 0. nvidia-smi reports
            zeros for them.

            The maxima contain the readings of every `gpu.interval`. With NVML they also contain the samples that the driver takes in
            between, if it keeps any, so that a burst between two readings is not missed. A sample counts for the second in which wattd
            read it, which is up to one `gpu.interval` after the driver took it. nvidia-smi does not print these samples. The histogram
            contains the readings only.

            Limits, highest clocks, remapped rows and retired pages are read every `discovery.interval` with NVML, all others every
            `gpu.interval`; nvidia-smi prints all of them each time. Boards from Ada on give nvidia-smi margins
            (`gpu_temp_slow_tlimit_threshold`) instead of the temperatures at which they slow down and shut down; a margin is not served
            as a temperature. For a board that reports neither, these families are absent.

            The counters of the driver (`gpu_throttle_seconds_total`, `gpu_pcie_replays_total`, `gpu_ecc_errors_total`) start at 0 when the
            driver is loaded. On the page they go on from their last value then, and never decrease while wattd runs.
            `gpu_throttle_seconds_total` has the reasons for which the driver keeps the time: the power limit, sync boost, the
            temperature (by the driver or by the hardware) and the power brake.

            These facts are from headers and other programs, and have not been checked on a GPU: the counters of PCIe traffic may wrap at
            2³² bytes, which nvml.h does not say, so above 4.29 GB in one `gpu.interval` they may count too little; and the times of the
            thermal reasons and the power brake have other field numbers in the nvml.h of CUDA 13 than in driver 580, so wattd asks for
            both and takes the one that has a time. If you have a GPU, please report what differs from `nvidia-smi -q`.

            With `gpu.processes = on` each process on a GPU and each NVENC session has series of its own, as long as it exists: the
            processes with the lowest 64 pids and the sessions with the lowest 64 numbers of each GPU, fewer on more than 16 GPUs. The
            others are counted. `pid` is the pid on the host; [in a container](containers.md) this requires `--pid=host`. The process of
            each session: `gpu_encoder_session_fps * on(instance, gpu_id, session) group_left(pid, codec, resolution)
            gpu_encoder_session_info`. The driver samples the engines several times a second and reports only the processes that used
            one: the others are 0. In the first read, on GPUs with MIG and with nvidia-smi the use is unknown, so it is absent. It is a
            share of time, not of power.
            """,
            GpuFamilies.All),
        ("Wall",
            """
            On `cpu.port`, where the machine has a power meter that the kernel shows in hwmon (chip `power_meter`, driver
            acpi_power_meter): many servers, few desktops, no virtual machine. `meter` is `acpi` and the number of its ACPI device. With
            the drop-in `ipmi.conf` and no such meter, the power comes from the management controller (BMC) over IPMI: `source` is
            `ipmi` and `meter` is `bmc0`, read every 10 s and in whole watts.

            **The wall contains the packages and GPUs, so do not add it to them.** Besides them it contains memory, disks, network, fans
            and the loss of the power supplies. It leaves out what is outside the machine: cooling of the room, switches, an external
            chassis with GPUs of its own. Where a machine has several meters, the firmware decides what each measures (`oem` in
            `wall_info`), and they can contain each other: on NVIDIA Grace they are modules and rails. Add them up only where you know
            that they do not.

            The power is what the firmware averages, as a rule over a second; many meters are off by 2 to 5 %, some at low load by more
            (`accuracy` in `wall_info` is what the firmware states). They count no energy, so wattd integrates the power: a gap
            of more than three intervals adds nothing, and the counter restarts with wattd. Values that no machine draws are left out and
            counted in `wattd_collector_errors_total{collector="wall",reason="nonsense"}`: 0, 65 535 W, 4 294 967 W, and more than
            `wall.limit`. A meter that shows the same value for ever looks the same as a steady load. `wattd check` compares the meter
            with packages and GPUs.

            The ACPI meter is written after the sources of the kernel and tested with trees of its files, and IPMI with emulated
            controllers. Neither has ever been read on hardware: if you have such a machine, please report what `wattd check --json` prints.
            """,
            WallFamilies.All),
        ("Encodes",
            """
            On `cpu.port`, or on `gpu.port` where cpu is off. An encode is a cgroup: a unit of systemd or a container that matches `encodes.match`,
            that sends ffmpeg's progress, or that holds an NVENC session. `encode` is the unit without its suffix, or the container with
            the first twelve digits of its id: `channel-4`, `docker-0123456789ab`, `ffrtmp/job-7`; a unit of a user has `@` and the uid
            behind it. `encode_info` has the whole unit and cgroup, to join with other exporters.

            **The parts add up.** `energy_split_joules_total` is the same energy as `rapl_energy_joules_total{zone=~"package_.*"}` (component
            `cpu`), `rapl_energy_joules_total{zone="dram"}` (`dram`) and `gpu_energy_joules_total` (`gpu`), cut into three parts: `idle` is what
            the component draws without load, `encodes` what is attributed to encodes, and `other` the rest. Part `encodes` is the sum of
            `encode_energy_joules_total` over all encodes, those that are gone included. The sums are made of integers, so only
            the rounding of Prometheus is between them. A GPU's energy counts from the first sample after wattd has started.

            **A share is not a measurement.** The energy is measured; the shares follow processor time and engine time. For encodes
            of one kind they are close to the truth. Two loads of different kinds on one package can differ by tens of percent in power for
            the same processor time. GPU energy is shared by the sum of SM, encoder and decoder use of each process; wattd knows no power of
            NVENC alone.

            An encode that has ended stays for `encodes.linger` with `encode_running` 0, and leaves a record in the journal and in
            `/readings.json`: an encode that is shorter than two scrapes is visible there alone. A unit that is started again goes on counting.
            """,
            EncodesFamilies.All),
        ("Collectors", "On the page of each collector; `collector` is `cpu`, `gpu`, `wall` or `encodes`.", [.. CollectorFamilies.All, PeakFamilies.Window]),
        ("The daemon", "On every page.", [.. BuildFamilies.All, .. ReloadFamilies.All, .. WebFamilies.All, .. ProcessFamilies.All]),
    ];

    [Fact]
    public void TheDocumentMatchesTheCode() => Golden.Check("docs/metrics.md", Document());

    [Fact]
    public void EveryFamilyOnAPageIsDocumentedAsItIs()
    {
        var node = new MadeUpNode();
        node.SampleCpu();
        node.SampleGpu();
        node.SampleWall();
        node.SampleEncodes();
        var documented = Parts.SelectMany(part => part.Families).ToDictionary(family => family.Name);
        var lines = node.Page(procfs: "/proc").Lines("# ");
        Assert.NotEmpty(lines);
        foreach (var words in lines.Select(line => line.Split(' ', 4)))
        {
            var family = documented[words[2]];
            Assert.Equal(words[1] == "HELP" ? family.Help : family.Type.ToString().ToLowerInvariant(), words[3]);
        }
    }

    [Fact]
    public void EveryFamilyIsOnAPageWhenItHasAValue()
    {
        var node = new MadeUpNode();
        node.SampleCpu();
        node.SampleGpu(
            new GpuInventory("nvml", "1", 1, [new GpuIdentity { Index = 0, BusId = "b", EncodesAv1 = true }]),
            MadeUpNode.GpuReadings[0] with { FanSpeedPercent = 30 });
        node.SampleWall();
        node.SampleEncodes();
        node.CpuStatus.Down("zone_lost", "Gone.");
        var served = node.Page(procfs: "/proc").Lines("# TYPE ").Select(line => line.Split(' ')[2]);
        Assert.Equal(
            Parts.SelectMany(part => part.Families).Select(family => family.Name).Order(StringComparer.Ordinal),
            served);
    }

    [Fact]
    public void HelpIsOnePlainSentence() => Assert.All(Parts.SelectMany(part => part.Families), family =>
    {
        Assert.DoesNotMatch(@"[\n\\|""]", family.Help);
        Assert.EndsWith(".", family.Help);
    });

    static string Document()
    {
        var document = new StringBuilder(
            """
            # Metrics

            All metric families of wattd. This page is generated from the code by `make docs`; do not edit it.

            """);
        foreach (var (title, text, families) in Parts)
        {
            var hasSources = families.Any(family => family.Sources.Length > 0);
            document.Append($"\n## {title}\n\n{text}\n\n")
                .Append("| name | type | labels |").Append(hasSources ? " source |" : "").Append(" what |\n")
                .Append("|---|---|---|").Append(hasSources ? "---|" : "").Append("---|\n");
            foreach (var family in families)
            {
                document.Append($"| `{family.Name}` | {family.Type.ToString().ToLowerInvariant()} | ")
                    .Append(string.Join(", ", family.Labels.Select(label => $"`{label}`"))).Append(" |")
                    .Append(hasSources ? $" {family.Sources} |" : "").Append($" {family.Help} |\n");
            }
        }
        return document.ToString();
    }
}
