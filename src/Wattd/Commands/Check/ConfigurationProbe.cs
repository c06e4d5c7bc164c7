using Wattd.Collectors;
using Wattd.Settings;

namespace Wattd.Commands.Check;

/// <summary>Whether the settings are valid.</summary>
/// <param name="examined">The settings.</param>
sealed class ConfigurationProbe(ExaminedSettings examined) : IProbe
{
    const string Name = "configuration";

    public IReadOnlyList<string> Names => [Name];

    public IEnumerable<ProbeResult> Examine()
    {
        if (!examined.Errors.IsEmpty)
            return examined.Errors.Select(error => new ProbeResult(Name, ProbeOutcome.Failed, error));
        var settings = examined.Settings;
        var given = settings.Values.Count(value => value.Origin is not null);
        var file = settings.FileExists ? $"{settings.File} is good" : $"{settings.File} does not exist, and need not";
        if (settings.DropIns > 0)
            file += $", with {settings.DropIns} file(s) of {settings.File}.d";
        return [new ProbeResult(Name, ProbeOutcome.Ok, $"{file}; {given} of {settings.Values.Length} settings given, the rest are defaults")];
    }
}
