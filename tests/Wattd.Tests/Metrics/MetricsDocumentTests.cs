using System.Text;
using Wattd.Collectors.Cpu.Views;
using Wattd.Collectors.Gpu;
using Wattd.Collectors.Gpu.Identity;
using Wattd.Collectors.Gpu.Views;
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

            Prefer the energy counter: `rate(rapl_energy_joules_total[1m])` is the mean power over exactly that minute.
            """,
            CpuFamilies.All),
        ("GPU",
            """
            On `gpu.port`. `gpu_id` is the PCI bus id as nvidia-smi writes it. A value that the driver does not report is absent, never
            0. A lost GPU has only `gpu_up` 0 and its known identity.

            Do not add `gpu_power_average_watts` to `gpu_power_draw_watts`: they are the same power, averaged and instantaneous. A100
            and H100 have no encoder: with NVML their encoder series are absent and `gpu_encoder_supported` is 0. nvidia-smi reports
            zeros for them.
            """,
            GpuFamilies.All),
        ("Collectors", "On the page of each collector; `collector` is `cpu` or `gpu`.", CollectorFamilies.All),
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
