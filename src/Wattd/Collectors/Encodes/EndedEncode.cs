using System.Globalization;

namespace Wattd.Collectors.Encodes;

/// <summary>The record of an encode that has ended, from its start or since wattd first saw it. Null is what was not measured.</summary>
/// <param name="Name">The label <c>encode</c>.</param>
/// <param name="Ended">When it ended.</param>
/// <param name="Duration">How long it ran.</param>
sealed record EndedEncode(string Name, DateTimeOffset Ended, TimeSpan Duration)
{
    const double JoulesPerKilowattHour = 3.6e6;

    /// <summary>Its share of the packages' energy above idle.</summary>
    public Energy? Cpu { get; init; }

    /// <summary>Its share of the memory's energy above idle.</summary>
    public Energy? Dram { get; init; }

    /// <summary>Its share of the GPUs' energy above idle.</summary>
    public Energy? Gpu { get; init; }

    /// <summary>The processor time that it used.</summary>
    public TimeSpan CpuTime { get; init; }

    /// <summary>Frames of the first video output of each ffmpeg.</summary>
    public long? Frames { get; init; }

    /// <summary>How much media was written.</summary>
    public TimeSpan? MediaTime { get; init; }

    /// <summary>The sum of what was measured; null if nothing was.</summary>
    public Energy? Total => Cpu is null && Dram is null && Gpu is null
        ? null
        : (Cpu ?? default) + (Dram ?? default) + (Gpu ?? default);

    /// <summary>Its energy above idle for each frame.</summary>
    public double? JoulesPerFrame => Frames > 0 ? Total?.Joules / Frames : null;

    /// <summary>The duration for people: <c>1 h 2 min</c>.</summary>
    public string DurationText => Duration switch
    {
        { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(long)Duration.TotalHours} h {Duration.Minutes} min"),
        { TotalMinutes: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{Duration.Minutes} min {Duration.Seconds} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Duration.TotalSeconds:0.0} s"),
    };

    /// <summary>What is known of it, for people: <c>0.412 kWh (cpu 0.310, dram 0.020, gpu 0.082), 223200 frames, 6.64 J/frame</c>.</summary>
    public string Summary()
    {
        List<string> parts = [];
        if (Cpu is { } cpu)
            parts.Add($"cpu {KilowattHours(cpu)}");
        if (Dram is { } dram)
            parts.Add($"dram {KilowattHours(dram)}");
        if (Gpu is { } gpu)
            parts.Add($"gpu {KilowattHours(gpu)}");
        List<string> facts = [Total is { } total ? $"{KilowattHours(total)} kWh ({string.Join(", ", parts)})" : "energy unknown"];
        if (Frames is { } frames)
            facts.Add(string.Create(CultureInfo.InvariantCulture, $"{frames} frames"));
        if (JoulesPerFrame is { } joules)
            facts.Add(string.Create(CultureInfo.InvariantCulture, $"{joules:0.###} J/frame"));
        facts.Add(string.Create(CultureInfo.InvariantCulture, $"{CpuTime.TotalSeconds:0.0} s of processor time"));
        return string.Join(", ", facts);
    }

    /// <summary>The fields of its entry in the journal, besides its name.</summary>
    public IReadOnlyList<KeyValuePair<string, object>> Fields()
    {
        List<KeyValuePair<string, object>> fields =
        [
            new("WattdSeconds", Duration.TotalSeconds),
            new("WattdCpuSeconds", CpuTime.TotalSeconds),
        ];
        Add("WattdJoulesCpu", Cpu?.Joules);
        Add("WattdJoulesDram", Dram?.Joules);
        Add("WattdJoulesGpu", Gpu?.Joules);
        Add("WattdFrames", Frames);
        Add("WattdMediaSeconds", MediaTime?.TotalSeconds);
        Add("WattdJoulesPerFrame", JoulesPerFrame);
        return fields;

        void Add(string name, object? value)
        {
            if (value is not null)
                fields.Add(new(name, value));
        }
    }

    // Three significant places at least: a short encode has a few microwatt-hours.
    static string KilowattHours(Energy energy) =>
        (energy.Joules / JoulesPerKilowattHour).ToString(energy.Joules >= JoulesPerKilowattHour / 10 ? "0.000" : "0.000000", CultureInfo.InvariantCulture);
}
