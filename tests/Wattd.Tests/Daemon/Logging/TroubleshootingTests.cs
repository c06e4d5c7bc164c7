using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Wattd.Collectors;
using Wattd.Collectors.Sampling;
using Wattd.Commands;
using Wattd.Daemon.Logging;
using Wattd.Tests.Support;

namespace Wattd.Tests.Daemon.Logging;

/// <summary>docs/troubleshooting.md explains everything that the daemon logs; <c>…</c> in it is a filled-in value.</summary>
public sealed partial class TroubleshootingTests
{
    static readonly string Document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "troubleshooting.md"));

    // The texts of these files reach the log as the cause in a line, or end a start.
    static readonly string[] Complaining =
    [
        "Collectors/Cpu/Powercap/CpuSource.cs", "Http/Connections/ListenSocket.cs", "Http/Connections/PassedSockets.cs", "Collectors/Gpu/GpuOutages.cs",
        "Collectors/Gpu/Nvml/NvmlFailure.cs", "Collectors/Gpu/NvidiaSmi/Executable.cs", "Collectors/Gpu/NvidiaSmi/NvidiaSmiComplaint.cs",
        "Collectors/Gpu/NvidiaSmi/NvidiaSmiDocument.cs", "Collectors/Gpu/NvidiaSmi/NvidiaSmiProcess.cs", "Daemon/SamplerService.cs",
        "Collectors/Wall/Ipmi/IpmiClient.cs", "Collectors/Wall/Ipmi/DcmiPower.cs",
        "Collectors/Encodes/Progress/ProgressSocket.cs", "Collectors/Encodes/Progress/SocketOwner.cs",
        "Collectors/Gpu/Release/GpuRelease.cs", "Collectors/Wall/WallReadings.cs", "Collectors/Wall/WallSampler.cs", "Collectors/Wall/Acpi/AcpiMeter.cs", "Collectors/Wall/Acpi/AcpiSource.cs",
    ];

    static readonly string[] LoggedOnlyWhileStopping = ["was stopped because the daemon stops", "is not started because the daemon stops"];

    static IEnumerable<LoggerMessageAttribute> Lines =>
        from type in typeof(DaemonLogger).Assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        from line in method.GetCustomAttributes<LoggerMessageAttribute>()
        select line;

    [Fact]
    public void EveryLogLineHasASectionThatQuotesIt()
    {
        Assert.NotEmpty(Lines);
        Assert.All(Lines, line =>
        {
            var section = SectionOf(line.EventName!);
            Assert.True(section.Length > 0, $"no section {line.EventName}");
            Assert.Contains($"```\n{WithoutCause(line)}", section);
        });
    }

    [Fact]
    public void NoSectionDescribesARemovedLine() =>
        Assert.Equal(
            Lines.Select(line => line.EventName!).Order(StringComparer.Ordinal),
            Section().Matches(Document).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal));

    [Fact]
    public void EveryCauseInTheCodeIsExplained()
    {
        var phrases = Complaining.SelectMany(PhrasesOf).Except(LoggedOnlyWhileStopping).ToList();
        Assert.True(phrases.Count > Complaining.Length, "the sources are not read");
        Assert.All(phrases, phrase => Assert.Contains(phrase, Document));
    }

    [Fact]
    public void EveryReasonOfACollectorIsExplained() =>
        Assert.All(
            CollectorList.Create(WattdSettings.Table.Defaults, new(NullLoggerFactory.Instance, TimeProvider.System, new SecondClock(TimeProvider.System)))
                .SelectMany(collector => collector.Status.Failures),
            failure => Assert.Contains($"| `{failure.Reason}` |", Document));

    [Fact]
    public void EveryMessageIdInTheTextExists() =>
        Assert.All(
            MessageId().Matches(Document),
            match => Assert.Contains(Guid.ParseExact(match.Value, "N"), EventMessageIds.All.Values));

    static string SectionOf(string name) =>
        Document.Split("\n### ").FirstOrDefault(section => section.StartsWith(name + "\n", StringComparison.Ordinal)) ?? "";

    /// <summary>A line that only has its cause is quoted with one of its causes.</summary>
    static string WithoutCause(LoggerMessageAttribute line)
    {
        var quoted = Hole().Replace(line.Message, "…");
        return line.EventName is "PowercapMissing" or "PowercapUnreadable" or "GpuSourceTimedOut" or "GpuDriverStarting" ? quoted.TrimEnd('…') : quoted;
    }

    /// <summary>The text between the placeholders of the strings in a file, if it is more than a name.</summary>
    static IEnumerable<string> PhrasesOf(string file) =>
        from line in File.ReadLines(Path.Combine(Repository.Root, "src", "Wattd", file))
        where !line.TrimStart().StartsWith("//", StringComparison.Ordinal)
        where !line.Contains("Says(") && !line.Contains("GeneratedRegex")
        from Match text in Text().Matches(line)
        from phrase in Hole().Split(text.Groups[1].Value)
        select phrase.Trim(' ', '+', '(', ')', '\'', ',', ';', '`', '?', ':') into phrase
        where phrase.Count(char.IsWhiteSpace) >= 2 && !phrase.Contains('{')
        select phrase;

    [GeneratedRegex(@"^### (\w+)$", RegexOptions.Multiline)]
    private static partial Regex Section();

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Hole();

    [GeneratedRegex("\"((?:[^\"\\\\]|\\\\.)*)\"")]
    private static partial Regex Text();

    [GeneratedRegex(@"\b[0-9a-f]{32}\b")]
    private static partial Regex MessageId();
}
