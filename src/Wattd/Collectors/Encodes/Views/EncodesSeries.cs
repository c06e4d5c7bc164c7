using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using Prometheus;
using Wattd.Collectors.Encodes.Cgroups;
using Wattd.Collectors.Sampling;
using Wattd.Metrics;

namespace Wattd.Collectors.Encodes.Views;

/// <summary>The newest sample of the encodes collector as metric series.</summary>
sealed class EncodesSeries : ISeries, ICreatedTimes
{
    static readonly FrozenSet<string> Counters = EncodesFamilies.All.Where(family => family.Type == MetricFamilyType.Counter && family.Labels.Contains("encode"))
        .Select(family => family.Name[..^"_total".Length]).ToFrozenSet();

    const int LongestEscapedName = 2 * CgroupName.MostBytes;

    readonly LatestEncodes _latest;
    readonly CollectorStatus _status;
    readonly TimeProvider _time;
    readonly PageUse _use;
    readonly OneEncodeFamilies _families;
    readonly ComponentFamilies _components;
    readonly Gauge.Child _running, _unlisted;
    readonly Counter.Child _started, _ended;
    readonly ImmutableArray<Counter.Child> _datagrams;
    readonly ItemSeries<EncodeIdentity, OneEncodeSeries> _encodes = new();
    readonly ItemSeries<(string Component, string GpuId), SplitSeries> _splits = new();
    // By name as it is in a label; the page is rendered right after the update.
    readonly Dictionary<string, double> _created = [];
    readonly Dictionary<string, double>.AlternateLookup<ReadOnlySpan<char>> _createdByText;

    /// <param name="metrics">The registry of the page that shows them.</param>
    /// <param name="latest">Where the sampler publishes.</param>
    /// <param name="status">The state of the collector.</param>
    /// <param name="time">The clock of the reports of progress.</param>
    /// <param name="use">What the page is for.</param>
    public EncodesSeries(IMetricFactory metrics, LatestEncodes latest, CollectorStatus status, TimeProvider time, PageUse use = PageUse.Served)
    {
        (_latest, _status, _time, _use) = (latest, status, time, use);
        _createdByText = _created.GetAlternateLookup<ReadOnlySpan<char>>();
        (_families, _components) = (new OneEncodeFamilies(metrics), new ComponentFamilies(metrics));
        _running = EncodesFamilies.EncodesRunning.Gauge(metrics).WithLabels();
        _unlisted = EncodesFamilies.EncodesUnlisted.Gauge(metrics).WithLabels();
        _started = EncodesFamilies.EncodesStarted.Counter(metrics).WithLabels();
        _ended = EncodesFamilies.EncodesEnded.Counter(metrics).WithLabels();
        var datagrams = EncodesFamilies.Datagrams.Counter(metrics);
        _datagrams = [.. ((string[])["taken", "unknown_sender", "malformed", "over_limit"]).Select(result => datagrams.WithLabels(result))];
    }

    /// <inheritdoc/>
    public void Update()
    {
        var sample = _status is { IsFresh: true, Outage: null } ? _latest.Read() : null;
        var isServed = sample is not null && _use == PageUse.Served;
        _running.Show(sample?.Running);
        _unlisted.Show(sample?.Unlisted);
        _started.Show(isServed ? sample?.Started : null);
        _ended.Show(isServed ? sample?.Ended : null);
        var reports = isServed ? sample?.Reports : null;
        _datagrams[0].Show(reports?.Taken);
        _datagrams[1].Show(reports?.UnknownSender);
        _datagrams[2].Show(reports?.Malformed);
        _datagrams[3].Show(reports?.OverLimit);

        _created.Clear();
        foreach (var encode in isServed ? sample!.Encodes : [])
            _created[Escaped(encode.Identity.Name)] = encode.Created.ToUnixTimeMilliseconds() / 1e3;
        _encodes.Keep(sample?.Encodes.Select(encode => encode.Identity) ?? []);
        foreach (var encode in sample?.Encodes ?? [])
            _encodes.Of(encode.Identity, () => new OneEncodeSeries(_families, _components, encode.Identity)).Update(encode, isServed, _time);
        _splits.Keep(sample?.Splits.Select(split => (split.Component, split.GpuId)) ?? []);
        foreach (var split in sample?.Splits ?? [])
            _splits.Of((split.Component, split.GpuId), () => new SplitSeries(_components, split)).Update(split, isServed);
    }

    /// <inheritdoc/>
    public bool Has(ReadOnlySpan<byte> family) => family.StartsWith("encode_"u8) && Counters.Contains(Encoding.ASCII.GetString(family));

    /// <inheritdoc/>
    public double? CreatedAt(ReadOnlySpan<byte> labels)
    {
        if (!labels.StartsWith("encode=\""u8))
            return null;
        labels = labels["encode=\"".Length..];
        var end = 0;
        while (labels[end] != '"')
            end += labels[end] == '\\' ? 2 : 1;
        Span<char> name = stackalloc char[LongestEscapedName];
        return end <= name.Length && _createdByText.TryGetValue(name[..Encoding.UTF8.GetChars(labels[..end], name)], out var seconds) ? seconds : null;
    }

    static string Escaped(string name) =>
        name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}

/// <summary>The families with the labels of a component, with two label sets: only a GPU has the label <c>gpu_id</c>.</summary>
sealed class ComponentFamilies(IMetricFactory metrics)
{
    readonly Form _board = new(metrics, ["component", "gpu_id"]);
    readonly Form _processor = new(metrics, ["component"]);

    /// <summary>The families with the label set of a component, and its labels.</summary>
    public (Form Families, string[] Labels) For(string component, string gpuId) =>
        gpuId.Length > 0 ? (_board, [component, gpuId]) : (_processor, [component]);

    /// <summary>The families with one label set.</summary>
    public sealed class Form(IMetricFactory metrics, string[] labels)
    {
        public Counter EncodeEnergy { get; } = EncodesFamilies.Energy.Counter(metrics, ["encode", .. labels]);
        public Counter Split { get; } = EncodesFamilies.Split.Counter(metrics, [.. labels, "part"]);
        public Gauge IdleWatts { get; } = EncodesFamilies.IdleWatts.Gauge(metrics, [.. labels, "source"]);
    }
}

/// <summary>The series of one component.</summary>
sealed class SplitSeries : IRemovableSeries
{
    readonly Counter.Child _encodes, _other, _idle;
    readonly Gauge.Child _idleWatts;

    public SplitSeries(ComponentFamilies components, SplitReading split)
    {
        var (families, labels) = components.For(split.Component, split.GpuId);
        _encodes = families.Split.WithLabels([.. labels, "encodes"]);
        _other = families.Split.WithLabels([.. labels, "other"]);
        _idle = families.Split.WithLabels([.. labels, "idle"]);
        // The settings decide, so it stays the same.
        _idleWatts = families.IdleWatts.WithLabels([.. labels, split.IsIdleLearned ? "learned" : "setting"]);
    }

    public void Update(in SplitReading split, bool isServed)
    {
        var parts = isServed && split.IsMeasured ? split.Parts : null;
        _encodes.Show(parts is { } encodes ? new Energy(encodes.Encodes).Joules : null);
        _other.Show(parts is { } other ? new Energy(other.Other).Joules : null);
        _idle.Show(parts is { } idle ? new Energy(idle.Idle).Joules : null);
        _idleWatts.Show(split.IsMeasured ? Digits.Milli(split.IdleWatts) : null);
    }

    public void Remove()
    {
        _encodes.Remove();
        _other.Remove();
        _idle.Remove();
        _idleWatts.Remove();
    }
}
