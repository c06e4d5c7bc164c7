using System.Collections.Immutable;
using System.Text;
using Wattd.Settings;

namespace Wattd.Commands.Unit;

/// <summary>
/// The unit that runs the daemon on this machine, as systemd has it with its drop-ins: what the daemon is started with. A
/// command that looks at the machine takes it as its own, so that it means the same daemon.
/// </summary>
/// <param name="Name">Its name: <c>wattd.service</c>.</param>
/// <param name="State">Its <c>ActiveState</c>: <c>active</c>, <c>inactive</c>, <c>failed</c>.</param>
/// <param name="IsEnabled">Whether it starts with the machine.</param>
/// <param name="Variables">Its environment.</param>
/// <param name="Origins">The file of each variable; one that the unit itself sets has none.</param>
/// <param name="Arguments">The arguments of the daemon.</param>
sealed record InstalledUnit(
    string Name,
    string State,
    bool IsEnabled,
    IReadOnlyDictionary<string, string> Variables,
    IReadOnlyDictionary<string, string> Origins,
    ImmutableArray<string> Arguments)
{
    const string Service = "wattd.service";
    const int MostBytes = 1 << 20;

    static readonly string[] Properties = ["LoadState", "ActiveState", "UnitFileState", "Environment", "EnvironmentFiles", "ExecStart"];

    /// <summary>Asks systemd; null where systemd does not run this machine, or has no such unit.</summary>
    public static InstalledUnit? Find() => Systemctl.Show(Service, Properties) is { } text ? Parse(text) : null;

    /// <summary>Reads what <c>systemctl show</c> prints, and the files that it names; null where there is no unit.</summary>
    public static InstalledUnit? Parse(string text)
    {
        var properties = text.Split('\n').Select(line => line.Split('=', 2)).Where(parts => parts.Length == 2)
            .ToLookup(parts => parts[0], parts => parts[1]);
        string First(string name) => properties[name].FirstOrDefault("");
        if (First("LoadState") != "loaded")
            return null;

        var (variables, origins) = (new Dictionary<string, string>(), new Dictionary<string, string>());
        foreach (var assignment in Words(First("Environment")))
        {
            if (assignment.Split('=', 2) is [var name, var value])
                (variables[name], origins[name]) = (value, Service);
        }
        // Later files count, and all files before Environment=.
        foreach (var path in properties["EnvironmentFiles"].Select(PathOf))
        {
            foreach (var (name, value) in FileVariables(path))
                (variables[name], origins[name]) = (value, path);
        }
        return new InstalledUnit(
            Service, First("ActiveState"), First("UnitFileState").StartsWith("enabled", StringComparison.Ordinal), variables, origins,
            [.. ArgumentsOf(First("ExecStart")).Skip(1)]);
    }

    /// <summary>What a command was given, with the unit's settings below it.</summary>
    /// <param name="request">What it was given.</param>
    /// <param name="flags">What <see cref="Arguments"/> set.</param>
    public SettingsRequest Under(SettingsRequest request, ImmutableArray<GivenValue> flags)
    {
        var (environment, origins) = (new Dictionary<string, string>(Variables), new Dictionary<string, string>(Origins));
        foreach (var (name, value) in request.Environment.Where(variable => variable.Value.Length > 0))
        {
            environment[name] = value;
            origins.Remove(name);
        }
        return request with
        {
            Environment = environment,
            EnvironmentOrigins = origins,
            Flags = [.. request.Flags, .. flags.Where(flag => request.Flags.All(given => given.Setting != flag.Setting))],
        };
    }

    // "/etc/default/wattd (ignore_errors=yes)"
    static string PathOf(string written) => written.Split(" (", 2)[0];

    static IEnumerable<KeyValuePair<string, string>> FileVariables(string path)
    {
        try
        {
            return EnvironmentFile.Parse(TextFile.Read(path, MostBytes));
        }
        catch (UnreadableFileException)
        {
            // The unit may do without it, and one that this user may not read says nothing to this user.
            return [];
        }
    }

    // "{ path=/usr/bin/wattd ; argv[]=/usr/bin/wattd --cpu.port 9510 ; ignore_errors=no ; … }"
    static string[] ArgumentsOf(string command)
    {
        const string start = "argv[]=", end = " ; ignore_errors=";
        var (from, to) = (command.IndexOf(start, StringComparison.Ordinal), command.IndexOf(end, StringComparison.Ordinal));
        return from >= 0 && to > from
            ? command[(from + start.Length)..to].Split(' ', StringSplitOptions.RemoveEmptyEntries)
            : [];
    }

    /// <summary>Words as systemctl prints them: those with spaces between quotes, special characters after a backslash.</summary>
    static IEnumerable<string> Words(string line)
    {
        var word = new StringBuilder();
        var (quote, isWord) = ('\0', false);
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c == '\\' && quote != '\'' && i + 1 < line.Length)
                word.Append(line[++i]);
            else if (c == quote || (quote == '\0' && c is '"' or '\''))
                quote = c == quote ? '\0' : c;
            else if (c != ' ' || quote != '\0')
                word.Append(c);
            else
            {
                if (isWord)
                    yield return word.ToString();
                word.Clear();
                isWord = false;
                continue;
            }
            isWord = true;
        }
        if (isWord)
            yield return word.ToString();
    }
}
