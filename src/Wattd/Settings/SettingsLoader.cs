using System.Collections.Immutable;

namespace Wattd.Settings;

/// <summary>Builds the settings from, in order of precedence: flags, environment, file, defaults.</summary>
static class SettingsLoader
{
    /// <summary>Loads the settings, all of them or none.</summary>
    /// <exception cref="ConfigurationException">A setting is wrong; there is a line for each fault.</exception>
    public static LoadedSettings Load(SettingsRequest request)
    {
        var examined = Examine(request);
        return examined.Errors.IsEmpty ? examined.Settings : throw new ConfigurationException(examined.Errors);
    }

    /// <summary>Loads what can be loaded and reports what is wrong with the rest.</summary>
    public static ExaminedSettings Examine(SettingsRequest request)
    {
        var table = request.Table;
        var environment = new EnvironmentVariables(request.Environment, request.EnvironmentOrigins, table);
        var (fromFlags, fromEnvironment) = (SettingsLayer.Of(request.Flags), SettingsLayer.Of(environment.Values));
        var file = fromFlags.TryGet(SettingTable.ConfigFile, out var named) || fromEnvironment.TryGet(SettingTable.ConfigFile, out named)
            ? ConfigurationFile.Read(table, named.Text, named.Origin)
            : ConfigurationFile.Read(table, request.DefaultFile, origin: null);

        var dropIns = ConfigurationFile.ReadFolderOf(table, file.Path);

        SettingsLayer[] weakestFirst =
        [
            SettingsLayer.Of(request.Defaults),
            file.Values,
            .. dropIns.Select(dropIn => dropIn.Values),
            SettingsLayer.Of(environment.OldValues),
            fromEnvironment,
            fromFlags,
            SettingsLayer.Of(request.Fixed),
        ];
        var errors = ImmutableArray.CreateBuilder<string>();
        errors.AddRange(file.Errors);
        errors.AddRange(dropIns.SelectMany(dropIn => dropIn.Errors));
        errors.AddRange(environment.Errors);

        var options = table.Defaults;
        var origins = new Dictionary<Setting, string>();
        foreach (var setting in table.All)
        {
            // An overridden value is checked too: it would fail as soon as the other one is removed.
            foreach (var layer in weakestFirst)
            {
                if (!layer.TryGet(setting, out var given))
                    continue;
                if (setting.Apply(given.Text, ref options) is { } complaint)
                    errors.Add($"{setting.Name}: {Quoted.Text(given.Text)} (from {given.Origin}) {complaint}");
                else
                    origins[setting] = given.Origin;
            }
        }

        foreach (var rule in table.Rules)
            options = rule.Complete(options, origins.ContainsKey);
        var settings = new LoadedSettings(
            options,
            [.. table.All.Select(setting => new SettingValue(
                setting,
                setting == SettingTable.ConfigFile ? file.Path : setting.Read(options),
                origins.GetValueOrDefault(setting)))],
            file.Path, file.Exists, dropIns.Count, request);
        errors.AddRange(table.Rules.SelectMany(rule => rule.Check(settings)));
        return new(settings, errors.ToImmutable());
    }
}
