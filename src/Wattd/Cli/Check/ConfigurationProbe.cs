using Wattd.Configuration;

namespace Wattd.Cli.Check;

/// <summary>Whether the settings are good.</summary>
/// <param name="examined">The settings.</param>
sealed class ConfigurationProbe(ExaminedSettings examined) : ICheckProbe
{
    const string Name = "configuration";

    public IEnumerable<CheckResult> Examine()
    {
        if (!examined.Errors.IsEmpty)
            return examined.Errors.Select(error => new CheckResult(Name, CheckState.Failed, error));
        var settings = examined.Settings;
        var given = settings.Values.Count(value => value.Origin is not null);
        var file = settings.FileExists ? $"{settings.File} is good" : $"{settings.File} is not there, which is fine";
        return [new CheckResult(Name, CheckState.Ok, $"{file}; {given} of {settings.Values.Length} settings given, the rest are defaults")];
    }
}
