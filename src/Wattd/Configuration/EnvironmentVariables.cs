namespace Wattd.Configuration;

/// <summary>The settings in the environment.</summary>
/// <param name="variables">The whole environment; an empty variable counts as unset.</param>
sealed class EnvironmentVariables(IReadOnlyDictionary<string, string> variables)
{
    const string Prefix = "WATTD_";

    /// <summary>The variables named after their settings.</summary>
    public IReadOnlyCollection<GivenValue> Values => Given(setting => setting.EnvironmentName);

    /// <summary>The variables of the exporters that came before.</summary>
    public IReadOnlyCollection<GivenValue> OldValues => Given(setting => setting.OldEnvironmentName);

    /// <summary>One line for each variable that is named as if it were a setting.</summary>
    public IEnumerable<string> Errors =>
        from name in variables.Keys.Order(StringComparer.Ordinal)
        where name.StartsWith(Prefix, StringComparison.Ordinal) && !IsServiceLink(name)
        where SettingTable.All.All(setting => setting.EnvironmentName != name)
        select $"{Quoted.Plain(name)} (an environment variable) is not a setting; "
            + (NearestName.Of(name[Prefix.Length..], SettingTable.All.Select(setting => setting.EnvironmentName[Prefix.Length..])) is { } nearest
                ? $"did you mean {Prefix}{nearest}?"
                : "'wattd --help' lists them all");

    // Kubernetes gives each pod such variables for a service called "wattd":
    // https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
    static bool IsServiceLink(string name) =>
        name is "WATTD_PORT" || name.StartsWith("WATTD_PORT_", StringComparison.Ordinal)
        || name.StartsWith("WATTD_SERVICE_", StringComparison.Ordinal);

    GivenValue[] Given(Func<Setting, string?> nameOf) =>
    [
        .. from setting in SettingTable.All
           let name = nameOf(setting)
           where name is not null
           let text = variables.GetValueOrDefault(name)
           where !string.IsNullOrEmpty(text)
           select new GivenValue(setting, text, name)
    ];
}
