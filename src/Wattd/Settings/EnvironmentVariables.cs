using System.Text.RegularExpressions;

namespace Wattd.Settings;

/// <summary>The settings in the environment.</summary>
/// <param name="variables">The whole environment; an empty variable counts as unset.</param>
/// <param name="origins">The file or unit that sets a variable, where the process's own environment does not.</param>
/// <param name="table">All settings.</param>
sealed partial class EnvironmentVariables(
    IReadOnlyDictionary<string, string> variables, IReadOnlyDictionary<string, string> origins, SettingTable table)
{
    const string Prefix = "WATTD_";

    /// <summary>The variables named after their settings.</summary>
    public IReadOnlyCollection<GivenValue> Values => Given(setting => setting.EnvironmentName);

    /// <summary>The variables of the earlier exporters.</summary>
    public IReadOnlyCollection<GivenValue> OldValues => Given(setting => setting.OldEnvironmentName);

    /// <summary>One line for each variable that has the name of a setting, but is not one.</summary>
    public IEnumerable<string> Errors =>
        from name in variables.Keys.Order(StringComparer.Ordinal)
        where name.StartsWith(Prefix, StringComparison.Ordinal) && !IsServiceLink(name)
        where table.All.All(setting => setting.EnvironmentName != name)
        select $"{Quoted.Plain(name)} (an environment variable) is not a setting; "
            + (NearestName.Of(name[Prefix.Length..], table.All.Select(setting => setting.EnvironmentName[Prefix.Length..])) is { } nearest
                ? $"did you mean {Prefix}{nearest}?"
                : "'wattd --help' lists them all");

    // Kubernetes gives each pod such variables for every service of its namespace, including "wattd" and "wattd-cpu":
    // https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
    bool IsServiceLink(string name) =>
        ServiceLink.IsMatch(name) || IsServiceAddress(name, variables[name]);

    // A service "wattd-cpu" has WATTD_CPU_PORT, which is also the name of a setting, and no port has such a value.
    static bool IsServiceAddress(string name, string text) =>
        name.EndsWith("_PORT", StringComparison.Ordinal)
        && (text.StartsWith("tcp://", StringComparison.Ordinal) || text.StartsWith("udp://", StringComparison.Ordinal)
            || text.StartsWith("sctp://", StringComparison.Ordinal));

    [GeneratedRegex("_SERVICE_HOST$|_SERVICE_PORT(_[A-Z0-9_]+)?$|_PORT_[0-9]+_[A-Z]+(_(PROTO|PORT|ADDR))?$")]
    static partial Regex ServiceLink { get; }

    GivenValue[] Given(Func<Setting, string?> nameOf) =>
    [
        .. from setting in table.All
           let name = nameOf(setting)
           where name is not null
           let text = variables.GetValueOrDefault(name)
           where !string.IsNullOrEmpty(text) && !IsServiceAddress(name, text)
           select new GivenValue(setting, text, origins.TryGetValue(name, out var origin) ? $"{name} in {origin}" : name)
    ];
}
