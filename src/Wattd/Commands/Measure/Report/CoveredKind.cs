namespace Wattd.Commands.Measure.Report;

/// <summary>A kind of component that a sum covers.</summary>
static class CoveredKind
{
    /// <summary>Its name for people, as several.</summary>
    public static string Title(string kind) => kind switch { "cpu" => "packages", "dram" => "DRAM", "gpu" => "GPU boards", _ => kind };
}
